/** Small assertions, so that the contract suite runs under any test runner. */

export function fail(message: string): never {
  throw new Error(message);
}

export function isTrue(value: unknown, what: string): void {
  if (value !== true) fail(`${what}: expected true, got ${JSON.stringify(value)}`);
}

export function isFalse(value: unknown, what: string): void {
  if (value !== false) fail(`${what}: expected false, got ${JSON.stringify(value)}`);
}

/** Compares by value; bytes by content, whatever class carries them. */
export function equals(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [normal(actual), normal(expected)];
  if (a !== b) fail(`${what}: expected ${b}, got ${a}`);
}

export async function rejects(promise: Promise<unknown>, what: string): Promise<void> {
  const failed = await promise.then(
    () => false,
    () => true,
  );
  if (!failed) fail(`${what}: expected a rejection`);
}

export function defined<T>(value: T | undefined, what: string): T {
  if (value === undefined) fail(`${what}: expected a value`);
  return value;
}

function normal(value: unknown): string {
  return (
    JSON.stringify(value, (_, member) => {
      if (member instanceof Uint8Array) return { bytes: [...member] };
      // A Buffer has turned itself into this by now.
      if (member?.type === 'Buffer' && Array.isArray(member.data)) return { bytes: member.data };
      if (member !== null && typeof member === 'object' && !Array.isArray(member)) {
        return Object.fromEntries(Object.entries(member).sort(([x], [y]) => (x < y ? -1 : 1)));
      }
      return member;
    }) ?? 'undefined'
  );
}
