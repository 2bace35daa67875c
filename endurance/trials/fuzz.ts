import { secret } from '../../test/support/fixture.ts';
import { nodeClient } from '../../test/support/node-client.ts';
import { type ProcessUsage, startNode } from '../../test/support/node-process.ts';
import { codeClients } from '../../test/support/redeemable.ts';
import { exchange } from '../fuzz/exchange.ts';
import { mutated, scrambled } from '../fuzz/mutate.ts';
import { type Seed, seedsFor } from '../fuzz/seeds.ts';
import { openStorage } from '../storage.ts';
import { randomFrom, type Trial } from '../trial.ts';
import { megabytes } from './fault.ts';

const atOnce = 24;
/** Longer than any honest answer, shorter than what waits for the rest of a message. */
const patienceMs = 10_000;
/** What no answer may show: places in the sources, and what the platform says of itself. */
const inside =
  /\bat [\w.<>]+ \(|node:internal|node_modules|\/src\/|\.ts:\d+|\bTypeError\b|\bReferenceError\b|SQLITE_|SqliteError/;

const operator = {
  clientId: 'operator',
  clientSecrets: [{ value: secret }],
  allowedGrantTypes: ['client_credentials'],
  allowedScopes: ['mintmark.admin'],
};

/** Requests made worse, and bytes that are no requests, at every endpoint and parser. */
export const fuzz: Trial = {
  name: 'fuzz',
  async run({ fuzzed, seed }, tell) {
    await using opened = await openStorage('sqlite');
    const node = await startNode({
      storage: opened.storage,
      moreClients: [...codeClients, operator],
      listen: { adminPort: 0 },
      further: {
        admin: { url: 'http://localhost:9999' },
        clientRegistration: { mode: 'open', scopes: ['openid', 'profile'] },
        clientIdMetadataDocuments: { mode: 'anyHost', scopes: ['openid', 'profile'] },
      },
    });
    const seeds = await seedsFor(node);
    const random = randomFrom(seed);
    const statuses = new Map<Awaited<ReturnType<typeof exchange>>['status'], number>();
    const violations: string[] = [];
    let [sent, isGone] = [0, false];
    node.child.once('exit', () => {
      isGone = true;
    });
    const before = (await node.tell('usage')) as ProcessUsage;
    const port = ({ port: which }: Seed) => (which === 'admin' ? node.adminPort! : node.port);
    const one = async () => {
      while (sent < fuzzed && !isGone && violations.length < 50) {
        sent += 1;
        const chosen = seeds[Math.floor(random() * seeds.length)]!;
        const message = mutated(random, chosen, seeds);
        const isRaw = random() < 0.2;
        const bytes = isRaw ? scrambled(random, message) : message;
        // Half a message is waited for; what is whole must be answered.
        const { status, text } = await exchange(port(chosen), bytes, isRaw ? 250 : patienceMs);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const found = status === 500 ? 'was answered 500' : inside.test(text) ? 'shows the inside' : undefined;
        if (found !== undefined)
          violations.push(`${found}: ${bytes.toString('latin1').slice(0, 2000)}\n→ ${text.slice(0, 600)}`);
        if (sent % 10_000 === 0) tell(`${sent} requests`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, one));
    if (isGone) violations.push('the process ended');
    else {
      const http = nodeClient();
      const { status } = await http.token(node.url, 'machine', { grant_type: 'client_credentials' });
      if (status !== 200) violations.push(`afterwards an honest request was answered ${status}`);
      http.close();
    }
    const after = isGone ? before : ((await node.tell('usage')) as ProcessUsage);
    await node.kill();
    const of = (from: number) =>
      [...statuses].reduce(
        (sum, [status, count]) => sum + (typeof status === 'number' && Math.floor(status / 100) === from ? count : 0),
        0,
      );
    return {
      figures: {
        requests: sent,
        'answers of 2xx': of(2),
        'of 3xx': of(3),
        'of 4xx': of(4),
        'of 500': statuses.get(500) ?? 0,
        'of 503': statuses.get(503) ?? 0,
        'ended without an answer': statuses.get('none') ?? 0,
        'waited for the rest': statuses.get('silent') ?? 0,
        'heap before (MB)': megabytes(before.heap),
        'heap after (MB)': megabytes(after.heap),
      },
      violations,
    };
  },
};
