import { claimModules, userInfoModules } from './modules/claim-modules.ts';
import { registrationModules } from './modules/registration-modules.ts';
import { requestModules } from './modules/request-modules.ts';
import { sessionModules } from './modules/session-modules.ts';
import { runModules, without } from './support/run-modules.ts';
import { conformancePlan } from './verifies.ts';

conformancePlan('implicit', (verifies) => {
  const idToken = { responseType: 'id_token' };
  const idTokenToken = { responseType: 'id_token token' };
  const requests = without(requestModules, 'oidcc-ensure-request-without-nonce-succeeds-for-code-flow');
  const modules = { ...requests, ...registrationModules, ...sessionModules, ...claimModules };
  runModules(verifies, modules, { id_token: idToken, 'id_token token': idTokenToken });
  runModules(verifies, userInfoModules, { 'id_token token': idTokenToken });
});
