import { expect, test } from 'vitest';
import { statement } from './database.ts';
import { pagesOf } from './pages.ts';
import { useTestDatabase } from './testing/use-test-database.ts';

const db = useTestDatabase([]);
const numbers = statement('pages-test-numbers', 'SELECT n FROM generate_series(1, $1::int) AS n ORDER BY n');

async function readIn(size: number, count: number): Promise<number[][]> {
  return db.transaction(async (tx) => {
    const pages: number[][] = [];
    for await (const page of pagesOf<{ n: number }>(tx, numbers, [count], size))
      pages.push(page.map(({ n }) => n));
    return pages;
  });
}

test.each([
  [0, []],
  [2, [[1, 2]]],
  [3, [[1, 2, 3]]],
  [7, [[1, 2, 3], [4, 5, 6], [7]]],
])('a result of %i rows comes in pages of three', async (count, pages) => {
  expect(await readIn(3, count)).toEqual(pages);
});

test('a transaction may read the same statement again, and in pages of another size', async () => {
  await db.transaction(async (tx) => {
    for (const size of [2, 5]) {
      let rows = 0;
      for await (const page of pagesOf(tx, numbers, [5], size)) rows += page.length;
      expect(rows).toBe(5);
    }
  });
});

test('what is written meanwhile in the same transaction is not among the pages', async () => {
  const table = statement('pages-test-table', 'CREATE TEMP TABLE pages_test (n int) ON COMMIT DROP');
  const add = statement('pages-test-add', 'INSERT INTO pages_test SELECT generate_series(1, 4)');
  const all = statement('pages-test-all', 'SELECT n FROM pages_test');
  await db.transaction(async (tx) => {
    await tx.query(table, []);
    await tx.query(add, []);
    let rows = 0;
    for await (const page of pagesOf(tx, all, [], 2)) {
      rows += page.length;
      await tx.query(add, []);
    }
    expect(rows).toBe(4);
  });
});
