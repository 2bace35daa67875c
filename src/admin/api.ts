import type { AdminRoute } from '../http/admin-app.ts';
import { jsonReply } from '../http/reply.ts';
import { adminPaths } from '../model/admin.ts';
import { version } from '../operations/version.ts';
import type { ProofOfPossession } from '../proofs/proof-of-possession.ts';
import type { TokenValidator } from '../tokens/token-validator.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Administrators } from './administrators.ts';
import { CallerAuthorizer } from './authorize-caller.ts';
import { openApiDocument } from './open-api.ts';
import { createAdminApi } from './router.ts';

export interface AdminApiNeeds extends GroundServices {
  readonly tokenValidator: TokenValidator;
  readonly proofs: ProofOfPossession;
  readonly administrators: Administrators;
}

/** The API of the whole server, with what every module brings to it. */
export async function createApi(services: AdminApiNeeds): Promise<AdminRoute['endpoint']> {
  const operations = await services.adminOperations();
  const { log } = services;
  const answer = createAdminApi(operations, { log, callers: new CallerAuthorizer(services) });
  const document = openApiDocument(operations, services.settings.admin.url, version());
  return async (request, context) => {
    const isDocument = request.target.split('?', 1)[0] === adminPaths.openApi && request.method === 'GET';
    // It tells nothing of this server, so that tools may read it.
    return isDocument ? { ...jsonReply(200, document), endpoint: adminPaths.openApi } : answer(request, context);
  };
}
