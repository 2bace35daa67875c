import { describe, expect, it } from 'vitest';
import { History, judge, type Use } from './history.ts';

const use = (presented: string, rest: Partial<Use>): Use => ({
  family: 1,
  presented,
  sentAt: 0,
  endedAt: 1,
  outcome: 'success',
  ...rest,
});

function verdictOn(uses: readonly Use[]) {
  const history = new History();
  for (const one of uses) history.note(one);
  return judge(history);
}

describe('the checker of histories', () => {
  it('finds nothing in a chain whose requests broke off and were sent again', () => {
    const verdict = verdictOn([
      use('a', { refreshToken: 'b' }),
      use('b', { outcome: 'broken' }),
      use('b', { outcome: 'unavailable', status: 503 }),
      use('b', { refreshToken: 'c' }),
      use('b', { refreshToken: 'c' }),
    ]);
    expect(verdict).toEqual({ lost: 0, doubled: 0, forked: 0, violations: [] });
  });

  it('finds a token that was answered and then refused', () => {
    const verdict = verdictOn([use('a', { refreshToken: 'b' }), use('b', { outcome: 'refused', status: 400 })]);
    expect([verdict.lost, verdict.violations]).toEqual([
      1,
      ['family 1: a token that was answered was refused with 400'],
    ]);
  });

  it('finds a token that gave two successors', () => {
    const verdict = verdictOn([use('a', { refreshToken: 'b' }), use('a', { refreshToken: 'c' })]);
    expect([verdict.doubled, verdict.violations]).toEqual([
      1,
      ['family 1: one refresh token gave two different successors'],
    ]);
  });

  it('finds a token that came of two', () => {
    const verdict = verdictOn([use('a', { refreshToken: 'c' }), use('b', { refreshToken: 'c' })]);
    expect([verdict.forked, verdict.violations]).toEqual([1, ['family 1: one refresh token came of two']]);
  });
});
