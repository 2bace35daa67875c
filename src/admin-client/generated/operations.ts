// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { OperationDescription } from '../operation-description.ts';
import type { AdminOperations } from './admin-client.ts';

/** Where each operation is, and what it answers. */
export const operations: Readonly<Record<keyof AdminOperations, OperationDescription>> = {
  listTrips: { method: 'GET', path: '/trips', query: ['after', 'limit', 'clientId', 'path', 'outcome', 'reason', 'since', 'until'], answer: 'pages' },
  getTrip: { method: 'GET', path: '/trips/{requestId}', query: [], answer: 'value' },
  explainToken: { method: 'POST', path: '/tokens/explain', query: [], answer: 'value', body: 'application/json' },
  listClients: { method: 'GET', path: '/clients', query: ['search', 'from', 'after', 'limit'], answer: 'pages' },
  getClient: { method: 'GET', path: '/clients/{clientId}', query: [], answer: 'tagged' },
  listUsers: { method: 'GET', path: '/users', query: ['search', 'after', 'limit'], answer: 'pages' },
  createUser: { method: 'POST', path: '/users', query: [], answer: 'tagged', body: 'application/json' },
  getUser: { method: 'GET', path: '/users/{subject}', query: [], answer: 'tagged' },
  changeUser: { method: 'PATCH', path: '/users/{subject}', query: [], answer: 'tagged', body: 'application/merge-patch+json' },
  deleteUser: { method: 'DELETE', path: '/users/{subject}', query: [], answer: 'nothing' },
  setPassword: { method: 'PUT', path: '/users/{subject}/password', query: [], answer: 'nothing', body: 'application/json' },
  unlockUser: { method: 'POST', path: '/users/{subject}/unlock', query: [], answer: 'nothing' },
  signOutUser: { method: 'POST', path: '/users/{subject}/sign-out', query: [], answer: 'value' },
  listSessions: { method: 'GET', path: '/users/{subject}/sessions', query: ['after', 'limit'], answer: 'pages' },
  endSession: { method: 'DELETE', path: '/users/{subject}/sessions/{sessionId}', query: [], answer: 'nothing' },
  listGrants: { method: 'GET', path: '/grants', query: ['subject', 'client', 'family', 'kind', 'after', 'limit'], answer: 'pages' },
  revokeGrant: { method: 'DELETE', path: '/grants/{grantId}', query: [], answer: 'nothing' },
  revokeFamily: { method: 'DELETE', path: '/families/{family}', query: [], answer: 'nothing' },
  revokeGrants: { method: 'POST', path: '/grants/revoke', query: [], answer: 'value', body: 'application/json' },
  listConsents: { method: 'GET', path: '/consents', query: ['subject', 'client', 'after', 'limit'], answer: 'pages' },
  withdrawConsent: { method: 'DELETE', path: '/users/{subject}/consents/{clientId}', query: [], answer: 'nothing' },
  listAuditEntries: { method: 'GET', path: '/audit', query: ['from', 'until', 'type', 'subject', 'client', 'by', 'after', 'limit'], answer: 'pages' },
  getCounts: { method: 'GET', path: '/counts', query: [], answer: 'value' },
};
