import type { GrantOwner } from './contracts.ts';

/** Under what the end of a user's or a client's grants is remembered: a user may be called like a client. */
export function ownerKey(owner: GrantOwner): string {
  return 'subjectId' in owner ? `user:${owner.subjectId}` : `client:${owner.clientId}`;
}

/** Of both whom something was issued to, as far as it has them. */
export function ownerKeys({
  subjectId,
  clientId,
}: {
  readonly subjectId?: string | null | undefined;
  readonly clientId?: string | null | undefined;
}): readonly string[] {
  return [
    ...(subjectId == null ? [] : [ownerKey({ subjectId })]),
    ...(clientId == null ? [] : [ownerKey({ clientId })]),
  ];
}
