/** Of a store all of whose keys another master secret sealed: what can be done, after `secret: `. */
export const foreignSecret =
  'opens none of the signing keys in the store, which were sealed with another one; that of `mintmark dev` stands beside its database. ' +
  'Use it, or list it after the new one, or give this configuration a database of its own (storage). If it is lost, end its keys first: ' +
  'mintmark keys list, mintmark keys retire';

/** The same of one key. */
export function sealedWithAnother(keyId: string): string {
  return `it was sealed with another master secret. List that one in secret after the new one; if it is lost, end the key: mintmark keys retire -- ${keyId}`;
}
