import type { AdminSettings } from '../../model/admin.ts';
import type { ServerEvent } from '../../operations/events.ts';

/** What administrators and clients change; `security` keeps all but the traffic besides. */
const changes: ReadonlySet<ServerEvent['type']> = new Set([
  'AdminChange',
  'UserRemoved',
  'ClientRemoved',
  'AccountUnlocked',
  'ClientRegistered',
  'ClientRegistrationChanged',
  'ClientRegistrationEnded',
]);

/** What machines do all day, as long as it goes well. */
const traffic: ReadonlySet<ServerEvent['type']> = new Set([
  'TokenIssued',
  'TokenIntrospected',
  'DeviceAuthorizationStarted',
  'BackchannelAuthenticationStarted',
]);

/** Whether an event is kept in the store. */
export function isKept(event: ServerEvent, store: AdminSettings['audit']['store']): boolean {
  switch (store) {
    case 'off':
      return false;
    case 'changes':
      return changes.has(event.type) || (event.type === 'GrantsRevoked' && event.by === 'operator');
    case 'security':
      return !traffic.has(event.type) && !wentWell(event);
    case 'everything':
      return true;
  }
}

function wentWell(event: ServerEvent): boolean {
  switch (event.type) {
    case 'LogoutNotified':
    case 'BackchannelClientNotified':
      return event.delivered;
    case 'ClientDocumentFetched':
      return !event.changed;
    default:
      return false;
  }
}
