import type { ServerKind } from './measure/server-process.ts';
import type { ScenarioName } from './protocol.ts';

export interface Contender {
  readonly label: string;
  readonly kind: ServerKind;
  readonly storage: 'memory' | 'sqlite' | 'postgres';
  /** With admin port, metrics and explorer. */
  readonly watched?: boolean | undefined;
  /** The folder of another commit whose server this is; with `/` at the end. */
  readonly root?: string | undefined;
}

/** A promise of the benchmark: median of `of` over median of `against`, by labels. */
export interface Target {
  readonly of: string;
  readonly against: string;
  readonly least: number;
}

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  readonly contenders: readonly Contender[];
  readonly targets: readonly Target[];
}

const memory: Contender = { label: 'Mintmark', kind: 'mintmark', storage: 'memory' };
const sqlite: Contender = { label: 'Mintmark, SQLite', kind: 'mintmark', storage: 'sqlite' };
const postgres: Contender = { label: 'Mintmark, PostgreSQL', kind: 'mintmark', storage: 'postgres' };
const watched: Contender = { ...memory, label: 'Mintmark, watched', watched: true };
const floor: Contender = { label: 'bare floor', kind: 'floor', storage: 'memory' };
const provider: Contender = { label: 'oidc-provider', kind: 'oidc-provider', storage: 'memory' };
const oauth2: Contender = { label: 'oauth2-server', kind: 'oauth2-server', storage: 'memory' };

const over = (of: Contender, against: Contender, least: number): Target => ({
  of: of.label,
  against: against.label,
  least,
});

export const scenarios: readonly Scenario[] = [
  {
    name: 'client-credentials-es256',
    title: 'client_credentials, JWT, ES256',
    contenders: [memory, floor, provider, oauth2],
    targets: [over(memory, provider, 2.7), over(memory, floor, 0.8)],
  },
  {
    name: 'client-credentials-eddsa',
    title: 'client_credentials, JWT, EdDSA',
    contenders: [memory, floor, provider],
    targets: [],
  },
  {
    name: 'client-credentials-rs256',
    title: 'client_credentials, JWT, RS256',
    contenders: [memory, floor, provider],
    targets: [over(memory, provider, 1.4)],
  },
  {
    name: 'client-credentials-watched',
    title: 'client_credentials with admin port, metrics and explorer',
    contenders: [memory, watched],
    targets: [over(watched, memory, 0.9)],
  },
  {
    name: 'reference-tokens',
    title: 'client_credentials, reference token',
    contenders: [memory, sqlite, floor, provider, oauth2],
    targets: [],
  },
  {
    name: 'refresh',
    title: 'refresh with rotation, JWT, ES256',
    contenders: [memory, sqlite, postgres, floor, provider],
    targets: [over(sqlite, provider, 2)],
  },
  {
    name: 'code-exchange',
    title: 'code exchange with ID token, ES256',
    contenders: [memory, sqlite, floor, provider],
    targets: [over(memory, provider, 2)],
  },
  {
    name: 'token-exchange',
    title: 'token exchange of a JWT about a user, JWT, ES256',
    contenders: [memory, sqlite, postgres],
    targets: [],
  },
  {
    name: 'token-exchange-beside',
    title: 'client_credentials beside token exchange',
    contenders: [memory, sqlite],
    targets: [],
  },
  {
    name: 'introspection',
    title: 'introspection of a reference token',
    contenders: [memory, sqlite, provider],
    targets: [over(sqlite, provider, 1.5)],
  },
  { name: 'discovery', title: 'discovery document', contenders: [memory, provider], targets: [] },
  { name: 'jwks', title: 'JWKS', contenders: [memory, provider], targets: [] },
];

/** Each scenario between this Mintmark and that of another commit, and nobody else. */
export function against({ root, name }: { readonly root: string; readonly name: string }): readonly Scenario[] {
  return scenarios
    .filter(({ name }) => name !== 'client-credentials-watched')
    .map((scenario) => {
      const ours = scenario.contenders.filter(({ kind }) => kind === 'mintmark');
      const theirs = ours.map((contender) => ({ ...contender, label: `${contender.label} at ${name}`, root }));
      const targets = ours.map((contender, index) => over(contender, theirs[index]!, 0.97));
      return { ...scenario, contenders: ours.flatMap((contender, index) => [contender, theirs[index]!]), targets };
    });
}
