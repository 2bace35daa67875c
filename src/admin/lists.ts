import { z } from 'zod';

/** Of every list: how much of it, and behind what. */
export const pageQuery = {
  after: z.string().min(1).max(2048).optional().describe('`next` of the page before; absent: from the start.'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('How many at the most.'),
};

/** A page of a list. */
export interface AdminPage<Item> {
  readonly items: readonly Item[];
  /** For `after` of the next page; absent: this is the last one. */
  readonly next?: string | undefined;
}

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().optional().describe('For `after` of the next page; absent: this is the last one.'),
  });

/**
 * A page out of rows of which one more was read than is shown.
 * @param keyOf what the list goes on behind.
 */
export function pageFrom<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
  shown: (row: Row) => Item,
): AdminPage<Item> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const items = rows.slice(0, limit).map(shown);
  return last === undefined ? { items } : { items, next: keyOf(last) };
}

/** A page out of a list that is all there. @param keyOf names each row, and no two alike. */
export function pageOfList<Item>(
  all: readonly Item[],
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  keyOf: (item: Item) => string,
): AdminPage<Item> {
  const start = after === undefined ? 0 : all.findIndex((item) => keyOf(item) === after) + 1;
  return pageFrom(all.slice(start, start + limit + 1), limit, keyOf, (item) => item);
}
