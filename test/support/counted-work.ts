/** Work whose cost grows faster than the text, or that only a few may ask for, in characters: counted, since time depends on the machine. */
export interface CountedWork {
  /** Characters that were brought into a Unicode normalisation form. */
  readonly normalized: number;
}

/** Counts what is done on this thread while `run` runs. */
export async function countWork(run: () => Promise<unknown>): Promise<CountedWork> {
  const { normalize } = String.prototype;
  let normalized = 0;
  String.prototype.normalize = function counted(this: string, form?: string) {
    normalized += this.length;
    return normalize.call(this, form);
  };
  try {
    await run();
  } finally {
    String.prototype.normalize = normalize;
  }
  return { normalized };
}
