import type { JwtSigner } from '../keys/jwt-signer.ts';
import type { JwtVerifier } from '../keys/jwt-verifier.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { RemoteJwks } from '../keys/remote-jwks.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { Clock } from '../model/clock.ts';
import type { ResourceCatalogue } from '../model/resources.ts';
import type { Settings } from '../model/settings.ts';
import type { Grant } from '../model/token-grant.ts';
import type { BackgroundWork } from '../operations/background-work.ts';
import type { CleanUp } from '../operations/clean-up.ts';
import type { Events } from '../operations/events.ts';
import type { Logger } from '../operations/log.ts';
import type { Reload } from '../operations/reload.ts';
import type { MarkStore, Store } from '../stores/contracts.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import type { AdminOperation } from './admin-operation.ts';
import type { DiscoveryMembers } from './discovery-members.ts';

/** What every module may count on; the server makes these itself. */
export interface GroundServices {
  readonly settings: Settings;
  readonly issuer: string;
  readonly signingAlgorithms: readonly string[];
  readonly catalogue: ResourceCatalogue;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: Events;
  /** What goes on after its request was answered. */
  readonly background: BackgroundWork;
  /** Absent where nobody said where the configuration comes from. */
  readonly reload: Reload | undefined;
  readonly cleanUp: CleanUp;
  readonly store: Store;
  /** `own`: a store that a program brought. */
  readonly storeKind: 'memory' | 'sqlite' | 'postgres' | 'own';
  readonly marks: MarkStore;
  readonly sealer: Sealer;
  readonly vault: GrantVault;
  readonly keyRing: KeyRing;
  readonly jwtSigner: JwtSigner;
  readonly jwtVerifier: JwtVerifier;
  readonly remoteJwks: RemoteJwks;
  /** The grants of all modules, by `grant_type`. */
  readonly tokenGrants: ReadonlyMap<string, Grant>;
  /** What all modules add to the discovery document, in their order. */
  readonly discoveryMembers: readonly DiscoveryMembers[];
  /** The operations of all modules; the first call loads them. */
  readonly adminOperations: () => Promise<readonly AdminOperation[]>;
}
