import type { Flow, Sample, ScenarioName, ServerOrder } from '../protocol.ts';
import { Child } from './child.ts';
import type { CpuProfile } from './cpu-profile.ts';

export type ServerKind = 'mintmark' | 'floor' | 'oidc-provider' | 'oauth2-server';

/** A server under test on core 0. */
export class ServerProcess {
  readonly port: number;
  readonly #child: Child;

  private constructor(child: Child, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** @param root of another commit; default: this one. */
  static async start(kind: ServerKind, order: ServerOrder, root?: string): Promise<ServerProcess> {
    const { child, first } = await Child.start<{ readonly port: number }>(`servers/${kind}.ts`, 0, order, root);
    return new ServerProcess(child, first.port);
  }

  flow(connections: number, values: number): Promise<Flow> {
    return this.#ask({ ask: 'flow', connections, values });
  }

  countedFlow(connections: number, values: number): Promise<{ readonly port: number; readonly flow: Flow }> {
    return this.#ask({ ask: 'flow', connections, values, counted: true });
  }

  calls(): Promise<Readonly<Record<string, number>>> {
    return this.#ask({ ask: 'calls' });
  }

  sample(): Promise<Sample> {
    return this.#ask({ ask: 'sample' });
  }

  /** Does what a server does once in a while: clean-up, a new signing key. */
  maintain(): Promise<void> {
    return this.#ask({ ask: 'maintain' });
  }

  startProfile(): Promise<void> {
    return this.#ask({ ask: 'startProfile' });
  }

  stopProfile(): Promise<CpuProfile> {
    return this.#ask({ ask: 'stopProfile' });
  }

  fill(rows: number): Promise<void> {
    return this.#ask({ ask: 'fill', rows });
  }

  filled(scenario: ScenarioName, values: number): Promise<Flow> {
    return this.#ask({ ask: 'filled', scenario, values });
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }

  async #ask<Answer>(question: object): Promise<Answer> {
    return (await this.#child.ask<{ readonly answer: Answer }>(question)).answer;
  }
}
