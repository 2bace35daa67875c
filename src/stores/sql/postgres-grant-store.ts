import type { ConsumeOutcome, GrantRecord } from '../contracts.ts';
import { Gatherer } from './gatherer.ts';
import { type Consumption, postgresBatches } from './postgres-batches.ts';
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
    const batches = postgresBatches(engine.builder);
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
      // A statement changes a row once, whoever asked for it twice.
      keyOf: ({ handleHash }) => handleHash,
      run: async (batch) => {
        if (batch.length === 1) return [await engine.consume(batch[0]!.handleHash, batch[0]!)];
        const rows = await this.#consumeTogether(engine, batches.consume(batch));
        const consumed = new Set(rows.map((row) => row.handle_hash));
        return Promise.all(
          batch.map(({ handleHash }) =>
            consumed.has(handleHash) ? ({ outcome: 'consumed' } as const) : engine.notConsumed(handleHash),
          ),
        );
      },
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

  async #consumeTogether(engine: PostgresEngine, query: Query): Promise<readonly Row[]> {
    try {
      return await engine.read(query);
    } catch (error) {
      this.#oneByOne ||= hasCode(error, '0A000');
      throw error;
    }
  }
}
