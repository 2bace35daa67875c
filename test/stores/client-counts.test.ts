import { describe, expect, it } from 'vitest';
import { client } from '../../src/stores/contract/samples.ts';
import { newStore, storeKinds } from '../support/stores.ts';

describe.each(storeKinds)('clients kept in %s', (kind) => {
  it('are counted by where they came from', async (context) => {
    const { clients } = await newStore(kind, context);
    await clients.insert({ ...client('a', 'A'), origin: 'document', idleSince: 10 });
    await clients.insert({ ...client('b', 'B'), origin: 'document', idleSince: 20 });
    await clients.insert({ ...client('c', 'C'), origin: 'registered', idleSince: 20 });
    await clients.insert(client('d', 'D'));
    expect(await clients.count('document')).toBe(2);
    expect(await clients.count('registered')).toBe(1);
    await clients.remove('a');
    expect(await clients.count('document')).toBe(1);
    expect(await clients.count('registered')).toBe(1);
  });
});
