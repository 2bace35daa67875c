/**
 * `mintmark/admin`: a client for the admin API of a Mintmark server. Runs wherever there is `fetch`: Node, browsers, Deno, Bun.
 *
 * @module
 */
export { AdminError, type AdminErrorOptions, type AdminMistake } from './admin-error.ts';
export { type AdminClient, type AdminClientOptions, createAdminClient } from './create-admin-client.ts';
export type * from './generated/admin-client.ts';
export type { AdminProblemName } from './generated/problem-name.ts';
export type { JsonValue } from './json-value.ts';
export { type Page, Pages } from './pages.ts';
export type { Tagged } from './tagged.ts';
export type { TransportOptions } from './transport.ts';
