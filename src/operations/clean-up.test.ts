import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../stores/memory/memory-store.ts';
import { CleanUp, cleanUpInterval } from './clean-up.ts';
import { type Logger, silentLog } from './log.ts';

const start = 1_700_000_000;

function twoNodes() {
  let now = start;
  const store = createMemoryStore();
  const node = (log: Logger = silentLog) => new CleanUp({ store, clock: { now: () => now }, log });
  return { store, node, advance: (seconds: number) => (now += seconds) };
}

describe('the clean-up', () => {
  it('deletes in batches all that has expired and nothing else, on one node an interval', async () => {
    const { store, node, advance } = twoNodes();
    for (let index = 0; index < 1200; index += 1) await store.marks.insertOnce(`short-${index}`, start + 5, start);
    await store.marks.insertOnce('long', start + 1000, start);
    advance(10);
    const [first, second] = [node(), node()];
    const deleted = await Promise.all([first.run(), second.run()]);
    expect([...deleted].sort((a, b) => a - b)).toEqual([0, 1200]);
    expect(await store.marks.insertOnce('long', start + 1000, start + 10)).toBe(false);
    expect(await first.run()).toBe(0);
    await store.marks.insertOnce('later', start + 11, start + 10);
    advance(cleanUpInterval);
    // Its own lease has expired as well, and was taken anew.
    expect(await second.run()).toBe(1);
  });

  it('keeps up with a flood: what expired within a minute goes within one turn', async () => {
    const { store, node } = twoNodes();
    for (let index = 0; index < 250_000; index += 1)
      await store.marks.insertOnce(`flood-${index}`, start - 5, start - 10);
    expect(await node().run()).toBe(250_000);
  });

  it.each([
    ['larger', 0, [500, 1000, 2000, 2000, 2000]],
    ['smaller', 60, [500, 250, 125, 100, 100]],
  ])('takes %s batches where one takes %s milliseconds', async (_which, milliseconds, expected) => {
    const { store } = twoNodes();
    const sizes: number[] = [];
    const sweep = async (_now: number, limit: number) => {
      sizes.push(limit);
      if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return sizes.length < 5 ? 1 : 0;
    };
    await new CleanUp({ store: { marks: store.marks, sweep }, clock: { now: () => start }, log: silentLog }).run();
    expect(sizes).toEqual(expected);
  });

  it('tells the log of a failing store, and goes on', async () => {
    const { store } = twoNodes();
    const told: string[] = [];
    const log = { ...silentLog, warn: (message: string) => told.push(message) };
    let failing = true;
    const sweep: typeof store.sweep = (now, limit) =>
      failing ? Promise.reject(new Error('down')) : store.sweep(now, limit);
    let now = start;
    const cleanUp = new CleanUp({ store: { marks: store.marks, sweep }, clock: { now: () => now }, log });
    expect(await cleanUp.run()).toBe(0);
    expect(told).toEqual(['the clean-up failed and will be tried again']);
    failing = false;
    await store.marks.insertOnce('short', start + 5, start);
    now += cleanUpInterval;
    expect(await cleanUp.run()).toBe(1);
  });

  it('ends with the server: the batch that is under way is the last', async () => {
    const { store, node } = twoNodes();
    for (let index = 0; index < 1200; index += 1) await store.marks.insertOnce(`short-${index}`, start - 5, start - 10);
    const cleanUp = node();
    const running = cleanUp.run();
    await cleanUp.stop();
    expect(await running).toBeLessThan(1200);
  });
});
