import type { RequestObjectVerifier } from '../../authorize/request-object.ts';
import type { ClientAssertionVerifier } from '../../clients/client-assertion.ts';
import type { ClientDirectory } from '../../clients/client-directory.ts';
import type { JwtVerifier } from '../../keys/jwt-verifier.ts';
import type { KeyRing } from '../../keys/key-ring.ts';
import type { Settings } from '../../model/settings.ts';
import type { DPoPVerifier } from '../../proofs/dpop.ts';
import type { GrantVault } from '../../stores/grant-vault.ts';
import type { TokenValidator } from '../../tokens/token-validator.ts';
import type { ProfileService } from '../../users/profile-service.ts';

/** What the server itself judges tokens by; everything that is called of it reads, and nothing else. */
export interface ExplainServices {
  readonly issuer: string;
  readonly settings: Pick<Settings, 'trustedIssuers'>;
  readonly keyRing: Pick<KeyRing, 'list' | 'publicKey'>;
  readonly jwtVerifier: Pick<JwtVerifier, 'verify'>;
  readonly tokenValidator: Pick<TokenValidator, 'validateAccessToken'>;
  readonly vault: Pick<GrantVault, 'find' | 'isRevoked'>;
  readonly clients: Pick<ClientDirectory, 'find'>;
  readonly assertions: Pick<ClientAssertionVerifier, 'examine'>;
  readonly requestObjects: Pick<RequestObjectVerifier, 'verify'>;
  readonly dpop: Pick<DPoPVerifier, 'examine'>;
  readonly profileService: Pick<ProfileService, 'isActive'>;
}
