/** A step or store call under way. Whole microseconds since the trip began: numbers that need no memory of their own. */
export interface Underway {
  name: string;
  start: number;
  /** -1: not over yet. */
  end: number;
  outcome: 'done' | 'refused' | 'failed';
  result: string | undefined;
}

/** A bounded list of them, whose entries are used again after it was cleared. */
export class Underways {
  leftOut = 0;
  private readonly entries: Underway[] = [];
  private readonly most: number;
  private count = 0;

  constructor(most: number) {
    this.most = most;
  }

  clear(): void {
    this.count = 0;
    this.leftOut = 0;
  }

  /** @returns `undefined`: there are too many. */
  begin(name: string, start: number): Underway | undefined {
    if (this.count === this.most) {
      this.leftOut += 1;
      return undefined;
    }
    const used = this.entries[this.count];
    this.count += 1;
    if (used === undefined) {
      const made: Underway = { name, start, end: -1, outcome: 'done', result: undefined };
      this.entries.push(made);
      return made;
    }
    used.name = name;
    used.start = start;
    used.end = -1;
    used.outcome = 'done';
    used.result = undefined;
    return used;
  }

  all(): readonly Underway[] {
    return this.entries.slice(0, this.count);
  }
}
