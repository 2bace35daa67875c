import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { RequestContext } from '../../model/request-context.ts';
import { fieldsOf, outcomeOf } from '../../operations/audit-log.ts';
import type { ServerEvent } from '../../operations/events.ts';
import { redact } from '../../operations/redact.ts';
import { auditEntryId } from '../../stores/audit-entry-id.ts';
import type { AuditEntry } from '../../stores/contracts.ts';

export interface EntryTimes {
  /** Epoch seconds. */
  readonly now: number;
  /** Seconds that the entry is kept. */
  readonly retention: number;
}

/** Characters of JSON: the largest client fits. What is longer loses its longest members, and says so. */
const mostFacts = 65_536;
/** As long as the longest name that anything has. */
const mostName = 512;

/** What the store keeps of an event: the same as the line of the log. */
export function entryOfEvent(
  event: ServerEvent,
  context: RequestContext | undefined,
  { now, retention }: EntryTimes,
): AuditEntry {
  const { type, ...members } = event;
  const at = context?.now ?? now;
  const { subjectId, clientId, actor } = namesIn(event);
  const facts = {
    ...fieldsOf(event),
    ...members,
    fields: undefined,
    subjectId: undefined,
    clientId: undefined,
    outcome: outcomeOf(event),
    requestId: context?.requestId,
    address: context?.remoteAddress,
  };
  return {
    entryId: auditEntryId(at),
    at,
    type,
    subjectId: nameIn(subjectId),
    clientId: nameIn(clientId),
    actor: nameIn(actor),
    expiresAt: at + retention,
    facts: bounded(facts),
  };
}

interface Names {
  readonly subjectId?: JsonValue | undefined;
  readonly clientId?: JsonValue | undefined;
  readonly actor?: string | undefined;
}

function namesIn(event: ServerEvent): Names {
  if (event.type === 'AdminChange') {
    const { target, caller, before, after } = event;
    const shown = after ?? before;
    return {
      subjectId: target.kind === 'user' ? target.id : shown?.['subject'],
      clientId: target.kind === 'client' ? target.id : shown?.['clientId'],
      actor: caller.subjectId ?? caller.clientId,
    };
  }
  return {
    subjectId: 'subjectId' in event ? event.subjectId : undefined,
    clientId: 'clientId' in event ? event.clientId : undefined,
  };
}

/** A strange client may call itself anything; PostgreSQL takes no NUL character. */
function nameIn(name: JsonValue | undefined): string | null {
  return typeof name === 'string' ? name.slice(0, mostName).replaceAll('\0', '\uFFFD') : null;
}

function bounded(facts: object): JsonObject {
  const plain = JSON.parse(JSON.stringify(redact(facts))) as JsonObject;
  if (JSON.stringify(plain).length <= mostFacts) return plain;
  const { before: _, after: __, detail: ___, ...rest } = plain;
  const isStillLong = JSON.stringify(rest).length > mostFacts;
  return { ...(isStillLong ? { outcome: rest['outcome'], requestId: rest['requestId'] } : rest), isCut: true };
}
