import { type SignKeyObjectInput, sign } from 'node:crypto';
import { availableParallelism } from 'node:os';

/** `mintmark start --workers N` tells its workers how many they are. */
export const workersVariable = 'MINTMARK_WORKERS';

/**
 * Whether this process has no more than one core: a container with one, or as many workers as there are cores. The thread pool then has
 * nothing to run on but the time of the event loop, and handing a quick signature over costs a third of what it takes.
 */
export function hasOneCore(
  cores = availableParallelism(),
  workers = Number(process.env[workersVariable] ?? 1),
): boolean {
  return cores <= workers;
}

interface Work {
  readonly work: () => Buffer;
  readonly resolve: (signature: Buffer) => void;
  readonly reject: (error: unknown) => void;
}

let waiting: Work[] = [];

/**
 * All requests that arrived in a turn of the event loop are parsed first, then signed, then answered: one by one, each answer would bring
 * the next request before the others had their turn, and the loop would turn once for each.
 */
function atEndOfTurn(work: () => Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    waiting.push({ work, resolve, reject });
    if (waiting.length === 1) setImmediate(workOff);
  });
}

function workOff(): void {
  const all = waiting;
  waiting = [];
  for (const { work, resolve, reject } of all) {
    try {
      resolve(work());
    } catch (error) {
      reject(error);
    }
  }
}

/** Makes JWS signatures: in the thread pool or, `inline`, on the event loop. */
export function signatureMaker(
  digest: string | null,
  key: SignKeyObjectInput,
  inline: boolean,
): (input: Uint8Array) => Promise<Buffer> {
  if (inline) {
    return (input) => atEndOfTurn(() => sign(digest, input, key));
  }
  return (input) =>
    new Promise((resolve, reject) => {
      sign(digest, input, key, (error, signature) => (error ? reject(error) : resolve(signature)));
    });
}
