import { type Database, statement } from './database.ts';

// Each query answers (schema, kind, name, text) of what a migration can make; the order is by code point
// (COLLATE "C"), so that two machines write the same file.
const OURS = `NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND nspname NOT LIKE 'pg\\_temp%'
  AND nspname NOT LIKE 'pg\\_toast%'`;

const SCHEMAS = statement(
  'snapshot-schemas',
  `SELECT nspname AS name FROM pg_namespace WHERE nspname ${OURS} ORDER BY nspname COLLATE "C"`,
);
const TABLES = statement(
  'snapshot-tables',
  `SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind,
          CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition,
          CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
          CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid, true) END AS definition
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname ${OURS} AND c.relkind IN ('r', 'p', 'v', 'm')
   ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`,
);
const COLUMNS = statement(
  'snapshot-columns',
  `SELECT n.nspname AS schema, c.relname AS table, a.attname AS name,
          format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required, a.attidentity AS identity,
          a.attgenerated AS generated, pg_get_expr(d.adbin, d.adrelid) AS expression
   FROM pg_attribute a
   JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE n.nspname ${OURS} AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum`,
);
// NOT NULL stands with its column already (PostgreSQL 18 lists it as a constraint too, 15 does not).
const CONSTRAINTS = statement(
  'snapshot-constraints',
  `SELECT n.nspname AS schema, c.relname AS table, k.conname AS name,
          pg_get_constraintdef(k.oid, true) AS text
   FROM pg_constraint k
   JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname ${OURS} AND k.contype <> 'n' AND k.contype <> 't'
   ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", k.conname COLLATE "C"`,
);
const REST = statement(
  'snapshot-rest',
  `SELECT schema, name, text FROM (
     SELECT n.nspname AS schema, 1 AS part, c.relname AS name, pg_get_indexdef(i.indexrelid) AS text
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname ${OURS} AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
     UNION ALL
     SELECT n.nspname, 2, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
            pg_get_functiondef(p.oid)
     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname ${OURS} AND p.prokind IN ('f', 'p')
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
     UNION ALL
     SELECT n.nspname, 3, c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid, true)
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname ${OURS} AND NOT t.tgisinternal
   ) everything
   ORDER BY schema COLLATE "C", part, name COLLATE "C", text COLLATE "C"`,
);

type Table = {
  schema: string;
  name: string;
  kind: string;
  partition: string | null;
  bound: string | null;
  definition: string | null;
};
type Column = {
  schema: string;
  table: string;
  name: string;
  type: string;
  required: boolean;
  identity: string;
  generated: string;
  expression: string | null;
};
type Named = { schema: string; table: string; name: string; text: string };

/**
 * The schema of a database as text, from the catalogue, always in the same order: schemas, tables with
 * columns and constraints, views, indexes, functions, triggers. A node keeps it as `schema.sql` under test;
 * it is for reading and comparing, not for restoring.
 */
export async function schemaSnapshot(db: Database): Promise<string> {
  const schemas = await db.query<{ name: string }>(SCHEMAS, []);
  const tables = await db.query<Table>(TABLES, []);
  const columns = await db.query<Column>(COLUMNS, []);
  const constraints = await db.query<Named>(CONSTRAINTS, []);
  const rest = await db.query<{ schema: string; text: string }>(REST, []);
  const blocks: string[] = [];
  for (const { name: schema } of schemas) {
    const inside = tables.filter((t) => t.schema === schema && t.name !== 'zhijie_migration');
    const others = rest.filter((r) => r.schema === schema);
    if (inside.length + others.length === 0) continue;
    blocks.push(`-- Schema ${schema}`);
    for (const table of inside) blocks.push(textOfTable(table, columns, constraints));
    for (const { text } of others) blocks.push(`${text.trim()};`);
  }
  return `${blocks.join('\n\n')}\n`;
}

function textOfTable(table: Table, columns: readonly Column[], constraints: readonly Named[]): string {
  const name = `${table.schema}.${table.name}`;
  if (table.definition !== null) {
    return `CREATE ${table.kind === 'm' ? 'MATERIALIZED ' : ''}VIEW ${name} AS\n${table.definition}`;
  }
  const own = (x: { schema: string; table: string }) => x.schema === table.schema && x.table === table.name;
  const lines = [
    ...columns.filter(own).map(textOfColumn),
    ...constraints.filter(own).map((c) => `CONSTRAINT ${c.name} ${c.text}`),
  ];
  const partition = table.partition === null ? '' : ` PARTITION BY ${table.partition}`;
  const bound = table.bound === null ? '' : ` -- ${table.bound}`;
  return `CREATE TABLE ${name} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n)${partition};${bound}`;
}

function textOfColumn(column: Column): string {
  const words = [column.name, column.type];
  if (column.required) words.push('NOT NULL');
  if (column.identity !== '') {
    words.push(`GENERATED ${column.identity === 'a' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`);
  } else if (column.generated !== '') {
    words.push(
      `GENERATED ALWAYS AS (${column.expression}) ${column.generated === 's' ? 'STORED' : 'VIRTUAL'}`,
    );
  } else if (column.expression !== null) {
    words.push(`DEFAULT ${column.expression}`);
  }
  return words.join(' ');
}
