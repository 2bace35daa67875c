import { describe, expect, it } from 'vitest';
import { grant, sampleNow, unique } from '../../src/stores/contract/samples.ts';
import type { GrantRecord } from '../../src/stores/contracts.ts';
import { turnsWhile } from '../support/event-loop.ts';
import { newStore, storeKinds } from '../support/stores.ts';

const clientId = 'many';

/** 2,500 rows of one client among as many of another, each newer than the one before. */
async function filled(...[kind, context]: Parameters<typeof newStore>) {
  const store = await newStore(kind, context);
  const rows = Array.from({ length: 5000 }, (_, index) =>
    grant({
      clientId: index % 2 === 0 ? clientId : 'other',
      subjectId: index % 4 === 0 ? unique('subject') : null,
      family: unique('family'),
      createdAt: sampleNow + index,
    }),
  );
  for (let from = 0; from < rows.length; from += 500) await store.grants.insert(rows.slice(from, from + 500));
  return { store, mine: rows.filter((row) => row.clientId === clientId) };
}

describe.each(storeKinds)('the many grants of a client, kept in %s', (kind) => {
  it('are listed page by page, each once', async (context) => {
    const { store, mine } = await filled(kind, context);
    const found: GrantRecord[] = [];
    for (;;) {
      const page = await store.grants.page({ clientId }, sampleNow, { limit: 700, after: found.at(-1)?.handleHash });
      found.push(...page);
      if (page.length < 700) break;
      expect(page).toHaveLength(700);
    }
    const hashes = (rows: readonly GrantRecord[]) => rows.map(({ handleHash }) => handleHash).sort();
    expect(hashes(found)).toEqual(hashes(mine));
  });

  it('are ended, all of them and no others, and the newest are known without looking at one page of all', async (context) => {
    const { store, mine } = await filled(kind, context);
    const newest = await store.grants.list({ clientId }, sampleNow, 3);
    expect(newest.map(({ createdAt }) => createdAt - sampleNow)).toEqual([4998, 4996, 4994]);
    const turns = await turnsWhile(async () => {
      expect(await store.grants.revoke({ clientId }, sampleNow + 1000)).toBe(2500);
    });
    // Whoever asks meanwhile is answered: SQLite works on the event loop.
    if (kind === 'SQLite') expect(turns).toBeGreaterThan(10);
    expect(await store.grants.page({ clientId }, sampleNow, { limit: 10 })).toEqual([]);
    expect(await store.grants.page({ clientId: 'other' }, sampleNow, { limit: 3000 })).toHaveLength(2500);
    expect(await store.grants.isRevoked({ family: mine[0]!.family!, issuedAt: sampleNow })).toBe(true);
  });
});

describe.each(storeKinds)('many users and clients, kept in %s', (kind) => {
  it('are searched to the end, and no further than the page is full', async (context) => {
    const { users, clients } = await newStore(kind, context);
    const number = (index: number) => String(index).padStart(4, '0');
    const add = async (index: number) => {
      const name = `${index % 600 === 599 ? 'Found' : 'other'} ${number(index)}`;
      const record = { passwordHash: null, enabled: true, claims: {}, createdAt: sampleNow };
      await users.insert({ ...record, subjectId: `s${index}`, username: `${number(index)} ${name}` });
      await clients.insert({ clientId: number(index), clientName: name } as never);
    };
    for (let from = 0; from < 1300; from += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, index) => add(from + index)));
    }
    expect((await users.list({ limit: 10, search: 'FOUND' })).map(({ subjectId }) => subjectId)).toEqual([
      's599',
      's1199',
    ]);
    const [first] = await clients.list({ limit: 1, search: 'found' });
    expect(first?.clientId).toBe('0599');
    const rest = await clients.list({ limit: 10, search: 'found', after: '0599' });
    expect(rest.map(({ clientId: id }) => id)).toEqual(['1199']);
  });
});
