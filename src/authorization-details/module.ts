import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import type { AuthorizationDetailType } from './authorization-detail-type.ts';
import { AuthorizationDetailsService } from './service.ts';

export interface AuthorizationDetailServiceGroup {
  readonly authorizationDetails: AuthorizationDetailsService;
}

export interface AuthorizationDetailOptions {
  /** Types of `authorization_details` that clients may ask for (RFC 9396), each as `authorizationDetailType` makes it. */
  readonly authorizationDetailTypes?: readonly AuthorizationDetailType[] | undefined;
}

export const authorizationDetailsModule: Module<
  AuthorizationDetailServiceGroup,
  GroundServices,
  AuthorizationDetailOptions
> = {
  services: ({ authorizationDetailTypes = [] }) => ({
    authorizationDetails: () => new AuthorizationDetailsService(authorizationDetailTypes),
  }),
  discovery: ({ authorizationDetails: { names } }) => ({
    authorization: names.length === 0 ? {} : { authorization_details_types_supported: names },
  }),
};
