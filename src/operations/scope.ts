import { AsyncLocalStorage } from 'node:async_hooks';

/** A value that whatever a call sets going can ask for, however long it takes. */
export interface Scope<Value> {
  run<Result>(value: Value, call: () => Result): Result;
  current(): Value | undefined;
}

export function createScope<Value>(): Scope<Value> {
  const storage = new AsyncLocalStorage<Value>();
  return { run: (value, call) => storage.run(value, call), current: () => storage.getStore() };
}
