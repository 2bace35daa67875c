import { adminModule } from '../admin/module.ts';
import { authorizationDetailsModule } from '../authorization-details/module.ts';
import { authorizeModule } from '../authorize/module.ts';
import { cibaModule } from '../ciba/module.ts';
import { clientsModule } from '../clients/module.ts';
import { consoleModule } from '../console/module.ts';
import { delegationModule } from '../delegation/module.ts';
import { deviceModule } from '../device/module.ts';
import { discoveryModule } from '../discovery/module.ts';
import { documentsModule } from '../documents/module.ts';
import { explorerModule } from '../explorer/module.ts';
import { externalModule } from '../external/module.ts';
import { introspectionModule } from '../introspection/module.ts';
import { issuersModule } from '../issuers/module.ts';
import { logosModule } from '../logos/module.ts';
import { logoutModule } from '../logout/module.ts';
import { pagesModule } from '../pages/module.ts';
import { proofsModule } from '../proofs/module.ts';
import { registrationModule } from '../registration/module.ts';
import { resourcesModule } from '../resources/module.ts';
import { sessionsModule } from '../sessions/module.ts';
import { tokenEndpointModule } from '../token-endpoint/module.ts';
import { tokensModule } from '../tokens/module.ts';
import { userInfoModule } from '../userinfo/module.ts';
import { usersModule } from '../users/module.ts';

/** Everything the server can do, in the order in which it is announced. A capability is one entry here. */
export const modules = [
  resourcesModule,
  authorizationDetailsModule,
  issuersModule,
  clientsModule,
  documentsModule,
  usersModule,
  tokensModule,
  delegationModule,
  sessionsModule,
  authorizeModule,
  tokenEndpointModule,
  userInfoModule,
  pagesModule,
  introspectionModule,
  deviceModule,
  proofsModule,
  externalModule,
  logoutModule,
  logosModule,
  cibaModule,
  registrationModule,
  explorerModule,
  discoveryModule,
  adminModule,
  consoleModule,
] as const;
