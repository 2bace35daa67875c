/** Names of segments that a person may have meant: letters, with the marks that stand in paths of this field. */
const plain = /^[A-Za-z._-]{1,32}$/;

/** The path of a request for which there is no endpoint: what is no plain word may be anything, a secret included. */
export function shownPath(target: string): string {
  const path = target.split('?', 1)[0]!;
  const segments = path.split('/').slice(1, 9);
  return `/${segments.map((segment) => (segment === '' || plain.test(segment) ? segment : '…')).join('/')}`;
}
