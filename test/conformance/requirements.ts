import { basic, basicFormPost, config, hybrid, implicit } from './requirements/basic.ts';
import { ciba } from './requirements/ciba.ts';
import { idJag, jwtBearer, tokenExchange } from './requirements/delegation.ts';
import { dynamic } from './requirements/dynamic.ts';
import { everyFlow } from './requirements/every-flow.ts';
import { fapi2MessageSigning, fapi2Security } from './requirements/fapi2.ts';
import { backChannel, frontChannel, logout, sessionManagement } from './requirements/logout.ts';
import type { Plan } from './requirements/requirement.ts';
import { richAuthorization } from './requirements/rich-authorization.ts';

export type { Plan, Requirement } from './requirements/requirement.ts';

/** Every module of the certification plans that are about a server like this one: data only. */
export const plans: readonly Plan[] = [
  everyFlow,
  config,
  basic,
  basicFormPost,
  implicit,
  hybrid,
  dynamic,
  logout,
  backChannel,
  frontChannel,
  sessionManagement,
  fapi2Security,
  fapi2MessageSigning,
  ciba,
  richAuthorization,
  tokenExchange,
  jwtBearer,
  idJag,
];
