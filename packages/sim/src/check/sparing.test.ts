import { type Database, runScript, statement, useTestDatabase } from '@zhijie/database';
import { beforeEach, expect, test } from 'vitest';
import { sparing } from './sparing.ts';

const db = useTestDatabase([
  {
    id: 'sim-000-sparing',
    sql: `CREATE SCHEMA care;
      CREATE TABLE care.bill (id integer);
      CREATE TABLE care.line (id integer);
      CREATE VIEW care.seen AS TABLE care.bill;
      CREATE FUNCTION care.lines() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM care.line';`,
  },
]);

const LONE = statement('sim-test-lone', 'SELECT b.id FROM care.bill b LEFT JOIN care.line l USING (id)');
const VIEW = statement('sim-test-view', 'SELECT id FROM care.seen');
const CALLS = statement('sim-test-calls', 'SELECT id FROM care.bill WHERE care.lines() > 0');
const LATER = statement('sim-test-later', 'SELECT id FROM care.bill WHERE id > $1');
const COUNT = statement('sim-test-count', 'SELECT count(*) AS id FROM care.bill');
const write = (sql: string) => runScript(db, 'sim-test-write', sql);

/** The database, and what is really asked of it. */
function watched(): { db: Database; asked: string[] } {
  const asked: string[] = [];
  const watching: Database = {
    ...db,
    query(s, values) {
      if (s.name.startsWith('sim-test-')) asked.push(s.name);
      return db.query(s, values);
    },
  };
  return { db: watching, asked };
}

beforeEach(() => write('DELETE FROM care.bill; DELETE FROM care.line'));

test('a question over empty tables is asked once, and again as soon as one of them has a row', async () => {
  const { db: real, asked } = watched();
  for (let moment = 0; moment < 3; moment++) expect(await (await sparing(real)).query(LONE, [])).toEqual([]);
  expect(asked).toEqual(['sim-test-lone']);
  await write('INSERT INTO care.bill VALUES (7)');
  expect(await (await sparing(real)).query(LONE, [])).toEqual([{ id: 7 }]);
  await write('DELETE FROM care.bill');
  expect(await (await sparing(real)).query(LONE, [])).toEqual([]);
  expect(asked).toHaveLength(2);
});

test.each([
  ['a view', VIEW, []],
  ['a function', CALLS, []],
  ['a value', LATER, [0]],
  ['an answer all the same', COUNT, []],
])('a question with %s is asked each time', async (_, question, values) => {
  const { db: real, asked } = watched();
  for (let moment = 0; moment < 2; moment++) await (await sparing(real)).query(question, values);
  expect(asked).toHaveLength(2);
});
