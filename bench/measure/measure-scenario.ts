import type { Flow, ServerOrder } from '../protocol.ts';
import type { Contender, Scenario } from '../scenarios.ts';
import type { CpuProfile } from './cpu-profile.ts';
import { busyMicroseconds } from './foreign-load.ts';
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
  /** Share of the core that others used. */
  readonly foreign: number;
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
      const { watched } = contender;
      const order = { scenario: scenario.name, watched, storage: await storageOf(contender) };
      const run = new Run(contender, await ServerProcess.start(contender.kind, order, contender.root), plan, load);
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
/** Share of the core's time; the network's own work in the kernel counts as foreign, too. */
const tolerated = 0.15;

type Round = Readonly<Record<'rate' | 'p50' | 'p99' | 'cpu' | 'foreign', number>>;

class Run {
  readonly contender: Contender;
  readonly server: ServerProcess;
  readonly #plan: Plan;
  readonly #load: LoadGenerator;
  readonly #rounds: Round[] = [];
  #flow: Flow | undefined;
  #rssBefore = 0;

  constructor(contender: Contender, server: ServerProcess, plan: Plan, load: LoadGenerator) {
    this.contender = contender;
    this.server = server;
    this.#plan = plan;
    this.#load = load;
  }

  get #rampSeconds(): number {
    return this.#flow?.kind === 'each' ? 0 : 0.1;
  }

  get #profiled(): boolean {
    return this.#plan.profile && this.contender.kind === 'mintmark';
  }

  async warmUp(): Promise<void> {
    await this.#run(longestWarmUpSeconds, this.#plan.warmUpRequests);
    this.#rssBefore = (await this.server.sample()).rssBytes;
    if (this.#profiled) await this.server.startProfile();
  }

  /** A round in which others used the server's core is repeated, twice at most; the least disturbed one counts. */
  async round(): Promise<void> {
    let best: Round | undefined;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const busyBefore = busyMicroseconds();
      const { before, after, result } = await this.#run(this.#plan.seconds);
      const own = after.cpuMicroseconds - before.cpuMicroseconds;
      const foreign = Math.max(0, busyMicroseconds() - busyBefore - own) / ((result.seconds + this.#rampSeconds) * 1e6);
      const round = {
        rate: result.requests / result.seconds,
        p50: result.p50,
        p99: result.p99,
        cpu: own / result.allRequests,
        foreign,
      };
      if (best === undefined || foreign < best.foreign) best = round;
      if (best.foreign < tolerated) break;
    }
    this.#rounds.push(best!);
  }

  async finish(): Promise<Measurement> {
    const profile = this.#profiled ? await this.server.stopProfile() : undefined;
    const of = (name: keyof Round) => this.#rounds.map((round) => round[name]);
    return {
      profile,
      contender: this.contender,
      requestsPerSecond: median(of('rate')),
      spread: spread(of('rate')),
      p50: median(of('p50')),
      p99: median(of('p99')),
      cpu: median(of('cpu')),
      foreign: median(of('foreign')),
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
    const rampSeconds = this.#rampSeconds;
    const order = { port: this.server.port, flow: this.#flow, connections, seconds, rampSeconds, requests };
    const result = await this.#load.run(order);
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
