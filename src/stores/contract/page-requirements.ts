import type { GrantFilter, GrantRecord, GrantStore } from '../contracts.ts';
import { equals } from './assert.ts';
import type { StoreRequirement } from './requirement.ts';
import { client, farAway, grant, sampleNow, unique, user } from './samples.ts';

/** Every page, each with at most three rows. */
async function allPages(grants: GrantStore, filter: GrantFilter): Promise<readonly GrantRecord[]> {
  const found: GrantRecord[] = [];
  for (;;) {
    const page = await grants.page(filter, sampleNow, { limit: 3, after: found.at(-1)?.handleHash });
    equals(page.length <= 3, true, 'at most the limit');
    found.push(...page);
    if (page.length < 3) return found;
  }
}

const hashes = (rows: readonly GrantRecord[]) => rows.map(({ handleHash }) => handleHash).sort();

export const pageRequirements: readonly StoreRequirement[] = [
  {
    title: 'pages through the live grants of a user, of a client and of both, each once',
    async run({ grants }) {
      const [subjectId, clientId] = [unique('subject'), unique('client')];
      const of = (count: number, change: Partial<GrantRecord>) => Array.from({ length: count }, () => grant(change));
      const both = of(4, { subjectId, clientId });
      const sessions = of(3, { subjectId, kind: 'session', sessionId: unique('session') });
      const machine = of(5, { clientId, kind: 'reference_token' });
      const used = grant({ subjectId, clientId });
      const revoked = grant({ subjectId, clientId, family: unique('family') });
      const expired = grant({ subjectId, clientId, expiresAt: sampleNow });
      const others = [...of(2, { subjectId, clientId: unique('client') }), ...of(2, { clientId: unique('client') })];
      await grants.insert([...both, ...sessions, ...machine, used, revoked, expired, ...others]);
      await grants.consume(used.handleHash, { at: sampleNow });
      await grants.revoke({ family: revoked.family! }, farAway);
      const [first, second] = others as [GrantRecord, GrantRecord];
      equals(hashes(await allPages(grants, { subjectId })), hashes([...both, ...sessions, first, second]), 'of a user');
      equals(hashes(await allPages(grants, { clientId })), hashes([...both, ...machine]), 'of a client');
      equals(hashes(await allPages(grants, { subjectId, clientId })), hashes(both), 'of both');
      equals(hashes(await allPages(grants, { subjectId, kinds: ['session'] })), hashes(sessions), 'of a kind');
      equals(await allPages(grants, { subjectId: unique('nobody') }), [], 'of nobody');
    },
  },
  {
    title: 'goes on after a row that has gone meanwhile, and skips none of the others',
    async run({ grants }) {
      const clientId = unique('client');
      const rows = Array.from({ length: 6 }, () => grant({ clientId }));
      await grants.insert(rows);
      const page = await grants.page({ clientId }, sampleNow, { limit: 3 });
      await grants.remove(page[2]!.handleHash);
      const rest = await grants.page({ clientId }, sampleNow, { limit: 10, after: page[2]!.handleHash });
      equals(hashes([...page, ...rest]), hashes(rows), 'all of them');
    },
  },
  {
    title: 'pages through users in order of user name',
    async run({ users }) {
      const prefix = unique('page');
      for (const letter of ['c', 'a', 'd', 'b']) await users.insert(user({ username: `${prefix}-${letter}` }));
      const names = (await users.list({ limit: 2, after: prefix })).map(({ username }) => username);
      equals(names, [`${prefix}-a`, `${prefix}-b`], 'first page');
      const next = (await users.list({ limit: 2, after: names[1]! })).map(({ username }) => username);
      equals(next, [`${prefix}-c`, `${prefix}-d`], 'second page');
      equals((await users.list({ limit: 1 })).length, 1, 'from the start');
    },
  },
  {
    title: 'finds users by a part of the user name, in any letter case, and by the whole subject',
    async run({ users }) {
      const part = crypto.randomUUID();
      const names = [`a-${part}`, `B-${part.toUpperCase()}-x`, `c-${part}%`];
      const found = names.map((username) => user({ username }));
      for (const one of [...found, user()]) await users.insert(one);
      const search = async (text: string, after?: string) =>
        (await users.list({ limit: 2, search: text, after })).map(({ username }) => username);
      equals(await search(part), names.slice(0, 2), 'first page');
      equals(await search(part.toUpperCase(), names[1]), names.slice(2), 'second page');
      // What stands for anything in a pattern stands for itself here.
      equals(await search(`${part}%`), [names[2]], 'a per cent sign');
      equals(await search(`_-${part}`), [], 'an underscore');
      equals(await search(found[0]!.subjectId), [names[0]], 'the subject');
      equals(await search(found[0]!.subjectId.slice(0, -1)), [], 'a part of the subject');
      equals(await search('x'.repeat(5000)), [], 'more than a name can have');
    },
  },
  {
    title: 'finds clients by a part of their id or name, in any letter case',
    async run({ clients }) {
      const part = crypto.randomUUID();
      const [byId, byName, other] = [
        client(`client-a-${part}`, 'A'),
        client(`${unique('client-b')}`, `Name ${part.toUpperCase()}%`),
        client(unique('client-c'), 'C'),
      ];
      for (const one of [byId, byName, other]) await clients.insert(one);
      const search = (text: string, after?: string) => clients.list({ limit: 1, search: text, after });
      equals(await search(part), [byId], 'first page');
      equals(await search(part, byId.clientId), [byName], 'second page');
      equals(await search(part, byName.clientId), [], 'the end');
      equals(await search(`${part}%`.toUpperCase()), [byName], 'a per cent sign');
      equals(await search('x'.repeat(5000)), [], 'more than a name can have');
    },
  },
];
