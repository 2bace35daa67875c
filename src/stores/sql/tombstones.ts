import type { SqlDialect } from './migrations.ts';

/**
 * The tombstone checks, judged when a row is read: a row that is written after its family was revoked, or its user removed, is dead all
 * the same. Whoever was removed is looked up in one go where that is quicker.
 */
export function tombstoneConditions(dialect: SqlDialect): { readonly revoked: string; readonly live: string } {
  const ended = (owner: string) =>
    `EXISTS (SELECT 1 FROM endings e WHERE e.owner ${owner} AND e.ended_at >= grants.created_at)`;
  const [user, client] = ["'user:' || grants.subject_id", "'client:' || grants.client_id"];
  const tombstones = [
    'EXISTS (SELECT 1 FROM revocations r WHERE r.family = grants.family)',
    ...(dialect === 'postgres' ? [ended(`IN (${user}, ${client})`)] : [ended(`= ${user}`), ended(`= ${client}`)]),
  ];
  return {
    revoked: `(${tombstones.join(' OR ')})`,
    live: tombstones.map((tombstone) => `NOT ${tombstone}`).join(' AND '),
  };
}
