export {
  expressMetadata,
  expressProtection,
  fastifyProtection,
  honoProtection,
  type NodeLikeRequest,
  type RequirementsOf,
  tokenOf,
} from './middleware.ts';
export type {
  IntrospectionOptions,
  ReplayStore,
  Requirements,
  ResourceMetadata,
  ResourceOptions,
  ResourceRequest,
  VerifiedToken,
} from './options.ts';
export { type ProtectedResource, protectResource } from './protect-resource.ts';
