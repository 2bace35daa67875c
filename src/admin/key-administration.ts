import type { KeyDescription, KeyRing } from '../keys/key-ring.ts';
import type { Events } from '../operations/events.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';
import { AdminProblem } from './problem.ts';
import { recordChange } from './record-change.ts';

export interface KeyAdministrationServices {
  readonly keyRing: Pick<KeyRing, 'load' | 'list' | 'algorithms' | 'rotateNow' | 'retire'>;
  readonly events: Pick<Events, 'raise'>;
}

/** What operators do with signing keys: by the API, the console and commands alike. Other nodes notice within a minute. */
export class KeyAdministration {
  readonly #services: KeyAdministrationServices;

  constructor(services: KeyAdministrationServices) {
    this.#services = services;
  }

  /** As they stand in the store now. */
  async list(): Promise<readonly KeyDescription[]> {
    const { keyRing } = this.#services;
    await keyRing.load();
    return keyRing.list();
  }

  /**
   * Announces successors, which sign after `signing.propagationTime`; where one is announced already, nothing happens.
   * @param algorithm absent: of every algorithm. @throws {AdminProblem} `invalid`: there is no such one.
   */
  async rotate(algorithm: string | undefined, caller: AdminCaller): Promise<readonly KeyDescription[]> {
    const { keyRing, events } = this.#services;
    const known = keyRing.algorithms();
    if (algorithm !== undefined && !known.includes(algorithm)) {
      const message = `must be one of signing.algorithms: ${known.join(', ')}`;
      throw new AdminProblem('invalid', { errors: [{ path: 'algorithm', message }] });
    }
    const before = new Set((await this.list()).map(({ keyId }) => keyId));
    await keyRing.rotateNow(algorithm);
    const keys = keyRing.list();
    for (const key of keys) {
      if (!before.has(key.keyId)) recordChange(events, caller, 'key.announce', target(key.keyId), { after: key });
    }
    return keys;
  }

  /** Ends a key at once: every token that it signed is void. For keys that leaked. @throws {AdminProblem} `not-found` */
  async retire(keyId: string, caller: AdminCaller): Promise<KeyDescription> {
    const { keyRing, events } = this.#services;
    const before = (await this.list()).find((key) => key.keyId === keyId);
    if (before === undefined || !(await keyRing.retire(keyId))) throw unknown(keyId);
    await keyRing.load();
    // One that ended long ago is removed by then.
    const after = keyRing.list().find((key) => key.keyId === keyId) ?? { ...before, state: 'retired' };
    recordChange(events, caller, 'key.retire', target(keyId), { before, after });
    return after;
  }
}

const target = (id: string) => ({ kind: 'key', id });

function unknown(keyId: string): AdminProblem {
  return new AdminProblem('not-found', { detail: `there is no key ${keyId}` });
}
