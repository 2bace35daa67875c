import { browserCauses } from './browser-causes.ts';
import { delegationCauses } from './delegation-causes.ts';
import { grantCauses } from './grant-causes.ts';
import type { LikelyCause } from './likely-cause.ts';
import type { ErrorReason } from './reasons.ts';
import { requestCauses } from './request-causes.ts';

/** Every reason with what is behind it most of the time: for the explorer and `docs/errors.md`, never for an answer. */
export const likelyCauses: Readonly<Record<ErrorReason, LikelyCause>> = {
  ...requestCauses,
  ...grantCauses,
  ...browserCauses,
  ...delegationCauses,
};
