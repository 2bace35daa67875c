import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface LoadedFile {
  /** What tells an edited file from the one that was loaded. */
  readonly stamp: string;
  readonly address: string;
  readonly imports: Set<string>;
}

/**
 * Under which address each file of a configuration in code is loaded: Node keeps a module for good, by its address, so that an edited file needs
 * another one, and so does every file that imports it. One that nobody touched stays the module that it is.
 */
export class ModuleVersions {
  readonly #files = new Map<string, LoadedFile>();
  readonly #decided = new Map<string, boolean>();
  #load = 0;

  /** Begins to load. @returns the address of the configuration itself, which is always run anew: it may read what is no module. */
  begin(root: string): string {
    this.#load += 1;
    this.#decided.clear();
    this.#files.delete(root);
    return this.#addressOf(root);
  }

  /** Where a module is loaded from that another one imports. */
  imported(url: string, importer: string | undefined): string {
    const by = importer === undefined ? undefined : this.#files.get(withoutQuery(importer));
    if (by === undefined || !url.startsWith('file:') || /[?#]|\/node_modules\/|\.cjs$/.test(url)) return url;
    by.imports.add(url);
    return this.#addressOf(url);
  }

  /** It failed: what was loaded by it may do better the next time. */
  failed(): void {
    for (const [url, { address }] of this.#files) if (address === this.#fresh(url)) this.#files.delete(url);
  }

  #addressOf(url: string): string {
    const known = this.#files.get(url);
    if (known !== undefined && !this.#isOutdated(url)) return known.address;
    const address = this.#fresh(url);
    this.#files.set(url, { stamp: stampOf(url), address, imports: new Set() });
    this.#decided.set(url, false);
    return address;
  }

  #fresh(url: string): string {
    return `${url}?load=${this.#load}`;
  }

  #isOutdated(url: string): boolean {
    const decided = this.#decided.get(url);
    if (decided !== undefined) return decided;
    // Files may import each other in a circle.
    this.#decided.set(url, false);
    const file = this.#files.get(url);
    const isOutdated =
      file === undefined || file.stamp !== stampOf(url) || [...file.imports].some((one) => this.#isOutdated(one));
    this.#decided.set(url, isOutdated);
    return isOutdated;
  }
}

function withoutQuery(url: string): string {
  return url.split('?', 1)[0]!;
}

function stampOf(url: string): string {
  const found = statSync(fileURLToPath(url), { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.mtimeMs} ${found.size} ${found.ino}`;
}
