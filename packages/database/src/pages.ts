import { type Executor, type Statement, statement } from './database.ts';

/**
 * Reads a large result in pages of `size` rows, through a cursor of the transaction: planned and sorted once,
 * and never all in memory on either side. The rows are those of the moment of the first page. One reading
 * of a statement at a time in a transaction.
 */
export async function* pagesOf<Row>(
  tx: Executor,
  query: Statement,
  values: readonly unknown[],
  size: number,
): AsyncGenerator<Row[]> {
  const { name, text } = query;
  const open = statement(`${name}-open`, `DECLARE "${name}" NO SCROLL CURSOR FOR ${text}`);
  const next = statement(`${name}-${size}`, `FETCH FORWARD ${size} FROM "${name}"`);
  await tx.query(open, values);
  for (;;) {
    const page = await tx.query<Row>(next, []);
    if (page.length > 0) yield page;
    if (page.length < size) break;
  }
  await tx.query(statement(`${name}-close`, `CLOSE "${name}"`), []);
}
