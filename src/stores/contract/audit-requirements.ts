import { auditEntryId } from '../audit-entry-id.ts';
import type { AuditEntry, AuditFilter, AuditStore } from '../contracts.ts';
import { equals } from './assert.ts';
import type { StoreRequirement } from './requirement.ts';
import { farAway, sampleNow, unique } from './samples.ts';

function entry(change: Partial<AuditEntry> = {}): AuditEntry {
  const at = change.at ?? sampleNow;
  return {
    entryId: auditEntryId(at),
    at,
    type: 'UserSignedIn',
    subjectId: null,
    clientId: null,
    actor: null,
    expiresAt: farAway,
    facts: { outcome: 'success', before: { name: 'Köln', list: [1, null, true] } },
    ...change,
  };
}

/** Every page, each with at most three entries. */
async function allPages(audit: AuditStore, filter: AuditFilter): Promise<readonly AuditEntry[]> {
  const found: AuditEntry[] = [];
  for (;;) {
    const page = await audit.list(filter, { limit: 3, after: found.at(-1)?.entryId });
    equals(page.length <= 3, true, 'at most the limit');
    found.push(...page);
    if (page.length < 3) return found;
  }
}

export const auditRequirements: readonly StoreRequirement[] = [
  {
    title: 'keeps audit entries whole and gives them back newest first, page by page, however many came together',
    async run({ audit }) {
      const subjectId = unique('subject');
      const entries = Array.from({ length: 123 }, (_, index) => entry({ subjectId, at: sampleNow + index }));
      const [late, ...others] = entries.toReversed();
      await audit.append(others);
      await audit.append([late!]);
      await audit.append([]);
      const found = await allPages(audit, { subjectId });
      equals(found, [late, ...others], 'all of them');
    },
  },
  {
    title: 'leaves an audit entry as it is when a batch is sent again',
    async run({ audit }) {
      const subjectId = unique('subject');
      const [first, second] = [entry({ subjectId }), entry({ subjectId })];
      await audit.append([first]);
      await audit.append([{ ...first, type: 'Other' }, second]);
      await audit.append([second]);
      equals(await audit.list({ subjectId }, { limit: 10 }), [second, first], 'each once');
    },
  },
  {
    title: 'finds audit entries by user, client, who did it, type and time, and by several of them',
    async run({ audit }) {
      const [subjectId, clientId, actor] = [unique('subject'), unique('client'), unique('actor')];
      const type = unique('Type');
      const all = [
        entry({ at: sampleNow, subjectId, clientId, actor, type }),
        entry({ at: sampleNow + 1, subjectId, type: 'UserSignedOut' }),
        entry({ at: sampleNow + 2, clientId, type }),
        entry({ at: sampleNow + 3, actor, subjectId: unique('other') }),
        entry({ at: sampleNow + 4 }),
      ] as const;
      await audit.append(all);
      const find = async (filter: AuditFilter) =>
        (await audit.list(filter, { limit: 100 })).map((one) => one.at - sampleNow);
      equals(await find({ subjectId }), [1, 0], 'by user');
      equals(await find({ clientId }), [2, 0], 'by client');
      equals(await find({ actor }), [3, 0], 'by who did it');
      equals(await find({ types: [type] }), [2, 0], 'by type');
      equals(await find({ subjectId, types: ['UserSignedOut', type] }), [1, 0], 'by types');
      equals(await find({ subjectId, types: [] }), [], 'of no type');
      equals(await find({ subjectId, clientId }), [0], 'by user and client');
      equals(await find({ subjectId, from: sampleNow + 1 }), [1], 'from an instant on');
      equals(await find({ subjectId, until: sampleNow }), [0], 'until an instant');
      equals(await find({ clientId, from: sampleNow, until: sampleNow + 2 }), [2, 0], 'both ends included');
      equals(await find({ clientId, from: sampleNow + 3, until: sampleNow }), [], 'of no time');
      equals(await find({ subjectId: unique('nobody') }), [], 'of nobody');
    },
  },
  {
    title: 'sweeps audit entries that have ended, at most the limit',
    async run(store) {
      const longAgo = 1_000;
      await store.sweep(longAgo + 1, 10_000);
      const subjectId = unique('subject');
      const ended = Array.from({ length: 3 }, () => entry({ subjectId, expiresAt: longAgo }));
      const kept = entry({ subjectId, expiresAt: longAgo + 2 });
      await store.audit.append([...ended, kept]);
      equals(await store.sweep(longAgo, 2), 2, 'first sweep');
      equals(await store.sweep(longAgo, 2), 1, 'second sweep');
      equals(await store.sweep(longAgo + 1, 2), 0, 'third sweep');
      equals(await store.audit.list({ subjectId }, { limit: 10 }), [kept], 'what is left');
    },
  },
];
