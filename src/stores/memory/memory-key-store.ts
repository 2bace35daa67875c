import type { KeyRecord, KeyStore } from '../../keys/key-store.ts';

export class MemoryKeyStore implements KeyStore {
  readonly #keys = new Map<string, KeyRecord>();
  /** Algorithm and slot of every key that is there, by key id. */
  readonly #slots = new Map<string, string>();

  async list(): Promise<readonly KeyRecord[]> {
    return [...this.#keys.values()].sort((a, b) => a.createdAt - b.createdAt || (a.keyId < b.keyId ? -1 : 1));
  }

  async insert(record: KeyRecord, slot: number): Promise<boolean> {
    const place = `${record.algorithm} ${slot}`;
    if (this.#keys.has(record.keyId) || [...this.#slots.values()].includes(place)) return false;
    this.#keys.set(record.keyId, record);
    this.#slots.set(record.keyId, place);
    return true;
  }

  async updateInstants(
    keyId: string,
    instants: Pick<KeyRecord, 'activeAt' | 'retiringAt' | 'retiredAt'>,
  ): Promise<boolean> {
    const { activeAt, retiringAt, retiredAt } = instants;
    return this.#change(keyId, { activeAt, retiringAt, retiredAt });
  }

  async reseal(keyId: string, sealedPrivateKey: Uint8Array): Promise<boolean> {
    return this.#change(keyId, { sealedPrivateKey });
  }

  async remove(keyId: string): Promise<boolean> {
    this.#slots.delete(keyId);
    return this.#keys.delete(keyId);
  }

  #change(keyId: string, change: Partial<KeyRecord>): boolean {
    const key = this.#keys.get(keyId);
    if (key === undefined) return false;
    this.#keys.set(keyId, { ...key, ...change });
    return true;
  }
}
