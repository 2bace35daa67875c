import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../contracts.ts';
import { Gatherer, type GathererOptions } from './gatherer.ts';

interface Batch {
  readonly asked: readonly string[];
  answer(): void;
  fail(error: Error): void;
}

/** A gatherer whose batches wait to be answered by the test; each answer is what was asked, in upper case. */
function gathererOf(options: Partial<Omit<GathererOptions<string, string>, 'run'>> = {}) {
  const batches: Batch[] = [];
  const gatherer = new Gatherer<string, string>({
    atOnce: 1,
    largestBatch: 64,
    longestQueue: 500,
    longestWaitMs: 3000,
    ...options,
    run: (asked) =>
      new Promise((resolve, reject) => {
        batches.push({ asked, answer: () => resolve(asked.map((one) => one.toUpperCase())), fail: reject });
      }),
  });
  return { gatherer, batches };
}

describe('a gatherer', () => {
  it('sends together what was asked in one turn of the event loop, and gives each its own answer', async () => {
    const { gatherer, batches } = gathererOf();
    const answers = Promise.all(['a', 'b', 'c'].map((one) => gatherer.add(one)));
    await nextTurn();
    expect(batches.map(({ asked }) => asked)).toEqual([['a', 'b', 'c']]);
    batches[0]!.answer();
    expect(await answers).toEqual(['A', 'B', 'C']);
  });

  it('gathers while as many batches as may be are under way, and sends no more than the largest batch', async () => {
    const { gatherer, batches } = gathererOf({ largestBatch: 2 });
    const first = gatherer.add('a');
    await nextTurn();
    const others = Promise.all(['b', 'c', 'd'].map((one) => gatherer.add(one)));
    await nextTurn();
    expect(batches.map(({ asked }) => asked)).toEqual([['a']]);
    batches[0]!.answer();
    await first;
    await nextTurn();
    expect(batches.map(({ asked }) => asked)).toEqual([['a'], ['b', 'c']]);
    batches[1]!.answer();
    await nextTurn();
    await nextTurn();
    batches[2]!.answer();
    expect(await others).toEqual(['B', 'C', 'D']);
  });

  it('asks again one by one when a batch fails, so that what is wrong with one fails no other', async () => {
    const { gatherer, batches } = gathererOf();
    const answers = Promise.allSettled(['a', 'wrong', 'c'].map((one) => gatherer.add(one)));
    await nextTurn();
    batches[0]!.fail(new Error('one of them is wrong'));
    for (const end of ['answer', 'fail', 'answer'] as const) {
      await nextTurn();
      const batch = batches.at(-1)!;
      if (end === 'answer') batch.answer();
      else batch.fail(new Error('it is this one'));
    }
    expect((await answers).map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([
      'A',
      'it is this one',
      'C',
    ]);
    expect(batches.map(({ asked }) => asked)).toEqual([['a', 'wrong', 'c'], ['a'], ['wrong'], ['c']]);
  });

  it('asks nothing again of a store that is away: nobody knows what was done', async () => {
    const { gatherer, batches } = gathererOf();
    const answers = Promise.allSettled(['a', 'b'].map((one) => gatherer.add(one)));
    await nextTurn();
    batches[0]!.fail(new StoreUnavailableError('away'));
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await nextTurn();
    expect(batches).toHaveLength(1);
  });

  it('refuses more than may wait', async () => {
    const { gatherer, batches } = gathererOf({ longestQueue: 1 });
    const first = gatherer.add('a');
    await nextTurn();
    const second = gatherer.add('b');
    await expect(gatherer.add('c')).rejects.toThrow(
      new StoreUnavailableError('Too many requests are waiting for the database.'),
    );
    batches[0]!.answer();
    await first;
    await nextTurn();
    batches[1]!.answer();
    expect(await second).toBe('B');
  });

  it('refuses who waited too long for their batch to begin, and goes on with the others', async () => {
    const { gatherer, batches } = gathererOf({ longestWaitMs: 1 });
    const first = gatherer.add('a');
    await nextTurn();
    await expect(gatherer.add('b')).rejects.toThrow(
      new StoreUnavailableError('The request waited too long for the database.'),
    );
    batches[0]!.answer();
    expect(await first).toBe('A');
    const later = gatherer.add('c');
    await nextTurn();
    batches[1]!.answer();
    expect(await later).toBe('C');
  });
});
