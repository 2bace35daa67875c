import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutgoingLimits } from './outgoing-limits.ts';
import { SafeFetchError } from './safe-fetch.ts';

const options = { atOnce: 5, atOncePerHost: 2, perMinute: 10 };
let outgoing: OutgoingLimits;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  outgoing = new OutgoingLimits(options);
});
afterEach(() => vi.useRealTimers());

/** Calls that are under way until they are ended. */
function begin(url: string) {
  const call = Promise.withResolvers<string>();
  return { result: outgoing.runTo(url, () => call.promise).catch((error: Error) => error.name), end: call.resolve };
}
const call = (url: string, failure?: Error) =>
  outgoing
    .runTo(url, async () => {
      if (failure !== undefined) throw failure;
      return 'called';
    })
    .catch((error: Error) => error.name);
const refused = 'OutgoingLimitError';

describe('calls to addresses that strangers chose', () => {
  it('are refused at once where too many of a host, or at all, are under way, and made again afterwards', async () => {
    const [first, second] = [begin('https://a.example/1'), begin('https://a.example:8443/2')];
    expect(await call('https://a.example/3')).toBe(refused);
    const others = ['b', 'c', 'd'].map((name) => begin(`https://${name}.example/`));
    expect(await call('https://e.example/')).toBe(refused);
    for (const one of [first, second, ...others]) one.end('done');
    expect(await Promise.all([first, second, ...others].map(({ result }) => result))).toEqual(Array(5).fill('done'));
    expect(await call('https://a.example/4')).toBe('called');
  });

  it('to one host are so many in a minute; this machine may be called more often', async () => {
    for (let count = 0; count < 10; count += 1) expect(await call('https://a.example/')).toBe('called');
    expect([await call('https://a.example/'), await call('https://b.example/')]).toEqual([refused, 'called']);
    vi.advanceTimersByTime(60_000);
    expect(await call('https://a.example/')).toBe('called');
    for (let count = 0; count < 20; count += 1) expect(await call('http://127.0.0.1:1234/')).toBe('called');
  });

  it('that got no answer count five times, other failures once', async () => {
    const silence = new SafeFetchError('timeout', 'a.example did not answer in time');
    expect([await call('https://a.example/', silence), await call('https://a.example/', silence)]).toEqual(
      Array(2).fill('SafeFetchError'),
    );
    expect(await call('https://a.example/')).toBe(refused);
    for (let count = 0; count < 9; count += 1) await call('https://b.example/', new Error('too large'));
    expect(await call('https://b.example/')).toBe('called');
  });
});
