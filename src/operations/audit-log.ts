import type { RefusalFields } from '../errors/refusal-fields.ts';
import type { EventListener, ServerEvent } from './events.ts';
import type { Logger } from './log.ts';
import { isWritten } from './written-refusals.ts';

/** Who did what with which client, and how it ended: one line an event, in a log that can be kept apart by `audit: true`. A refusal is one line, which is this one. */
export function auditListener(log: Logger): EventListener {
  const audit = log.child({ audit: true });
  return (event, context) => {
    if (isWritten(event, context, log)) return;
    const { type, ...facts } = event;
    audit.info(type, {
      ...fieldsOf(event),
      ...facts,
      fields: undefined,
      who: whoIn(event),
      outcome: outcomeOf(event),
      requestId: context?.requestId,
      address: context?.remoteAddress,
    });
  };
}

/** What a refusal was about. */
export function fieldsOf(event: ServerEvent): RefusalFields | undefined {
  return 'fields' in event ? event.fields : undefined;
}

function whoIn(event: ServerEvent): string | undefined {
  if (event.type === 'AdminChange') return event.caller.subjectId ?? event.caller.clientId;
  if ('subjectId' in event) return event.subjectId;
  return 'username' in event ? event.username : undefined;
}

const failures: ReadonlySet<ServerEvent['type']> = new Set([
  'TokenRefused',
  'ReplayDetected',
  'ClientAuthenticationFailed',
  'AuthorizationRefused',
  'UserSignInFailed',
  'AccountLocked',
  'ConsentRefused',
  'ClientRegistrationRefused',
  'ClientDocumentRefused',
]);

/** How it ended, in a word. */
export function outcomeOf(event: ServerEvent): string {
  if ('outcome' in event && event.outcome !== undefined) return event.outcome;
  if (event.type === 'LogoutNotified') return event.delivered ? 'success' : 'failure';
  return failures.has(event.type) ? 'failure' : 'success';
}
