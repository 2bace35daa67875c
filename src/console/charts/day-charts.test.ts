import { describe, expect, it } from 'vitest';
import { DayMetrics } from '../../operations/day-metrics.ts';
import { roundMost } from './chart.ts';
import { dayCharts } from './day-charts.ts';

const now = 1_700_000_100;

async function drawn(fill: (metrics: DayMetrics) => void): Promise<string> {
  const metrics = new DayMetrics({ now: () => now });
  fill(metrics);
  return String(await dayCharts(metrics.day(), 'UTC'));
}

const issued = (grantType: string) => ({ type: 'TokenIssued', clientId: 'm2m', grantType, scopes: [] }) as const;
const answered = (reason: string) => ({ endpoint: '/connect/token', status: 200, reason, seconds: 0.002 });

describe('the pictures of a day', () => {
  it('tell the same in a sentence, in the drawing and in a table', async () => {
    const page = await drawn((metrics) => {
      for (let each = 0; each < 3; each += 1) metrics.note(issued('client_credentials'));
      metrics.note(issued('refresh_token'));
    });
    expect(page).toContain('aria-label="Token responses of the last day: 3 client credentials, 1 refresh token."');
    // Four of at most five, in the last of the columns: three below, one on top of them.
    expect(page).toContain('<path class="bar series-1" d="M471.18 48h7.84v72h-7.84z"/>');
    expect(page).toContain('<path class="bar series-2" d="M471.18 24h7.84v24h-7.84z"/>');
    expect(page).toContain('<tr><th scope="row">22:00</th><td>3</td><td>1</td></tr>');
    expect(page).toContain(
      '<figure class="chart" id="refusals"><figcaption><h3 id="refusals-title">Refusals by reason</h3></figcaption><p class="empty">',
    );
  });

  it('name the most frequent reasons and add up the others', async () => {
    const page = await drawn((metrics) => {
      for (let reason = 1; reason <= 8; reason += 1)
        for (let each = 0; each < reason; each += 1) metrics.observe(answered(`reason.${reason}`));
    });
    expect(page).toContain('<span>reason.4</span> <strong>4</strong>');
    expect(page).toContain('<span>3 others</span> <strong>6</strong>');
    expect(page).not.toContain('<span>reason.3</span>');
  });

  it('break the line of latency where nobody asked anything', async () => {
    const page = await drawn((metrics) => metrics.observe(answered('none')));
    expect(page).toContain('half were answered within 2.8 ms, and 99 of 100 within 2.8 ms.');
    expect(page).toContain('<path class="line series-1" d="M475.1 51.66h0.01"/>');
  });

  it.each([
    [0, 1],
    [3, 5],
    [10, 10],
    [11, 20],
    [0.3, 0.5],
  ])('have an axis to a round number: %d is on one to %d', (value, most) => {
    expect(roundMost(value)).toBeCloseTo(most, 9);
  });
});
