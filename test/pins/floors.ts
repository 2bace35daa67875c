/**
 * From the ground up. A file imports from its own room and from those on lower floors; the rooms of one floor know nothing of each other.
 */
export const floors: readonly (readonly string[])[] = [
  ['model'],
  ['errors'],
  ['keys'],
  ['stores'],
  ['operations'],
  ['http'],
  ['config'],
  ['wiring'],
  ['resources', 'issuers', 'authorization-details'],
  ['clients'],
  ['proofs', 'users', 'documents'],
  ['tokens'],
  ['sessions', 'delegation'],
  ['admin'],
  [
    'token-endpoint',
    'authorize',
    'device',
    'ciba',
    'logout',
    'userinfo',
    'introspection',
    'discovery',
    'external',
    'registration',
    'logos',
  ],
  ['explorer'],
  ['pages'],
  ['console'],
  ['server', 'importers', 'admin-client'],
  ['cli', 'testing', 'resource-server'],
  // `index.ts`, the public API.
  ['.'],
];
