import { surroundingsOf } from '../admin/client-surroundings.ts';
import { underFreeName } from '../admin/free-names.ts';
import { AdminProblem } from '../admin/problem.ts';
import { recordChange } from '../admin/record-change.ts';
import { shownClient } from '../admin/shown-client.ts';
import { clientDefaults, resolveClient } from '../config/resolve-client.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { unusableSecret } from '../importers/client-draft.ts';
import type { ImportedClient } from '../importers/imported.ts';
import type { ImportReport } from '../importers/report.ts';
import { type Client, type ClientSecret, isImportedHash } from '../model/client.ts';
import { systemClock } from '../model/clock.ts';
import { commandCaller } from './administer.ts';
import type { ImportChoices, ImportOutcome } from './import-outcome.ts';
import type { ImportSurroundings } from './import-surroundings.ts';
import type { Offline } from './offline.ts';

/** Takes clients of a file into the store, each checked as `mintmark clients add` does. */
export class ClientImport {
  readonly #open: Offline | undefined;
  readonly #around: ImportSurroundings;
  readonly #choices: ImportChoices;
  readonly #report: ImportReport;
  readonly #seen = new Set<string>();
  readonly #defaults = clientDefaults();

  constructor(open: Offline | undefined, around: ImportSurroundings, choices: ImportChoices, report: ImportReport) {
    this.#open = open;
    this.#around = around;
    this.#choices = choices;
    this.#report = report;
  }

  async take(imported: ImportedClient): Promise<ImportOutcome> {
    const { clientId, path } = imported;
    if (this.#seen.has(clientId))
      return this.#refuse(path, `client ${JSON.stringify(clientId)} stands twice in the file`);
    this.#seen.add(clientId);
    const client = this.#resolve(imported);
    if (client === undefined) return 'refused';
    if (this.#around.settings.clients.some((one) => one.clientId === clientId)) {
      return this.#refuse(path, `client ${JSON.stringify(clientId)} stands in the configuration: change it there`);
    }
    const stored = await this.#open?.store.clients.find(clientId);
    return stored === undefined ? this.#add(client, path) : this.#meet(client, stored, path);
  }

  #resolve({ settings, originOf, path }: ImportedClient): Client | undefined {
    const { settings: configuration, catalogueWithFile } = this.#around;
    const catalogue = this.#choices.knowsOwnScopes ? catalogueWithFile : configuration.catalogue;
    const around = surroundingsOf({ ...configuration, catalogue });
    try {
      return resolveClient(settings, catalogue, around);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      for (const problem of error.problems) {
        const origin = originOf(problem.path);
        this.#report.add('refused', origin, `${origin === path ? `${problem.path}: ` : ''}${problem.message}`);
      }
      return undefined;
    }
  }

  async #add(client: Client, path: string): Promise<ImportOutcome> {
    const { clientId } = client;
    if (this.#open !== undefined && !this.#choices.isDryRun) {
      const { store } = this.#open;
      const insert = async () => {
        if (await store.clients.insert(client)) return;
        throw new AdminProblem('exists', { detail: `there is a client ${clientId} already` });
      };
      try {
        const services = { ...this.#open, clock: systemClock };
        await underFreeName(services, { clientId }, insert, () => store.clients.remove(clientId));
      } catch (error) {
        if (error instanceof AdminProblem) return this.#refuse(path, error.message);
        throw error;
      }
      this.#tell('client.create', client);
    }
    this.#report.add('came', path, `client ${JSON.stringify(clientId)}`);
    return 'added';
  }

  async #meet(client: Client, stored: Client, path: string): Promise<ImportOutcome> {
    const name = `client ${JSON.stringify(client.clientId)}`;
    if (stored.origin !== undefined) return this.#refuse(path, `${name} is there, and no operator added it`);
    const differing = this.#differences(client, { ...this.#defaults, ...stored });
    if (differing.length === 0) {
      this.#report.add('came', path, `${name} is there already`);
      return 'same';
    }
    if (!this.#choices.replaces) {
      this.#report.add('left', path, `${name} is there already, and differs in ${differing.join(', ')} (--replace)`);
      return 'differing';
    }
    if (!this.#choices.isDryRun) {
      const changed = await this.#open?.store.clients.change(client.clientId, (now) => ({
        ...client,
        clientSecrets: cameWhole(client) ? client.clientSecrets : now.clientSecrets,
      }));
      if (changed !== undefined) this.#tell('client.change', changed, stored);
    }
    this.#report.add('came', path, `${name} takes the place of the one that is there`);
    return 'replaced';
  }

  /** Names of settings. Secrets that came as another hash, or not at all, were renewed or replaced since: they are not compared. */
  #differences(client: Client, stored: Client): readonly string[] {
    const ours = { ...client, clientSecrets: cameWhole(client) ? client.clientSecrets : [] };
    const theirs = { ...stored, clientSecrets: cameWhole(client) ? stored.clientSecrets : [] };
    const [one, other] = [
      new Map<string, unknown>(Object.entries(ours)),
      new Map<string, unknown>(Object.entries(theirs)),
    ];
    return [...new Set([...one.keys(), ...other.keys()])].filter(
      (name) => canonical(one.get(name)) !== canonical(other.get(name)),
    );
  }

  #tell(action: string, after: Client, before?: Client): void {
    if (this.#open === undefined) return;
    const { events, settings } = this.#open;
    const forms = { after: shownClient(after), ...(before === undefined ? {} : { before: shownClient(before) }) };
    recordChange(events, commandCaller(settings), action, { kind: 'client', id: after.clientId }, forms);
  }

  #refuse(path: string, message: string): ImportOutcome {
    this.#report.add('refused', path, message);
    return 'refused';
  }
}

function cameWhole({ clientSecrets }: { readonly clientSecrets: readonly ClientSecret[] }): boolean {
  return !clientSecrets.some((secret) => isImportedHash(secret) || secret.sha256 === unusableSecret);
}

/** JSON with the members of objects in order. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
