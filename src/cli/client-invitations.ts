import { type Command, InvalidArgumentError } from 'commander';
import type { ClientOrigin } from '../model/client.ts';
import { systemClock } from '../model/clock.ts';
import { Invitations } from '../registration/invitations.ts';
import { CommandFailure } from './failure.ts';
import { type OfflineFlags, offline, withOfflineFlags } from './offline.ts';
import { wholeNumber } from './options.ts';

interface InviteFlags extends OfflineFlags {
  readonly uses: number;
  readonly expires: number;
}

const tenYears = 315_360_000;

export function inviteCommand(clients: Command): void {
  withOfflineFlags(
    clients.command('invite').description('print a token with which clients register themselves; it is printed once'),
  )
    .option('--uses <n>', 'how many may', (text) => wholeNumber(text, 1, 999_999), 1)
    .option('--expires <seconds>', 'how long it is good', (text) => wholeNumber(text, 1, tenYears), 604_800)
    .action(invite);
}

async function invite(flags: InviteFlags): Promise<void> {
  const { uses } = flags;
  const now = systemClock.now();
  const expiresAt = now + flags.expires;
  const token = await offline(flags, async ({ settings, store }) => {
    const { mode } = settings.clientRegistration;
    if (mode !== 'initialAccessToken') {
      throw new CommandFailure(
        `clientRegistration.mode is ${mode}: ${mode === 'off' ? 'no client can register itself' : 'clients need no token'}`,
      );
    }
    return new Invitations(store.marks).create(uses, expiresAt, now);
  });
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ initialAccessToken: token, uses, expiresAt })}\n`
      : `initial access token ${token} (shown this once)\n`,
  );
}

export function clientOrigin(text: string): ClientOrigin {
  if (text === 'registered' || text === 'document') return text;
  throw new InvalidArgumentError('It must be registered or document.');
}
