import { claimModules, userInfoModules } from './modules/claim-modules.ts';
import { codeModules } from './modules/code-modules.ts';
import { registrationModules } from './modules/registration-modules.ts';
import { requestModules } from './modules/request-modules.ts';
import { sessionModules } from './modules/session-modules.ts';
import { runModules, without } from './support/run-modules.ts';
import { conformancePlan } from './verifies.ts';

conformancePlan('basic-formpost', (verifies) => {
  const requests = without(requestModules, 'oidcc-ensure-request-without-nonce-fails');
  const modules = {
    ...requests,
    ...registrationModules,
    ...sessionModules,
    ...claimModules,
    ...userInfoModules,
    ...codeModules,
  };
  runModules(verifies, modules, { 'code, form_post': { responseType: 'code', formPost: true } });
});
