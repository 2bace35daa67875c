import type { AuditAdministration, ShownAuditEntry } from '../admin/audit-administration.ts';
import type { AdminSettings } from '../model/admin.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import { type Html, html } from '../pages/document.ts';
import { listing } from './elements.ts';
import { address, type ConsolePage } from './page.ts';

const pageSize = 100;
const latest = 253_402_300_799;

/** `/audit`: what happened, newest first. */
export function auditPage(
  audit: Pick<AuditAdministration, 'list'>,
  kept: string,
  formatTime: (at: number) => string,
): ConsolePage {
  return {
    path: '/audit',
    async show({ query }) {
      const types = (query.get('type') ?? '')
        .split(/[\s,]+/)
        .filter((type) => /^[A-Za-z]{1,100}$/.test(type))
        .slice(0, 20);
      const { items, next } = await audit.list({
        from: instantIn(query, 'from'),
        until: instantIn(query, 'until'),
        types: types.length === 0 ? undefined : types,
        subject: query.get('subject'),
        client: query.get('client'),
        by: query.get('by'),
        after: query.get('after'),
        limit: pageSize,
      });
      const asked = Object.fromEntries(query.names().map((name) => [name, query.get(name)]));
      return {
        title: 'Audit',
        section: 'audit',
        body: html`<p class="hint">${kept} What happened in this very moment may come a second later.</p>
${filterForm(query)}
${listing(
  'Audit',
  ['When', 'What', 'Whom it is about', 'By', 'Facts'],
  items.map((entry) => rowOf(entry, formatTime)),
  next === undefined ? undefined : { path: '/audit', query: { ...asked, after: next } },
)}`,
      };
    },
  };
}

function rowOf(entry: ShownAuditEntry, formatTime: (at: number) => string): readonly (Html | string)[] {
  const { type, subject, clientId, by, facts } = entry;
  const action = facts['action'];
  return [
    html`<time datetime="${new Date(entry.at * 1000).toISOString()}">${formatTime(entry.at)}</time>`,
    html`<code>${typeof action === 'string' ? `${type} ${action}` : type}</code>`,
    html`${subject === undefined ? '' : html`<a href="${address('/users/show', { id: subject })}">${subject}</a>`} ${clientId === undefined ? '' : html`<a href="${address('/clients/show', { id: clientId })}">${clientId}</a>`}`,
    by ?? '',
    html`<details><summary>${String(facts['outcome'] ?? 'details')}</summary><pre>${JSON.stringify(facts, undefined, 2)}</pre></details>`,
  ];
}

function filterForm(query: FormParameters): Html {
  const field = (name: string, title: string, type = 'search') =>
    html`<div><label for="${name}">${title}</label><input id="${name}" name="${name}" type="${type}" value="${query.get(name) ?? ''}"></div>`;
  return html`<form class="search" role="search" method="get" action="/audit">${field('from', 'From (UTC)', 'datetime-local')}${field('until', 'Until (UTC)', 'datetime-local')}${field('type', 'Types')}${field('subject', 'Subject')}${field('client', 'Client id')}${field('by', 'By whom')}<button type="submit">Show</button></form>`;
}

/** Epoch seconds of what a browser sends for a date and time, which has no zone. */
function instantIn(query: FormParameters, name: string): number | undefined {
  const text = query.get(name) ?? '';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text)) return undefined;
  const at = Date.parse(`${text}Z`) / 1000;
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at, 0), latest);
}

export function keptInWords(store: AdminSettings['audit']['store']): string {
  return {
    off: 'Nothing of the audit is kept here (admin.audit.store).',
    changes: 'Changes by administrators are kept here (admin.audit.store); everything else is in the log.',
    security:
      'Everything is kept but tokens that were issued and asked about (admin.audit.store); those are in the log.',
    everything: 'Everything is kept (admin.audit.store).',
  }[store];
}
