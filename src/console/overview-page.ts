import type { Counted, Counts } from '../admin/counts.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Clock } from '../model/clock.ts';
import type { Settings } from '../model/settings.ts';
import { type DayMetrics, sumOf } from '../operations/day-metrics.ts';
import { version } from '../operations/version.ts';
import { type Html, html } from '../pages/document.ts';
import { dayCharts } from './charts/day-charts.ts';
import type { ConsolePage } from './page.ts';

export interface OverviewServices {
  readonly settings: Pick<Settings, 'issuer' | 'timeZone' | 'warnings'>;
  readonly dayMetrics: DayMetrics | undefined;
  readonly keyRing: Pick<KeyRing, 'list'>;
  readonly clock: Clock;
  readonly counts: () => Promise<Counts>;
}

const day = 86_400;

/** `/`: how the server is doing. */
export function overviewPage(services: OverviewServices): ConsolePage {
  const { settings, dayMetrics, keyRing, clock, counts } = services;
  return {
    path: '/',
    async show() {
      const slots = dayMetrics?.day() ?? [];
      const { requests, tokens } = sumOf(slots);
      const { users, clients, sessions, grants } = await counts();
      const issued = Object.values(tokens).reduce((sum, count) => sum + count, 0);
      return {
        title: 'Overview',
        section: 'overview',
        body: html`<p class="subtitle">Version ${version()} at <a href="${settings.issuer}/.well-known/openid-configuration">${settings.issuer}</a></p>
${settings.warnings.map((warning) => html`<p class="warning">${warning}</p>`)}
<dl class="counts">${[
          fact('Requests in a day', String(requests)),
          fact('Tokens in a day', String(issued)),
          fact('Users', atLeast(users)),
          fact('Clients', String(Object.values(clients).reduce((sum, count) => sum + count, 0))),
          fact('Sign-ins that live', atLeast(sessions)),
          fact('Refresh tokens', atLeast({ count: grants.counts.refresh_token ?? 0, isComplete: grants.isComplete })),
          ...keyRing
            .list()
            .filter(({ state }) => state === 'signing')
            .map((key) => fact(`${key.algorithm} key`, ageOf(clock.now() - key.createdAt))),
        ]}</dl>
<section aria-labelledby="pictures"><h2 id="pictures">The last day</h2>${dayCharts(slots, settings.timeZone)}</section>`,
      };
    },
  };
}

function fact(name: string, value: string): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function atLeast({ count, isComplete }: Counted): string {
  return isComplete ? String(count) : `${count} or more`;
}

function ageOf(seconds: number): string {
  const days = Math.floor(seconds / day);
  return days === 0 ? 'new today' : `${days} day${days === 1 ? '' : 's'} old`;
}
