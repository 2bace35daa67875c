import { claimModules, userInfoModules } from './modules/claim-modules.ts';
import { codeModules } from './modules/code-modules.ts';
import { registrationModules } from './modules/registration-modules.ts';
import { requestModules } from './modules/request-modules.ts';
import { sessionModules } from './modules/session-modules.ts';
import { runModules, without } from './support/run-modules.ts';
import { conformancePlan } from './verifies.ts';

const withoutNonce = 'oidcc-ensure-request-without-nonce-succeeds-for-code-flow';
const nonceRequired = 'oidcc-ensure-request-without-nonce-fails';

conformancePlan('hybrid', (verifies) => {
  const codeToken = { 'code token': { responseType: 'code token' } };
  const withIdToken = {
    'code id_token': { responseType: 'code id_token' },
    'code id_token token': { responseType: 'code id_token token' },
  };
  const requests = without(requestModules, withoutNonce, nonceRequired);
  const modules = {
    ...requests,
    ...registrationModules,
    ...sessionModules,
    ...claimModules,
    ...userInfoModules,
    ...codeModules,
  };
  runModules(verifies, modules, { ...codeToken, ...withIdToken });
  runModules(verifies, { [withoutNonce]: requestModules[withoutNonce]! }, codeToken);
  runModules(verifies, { [nonceRequired]: requestModules[nonceRequired]! }, withIdToken);
});
