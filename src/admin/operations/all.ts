import type { AdminOperation } from '../../wiring/admin-operation.ts';
import type { Administration } from '../administration.ts';
import { clientOperations } from './clients.ts';

/** The operations of this room, in the order of the document. */
export function ownOperations(administration: Administration): readonly AdminOperation[] {
  return [...clientOperations(administration.clients)];
}
