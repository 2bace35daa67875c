import type { ListPage } from '../contracts.ts';

/** Rows that are looked at in one go. */
const pieceSize = 500;

/**
 * The first rows of a list that are found, `limit` at most. In pieces, and compared here: databases fold letters in ways of their own, and no
 * statement may take long, nor hold up the event loop where it runs there.
 */
export async function firstMatches<Row>(
  { limit, after }: ListPage,
  list: (piece: ListPage) => Promise<readonly Row[]>,
  nameOf: (row: Row) => string,
  isFound: (row: Row) => boolean,
): Promise<readonly Row[]> {
  const found: Row[] = [];
  for (let from = after; ; ) {
    const rows = await list({ limit: pieceSize, after: from });
    found.push(...rows.filter(isFound));
    const last = rows.at(-1);
    if (found.length >= limit || last === undefined || rows.length < pieceSize) return found.slice(0, limit);
    from = nameOf(last);
  }
}
