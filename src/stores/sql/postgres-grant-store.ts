import type { ConsumeOutcome, GrantRecord } from '../contracts.ts';
import { Gatherer } from './gatherer.ts';
import type { Consumption } from './postgres-batches.ts';
import type { PostgresEngine } from './postgres-engine.ts';
import { hasCode } from './postgres-errors.ts';
import type { Query, Row } from './query.ts';
import type { ConsumeOptions } from './sql-engine.ts';
import { SqlGrantStore } from './sql-grant-store.ts';

const largestBatch = 64;
/** Of each kind of work. More would be smaller. */
const batchesAtOnce = 4;

/**
 * Grants in PostgreSQL. What requests look up, insert and redeem at the same time are one round trip, one statement and one commit. A batch is
 * one transaction: each of its grants is judged by itself, and what is wrong with one changes nothing for the others.
 */
export class PostgresGrantStore extends SqlGrantStore {
  readonly #finds: Gatherer<string, Row | undefined>;
  readonly #inserts: Gatherer<readonly GrantRecord[], undefined>;
  readonly #consumptions: Gatherer<Consumption, ConsumeOutcome>;
  /** A database that cannot change a table twice in one statement (CockroachDB by default) is asked one by one. */
  #oneByOne = false;

  constructor(engine: PostgresEngine, queue: { readonly longest: number; readonly longestWaitMs: number }) {
    super(engine);
    const { batches } = engine;
    const bounds = {
      atOnce: Math.max(1, Math.min(batchesAtOnce, engine.maximumConnections)),
      largestBatch,
      longestQueue: queue.longest,
      longestWaitMs: queue.longestWaitMs,
    };
    this.#finds = new Gatherer({
      ...bounds,
      run: async (handleHashes) => {
        if (handleHashes.length === 1) return engine.read(this.statements.find({ handleHash: handleHashes[0]! }));
        const rows = await engine.read(batches.find(handleHashes));
        const byHash = new Map(rows.map((row) => [row.handle_hash, row]));
        return handleHashes.map((handleHash) => byHash.get(handleHash));
      },
    });
    this.#inserts = new Gatherer({
      ...bounds,
      run: async (lists) => {
        await engine.write(lists.length === 1 ? this.statements.insert(lists[0]!) : batches.insert(lists.flat()));
        return lists.map(() => undefined);
      },
    });
    this.#consumptions = new Gatherer({
      ...bounds,
      run: (batch) => this.#consumeAll(engine, batch),
    });
  }

  override async insert(records: readonly GrantRecord[]): Promise<void> {
    if (records.length > 0) await this.#inserts.add(records);
  }

  override consume(handleHash: string, options: ConsumeOptions): Promise<ConsumeOutcome> {
    return this.#oneByOne
      ? this.engine.consume(handleHash, options)
      : this.#consumptions.add({ ...options, handleHash });
  }

  protected override findRow(handleHash: string): Promise<Row | undefined> {
    return this.#finds.add(handleHash);
  }

  /** A statement changes a row once: of several that bring the same handle the first may redeem it, the others then come too late. */
  async #consumeAll(engine: PostgresEngine, batch: readonly Consumption[]): Promise<readonly ConsumeOutcome[]> {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) return [await engine.consume(only.handleHash, only)];
    const first = new Map<string, Consumption>();
    for (const one of batch) if (!first.has(one.handleHash)) first.set(one.handleHash, one);
    const consumed = await this.#consumeTogether(engine, engine.batches.consume([...first.values()]));
    const refused = new Map<string, Promise<ConsumeOutcome>>();
    const refusalOf = (handleHash: string) => {
      const outcome = refused.get(handleHash) ?? engine.notConsumed(handleHash);
      refused.set(handleHash, outcome);
      return outcome;
    };
    return Promise.all(
      batch.map((one) => {
        const isRedeemed = consumed.has(one.handleHash) && first.get(one.handleHash) === one;
        return isRedeemed ? ({ outcome: 'consumed' } as const) : refusalOf(one.handleHash);
      }),
    );
  }

  async #consumeTogether(engine: PostgresEngine, query: Query): Promise<ReadonlySet<unknown>> {
    try {
      return new Set((await engine.read(query)).map((row) => row.handle_hash));
    } catch (error) {
      this.#oneByOne ||= hasCode(error, '0A000');
      throw error;
    }
  }
}
