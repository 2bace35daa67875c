import { type Command, InvalidArgumentError } from 'commander';
import type { ClientOrigin } from '../model/client.ts';
import { type AdminFlags, administering, withAdminFlags } from './administration/administering.ts';
import { wholeNumber } from './options.ts';

interface InviteFlags extends AdminFlags {
  readonly uses: number;
  readonly expires: number;
}

const tenYears = 315_360_000;

export function inviteCommand(clients: Command): void {
  withAdminFlags(
    clients.command('invite').description('print a token with which clients register themselves; it is printed once'),
  )
    .option('--uses <n>', 'how many may', (text) => wholeNumber(text, 1, 999_999), 1)
    .option('--expires <seconds>', 'how long it is good', (text) => wholeNumber(text, 1, tenYears), 604_800)
    .action(invite);
}

async function invite(flags: InviteFlags): Promise<void> {
  const made = await administering(flags, ({ registrationTokens }) =>
    registrationTokens.create(flags.uses, flags.expires),
  );
  process.stdout.write(
    flags.json ? `${JSON.stringify(made)}\n` : `initial access token ${made.initialAccessToken} (shown this once)\n`,
  );
}

export function clientOrigin(text: string): ClientOrigin {
  if (text === 'registered' || text === 'document') return text;
  throw new InvalidArgumentError('It must be registered or document.');
}
