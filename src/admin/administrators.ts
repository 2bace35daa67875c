import type { Client } from '../model/client.ts';
import type { Settings } from '../model/settings.ts';
import type { Subject } from '../model/subject.ts';
import { subjectOfToken } from '../tokens/subject-of-token.ts';
import type { ValidatedAccessToken } from '../tokens/token-validator.ts';
import type { ProfileService } from '../users/profile-service.ts';

export interface AdministratorServices {
  readonly profileService: ProfileService;
  readonly settings: Pick<Settings, 'admin'>;
}

/** Which users are administrators: those that `admin.console` names. */
export class Administrators {
  readonly #services: AdministratorServices;

  constructor(services: AdministratorServices) {
    this.#services = services;
  }

  /** Whether the holder of a token may be one; a token without a user is its client's own affair. */
  async include(token: ValidatedAccessToken): Promise<boolean> {
    if (token.subjectId === undefined) return true;
    const subject = subjectOfToken(token);
    return subject !== undefined && this.includeSubject(subject, token.client);
  }

  /** Whether a user is one and may sign in. */
  async includeSubject(subject: Subject, client: Client): Promise<boolean> {
    const { profileService, settings } = this.#services;
    const { console: named } = settings.admin;
    if (named === undefined) return false;
    if (!(await profileService.isActive({ subject, client, caller: 'userInfo' }))) return false;
    if (named.subjects?.includes(subject.subjectId) === true) return true;
    const { claim } = named;
    if (claim === undefined) return false;
    const claims = await profileService.claims({
      subject,
      client,
      caller: 'userInfo',
      claimNames: [claim.name],
      requestedClaims: {},
      scopes: [],
    });
    const value = Object.hasOwn(claims, claim.name) ? claims[claim.name] : undefined;
    return value === claim.value || (Array.isArray(value) && value.includes(claim.value));
  }
}
