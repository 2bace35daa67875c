import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** Work whose cost grows with the text, in characters: counted, since time depends on the machine. */
export interface CountedWork {
  /** Brought into a Unicode normalisation form. */
  normalized: number;
  /** Hashed, by what hashes names, handles and tokens. */
  hashed: number;
  /** Parsed as JSON. */
  parsed: number;
  /** Parsed as a URL. */
  addresses: number;
}

/** Counts what is done in this process while `run` runs. */
export async function countWork(run: () => Promise<unknown>): Promise<Readonly<CountedWork>> {
  const work: CountedWork = { normalized: 0, hashed: 0, parsed: 0, addresses: 0 };
  const restore = [
    counted(String.prototype, 'normalize', function (this: string) {
      work.normalized += this.length;
    }),
    counted(crypto, 'hash', (_algorithm, data) => {
      work.hashed += (data as string | Uint8Array).length;
    }),
    counted(crypto.Hmac.prototype, 'update', (data) => {
      work.hashed += (data as string | Uint8Array).length;
    }),
    counted(JSON, 'parse', (text) => {
      work.parsed += String(text).length;
    }),
    counted(URL, 'parse', (text) => {
      work.addresses += String(text).length;
    }),
    counted(URL, 'canParse', (text) => {
      work.addresses += String(text).length;
    }),
  ];
  syncBuiltinESMExports();
  try {
    await run();
  } finally {
    for (const one of restore) one();
    syncBuiltinESMExports();
  }
  return work;
}

/** Has `count` told of each call; returns what ends that. */
function counted<Owner extends object>(
  owner: Owner,
  name: keyof Owner,
  count: (this: never, ...values: unknown[]) => void,
): () => void {
  const original = owner[name] as (...values: unknown[]) => unknown;
  function wrapped(this: never, ...values: unknown[]): unknown {
    count.apply(this, values);
    return original.apply(this, values);
  }
  owner[name] = wrapped as never;
  return () => {
    owner[name] = original as never;
  };
}
