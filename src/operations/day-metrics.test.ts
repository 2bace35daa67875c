import { describe, expect, it } from 'vitest';
import { DayMetrics, quantileOf, sumOf } from './day-metrics.ts';

/** A multiple of the slots' five minutes. */
const start = 1_700_000_100;

function metricsAt(now: number) {
  const clock = { at: now, now: () => clock.at };
  return { clock, metrics: new DayMetrics(clock) };
}

const request = (endpoint: string, reason = 'none', seconds = 0.01) => ({ endpoint, status: 200, reason, seconds });
const issued = (grantType: string) => ({ type: 'TokenIssued', clientId: 'm2m', grantType, scopes: [] }) as const;

describe('the metrics of a day', () => {
  it('count tokens by grant, refusals by reason and sign-ins in slots of five minutes', () => {
    const { clock, metrics } = metricsAt(start + 10);
    metrics.observe(request('/connect/token'));
    metrics.note(issued('client_credentials'));
    metrics.observe(request('/connect/token', 'scope.not-allowed'));
    metrics.note({ type: 'UserSignedIn', subjectId: '1', sessionId: 's', identityProvider: 'local' });
    clock.at = start + 300;
    metrics.note(issued('urn:example:own'));
    metrics.note({ type: 'UserSignInFailed', reason: 'locked' });
    const [before, now] = metrics.day().slice(-2);
    expect(before).toMatchObject({
      at: 1_700_000_100,
      requests: 2,
      tokens: { client_credentials: 1 },
      refusals: { 'scope.not-allowed': 1 },
      signIns: 1,
      failedSignIns: 0,
    });
    expect(now).toMatchObject({ at: 1_700_000_400, requests: 0, tokens: { extension: 1 }, failedSignIns: 1 });
  });

  it('count a refused authorization request once, whether it was shown or sent back to the client', () => {
    const { metrics } = metricsAt(start);
    metrics.observe(request('/connect/authorize', 'client.unknown'));
    metrics.note({ type: 'AuthorizationRefused', error: 'invalid_client', reason: 'client.unknown' });
    expect(metrics.day().at(-1)?.refusals).toEqual({ 'client.unknown': 1 });
  });

  it('leave out what load balancers ask', () => {
    const { metrics } = metricsAt(start);
    metrics.observe(request('/health/ready'));
    expect(metrics.day().at(-1)?.requests).toBe(0);
  });

  it('keep a day and no more', () => {
    const { clock, metrics } = metricsAt(start);
    for (let slot = 0; slot < 400; slot += 1) {
      clock.at = start + slot * 300;
      metrics.observe(request('/connect/token'));
    }
    const day = metrics.day();
    expect(day.length).toBe(288);
    expect(day[0]?.at).toBe(start + 112 * 300);
    expect(sumOf(day).requests).toBe(288);
    clock.at += 86_400;
    expect(sumOf(metrics.day()).requests).toBe(0);
    expect(metrics.take().length).toBe(288);
  });

  it('are taken from one process and added up in another', () => {
    const [one, other] = [metricsAt(start), metricsAt(start)];
    one.metrics.observe(request('/connect/token', 'none', 0.2));
    other.metrics.observe(request('/connect/token', 'none', 0.2));
    other.metrics.add(JSON.parse(JSON.stringify(one.metrics.take())));
    expect(other.metrics.day().at(-1)?.requests).toBe(2);
    expect(one.metrics.day().at(-1)?.requests).toBe(0);
  });

  it('go on where another one has begun, which goes on too', () => {
    const [before, after] = [metricsAt(start), metricsAt(start)];
    before.metrics.note(issued('password'));
    after.metrics.share(before.metrics);
    after.metrics.note(issued('password'));
    before.metrics.note(issued('password'));
    expect(after.metrics.day().at(-1)?.tokens).toEqual({ password: 3 });
  });

  it('tell how fast half and nearly all were answered, to half as much again', () => {
    const { metrics } = metricsAt(start);
    for (let each = 0; each < 98; each += 1) metrics.observe(request('/connect/token', 'none', 0.0002));
    metrics.observe(request('/connect/token', 'none', 0.9));
    metrics.observe(request('/connect/token', 'none', 900));
    const { latency } = metrics.day().at(-1)!;
    expect(quantileOf(latency, 0.5)).toBe(0.00025);
    expect(quantileOf(latency, 0.99)).toBeCloseTo(1.247, 3);
    expect(quantileOf(latency, 1)).toBeCloseTo(71.89, 1);
    expect(quantileOf([0, 0], 0.5)).toBeUndefined();
  });
});
