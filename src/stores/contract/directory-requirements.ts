import type { Client } from '../../model/client.ts';
import { equals, isFalse, isTrue } from './assert.ts';
import type { StoreRequirement } from './requirement.ts';
import { bytes, sampleNow, signingKey, unique, user } from './samples.ts';

/** Stores keep a client whole, as JSON; these members stand for all. */
function client(clientId: string, clientName: string): Client {
  return {
    clientId,
    clientName,
    allowedScopes: ['a'],
    properties: { ключ: 'é' },
    consentLifetime: null,
  } as unknown as Client;
}

export const directoryRequirements: readonly StoreRequirement[] = [
  {
    title: 'lets one of many parallel keys have a slot of an algorithm',
    async run({ keys }) {
      const algorithm = unique('algorithm');
      const candidates = Array.from({ length: 10 }, () => signingKey({ algorithm }));
      const written = await Promise.all(candidates.map((key) => keys.insert(key, 1)));
      equals(written.filter(Boolean).length, 1, 'successes');
      isTrue(await keys.insert(signingKey({ algorithm }), 2), 'the next slot');
      const stored = (await keys.list()).filter((key) => key.algorithm === algorithm);
      equals(stored.length, 2, 'stored');
      isTrue(
        stored.some((key) => key.keyId === candidates[written.indexOf(true)]!.keyId),
        'the winner is stored',
      );
    },
  },
  {
    title: 'changes instants and sealed bytes of a key and nothing else of it',
    async run({ keys }) {
      const key = signingKey({ algorithm: unique('algorithm') });
      await keys.insert(key, 1);
      const instants = { activeAt: sampleNow + 7, retiringAt: sampleNow + 8, retiredAt: sampleNow + 9 };
      isTrue(await keys.updateInstants(key.keyId, instants), 'updateInstants');
      isTrue(await keys.reseal(key.keyId, bytes(200, 0)), 'reseal');
      const expected = { ...key, ...instants, sealedPrivateKey: bytes(200, 0) };
      equals(
        (await keys.list()).find(({ keyId }) => keyId === key.keyId),
        expected,
        'list',
      );
      isTrue(await keys.remove(key.keyId), 'remove');
      isFalse(await keys.remove(key.keyId), 'remove again');
      isFalse(await keys.updateInstants(key.keyId, instants), 'updateInstants of none');
      isFalse(await keys.reseal(key.keyId, bytes(1)), 'reseal of none');
    },
  },
  {
    title: 'finds a user by subject and by user name without regard to letter case or compatibility forms',
    async run({ users }) {
      const name = unique('Ällice');
      const alice = user({ username: name, passwordHash: '$argon2id$x' });
      isTrue(await users.insert(alice), 'insert');
      equals(await users.findBySubject(alice.subjectId), alice, 'by subject');
      equals(await users.findByUsername(name.toUpperCase()), alice, 'in upper case');
      equals(await users.findByUsername(name.normalize('NFD')), alice, 'decomposed');
      equals(await users.findByUsername(unique('nobody')), undefined, 'nobody');
      equals(await users.findBySubject(unique('nobody')), undefined, 'no subject');
    },
  },
  {
    title: 'keeps user names and subjects unique, whatever arrives together',
    async run({ users }) {
      const name = unique('Carol');
      const written = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          users.insert(user({ username: index % 2 === 0 ? name : name.toLowerCase() })),
        ),
      );
      equals(written.filter(Boolean).length, 1, 'successes');
      const dave = user();
      await users.insert(dave);
      isFalse(await users.insert(user({ subjectId: dave.subjectId, username: unique('other') })), 'the same subject');
      isFalse(await users.update(dave.subjectId, { username: name.toUpperCase() }), 'renamed to a taken name');
      equals(await users.findBySubject(dave.subjectId), dave, 'unchanged');
    },
  },
  {
    title: 'changes the given members of a user and frees the name before',
    async run({ users }) {
      const before = user();
      await users.insert(before);
      const username = unique('renamed');
      isTrue(await users.update(before.subjectId, { username, enabled: false, passwordHash: 'p' }), 'update');
      isTrue(await users.update(before.subjectId, { passwordHash: null, claims: { a: [1, { b: null }] } }), 'again');
      const after = { ...before, username, enabled: false, passwordHash: null, claims: { a: [1, { b: null }] } };
      equals(await users.findByUsername(username), after, 'by the new name');
      equals(await users.findByUsername(before.username), undefined, 'by the old name');
      isTrue(await users.insert(user({ username: before.username })), 'the old name for another user');
      isFalse(await users.update(unique('nobody'), { enabled: true }), 'nobody');
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
    title: 'keeps clients whole, unique, and in order',
    async run({ clients }) {
      const prefix = unique('client');
      const [b, a] = [client(`${prefix}-b`, 'B'), client(`${prefix}-a`, 'A')];
      const written = await Promise.all([clients.insert(b), clients.insert(b), clients.insert(a)]);
      equals(written.filter(Boolean).length, 2, 'inserted');
      equals(await clients.find(b.clientId), b, 'find');
      equals(await clients.list({ limit: 2, after: prefix }), [a, b], 'list');
      equals(await clients.list({ limit: 1, after: a.clientId }), [b], 'after the first');
      const renamed = client(b.clientId, 'Renamed');
      isTrue(await clients.update(renamed), 'update');
      equals(await clients.find(b.clientId), renamed, 'find the new one');
      isFalse(await clients.update(client(unique('client'), 'x')), 'update of none');
      equals(await clients.find(unique('client')), undefined, 'find none');
    },
  },
];
