import { describe, expect, test } from 'vitest';
import { type Migration, nodeMigrations, retrying, runScript, statement, useTestDatabase } from './index.ts';

const sample: Migration = {
  id: 'sample-001',
  sql: `CREATE TABLE account (id text PRIMARY KEY, balance bigint NOT NULL, note bytea, since date, list bigint[], rows bytea[]);`,
};
const INSERT = statement('test-insert', 'INSERT INTO account (id, balance) VALUES ($1, $2)');
const COUNT = statement('test-count', 'SELECT count(*) AS n FROM account WHERE id = $1');

describe('a database', () => {
  const db = useTestDatabase([...nodeMigrations, sample]);

  test('keeps what a transaction wrote when the work returns', async () => {
    await db.transaction((tx) => tx.query(INSERT, ['kept', 5]));
    expect(await db.query(COUNT, ['kept'])).toEqual([{ n: 1 }]);
  });
});
