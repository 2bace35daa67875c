import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import type { Command } from 'commander';
import { type ApplicationKind, applicationKinds, type KindName, kindNames } from '../clients/application-kinds.ts';
import { randomHandle, sha256 } from '../keys/digest.ts';
import { askKind, kindNamed } from './ask-kind.ts';
import { CommandFailure } from './failure.ts';

const fileName = 'mintmark.config.ts';

interface InitFlags {
  readonly kind?: readonly string[];
}

export function initCommand(program: Command): void {
  program
    .command('init')
    .description(
      `write ${fileName} with a client for each kind of application; without a terminal and --kind, for machine and web`,
    )
    .argument('[dir]', 'folder to write it to', '.')
    .option('--kind <kind...>', `${kindNames.join(', ')}; asked for otherwise`)
    .action(init);
}

async function init(folder: string, flags: InitFlags): Promise<void> {
  const file = join(folder, fileName);
  if (existsSync(file)) throw new CommandFailure(`${file} is there already; nothing was written`);
  const kinds = await chosenKinds(flags);
  mkdirSync(folder, { recursive: true });
  const clients = kinds.map((name): NewClient => {
    const kind: ApplicationKind = applicationKinds[name];
    const secret = kind.settings.requireClientSecret === false ? undefined : randomHandle();
    return { name, kind, secret };
  });
  const database = freeDatabase(folder);
  writeFileSync(file, template(clients, database), { flag: 'wx' });
  const ignored = ignore(folder);
  process.stdout.write(`Wrote ${file}${ignored ? ` and ${join(folder, '.gitignore')}` : ''}.
${secretsOf(clients)}
The master secret belongs in the environment, not in the file:
  export MINTMARK_SECRET=${randomHandle()}

Next:
${nextCommands(folder, file)}`);
}

interface NewClient {
  readonly name: KindName;
  readonly kind: ApplicationKind;
  readonly secret: string | undefined;
}

async function chosenKinds({ kind }: InitFlags): Promise<readonly KindName[]> {
  if (kind !== undefined) return [...new Set(kind.map(kindNamed))];
  return process.stdin.isTTY && process.stderr.isTTY ? [await askKind()] : ['machine', 'web'];
}

/** Another database than that of somebody else's configuration, which has another secret. */
function freeDatabase(folder: string): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'mintmark.db' : `mintmark-${number}.db`;
    if (!existsSync(join(folder, name))) return `./${name}`;
  }
}

/** The database holds what users may do, and `dev` keeps its master secret beside it. */
const unshared = ['mintmark*.db', 'mintmark*.db-*', 'mintmark*.db.secret', '.mintmark/', '.env'];

/** @returns whether anything had to be written. */
function ignore(folder: string): boolean {
  const file = join(folder, '.gitignore');
  const present = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines = present.split(/\r?\n/);
  const missing = unshared.filter((line) => !lines.includes(line));
  if (missing.length === 0) return false;
  appendFileSync(file, `${present === '' || present.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`);
  return true;
}

function secretsOf(clients: readonly NewClient[]): string {
  const width = Math.max(...clients.map(({ kind }) => kind.clientId.length));
  const lines = clients.flatMap(({ kind, secret }) =>
    secret === undefined ? [] : [`  ${kind.clientId.padEnd(width)}  ${secret}`],
  );
  if (lines.length === 0) return '';
  return `\nSecrets of its clients, shown this once (the file holds their hashes):\n${lines.join('\n')}\n`;
}

/** The command finds the configuration of the folder that it runs in. */
function nextCommands(folder: string, file: string): string {
  // From a checkout, `npm run mintmark -- init`, npm runs it in the checkout.
  const fromCheckout = process.env.npm_lifecycle_event === 'mintmark';
  const command = fromCheckout ? 'npm run mintmark --' : 'npx mintmark';
  const config = normalize(folder) === '.' ? '' : ` --config ${file}`;
  return `  ${command} dev${config}\n  ${command} check${config}\n`;
}

function template(clients: readonly NewClient[], database: string): string {
  const rs256 = clients.some(({ name }) => name === 'rs256');
  const api = rs256
    ? `[
    {
      name: 'https://orders.example.com',
      scopes: ['orders.read', 'orders.write'],
      // The library of this API verifies nothing else.
      allowedAccessTokenSigningAlgorithms: ['RS256'],
    },
  ]`
    : `[{ name: 'https://orders.example.com', scopes: ['orders.read', 'orders.write'] }]`;
  return `import { defineConfig } from 'mintmark';

export default defineConfig({
  // The public address of this server. Clients compare it exactly; on this machine its port is the one that is listened on.
  issuer: 'http://localhost:9400',
  // Beside this file.
  storage: { kind: 'sqlite', path: '${database}' },
  // 32 random bytes or more, base64url. Whoever has it can read what the database seals.
  secret: 'env:MINTMARK_SECRET',
  identityResources: ['openid', 'profile', 'email'],
  apiScopes: [{ name: 'orders.read' }, { name: 'orders.write' }],
  apiResources: ${api},
  clients: [
${clients.map(clientText).join('\n')}
  ],
});
`;
}

function clientText({ kind, secret }: NewClient): string {
  const lines = [`      clientId: ${literal(kind.clientId)},`];
  if (secret !== undefined) lines.push(`      clientSecrets: [{ sha256: ${literal(sha256(secret))} }],`);
  const scopes = kind.hasUsers ? ['openid', 'profile', 'email', 'orders.read', 'orders.write'] : ['orders.read'];
  const [grants, ...settings] = Object.entries(kind.settings).toSorted(([name]) =>
    name === 'allowedGrantTypes' ? -1 : 0,
  );
  for (const [name, value] of [grants!, ['allowedScopes', scopes] as const, ...settings]) {
    const why = kind.because[name as keyof ApplicationKind['because']];
    if (why !== undefined) lines.push(`      // ${why}`);
    lines.push(`      ${name}: ${literal(value)},`);
  }
  return `    {\n${lines.join('\n')}\n    },`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}
