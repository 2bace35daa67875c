/**
 * - `came`: it is taken over.
 * - `changed`: it is taken over otherwise than it was.
 * - `left`: it has no counterpart, and is not taken over.
 * - `refused`: it would be taken over, but cannot be what it is; all of the client, user or resource stays out.
 */
export type ImportLineKind = 'came' | 'changed' | 'left' | 'refused';

export interface ImportLine {
  readonly kind: ImportLineKind;
  /** In the file: `clients[0].redirectUris[1]`. */
  readonly path: string;
  /** Without secrets. */
  readonly message: string;
}

/** What became of everything in a file, line by line. */
export class ImportReport {
  readonly #lines: ImportLine[] = [];

  add(kind: ImportLineKind, path: string, message: string): void {
    this.#lines.push({ kind, path, message });
  }

  /** What is about one thing stands together, in the order of its place. */
  get lines(): readonly ImportLine[] {
    const { compare } = new Intl.Collator('en', { numeric: true });
    return [...this.#lines].sort((a, b) => compare(a.path, b.path));
  }
}
