import type { Command } from 'commander';
import { recordChange } from '../admin/record-change.ts';
import { commandClientId } from '../config/command-client.ts';
import { JwtSigner } from '../keys/jwt-signer.ts';
import { adminAudience, adminScopes } from '../model/admin.ts';
import { systemClock } from '../model/clock.ts';
import { newFamily, newTokenId } from '../tokens/token-id.ts';
import { commandCaller } from './administer.ts';
import { UsageError } from './failure.ts';
import { type OfflineFlags, withOfflineFlags } from './offline.ts';
import { wholeNumber } from './options.ts';
import { withKeyRing } from './with-key-ring.ts';

interface TokenFlags extends OfflineFlags {
  readonly read: boolean;
  readonly expires: number;
}

const longest = 86_400;

export function adminCommand(program: Command): void {
  const admin = program.command('admin').description('the admin API');
  withOfflineFlags(
    admin.command('token').description('print an access token for the admin API, made here with the keys of the store'),
  )
    .option('--read', 'one that only reads', false)
    .option('--expires <seconds>', 'how long it is good', (text) => wholeNumber(text, 1, longest), 900)
    .action(token);
}

async function token(flags: TokenFlags): Promise<void> {
  const scope = flags.read ? adminScopes.read : adminScopes.change;
  const made = await withKeyRing(flags, async (keyRing, { settings, events }) => {
    if (settings.listen.adminPort === undefined) {
      throw new UsageError('listen.adminPort is not set: there is no admin API that would take a token');
    }
    const now = systemClock.now();
    const expiresAt = now + flags.expires;
    const tokenId = newTokenId(newFamily());
    await keyRing.start({ timer: false, refuseForeign: true });
    const accessToken = await new JwtSigner({ keyRing }).sign(
      {
        iss: settings.issuer,
        nbf: now,
        iat: now,
        exp: expiresAt,
        aud: adminAudience,
        scope,
        client_id: commandClientId,
        sub: commandClientId,
        jti: tokenId,
      },
      { typ: 'at+jwt', allowedAlgorithms: [] },
    );
    const target = { kind: 'token', id: tokenId };
    recordChange(events, commandCaller(settings), 'token.create', target, { after: { scope, expiresAt } });
    return { accessToken, tokenType: 'Bearer', scope, expiresAt };
  });
  process.stdout.write(`${flags.json ? JSON.stringify(made) : made.accessToken}\n`);
}
