import type { Command } from 'commander';
import { UsageError } from './failure.ts';

export function hashCommand(program: Command): void {
  const hash = program.command('hash').description('what stands in a configuration instead of a password or secret');
  hash
    .command('password')
    .description('the `passwordHash` of a user; the password is asked for')
    .option('--password-stdin', 'read the password from the first line of stdin', false)
    .action(hashPassword);
  hash
    .command('secret')
    .description('the `sha256` of a client secret; a new secret is made, and printed once')
    .option('--secret-stdin', 'read the secret from the first line of stdin instead', false)
    .action(hashSecret);
}

async function hashPassword({ passwordStdin }: { readonly passwordStdin: boolean }): Promise<void> {
  const [{ readNewPassword }, { PasswordHasher }] = await Promise.all([
    import('./read-password.ts'),
    import('../users/password-hasher.ts'),
  ]);
  process.stdout.write(`${await new PasswordHasher().hash(await readNewPassword(passwordStdin))}\n`);
}

async function hashSecret({ secretStdin }: { readonly secretStdin: boolean }): Promise<void> {
  const [{ firstLine }, { randomHandle, sha256 }] = await Promise.all([
    import('./read-password.ts'),
    import('../keys/digest.ts'),
  ]);
  const secret = secretStdin ? await firstLine() : randomHandle();
  if (secret === '') throw new UsageError('the secret must not be empty');
  const made = secretStdin ? '' : `secret ${secret} (shown this once)\n`;
  process.stdout.write(`${made}${secretStdin ? '' : 'sha256 '}${sha256(secret)}\n`);
}
