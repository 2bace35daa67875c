import type { KeyRecord, KeyStore } from '../../keys/key-store.ts';
import { compile } from './query.ts';
import type { KeyRow } from './schema.ts';
import type { SqlEngine } from './sql-engine.ts';

export class SqlKeyStore implements KeyStore {
  readonly #engine: SqlEngine;

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  async list(): Promise<readonly KeyRecord[]> {
    const rows = await this.#engine.read(
      compile(this.#engine.builder.selectFrom('signing_keys').selectAll().orderBy('created_at').orderBy('key_id')),
    );
    return rows.map((row) => toRecord(row as unknown as KeyRow));
  }

  async insert(record: KeyRecord, slot: number): Promise<boolean> {
    const row = {
      key_id: record.keyId,
      algorithm: record.algorithm,
      slot,
      created_at: record.createdAt,
      active_at: record.activeAt,
      retiring_at: record.retiringAt,
      retired_at: record.retiredAt,
      public_jwk: record.publicJwk,
      sealed_private_key: record.sealedPrivateKey,
    };
    const statement = this.#engine.builder
      .insertInto('signing_keys')
      .values(row)
      .onConflict((conflict) => conflict.doNothing());
    return (await this.#engine.write(compile(statement))).changes === 1;
  }

  updateInstants(
    keyId: string,
    { activeAt, retiringAt, retiredAt }: Pick<KeyRecord, 'activeAt' | 'retiringAt' | 'retiredAt'>,
  ): Promise<boolean> {
    return this.#change(keyId, { active_at: activeAt, retiring_at: retiringAt, retired_at: retiredAt });
  }

  reseal(keyId: string, sealedPrivateKey: Uint8Array): Promise<boolean> {
    return this.#change(keyId, { sealed_private_key: sealedPrivateKey });
  }

  async remove(keyId: string): Promise<boolean> {
    const statement = this.#engine.builder.deleteFrom('signing_keys').where('key_id', '=', keyId);
    return (await this.#engine.write(compile(statement))).changes === 1;
  }

  async #change(keyId: string, change: Partial<KeyRow>): Promise<boolean> {
    const statement = this.#engine.builder.updateTable('signing_keys').set(change).where('key_id', '=', keyId);
    return (await this.#engine.write(compile(statement))).changes === 1;
  }
}

function toRecord(row: KeyRow): KeyRecord {
  return {
    keyId: row.key_id,
    algorithm: row.algorithm,
    createdAt: row.created_at,
    activeAt: row.active_at,
    retiringAt: row.retiring_at,
    retiredAt: row.retired_at,
    publicJwk: row.public_jwk,
    sealedPrivateKey: row.sealed_private_key,
  };
}
