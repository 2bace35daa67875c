/** Took longer than it was given. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

/** What `work` resolves to, unless that takes longer. @throws {TooLate}, and what `work` throws. */
export async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate(`no answer within ${ms / 1000} seconds`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Why something failed, in a few words; nothing that was sent. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed';
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  const { code } = error as NodeJS.ErrnoException;
  const [line = ''] = error.message.split('\n', 1);
  return code === undefined || line.includes(code) ? line : `${line} (${code})`;
}
