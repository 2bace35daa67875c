import { timedHandle } from '../../src/keys/digest.ts';
import type { MintmarkServer } from '../../src/server/server.ts';
import type { Flow, ScenarioName } from '../protocol.ts';
import { around } from '../requests.ts';
import { api } from './mintmark-configuration.ts';
import { type Make, referenceToken, refreshToken } from './mintmark-flows.ts';

/** As old as the oldest live grant may be, in seconds: handles tell their moment. */
const oldest = 1_200_000;
const rowsToCome = 1e7;
const mostKept = 40_000;
const people = 10_000;

/** Rows of many people, half of them refresh tokens and half reference tokens; a fair sample of their handles is kept. */
export class FilledGrants {
  readonly #server: MintmarkServer;
  readonly #refreshTokens = new Sample();
  readonly #referenceTokens = new Sample();
  #rows = 0;

  constructor(server: MintmarkServer) {
    this.#server = server;
  }

  async add(rows: number): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    if (this.#rows === 0) await this.#addPeople(now);
    for (let left = rows; left > 0; left -= 1000) {
      const moment = now - Math.floor(oldest * (1 - this.#rows / rowsToCome));
      const half = Math.ceil(Math.min(1000, left) / 2);
      await Promise.all([
        this.#insert(half, refreshToken, this.#refreshTokens, now, moment),
        this.#insert(half, referenceToken, this.#referenceTokens, now, moment),
      ]);
      this.#rows += 2 * half;
    }
  }

  /** Refresh tokens are drawn once, as they can be used once. */
  flow(scenario: ScenarioName, values: number): Flow {
    if (scenario === 'introspection') {
      const tokens = this.#referenceTokens.some(values);
      return { kind: 'each', ...around('/connect/introspect', {}, 'token', tokens[0]!, api), values: tokens };
    }
    const tokens = this.#refreshTokens.take(values);
    const parts = around('/connect/token', { grant_type: 'refresh_token' }, 'refresh_token', tokens[0]!);
    return { kind: 'each', ...parts, values: tokens };
  }

  async #addPeople(now: number): Promise<void> {
    const { users } = this.#server.services.store;
    await Promise.all(
      Array.from({ length: people }, (_, index) => {
        const name = `person-${index}`;
        const claims = { name, email: `${name}@example.com` };
        return users.insert({
          subjectId: name,
          username: name,
          passwordHash: null,
          enabled: true,
          claims,
          createdAt: now,
        });
      }),
    );
  }

  async #insert(count: number, make: Make, sample: Sample, now: number, moment: number): Promise<void> {
    const handles = Array.from({ length: count }, () => timedHandle(moment));
    await this.#server.services.vault.insert(...handles.map((handle) => make(this.#server, handle, now, anybody())));
    for (const handle of handles) sample.see(handle);
  }
}

function anybody(): string {
  return `person-${Math.floor(Math.random() * people)}`;
}

/** A reservoir: of everything seen, each with the same chance. */
class Sample {
  readonly #kept: string[] = [];
  #seen = 0;

  see(value: string): void {
    this.#seen += 1;
    if (this.#kept.length < mostKept) this.#kept.push(value);
    else {
      const place = Math.floor(Math.random() * this.#seen);
      if (place < mostKept) this.#kept[place] = value;
    }
  }

  some(count: number): string[] {
    return Array.from({ length: count }, () => this.#kept[Math.floor(Math.random() * this.#kept.length)]!);
  }

  take(count: number): string[] {
    for (let end = this.#kept.length - 1; end > 0; end -= 1) {
      const other = Math.floor(Math.random() * (end + 1));
      [this.#kept[end], this.#kept[other]] = [this.#kept[other]!, this.#kept[end]!];
    }
    return this.#kept.splice(-count);
  }
}
