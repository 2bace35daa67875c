import { expect, it } from 'vitest';
import type { Client } from '../model/client.ts';
import { authenticatedSubject } from '../model/subject.ts';
import type { UserRecord } from '../stores/contracts.ts';
import { DirectoryProfileService } from './directory-profile-service.ts';

const users: Record<string, UserRecord> = {
  1: {
    subjectId: '1',
    username: 'alice',
    passwordHash: null,
    enabled: true,
    claims: { name: 'Alice', email: 'alice@example.com', phone_number: '+1' },
    createdAt: 1,
  },
  2: { subjectId: '2', username: 'bob', passwordHash: null, enabled: false, claims: {}, createdAt: 1 },
};
const services = { users: { ofSubject: async ({ subjectId }: { subjectId: string }) => users[subjectId] } };
const client = { clientId: 'web' } as Client;
const subject = (subjectId: string, method = 'pwd', identityProvider = 'local') =>
  authenticatedSubject(subjectId, { method, at: 1, identityProvider, claims: { email: 'new@example.com' } });

it('picks the claims that were asked for, those known since sign-in first', async () => {
  const claims = await new DirectoryProfileService(services).claims({
    subject: subject('1'),
    client,
    caller: 'userInfo',
    claimNames: ['name', 'email', 'preferred_username', 'toString'],
    requestedClaims: { phone_number: null },
    scopes: ['openid'],
  });
  expect(claims).toEqual({
    name: 'Alice',
    email: 'new@example.com',
    preferred_username: 'alice',
    phone_number: '+1',
  });
});

it('refuses disabled users, and users with a password of ours whom the directory does not know', async () => {
  const service = new DirectoryProfileService(services);
  const isActive = (of: ReturnType<typeof subject>) => service.isActive({ subject: of, client, caller: 'token' });
  expect(await isActive(subject('1'))).toBe(true);
  expect(await isActive(subject('2'))).toBe(false);
  expect(await isActive(subject('2', 'fed', 'google'))).toBe(false);
  expect(await isActive(subject('9'))).toBe(false);
  expect(await isActive(subject('9', 'fed', 'google'))).toBe(true);
  expect(await isActive(subject('9', 'sms'))).toBe(true);
});

it('lets users of a validator of your own in', async () => {
  const service = new DirectoryProfileService(services, { knowsEveryUser: false });
  expect(await service.isActive({ subject: subject('9'), client, caller: 'token' })).toBe(true);
  expect(await service.isActive({ subject: subject('2'), client, caller: 'token' })).toBe(false);
});
