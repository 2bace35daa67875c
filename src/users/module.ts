import { KnownAddresses } from '../operations/known-addresses.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { withMethods } from '../wiring/replaceable.ts';
import { DirectoryProfileService } from './directory-profile-service.ts';
import { LimitedPasswordValidator } from './limited-password-validator.ts';
import { PasswordHasher } from './password-hasher.ts';
import type { IResourceOwnerPasswordValidator } from './password-validator.ts';
import type { ProfileService } from './profile-service.ts';
import { ResourceOwnerPasswordValidator } from './resource-owner-password-validator.ts';
import { SignInAttempts, signInLimitsOf } from './sign-in-attempts.ts';
import { UserDirectory } from './user-directory.ts';

export interface UserServiceGroup {
  readonly hasher: PasswordHasher;
  readonly knownAddresses: KnownAddresses;
  /** Counts wrong passwords; `unlock` ends a lock. */
  readonly signInAttempts: SignInAttempts;
  readonly users: UserDirectory;
  /** What is known about users. Derive from `DirectoryProfileService`, or implement `ProfileService`. */
  readonly profileService: ProfileService;
  /** Verifies names and passwords. Derive from `ResourceOwnerPasswordValidator`. */
  readonly resourceOwnerPasswordValidator: IResourceOwnerPasswordValidator;
}

export interface UserOptions {
  /**
   * Verifies names and passwords elsewhere than in the user directory. The `limits` on wrong passwords are put around it: an
   * `invalid_grant` counts as wrong. One that is registered in `services` instead limits by itself, as `ResourceOwnerPasswordValidator` does.
   */
  readonly resourceOwnerPasswordValidator?: IResourceOwnerPasswordValidator | undefined;
  /** Knows users elsewhere than in the user directory. */
  readonly profileService?: ProfileService | undefined;
}

export const usersModule: Module<
  UserServiceGroup,
  GroundServices,
  UserOptions,
  'profileService' | 'resourceOwnerPasswordValidator'
> = {
  services: (options) => ({
    hasher: () => new PasswordHasher(),
    knownAddresses: () => new KnownAddresses(),
    users: ({ store, hasher, clock }) => new UserDirectory({ users: store.users, hasher, clock }),
    signInAttempts: ({ marks, events, settings: { limits } }) =>
      new SignInAttempts({ marks, events }, signInLimitsOf(limits)),
    profileService: (services) =>
      options.profileService ??
      new DirectoryProfileService(services, { knowsEveryUser: options.resourceOwnerPasswordValidator === undefined }),
    resourceOwnerPasswordValidator: (services) =>
      options.resourceOwnerPasswordValidator === undefined
        ? new ResourceOwnerPasswordValidator(services)
        : new LimitedPasswordValidator(options.resourceOwnerPasswordValidator, services.signInAttempts),
  }),
  replaceable: {
    profileService: withMethods('claims', 'isActive'),
    resourceOwnerPasswordValidator: withMethods('validate'),
  },
  takeOver({ hasher, knownAddresses }, before) {
    hasher.takeOver(before.hasher);
    knownAddresses.takeOver(before.knownAddresses);
  },
  seed: ({ users, settings }) => users.seed(settings.users),
  spans: {
    resourceOwnerPasswordValidator: { validate: 'password' },
    profileService: { claims: 'profile', isActive: 'profile' },
  },
};
