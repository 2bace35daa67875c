import { isPlainObject } from '../config/environment-references.ts';
import { formatPath, type Path, type ProblemList } from '../config/problem-list.ts';

/** How a file is read. */
export interface Reading {
  /** Told of everything that is not what it should be: nothing is taken over then. */
  readonly problems: ProblemList;
  /** .NET: names of members in any letter case, lists also as objects with numbers, and every value also as text. */
  readonly isDotNet?: boolean;
}

const longestText = 100_000;

/** A value of a file, and where it stands. Reading it as what it is not is noted as a problem, and gives `undefined`. */
export class Source {
  readonly value: unknown;
  readonly at: Path;
  readonly #reading: Reading;

  constructor(value: unknown, at: Path, reading: Reading) {
    this.value = value;
    this.at = at;
    this.#reading = reading;
  }

  get path(): string {
    return formatPath(this.at);
  }

  /** Whether it says nothing: not there, `null`, or as empty as a default. */
  get isEmpty(): boolean {
    const { value } = this;
    if (value === undefined || value === null || value === false || value === '' || value === 0) return true;
    if (value === 'false' || value === 'False') return true;
    return typeof value === 'object' && Object.keys(value).length === 0;
  }

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  text(most = longestText): string | undefined {
    if (this.isAbsent) return undefined;
    if (typeof this.value !== 'string') return this.refuse('must be text');
    return this.value.length > most ? this.refuse(`must not be longer than ${most} characters`) : this.value;
  }

  flag(): boolean | undefined {
    if (this.isAbsent) return undefined;
    if (typeof this.value === 'boolean') return this.value;
    // Keycloak writes attributes as text, .NET reads them so.
    const spelt = typeof this.value === 'string' ? this.value.toLowerCase() : '';
    return spelt === 'true' || spelt === 'false' ? spelt === 'true' : this.refuse('must be true or false');
  }

  /** A whole number, 0 or more, as text too. */
  count(most = Number.MAX_SAFE_INTEGER): number | undefined {
    if (this.isAbsent || this.value === '') return undefined;
    const value = typeof this.value === 'string' && /^\d{1,16}$/.test(this.value) ? Number(this.value) : this.value;
    const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most;
    return isCount ? value : this.refuse('must be a whole number, 0 or more');
  }

  /** The entries of a list; none where there is nothing. */
  list(): readonly Source[] {
    if (this.isAbsent) return [];
    const entries = Array.isArray(this.value) ? this.value : this.#numbered();
    if (entries !== undefined) return entries.map((entry: unknown, index) => this.#inner(entry, index));
    this.refuse('must be a list');
    return [];
  }

  texts(): readonly string[] {
    return this.list().flatMap((entry) => entry.text() ?? []);
  }

  /** The text; where there is none at all, that is a problem of the file. */
  requiredText(): string | undefined {
    return this.isAbsent ? this.refuse('is required') : this.text();
  }

  members(): Members {
    if (isPlainObject(this.value)) return new Members(this.value, this, this.#reading);
    if (!this.isAbsent) this.refuse('must be an object');
    return new Members({}, this, this.#reading);
  }

  get isObject(): boolean {
    return isPlainObject(this.value);
  }

  refuse(message: string): undefined {
    this.#reading.problems.add(this.at, message);
    return undefined;
  }

  /** A value that was made of this one, such as JSON within a text. */
  with(value: unknown): Source {
    return new Source(value, this.at, this.#reading);
  }

  #numbered(): unknown[] | undefined {
    if (this.#reading.isDotNet !== true || !isPlainObject(this.value)) return undefined;
    return Object.keys(this.value).every((name) => /^\d{1,6}$/.test(name)) ? Object.values(this.value) : undefined;
  }

  #inner(value: unknown, step: PropertyKey): Source {
    return new Source(value, [...this.at, step], this.#reading);
  }
}

/** The members of an object, which remembers those that nobody asked for. */
export class Members {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #of: Source;
  readonly #reading: Reading;

  constructor(values: Readonly<Record<string, unknown>>, of: Source, reading: Reading) {
    this.#values = values;
    this.#of = of;
    this.#reading = reading;
    for (const name of Object.keys(values)) {
      if (this.#names.has(this.#key(name))) this.#member(name).refuse('stands twice, in another letter case');
      this.#names.set(this.#key(name), name);
    }
  }

  get path(): string {
    return this.#of.path;
  }

  take(name: string): Source {
    const written = this.#names.get(this.#key(name));
    if (written === undefined) return new Source(undefined, [...this.#of.at, name], this.#reading);
    this.#taken.add(written);
    return this.#member(written);
  }

  /** Takes members that say nothing here. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.take(name);
  }

  /** Those that were not taken and say something, in their order. */
  rest(): readonly Source[] {
    return Object.keys(this.#values)
      .filter((name) => !this.#taken.has(name))
      .map((name) => this.#member(name))
      .filter((member) => !member.isEmpty);
  }

  /** All of them, by name. */
  all(): readonly (readonly [name: string, member: Source])[] {
    return Object.keys(this.#values).map((name) => [name, this.#member(name)] as const);
  }

  #member(name: string): Source {
    return new Source(this.#values[name], [...this.#of.at, name], this.#reading);
  }

  #key(name: string): string {
    return this.#reading.isDotNet === true ? name.toLowerCase() : name;
  }
}
