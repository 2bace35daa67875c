const none: ReadonlySet<string> = new Set();

/** Handle hashes by a column that may be null. */
export class NameIndex {
  readonly #names = new Map<string, Set<string>>();

  get(column: string): ReadonlySet<string> {
    return this.#names.get(column) ?? none;
  }

  add(column: string | null, name: string): void {
    if (column === null) return;
    const names = this.#names.get(column);
    if (names === undefined) this.#names.set(column, new Set([name]));
    else names.add(name);
  }

  delete(column: string | null, name: string): void {
    if (column === null) return;
    const names = this.#names.get(column);
    if (names?.delete(name) && names.size === 0) this.#names.delete(column);
  }
}
