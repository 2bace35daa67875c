import type { TurnedAway } from '../../http/turned-away.ts';
import type { Clock } from '../../model/clock.ts';
import type { Events } from '../../operations/events.ts';
import type { Tracing } from '../../operations/tracing.ts';
import type { Store } from '../../stores/contracts.ts';
import type { Trips } from '../trips.ts';
import { recordedStore } from './recorded-store.ts';
import { Recorder } from './recorder.ts';
import { turnedAwayTrip } from './turned-away.ts';
import { watchSeam } from './watch-seams.ts';

/** Recording as the composition of a server needs it: before the services are made, and after. */
export interface Recording extends Tracing {
  readonly recorder: Recorder;
  store(store: Store): Store;
  /** Watches what is the user's own: a service, or a list of them. */
  own(name: string, made: object): void;
  /** Keeps trips from now on. */
  begin(services: { readonly trips: Trips; readonly events: Events; readonly clock: Clock }): void;
  /** Keeps a trip of a request that never began one. */
  turnedAway(request: TurnedAway): void;
}

/** Loaded only where trips are kept. */
export function startRecording(): Recording {
  const recorder = new Recorder();
  let services: { readonly trips: Trips; readonly clock: Clock } | undefined;
  return {
    recorder,
    wrap: (target, spans) => recorder.wrap(target, spans),
    store: recordedStore,
    own(name, made) {
      for (const one of Array.isArray(made) ? made : [made]) {
        if (typeof one === 'object' && one !== null) watchSeam(name, one);
      }
    },
    begin: (made) => {
      recorder.keepIn(made.trips, made.events);
      services = made;
    },
    turnedAway(request) {
      services?.trips.add(turnedAwayTrip(request, services.clock.now()));
    },
  };
}
