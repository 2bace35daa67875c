import type { Claims, JsonValue } from '../model/json.ts';
import type { ProfileRequest, ProfileService } from './profile-service.ts';
import type { UserDirectory } from './user-directory.ts';

export interface DirectoryProfileServices {
  readonly users: Pick<UserDirectory, 'ofSubject'>;
}

export interface DirectoryProfileOptions {
  /**
   * Whether everybody who signs in with a password here stands in the directory [true]: then one who does not is refused.
   * `false` where passwords are verified elsewhere, by a validator of your own.
   */
  readonly knowsEveryUser?: boolean;
}

/** Answers with what the directory knows about a user, and with the claims that came along at sign-in. */
export class DirectoryProfileService implements ProfileService {
  protected readonly services: DirectoryProfileServices;
  readonly #knowsEveryUser: boolean;

  constructor(services: DirectoryProfileServices, options: DirectoryProfileOptions = {}) {
    this.services = services;
    this.#knowsEveryUser = options.knowsEveryUser ?? true;
  }

  /** Of the directory's claims and those known since sign-in (which win), the ones that were asked for. */
  async claims(request: ProfileRequest): Promise<Claims> {
    const names = new Set([...request.claimNames, ...Object.keys(request.requestedClaims)]);
    if (names.size === 0) return {};
    const user = await this.services.users.ofSubject(request.subject);
    const named: Claims = user === undefined ? {} : { preferred_username: user.username };
    const known: Claims = { ...named, ...user?.claims, ...request.subject.claims };
    const picked: Record<string, JsonValue> = Object.create(null);
    for (const name of names) {
      const value = Object.hasOwn(known, name) ? known[name] : undefined;
      if (value !== undefined) picked[name] = value;
    }
    return picked;
  }

  /** A user of the directory is active while enabled. Others are if somebody else vouched for them: a provider, a validator. */
  async isActive({ subject }: Parameters<ProfileService['isActive']>[0]): Promise<boolean> {
    const user = await this.services.users.ofSubject(subject);
    if (user !== undefined) return user.enabled;
    const ours = subject.identityProvider === 'local' && subject.authenticationMethods.includes('pwd');
    return !(ours && this.#knowsEveryUser);
  }
}
