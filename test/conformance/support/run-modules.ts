import { afterAll, beforeAll } from 'vitest';
import type { Modules } from '../modules/module.ts';
import type { Verifies } from '../verifies.ts';
import type { Variant } from './flow.ts';
import { type Provider, startProvider } from './provider.ts';

/** Runs modules against a server of the test file's own, each as each variant. */
export function runModules(verifies: Verifies, modules: Modules, variants: Readonly<Record<string, Variant>>): void {
  let provider: Provider;
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.server.close());
  for (const [id, module] of Object.entries(modules)) {
    for (const [name, variant] of Object.entries(variants)) verifies(id, () => module(provider, variant), name);
  }
}

/** Modules without those of the given names. */
export function without(modules: Modules, ...ids: readonly string[]): Modules {
  return Object.fromEntries(Object.entries(modules).filter(([id]) => !ids.includes(id)));
}
