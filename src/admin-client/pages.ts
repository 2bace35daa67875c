/** Some of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** For `after`; absent: this is the last one. */
  readonly next?: string | undefined;
}

/**
 * A list: awaited it is its first page, iterated over all its items, page after page. Nothing is asked before.
 *
 * @example
 * for await (const client of admin.listClients()) console.log(client.clientId);
 * const { items, next } = await admin.listClients({ limit: 10 });
 */
export class Pages<Item> implements AsyncIterable<Item>, PromiseLike<Page<Item>> {
  readonly #read: (after: string | undefined) => Promise<Page<Item>>;
  readonly #after: string | undefined;

  /** @param read asks for the page behind `after`; absent: the first one. */
  constructor(read: (after: string | undefined) => Promise<Page<Item>>, after: string | undefined) {
    this.#read = read;
    this.#after = after;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is one to be awaited
  then<Fulfilled = Page<Item>, Rejected = never>(
    onFulfilled?: ((page: Page<Item>) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#read(this.#after).then(onFulfilled, onRejected);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    let after = this.#after;
    do {
      const page: Page<Item> = await this.#read(after);
      yield* page.items;
      after = page.next;
    } while (after !== undefined);
  }

  /** All items in one list: of short lists. */
  async all(): Promise<readonly Item[]> {
    const items: Item[] = [];
    for await (const item of this) items.push(item);
    return items;
  }
}
