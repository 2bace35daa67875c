import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { randomHandle, sha256 } from '../keys/digest.ts';
import { CommandFailure } from './failure.ts';

const fileName = 'mintmark.config.ts';

export function initCommand(program: Command): void {
  program
    .command('init')
    .description(`write ${fileName} with one M2M and one web client`)
    .argument('[dir]', 'folder to write it to', '.')
    .action(init);
}

function init(folder: string): void {
  const file = join(folder, fileName);
  if (existsSync(file)) throw new CommandFailure(`${file} is there already; nothing was written`);
  mkdirSync(folder, { recursive: true });
  // From a checkout, `npm run mintmark -- init`, there is no command of that name.
  const command = process.env.npm_lifecycle_event === 'mintmark' ? 'npm run mintmark --' : 'mintmark';
  const worker = randomHandle();
  const web = randomHandle();
  writeFileSync(file, template(sha256(worker), sha256(web)), { flag: 'wx' });
  process.stdout.write(`Wrote ${file}.

Secrets of its clients, shown this once (the file holds their hashes):
  worker  ${worker}
  web     ${web}

The master secret belongs in the environment, not in the file:
  export MINTMARK_SECRET=${randomHandle()}

Next:
  ${command} dev --config ${file}
  ${command} check --config ${file}
`);
}

function template(workerHash: string, webHash: string): string {
  return `import { defineConfig } from 'mintmark';

export default defineConfig({
  // The public address of this server. Clients compare it exactly.
  issuer: 'http://localhost:9400',
  storage: { kind: 'sqlite', path: './mintmark.db' },
  // 32 random bytes or more, base64url. Whoever has it can read what the database seals.
  secret: 'env:MINTMARK_SECRET',
  identityResources: ['openid', 'profile', 'email'],
  apiScopes: [{ name: 'orders.read' }, { name: 'orders.write' }],
  apiResources: [{ name: 'https://orders.example.com', scopes: ['orders.read', 'orders.write'] }],
  clients: [
    {
      clientId: 'worker',
      clientSecrets: [{ sha256: '${workerHash}' }],
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['orders.read'],
    },
    {
      clientId: 'web',
      clientSecrets: [{ sha256: '${webHash}' }],
      allowedGrantTypes: ['authorization_code'],
      allowedScopes: ['openid', 'profile', 'email', 'orders.read', 'orders.write'],
      allowOfflineAccess: true,
      redirectUris: ['http://localhost:3000/callback'],
      postLogoutRedirectUris: ['http://localhost:3000/'],
    },
  ],
});
`;
}
