import type { Variant } from '../support/flow.ts';
import type { Provider } from '../support/provider.ts';

/** A module as the plans of several response types share it. */
export type Module = (provider: Provider, variant: Variant) => Promise<void>;
export type Modules = Readonly<Record<string, Module>>;
