import type { Clock } from '../model/clock.ts';
import type { GrantKind, GrantOwner, GrantRecord, GrantStore } from './contracts.ts';

/** Seconds by which the clocks of two nodes may differ. */
export const clockSkew = 1;

/** Ten years: longer than anything lives that was issued before, but what is deleted in any case. */
export const remembered = 3660 * 86_400;

/**
 * Ends everything that a user or client was issued: first at once, also what requests under way are about to write and JWTs wherever this
 * server is asked about them, then row by row. What is issued later, also to another of the same name, is not touched.
 *
 * @param at epoch seconds: whatever was issued at that moment or before. Later than now by as much as it takes until every node knows.
 * @returns how many rows went.
 */
export async function endEverything(grants: GrantStore, owner: GrantOwner, at: number): Promise<number> {
  await grants.end(owner, at, at + remembered);
  return grants.revoke(owner, at + remembered);
}

/**
 * Removes a user or client with everything that was issued to it. It stays ended when another gets the same name later.
 *
 * @param settling seconds within which the last node knows: what is issued until then is over as well.
 * @param remove deletes the user or client itself; what it resolves to is given back. Called also where there may be none any more, so that
 * a removal that was cut off is finished by another.
 */
export async function removeWithEverything(
  grants: GrantStore,
  owner: GrantOwner,
  { clock, settling }: { readonly clock: Clock; readonly settling: number },
  remove: () => Promise<boolean>,
): Promise<boolean> {
  const end = () => grants.end(owner, clock.now() + settling, clock.now() + remembered);
  await end();
  const removed = await remove();
  // What came about while it was still there.
  await end();
  await grants.revoke(owner, clock.now() + remembered);
  return removed;
}

/** All but consents: what comes of signing in. */
export const kindsOfSignIn: readonly GrantKind[] = [
  'session',
  'interaction',
  'authorization_code',
  'refresh_token',
  'reference_token',
  'device_code',
  'user_code',
  'ciba',
  'par',
];
const consentsAtOnce = 100;

/**
 * Signs a user out: sessions, codes and tokens end as in {@link endEverything}; what the user agreed to is kept.
 *
 * @returns how many rows went.
 */
export async function endSignIns(grants: GrantStore, subjectId: string, at: number): Promise<number> {
  const until = at + remembered;
  const consents = await consentsOf(grants, subjectId, at);
  await grants.end({ subjectId }, at, until);
  // As given after it: the end is about whatever has been before.
  for (const consent of consents) await grants.put({ ...consent, createdAt: at + 1 });
  return grants.revoke({ subjectId, kinds: kindsOfSignIn }, until);
}

async function consentsOf(grants: GrantStore, subjectId: string, now: number): Promise<readonly GrantRecord[]> {
  const found: GrantRecord[] = [];
  for (;;) {
    const after = found.at(-1)?.handleHash;
    const page = await grants.page({ subjectId, kinds: ['consent'] }, now, { limit: consentsAtOnce, after });
    found.push(...page);
    if (page.length < consentsAtOnce) return found;
  }
}
