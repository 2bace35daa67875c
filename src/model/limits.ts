import { lengths } from './lengths.ts';
import { quotas } from './quotas.ts';

/**
 * The only catalogue of what may come from outside and how much of it: configuration, endpoints, stores and commands all read their bounds
 * here, so that what one of them takes none of the others refuses. Documented as `docs/reference/limits.md`.
 */
export const limits = { ...lengths, ...quotas } as const;
