/**
 * Doctors ask some hundred questions of a database, most of them about tables in which a run never writes. A
 * question without values that found nothing while every table it names was empty finds nothing again while
 * they are empty still: it is not sent. Everything else is asked each time.
 */
import { type Database, type Statement, statement } from '@zhijie/database';

const TABLES = statement(
  'sim-plain-tables',
  `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind = 'r' AND NOT c.relispartition
     AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'public', 'sim_base') ORDER BY 1, 2`,
);

type Known = {
  /** Tells which tables have a row. */
  readonly filled: Statement;
  /** The plain tables that a statement names; null when it names anything else too, or nothing. */
  readonly tablesOf: (text: string) => readonly string[] | null;
  /** Statements that found nothing over empty tables. */
  readonly silent: Set<string>;
};

const known = new WeakMap<Database, Known>();
let filledTexts = 0;
const filledStatements = new Map<string, Statement>();

/** One statement per schema of a node, however many databases have it. */
function filledStatement(tables: readonly string[]): Statement {
  const text = tables
    .map((table) => `SELECT '${table}' AS name WHERE EXISTS (SELECT FROM ${table})`)
    .join(' UNION ALL ');
  const made = filledStatements.get(text) ?? statement(`sim-filled-${++filledTexts}`, text);
  filledStatements.set(text, made);
  return made;
}

async function knownOf(db: Database): Promise<Known> {
  const before = known.get(db);
  if (before !== undefined) return before;
  const rows = await db.query<{ schema: string; name: string }>(TABLES, []);
  const tables = new Set(rows.map(({ schema, name }) => `${schema}.${name}`));
  const schemas = [...new Set(rows.map(({ schema }) => schema))].join('|');
  const qualified = new RegExp(`\\b(?:${schemas})\\.\\w+`, 'g');
  const cache = new Map<string, readonly string[] | null>();
  const tablesOf = (text: string) => {
    const names = cache.get(text) ?? text.match(qualified);
    const plain = names?.every((name) => tables.has(name)) === true ? names : null;
    cache.set(text, plain);
    return plain;
  };
  const made = { filled: filledStatement([...tables]), tablesOf, silent: new Set<string>() };
  known.set(db, made);
  return made;
}

/** The database for the checks of one moment, in which nobody writes meanwhile. */
export async function sparing(db: Database): Promise<Database> {
  const { filled, tablesOf, silent } = await knownOf(db);
  const names = new Set((await db.query<{ name: string }>(filled, [])).map(({ name }) => name));
  return {
    url: db.url,
    close: async () => undefined,
    transaction: (work, options) => db.transaction(work, options),
    async query<Row>(s: Statement, values: readonly unknown[]): Promise<Row[]> {
      const tables = values.length === 0 ? tablesOf(s.text) : null;
      const isOverNothing = tables?.every((table) => !names.has(table)) === true;
      if (isOverNothing && silent.has(s.name)) return [];
      const rows = await db.query<Row>(s, values);
      if (isOverNothing && rows.length === 0) silent.add(s.name);
      return rows;
    },
  };
}

export async function sparingAll(
  databases: Readonly<Record<string, Database>>,
): Promise<Readonly<Record<string, Database>>> {
  const spared: Record<string, Database> = {};
  for (const [address, db] of Object.entries(databases)) spared[address] = await sparing(db);
  return spared;
}
