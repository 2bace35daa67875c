import { type SignKeyObjectInput, sign } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { EndOfTurn } from '../model/end-of-turn.ts';

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

const endOfTurn = new EndOfTurn();

/** Makes JWS signatures: in the thread pool or, `inline`, on the event loop, all of a turn together. */
export function signatureMaker(
  digest: string | null,
  key: SignKeyObjectInput,
  inline: boolean,
): (input: Uint8Array) => Promise<Buffer> {
  if (inline) return (input) => endOfTurn.add(() => sign(digest, input, key));
  return (input) =>
    new Promise((resolve, reject) => {
      sign(digest, input, key, (error, signature) => (error ? reject(error) : resolve(signature)));
    });
}
