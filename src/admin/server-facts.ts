import { version } from '../operations/version.ts';
import type { GroundServices } from '../wiring/ground-services.ts';

export interface ServerFacts {
  readonly version: string;
  /** The version of Node. */
  readonly node: string;
  readonly issuer: string;
  readonly mode: 'dev' | 'production';
  /** `own`: a store that a program brought. */
  readonly store: 'memory' | 'sqlite' | 'postgres' | 'own';
  /** Of the process that answers. */
  readonly processId: number;
  /** Epoch seconds, by the clock of the machine. */
  readonly startedAt: number;
  readonly uptimeSeconds: number;
}

/** What somebody who runs several servers wants to know of the one that answers. */
export function serverFacts({ settings, storeKind }: Pick<GroundServices, 'settings' | 'storeKind'>): ServerFacts {
  const { issuer, mode } = settings;
  return {
    version: version(),
    node: process.version,
    issuer,
    mode,
    store: storeKind,
    processId: process.pid,
    startedAt: Math.floor(performance.timeOrigin / 1000),
    uptimeSeconds: Math.floor(performance.now() / 1000),
  };
}
