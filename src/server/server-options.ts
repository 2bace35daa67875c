import type { NotifyUser } from '../ciba/response-generator.ts';
import type { Configuration } from '../config/configuration.ts';
import type { Clock } from '../model/clock.ts';
import type { EventListener } from '../operations/events.ts';
import type { Logger } from '../operations/log.ts';
import type { Pages } from '../pages/pages.ts';
import type { InteractionDetails } from '../sessions/interaction.ts';
import type { Store } from '../stores/contracts.ts';
import type { ICustomTokenRequestValidator } from '../token-endpoint/grants/custom-validation.ts';
import type { IExtensionGrantValidator } from '../token-endpoint/grants/extension-grant-validator.ts';
import type { IResourceOwnerPasswordValidator } from '../users/password-validator.ts';
import type { ProfileService } from '../users/profile-service.ts';
import type { ServiceFactories } from './services.ts';

/** The configuration, and what only code can give. */
export interface ServerOptions extends Configuration {
  /**
   * `dev`: plain http anywhere, a throw-away master secret if none is given, the quickstart page. Default: `production`, which
   * refuses what is unsafe.
   */
  readonly mode?: 'dev' | 'production' | undefined;
  /** Replaces services one by one: `{ tokenResponseGenerator: (services) => new MyGenerator(services) }`. */
  readonly services?: ServiceFactories | undefined;
  /** Adds grant types (RFC 6749 §4.5). */
  readonly extensionGrantValidators?: readonly IExtensionGrantValidator[] | undefined;
  /** Refuses or enriches any token request that passed every other check. */
  readonly customTokenRequestValidator?: ICustomTokenRequestValidator | undefined;
  /**
   * Verifies names and passwords elsewhere than in the user directory. The `limits` on wrong passwords are put around it: an
   * `invalid_grant` counts as wrong. One that is registered in `services` instead limits by itself, as `ResourceOwnerPasswordValidator` does.
   */
  readonly resourceOwnerPasswordValidator?: IResourceOwnerPasswordValidator | undefined;
  /** Knows users elsewhere than in the user directory. */
  readonly profileService?: ProfileService | undefined;
  /**
   * Sends browsers to a front end of your own for sign-in, consent and account choice: an absolute URL on the issuer's origin;
   * `undefined`: the built-in page. It calls `/interaction/<id>`, or `services.interactions` from code.
   */
  readonly interactionUrl?: ((details: InteractionDetails) => string | undefined) | undefined;
  /** Tells a user that a CIBA request waits for them; they answer on the page `/ciba`, or through `services.cibaInteraction`. */
  readonly notifyUser?: NotifyUser | undefined;
  /** How the pages look, and pages of your own one by one. */
  readonly pages?: Pages | undefined;
  /** Told of everything that happens; secrets never. */
  readonly onEvent?: EventListener | undefined;
  readonly clock?: Clock | undefined;
  readonly log?: Logger | undefined;
  /** A store of your own; `storage` is ignored then. */
  readonly store?: Store | undefined;
  /** Where `env:NAME` is read; default: `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}
