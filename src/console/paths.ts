/** Where the console answers; `/*` stands for all below. */
export const consolePaths = [
  '/',
  '/sign-in',
  '/callback',
  '/sign-out',
  '/signed-out',
  '/assets/*',
  ...['/clients', '/users', '/grants', '/keys', '/audit', '/trips', '/invitations'].flatMap((path) => [
    path,
    `${path}/*`,
  ]),
  '/explain',
  '/configuration',
] as const;
