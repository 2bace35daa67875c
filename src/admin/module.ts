import { adminPaths } from '../model/admin.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { Module } from '../wiring/module.ts';
import type { Administration, AdministrationNeeds } from './administration.ts';
import { Administrators } from './administrators.ts';
import { AuditTrail } from './audit/audit-trail.ts';
import { once } from './once.ts';

export interface AdminServiceGroup {
  /** What operators do; the first call loads it. */
  readonly administration: () => Promise<Administration>;
  readonly administrators: Administrators;
  /** Keeps what happens in the store; absent: nothing is kept. */
  readonly auditTrail: AuditTrail | undefined;
}

type Needs = AdministrationNeeds & TokenServiceGroup & ProofServiceGroup;

/** Nothing of the API is loaded before somebody asks for it: most servers start without an admin port. */
export const adminModule: Module<AdminServiceGroup, Needs> = {
  services: () => ({
    administration: (services) =>
      once(async () => (await import('./administration.ts')).createAdministration(services)),
    administrators: (services) => new Administrators(services),
    auditTrail: ({ settings: { admin }, store, clock, log }) =>
      admin.audit.store === 'off' ? undefined : new AuditTrail({ store, clock, log, settings: admin.audit }),
  }),
  async start({ auditTrail, events }) {
    if (auditTrail !== undefined) events.listen(auditTrail.listener);
  },
  stop: async ({ auditTrail }) => auditTrail?.stop(),
  adminOperations: async (services) => {
    const [{ ownOperations }, administration] = await Promise.all([
      import('./operations/all.ts'),
      services.administration(),
    ]);
    return ownOperations(administration, services);
  },
  adminRoutes: (services) => {
    const api = once(async () => (await import('./api.ts')).createApi(services));
    return [
      [
        `${adminPaths.api}/*`,
        { endpoint: async (request, context) => (await api())(request, context), errors: 'json' },
      ],
    ];
  },
};
