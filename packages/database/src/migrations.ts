import { createHash } from 'node:crypto';
import { type Database, type Executor, runScript, statement } from './database.ts';
import { MigrationFailure } from './failures.ts';

/** One numbered step of a schema. Once applied anywhere its text never changes: add another. */
export type Migration = { readonly id: string; readonly sql: string };

const LOCK = statement(
  'migration-lock',
  `SELECT pg_advisory_xact_lock(hashtextextended('zhijie_migration', 0))`,
);
const TABLE = `CREATE TABLE IF NOT EXISTS public.zhijie_migration (
  id text PRIMARY KEY,
  digest text NOT NULL
)`;
const RECORDED = statement('migration-recorded', 'SELECT id, digest FROM public.zhijie_migration');
const RECORD = statement(
  'migration-record',
  'INSERT INTO public.zhijie_migration (id, digest) VALUES ($1, $2)',
);

/** Digest of one migration's text. */
export function digestOfMigration(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

/**
 * Applies the migrations that are not recorded yet, in the order given, all in one transaction under a lock
 * (two processes of a node may start together). Answers how many were applied. Throws `MigrationFailure` when
 * a recorded one was changed. Recorded ones missing from the list are left alone: a newer version of the node
 * may be running beside this one.
 */
export async function migrate(db: Database, migrations: readonly Migration[]): Promise<number> {
  refuseDuplicates(migrations);
  return db.transaction(async (tx) => {
    await tx.query(LOCK, []);
    await runScript(tx, 'migration-table', TABLE);
    const recorded = await recordedDigests(tx);
    let applied = 0;
    for (const migration of migrations) {
      const digest = digestOfMigration(migration);
      const earlier = recorded.get(migration.id);
      if (earlier === digest) continue;
      if (earlier !== undefined) {
        throw new MigrationFailure(`Migration "${migration.id}" was changed after it was applied`);
      }
      await runScript(tx, `migration ${migration.id}`, migration.sql);
      await tx.query(RECORD, [migration.id, digest]);
      applied += 1;
    }
    return applied;
  });
}

async function recordedDigests(tx: Executor): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; digest: string }>(RECORDED, []);
  return new Map(rows.map((row) => [row.id, row.digest]));
}

function refuseDuplicates(migrations: readonly Migration[]): void {
  const seen = new Set<string>();
  for (const { id } of migrations) {
    if (seen.has(id)) throw new MigrationFailure(`Migration id "${id}" occurs twice`);
    seen.add(id);
  }
}
