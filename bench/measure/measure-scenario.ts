import type { Flow, ServerOrder } from '../protocol.ts';
import type { CpuProfile } from '../report/heaviest-frames.ts';
import type { Contender, Scenario } from '../scenarios.ts';
import type { LoadGenerator } from './load-generator.ts';
import { ServerProcess } from './server-process.ts';
import { median, spread } from './statistics.ts';

export interface Plan {
  readonly connections: number;
  readonly rounds: number;
  /** Of one round of one contender. */
  readonly seconds: number;
  /** As many for everybody: code that is not compiled yet measures the compiler. */
  readonly warmUpRequests: number;
  /** Codes of one round. */
  readonly values: number;
  /** Profile Mintmark, from the end of the warm-up on. */
  readonly profile: boolean;
}

/** Medians over the rounds; latencies in milliseconds, CPU in microseconds a request. */
export interface Measurement {
  readonly contender: Contender;
  readonly requestsPerSecond: number;
  readonly spread: number;
  readonly p50: number;
  readonly p99: number;
  readonly cpu: number;
  readonly storeCalls: Readonly<Record<string, number>> | undefined;
  readonly rssBefore: number;
  readonly rssAfter: number;
  readonly profile: CpuProfile | undefined;
}

export type StorageOf = (contender: Contender) => Promise<NonNullable<ServerOrder['storage']>>;

/** All contenders run at once, but only one is asked at a time: in every round one after the other, the first one moving on. */
export async function measureScenario(
  scenario: Scenario,
  plan: Plan,
  load: LoadGenerator,
  storageOf: StorageOf,
  tell: (text: string) => void,
): Promise<readonly Measurement[]> {
  const runs: Run[] = [];
  try {
    for (const contender of scenario.contenders) {
      tell(`${scenario.title}: warming up ${contender.label}`);
      const order = { scenario: scenario.name, storage: await storageOf(contender) };
      const run = new Run(contender, await ServerProcess.start(contender.kind, order), plan, load);
      runs.push(run);
      await run.warmUp();
    }
    for (let round = 0; round < plan.rounds; round += 1) {
      for (let index = 0; index < runs.length; index += 1) {
        const run = runs[(index + round) % runs.length]!;
        tell(`${scenario.title}: round ${round + 1} of ${plan.rounds}, ${run.contender.label}`);
        await run.round();
      }
    }
    const measurements: Measurement[] = [];
    for (const run of runs) measurements.push(await run.finish());
    return measurements;
  } finally {
    await Promise.all(runs.map((run) => run.server.stop()));
  }
}

const longestWarmUpSeconds = 10;

class Run {
  readonly contender: Contender;
  readonly server: ServerProcess;
  readonly #plan: Plan;
  readonly #load: LoadGenerator;
  readonly #rounds: { rate: number; p50: number; p99: number; cpu: number }[] = [];
  #flow: Flow | undefined;
  #rssBefore = 0;

  constructor(contender: Contender, server: ServerProcess, plan: Plan, load: LoadGenerator) {
    this.contender = contender;
    this.server = server;
    this.#plan = plan;
    this.#load = load;
  }

  get #profiled(): boolean {
    return this.#plan.profile && this.contender.kind === 'mintmark';
  }

  async warmUp(): Promise<void> {
    await this.#run(longestWarmUpSeconds, this.#plan.warmUpRequests);
    this.#rssBefore = (await this.server.sample()).rssBytes;
    if (this.#profiled) await this.server.startProfile();
  }

  async round(): Promise<void> {
    const { before, after, result } = await this.#run(this.#plan.seconds);
    this.#rounds.push({
      rate: result.requests / result.seconds,
      p50: result.p50,
      p99: result.p99,
      cpu: (after.cpuMicroseconds - before.cpuMicroseconds) / result.requests,
    });
  }

  async finish(): Promise<Measurement> {
    const profile = this.#profiled ? await this.server.stopProfile() : undefined;
    const of = (name: 'rate' | 'p50' | 'p99' | 'cpu') => this.#rounds.map((round) => round[name]);
    return {
      profile,
      contender: this.contender,
      requestsPerSecond: median(of('rate')),
      spread: spread(of('rate')),
      p50: median(of('p50')),
      p99: median(of('p99')),
      cpu: median(of('cpu')),
      rssBefore: this.#rssBefore,
      rssAfter: (await this.server.sample()).rssBytes,
      storeCalls: await this.#storeCalls(),
    };
  }

  async #run(seconds: number, requests?: number) {
    const { connections, values } = this.#plan;
    // Codes are used up by a round; a refresh token goes on where the round before ended.
    if (this.#flow === undefined || this.#flow.kind === 'each') {
      this.#flow = await this.server.flow(connections, requests ?? values);
    }
    const before = await this.server.sample();
    const result = await this.#load.run({ port: this.server.port, flow: this.#flow, connections, seconds, requests });
    const after = await this.server.sample();
    if (this.#flow.kind === 'rotating') this.#flow = { ...this.#flow, values: result.values };
    return { before, after, result };
  }

  /** Counted apart, by a second server on the same store: counting costs time. */
  async #storeCalls(): Promise<Readonly<Record<string, number>> | undefined> {
    if (this.contender.kind !== 'mintmark') return undefined;
    const requests = 200;
    const { port, flow } = await this.server.countedFlow(8, requests);
    await this.#load.run({ port, flow, connections: 8, seconds: 10, requests });
    const calls = await this.server.calls();
    return Object.fromEntries(Object.entries(calls).map(([name, count]) => [name, count / requests]));
  }
}
