import { Agent, request } from 'node:http';
import { freePort } from '../../test/support/free-port.ts';
import { Child } from '../measure/child.ts';
import { median } from '../measure/statistics.ts';
import { attacksOn } from './attacks.ts';
import type { AttackedQuestion, AttackedSize, AttackOrder, AttackOutcome } from './plan.ts';
import { singleRequests } from './single-requests.ts';

const secondsEach = 4;
const rows = 80_000;
/** Milliseconds: an honest token request in the middle of an attack, and the event loop for one request of 64 KB. */
const mostHonest = 50;
const mostSingle = 20;

/** Attacks a server and asks it for an honest token all the while; then sends each dear request alone. @returns lines of Markdown. */
export async function measureAttacks(path: string, tell: (text: string) => void): Promise<readonly string[]> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const { child: server } = await Child.start('attacks/attacked-server.ts', 0, { path, port });
  const { child: attacker } = await Child.start('attacks/attacker.ts', 1);
  const ask = async <Answer>(question: AttackedQuestion) =>
    (await server.ask<{ readonly answer: Answer }>(question)).answer;
  try {
    tell(`attacks: writing ${rows} refresh tokens of one user`);
    await ask({ ask: 'fill', rows });
    for (let warm = 0; warm < 3000; warm += 1) await honestRequest(port);
    const lines = [
      '| attack, for four seconds | answered, ended | honest `client_credentials`: median, slowest ms | database, memory MB more |',
      '|---|---|---|---|',
    ];
    for (const { title, plan } of await attacksOn(issuer)) {
      tell(`attacks: ${title}`);
      const before = await ask<AttackedSize>({ ask: 'size' });
      const [outcome, honest] = await Promise.all([
        attacker.ask<AttackOutcome>({ port, plan, seconds: secondsEach } satisfies AttackOrder),
        honestRequests(port),
      ]);
      const after = await ask<AttackedSize>({ ask: 'size' });
      const [middle, slowest] = [median(honest), Math.max(...honest)];
      if (middle > mostHonest) throw new Error(`${title}: an honest request takes ${middle.toFixed(0)} ms`);
      const more = (member: keyof AttackedSize) => Math.max(0, Math.round((after[member] - before[member]) / 1e6));
      lines.push(
        `| ${title} | ${outcome.answers}, ${outcome.ended} | ${middle.toFixed(1)}, ${slowest.toFixed(0)} | ${more('databaseBytes')}, ${more('rssBytes')} |`,
      );
    }
    return [...lines, '', await dearest(issuer, () => ask<number>({ ask: 'loop' }), tell)];
  } finally {
    await attacker.stop();
    await server.stop();
  }
}

/** Which single request costs the event loop most: the quickest of three tries each, on a server that does nothing else. */
async function dearest(issuer: string, loop: () => Promise<number>, tell: (text: string) => void): Promise<string> {
  const costs: { readonly title: string; readonly ms: number }[] = [];
  const all = await singleRequests(issuer);
  for (const { title, send } of all) {
    tell(`attacks: alone, ${title}`);
    const tries: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await loop();
      await send();
      tries.push(await loop());
    }
    costs.push({ title, ms: Math.min(...tries) });
  }
  costs.sort((a, b) => b.ms - a.ms);
  const [first] = costs;
  if (first!.ms > mostSingle) throw new Error(`${first!.title} costs ${first!.ms.toFixed(0)} ms`);
  const dear = costs.slice(0, 3).map(({ title, ms }) => `${title} (${ms.toFixed(1)} ms)`);
  return `Of ${all.length} single requests of up to 64 KB the dearest for the event loop: ${dear.join(', ')}.`;
}

const agent = new Agent({ keepAlive: true });
const body = 'grant_type=client_credentials&client_id=m2m&client_secret=secret';
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length };

/** @returns milliseconds. */
function honestRequest(port: number): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, host: '127.0.0.1', path: '/connect/token', method: 'POST', agent, headers },
      (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`an honest request was answered ${answer.statusCode}`));
        answer.resume();
        answer.on('end', () => resolve(performance.now() - started));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function honestRequests(port: number): Promise<readonly number[]> {
  const end = Date.now() + secondsEach * 1000;
  const times: number[] = [];
  while (Date.now() < end) {
    times.push(await honestRequest(port));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return times;
}
