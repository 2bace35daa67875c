import type { UserRecord, UserStore } from '../contracts.ts';
import { defined, equals, isFalse, isTrue, rejects } from './assert.ts';
import type { StoreRequirement } from './requirement.ts';
import { bytes, client, farAway, sampleNow, signingKey, unique, user } from './samples.ts';

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
  {
    title: 'counts clients by where they came from, and finds those that nobody uses',
    async run({ clients }) {
      const [first, second, third] = [unique('a'), unique('b'), unique('c')];
      const origin = 'document' as const;
      isTrue(await clients.insert({ ...client(first, 'A'), origin, idleSince: 20 }), 'the first');
      isTrue(await clients.insert({ ...client(second, 'B'), origin, idleSince: 10 }), 'the second');
      isTrue(await clients.insert(client(third, 'C')), "an operator's");
      isFalse(await clients.insert({ ...client(third, 'C'), origin, idleSince: 10 }), 'under a name that is taken');
      // Others may come and go meanwhile.
      isTrue((await clients.count('document')) >= 2, 'count');
      const ours = (ids: readonly string[]) => ids.filter((id) => [first, second, third].includes(id));
      equals(ours(await clients.listIdle('document', 20, 1000)), [second, first], 'idle, the longest first');
      equals(ours(await clients.listIdle('document', 19, 1000)), [second], 'idle at 19');
      const search = second;
      equals(
        (await clients.list({ limit: 10, search, origin })).map(({ clientId }) => clientId),
        [second],
        'listed by origin',
      );
      equals(await clients.list({ limit: 10, search, origin: 'registered' }), [], 'listed by another');
      const used = await clients.change(second, ({ idleSince: _, ...kept }) => kept);
      equals(used?.origin, 'document', 'the origin stays');
      equals(ours(await clients.listIdle('document', farAway, 1000)), [first], 'idle, once the second is used');
      isTrue(await clients.update({ ...client(first, 'A'), origin, idleSince: 30 }), 'update');
      equals(ours(await clients.listIdle('document', 29, 1000)), [], 'idle later');
      isTrue(await clients.remove(first), 'remove');
      equals(ours(await clients.listIdle('document', farAway, 1000)), [], 'idle after a removal');
    },
  },
  {
    title: 'removes a user, whose subject and user name are free then',
    async run({ users }) {
      const before = user();
      await users.insert(before);
      isTrue(await users.remove(before.subjectId), 'remove');
      isFalse(await users.remove(before.subjectId), 'again');
      equals(await users.findBySubject(before.subjectId), undefined, 'by subject');
      equals(await users.findByUsername(before.username), undefined, 'by user name');
      isFalse(await users.update(before.subjectId, { enabled: true }), 'update');
      const after = user({ subjectId: before.subjectId, username: before.username.toUpperCase() });
      isTrue(await users.insert(after), 'insert');
      equals(await users.findBySubject(before.subjectId), after, 'the new one');
    },
  },
  {
    title: 'lets one of many who remove a user or client at once do it',
    async run({ users, clients }) {
      const { subjectId } = await inserted(users);
      const { clientId } = client(unique('client'), 'x');
      await clients.insert(client(clientId, 'x'));
      const all = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 5 }, work));
      equals((await all(() => users.remove(subjectId))).filter(Boolean).length, 1, 'users');
      equals((await all(() => clients.remove(clientId))).filter(Boolean).length, 1, 'clients');
    },
  },
  {
    title: 'removes a client, whose id is free then',
    async run({ clients }) {
      const clientId = unique('client');
      await clients.insert(client(clientId, 'Before'));
      isTrue(await clients.remove(clientId), 'remove');
      isFalse(await clients.remove(clientId), 'again');
      equals(await clients.find(clientId), undefined, 'find');
      isFalse(await clients.update(client(clientId, 'x')), 'update');
      equals(await clients.change(clientId, (one) => one), undefined, 'change');
      isTrue(await clients.insert(client(clientId, 'After')), 'insert');
      equals(await clients.find(clientId), client(clientId, 'After'), 'the new one');
    },
  },
  {
    title: 'loses none of the changes of a client that are made at once',
    async run({ clients }) {
      const clientId = unique('client');
      await clients.insert(client(clientId, ''));
      const letters = ['a', 'b', 'c', 'd', 'e'];
      const add = (letter: string) =>
        clients.change(clientId, (one) => ({ ...one, clientName: `${one.clientName}${letter}` }));
      const written = await Promise.all(letters.map(add));
      const found = await clients.find(clientId);
      equals([...(found?.clientName ?? '')].sort(), letters, 'all of them');
      equals(written.filter((one) => one?.clientName === found?.clientName).length, 1, 'each was told what it wrote');
      const refuse = () => {
        throw new Error('no');
      };
      await rejects(clients.change(clientId, refuse), 'a change that throws');
      equals(await clients.find(clientId), found, 'unchanged');
      equals(await clients.change(unique('client'), refuse), undefined, 'of none');
    },
  },
  {
    title: 'loses none of the changes of a user that are made at once',
    async run({ users }) {
      const before = user({ claims: { name: '' } });
      await users.insert(before);
      const { subjectId } = before;
      const letters = ['a', 'b', 'c', 'd', 'e'];
      const add = (letter: string) =>
        users.change(subjectId, (one) => ({ ...one, claims: { name: `${one.claims['name']}${letter}` } }));
      const written = await Promise.all(letters.map(add));
      const found = defined(await users.findBySubject(subjectId), 'the user');
      equals([...String(found.claims['name'])].sort(), letters, 'all of them');
      equals(
        written.filter((one) => one.outcome === 'changed' && one.user.claims['name'] === found.claims['name']).length,
        1,
        'each was told what it wrote',
      );
      const refuse = () => {
        throw new Error('no');
      };
      await rejects(users.change(subjectId, refuse), 'a change that throws');
      equals(await users.findBySubject(subjectId), found, 'unchanged');
      equals(await users.change(unique('nobody'), refuse), { outcome: 'unknown' }, 'of none');
    },
  },
  {
    title: 'changes a user whole, but for subject and time, and tells when the new name is taken',
    async run({ users }) {
      const [one, other] = [await inserted(users), await inserted(users)];
      const { subjectId, createdAt } = one;
      const username = unique('renamed');
      const changed = { subjectId, createdAt, username, passwordHash: 'p', enabled: false, claims: { a: null } };
      const change = () => ({ ...changed, subjectId: unique('another'), createdAt: 1 });
      equals(await users.change(subjectId, change), { outcome: 'changed', user: changed }, 'changed');
      equals(await users.findByUsername(username), changed, 'by the new name');
      const rename = () => ({ ...changed, username: other.username.toUpperCase() });
      equals(await users.change(subjectId, rename), { outcome: 'taken' }, 'a taken name');
      const again = await users.change(subjectId, (user) => ({ ...user, passwordHash: null }));
      equals(again, { outcome: 'changed', user: { ...changed, passwordHash: null } }, 'again');
    },
  },
];

async function inserted(users: UserStore): Promise<UserRecord> {
  const one = user();
  await users.insert(one);
  return one;
}
