import { type Command, InvalidArgumentError } from 'commander';
import type { ClientOrigin } from '../model/client.ts';
import { systemClock } from '../model/clock.ts';
import { Invitations } from '../registration/invitations.ts';
import { commandCaller } from './administer.ts';
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
  const { RegistrationTokenAdministration } = await import('../admin/registration-token-administration.ts');
  const made = await offline(flags, async ({ settings, store, events }) => {
    const invitations = new Invitations(store.marks);
    const tokens = new RegistrationTokenAdministration({ settings, invitations, events, clock: systemClock });
    return tokens.create(flags.uses, flags.expires, commandCaller(settings));
  });
  process.stdout.write(
    flags.json ? `${JSON.stringify(made)}\n` : `initial access token ${made.initialAccessToken} (shown this once)\n`,
  );
}

export function clientOrigin(text: string): ClientOrigin {
  if (text === 'registered' || text === 'document') return text;
  throw new InvalidArgumentError('It must be registered or document.');
}
