import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import type { AuditTrail } from '../admin/audit/audit-trail.ts';
import { type ResolvedConfiguration, resolveConfiguration } from '../config/resolve-configuration.ts';
import { systemClock } from '../model/clock.ts';
import { auditListener } from '../operations/audit-log.ts';
import { Events } from '../operations/events.ts';
import { createLogger, type Logger } from '../operations/log.ts';
import type { ServerOptions } from '../server/options.ts';
import type { Store } from '../stores/contracts.ts';
import { openStore } from '../stores/open-store.ts';
import { PasswordHasher } from '../users/password-hasher.ts';
import { UserDirectory } from '../users/user-directory.ts';
import { quickstartDatabase, secretFileFor } from './dev-secret.ts';
import { developmentOptions, lacksSecret, loadOptions } from './development-options.ts';
import { UsageError } from './failure.ts';
import { findConfiguration } from './which-configuration.ts';

/** The flags of every command that works on the store. */
export interface OfflineFlags {
  readonly config?: string;
  readonly json: boolean;
}

export function withOfflineFlags(command: Command): Command {
  return command
    .option(
      '-c, --config <file>',
      'configuration that names the store; absent: the one in this folder, else the database of `mintmark dev`',
    )
    .option('--json', 'print JSON', false);
}

export interface Offline {
  readonly settings: ResolvedConfiguration;
  readonly store: Store;
  readonly users: UserDirectory;
  /** Written to stderr, and told to the configuration's own listener. */
  readonly events: Events;
}

/** Opens the configured store, brings its schema up to date, does the work, closes it. The master secret is not asked for. */
export async function offline<Result>(
  flags: Pick<OfflineFlags, 'config'>,
  work: (open: Offline) => Promise<Result>,
): Promise<Result> {
  const config = flags.config ?? findConfiguration();
  const { secret: _, ...options } = config === undefined ? await quickstart() : await loadOptions(config);
  return onStore(options, work);
}

/** The same with the master secret, for what is sealed. */
export async function offlineWithSecret<Result>(
  flags: Pick<OfflineFlags, 'config'>,
  work: (open: Offline) => Promise<Result>,
): Promise<Result> {
  return onStore(await optionsFor(flags.config ?? findConfiguration()), work);
}

async function onStore<Result>(complete: ServerOptions, work: (open: Offline) => Promise<Result>): Promise<Result> {
  const settings = resolveConfiguration(complete, { mode: 'dev', environment: process.env });
  if (settings.storage.kind === 'memory' && complete.store === undefined) {
    throw new UsageError('the configuration keeps everything in memory: there is no store to work on');
  }
  const store = complete.store ?? (await openStore(settings.storage));
  try {
    await store.migrate();
    const users = new UserDirectory({ users: store.users, hasher: new PasswordHasher(), clock: systemClock });
    const log = await operatorLog();
    const { events, trail } = await operatorEvents(complete, settings, store, log);
    try {
      return await work({ settings, store, users, events });
    } finally {
      // What was done is written also where the rest of it failed.
      await trail?.stop();
    }
  } finally {
    await store.close();
  }
}

function operatorLog(): Promise<Logger> {
  const format = process.stderr.isTTY ? 'pretty' : 'json';
  return createLogger({ format, write: (line) => process.stderr.write(line) });
}

/** @returns the trail, if the configuration wants one: what commands do is kept as what the server does. */
async function operatorEvents(
  { onEvent }: ServerOptions,
  { admin: { audit } }: ResolvedConfiguration,
  store: Store,
  log: Logger,
): Promise<{ readonly events: Events; readonly trail: AuditTrail | undefined }> {
  const events = new Events((cause) => log.error('an event listener failed', { cause }));
  const tell = auditListener(log);
  events.listen((event, context) => {
    // Who runs a command sees what it did; what came of it may surprise.
    if (event.type !== 'AdminChange') tell(event, context);
  });
  if (onEvent !== undefined) events.listen(onEvent);
  if (audit.store === 'off') return { events, trail: undefined };
  const { AuditTrail } = await import('../admin/audit/audit-trail.ts');
  const trail = new AuditTrail({ store, clock: systemClock, log, settings: audit });
  events.listen(trail.listener);
  return { events, trail };
}

/** Whoever forgot `--config` must not take this for another database. */
function quickstart(): Promise<ServerOptions> {
  process.stderr.write(`Working on ${quickstartDatabase}, the database of \`mintmark dev\`; --config names another.\n`);
  return developmentOptions(undefined);
}

/** The secret that `dev` made is used where there is one; it is never made here, lest keys are sealed under a stray one. */
async function optionsFor(config: string | undefined): Promise<ServerOptions> {
  if (config === undefined) return quickstart();
  const options = await loadOptions(config);
  const file = lacksSecret(options.secret) ? secretFileFor(options.storage, dirname(config)) : undefined;
  return file !== undefined && existsSync(file) ? developmentOptions(config) : options;
}

/** Every page of a list. */
export async function allPages<Row>(
  page: (after: string | undefined) => Promise<readonly Row[]>,
  nameOf: (row: Row) => string,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const last = rows.at(-1);
    const next = await page(last === undefined ? undefined : nameOf(last));
    rows.push(...next);
    if (next.length === 0) return rows;
  }
}

/** Every item of a list that comes in pages. */
export async function everyItem<Item>(
  page: (after: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next?: string | undefined }>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await page(after);
    all.push(...items);
    if (next === undefined) return all;
    after = next;
  }
}

/** Rows for people, in columns, or as one JSON text. */
export function printRows(rows: readonly Readonly<Record<string, unknown>>[], json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
    return;
  }
  const [first] = rows;
  if (first === undefined) {
    process.stdout.write('none\n');
    return;
  }
  const names = Object.keys(first);
  const lines = [names, ...rows.map((row) => names.map((name) => cell(row[name])))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  for (const line of lines) {
    process.stdout.write(
      `${line
        .map((text, column) => text.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

function cell(value: unknown): string {
  return onOneLine(String(value ?? ''));
}

/** What others wrote must not reach the terminal's controls. */
export function onOneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return text.replace(/[\x00-\x1F\x7F-\x9F]/g, ' ');
}
