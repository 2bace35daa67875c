import { AdminProblem } from '../admin/problem.ts';
import { recordChange } from '../admin/record-change.ts';
import type { KeyDescription, KeyRing } from '../keys/key-ring.ts';
import type { Events } from '../operations/events.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';

export interface KeyWorkServices {
  readonly keyRing: Pick<KeyRing, 'list' | 'algorithms' | 'rotateNow' | 'retire'>;
  readonly events: Pick<Events, 'raise'>;
}

/** What administrators do with signing keys; each change is told to the audit. */
export class KeyWork {
  readonly #services: KeyWorkServices;

  constructor(services: KeyWorkServices) {
    this.#services = services;
  }

  /** Those that sign, are announced or published, and those that were not long ago. */
  async list(): Promise<readonly KeyDescription[]> {
    return this.#services.keyRing.list();
  }

  /** Announces a new key. @param algorithm absent: for each one that is configured. @throws {AdminProblem} `invalid` */
  async rotate(algorithm: string | undefined, caller: AdminCaller): Promise<void> {
    const { keyRing, events } = this.#services;
    if (algorithm !== undefined && !keyRing.algorithms().includes(algorithm)) {
      throw new AdminProblem('invalid', {
        errors: [{ path: 'algorithm', message: 'is not one of signing.algorithms' }],
      });
    }
    await keyRing.rotateNow(algorithm);
    recordChange(events, caller, 'key.rotate', { kind: 'algorithm', id: algorithm ?? 'all' });
  }

  /** Ends a key at once, with every token that it signed. @throws {AdminProblem} `not-found` */
  async retire(keyId: string, caller: AdminCaller): Promise<void> {
    const { keyRing, events } = this.#services;
    if (!(await keyRing.retire(keyId))) throw new AdminProblem('not-found', { detail: `there is no key ${keyId}` });
    recordChange(events, caller, 'key.retire', { kind: 'key', id: keyId });
  }
}
