import type { EnduranceOptions } from './options.ts';
import type { Trial } from './trial.ts';
import { clockTrials } from './trials/clock.ts';
import { halfOpenClients, idleConnections, slowBodies } from './trials/connections.ts';
import { databaseTrials } from './trials/database.ts';
import { diskTrials } from './trials/disk.ts';
import { fuzz } from './trials/fuzz.ts';
import { killRotations } from './trials/kill-rotations.ts';

/** In the order in which they run. */
export function trialsOf(options: EnduranceOptions): readonly Trial[] {
  return [
    killRotations('sqlite'),
    killRotations('postgres'),
    ...diskTrials,
    ...databaseTrials,
    ...clockTrials,
    idleConnections(options.idleConnections),
    halfOpenClients(Math.min(900, options.idleConnections)),
    slowBodies(Math.min(900, options.idleConnections)),
    fuzz,
  ];
}
