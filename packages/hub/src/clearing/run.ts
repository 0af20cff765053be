import {
  type ClearingRun,
  generationMoment,
  monthsAfter,
  type NationalTree,
  startTables,
  startTree,
} from '@zhijie/clearing';
import { fromHex, toHex } from '@zhijie/crypto';
import { type Database, type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf, type HeadSigner } from '@zhijie/evidence';
import { canonicalJson, type Instant, type Month, ok, type Result, refuse, totalFen } from '@zhijie/kernel';
import { clearedItems, storeItemsOf } from './items.ts';
import type { ClearingRefusal } from './refusals.ts';
import { restoreReversed } from './restorations.ts';

/** What a run is apart from its items. */
export type RunTables = Pick<ClearingRun, 'lines' | 'nets' | 'areas' | 'penalties'>;

/** The clearing of a month as stored. `signature`: the hub's over the published root. */
export type StoredRun = {
  readonly period: Month;
  readonly generatedAt: Instant;
  readonly generatedBy: string;
  readonly items: number;
  readonly tables: RunTables;
  readonly tree: NationalTree | null;
  readonly root: string | null;
  readonly signature: string | null;
  readonly digest: Uint8Array;
};

type RunRow = Omit<StoredRun, 'tree'> & { readonly tree: StoredTree | null };
type StoredTree = {
  readonly provinces: readonly string[];
  readonly nodes: readonly {
    readonly hash: string;
    readonly count: number;
    readonly employee: number;
    readonly resident: number;
  }[];
};

const COLUMNS = `period, generated_at AS "generatedAt", generated_by AS "generatedBy", items, tables, tree,
  root, signature, digest`;
const RUN = statement('hub-clearing-run', `SELECT ${COLUMNS} FROM hub.clearing_run WHERE period = $1`);
const PERIODS = statement('hub-clearing-periods', 'SELECT period FROM hub.clearing_run ORDER BY period');
const ADD = statement(
  'hub-clearing-add-run',
  `INSERT INTO hub.clearing_run
     (period, generated_at, generated_by, items, tables, tree, root, signature, digest)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);
// One at a time: what a deferral or deduction changes is either in a run or known to be too late for it.
const TURN = statement(
  'hub-clearing-turn',
  `SELECT pg_advisory_xact_lock(hashtextextended('hub.clearing', 0))`,
);
// Between two pages a busy machine may take longer than an idle transaction may last.
const PATIENCE = statement(
  'hub-clearing-patience',
  `SELECT set_config('idle_in_transaction_session_timeout', '0', true)`,
);
const FIRST_MONTH = statement(
  'hub-clearing-first-month',
  `SELECT least((SELECT min(month) FROM hub.trade), (SELECT min(reversal_month) FROM hub.trade
     WHERE reversal_month IS NOT NULL)) AS month`,
);

/** Waits until no run is being generated and nothing is being signed for one. */
export async function takeTurn(tx: Executor): Promise<void> {
  await tx.query(TURN, []);
}

/** The bytes under the signature of a published root. */
export function rootBytes(run: { readonly period: string; readonly root: string }): Uint8Array {
  const { period, root } = run;
  return new TextEncoder().encode(canonicalJson({ purpose: 'zhijie clearing root', period, root }));
}

/** What the journal holds of a run: its tables, how many items, and the root that binds each of them. */
export function digestOfRun(run: Pick<StoredRun, 'period' | 'items' | 'tables' | 'root'>): Uint8Array {
  const { period, items, tables, root } = run;
  return digestOf({ period, items, tables, root });
}

export type Generate = {
  readonly db: Database;
  readonly signer: HeadSigner;
};

/**
 * Generates the clearing of a month, once (C-02: on the 21st of the month after). It takes the items that the
 * hub knows now; what arrives later is in no run until a deferral is signed for it. Asked again it answers
 * what was generated. Refused before the day: `too-early`.
 */
export async function generate(
  { db, signer }: Generate,
  period: Month,
  given: { readonly by: string; readonly at: Instant },
): Promise<Result<{ readonly run: StoredRun; readonly isNew: boolean }, ClearingRefusal>> {
  if (given.at < generationMoment(period)) return refuse('too-early', { field: 'period' });
  return await db.transaction(async (tx) => {
    await takeTurn(tx);
    const known = await runOf(tx, period);
    if (known !== undefined) return ok({ run: known, isNew: false });
    await tx.query(PATIENCE, []);
    await restoreReversed(tx, period, given.at);
    const penalties = await storeItemsOf(tx, period);
    const { items, tree, ...sums } = await sumsOf(tx, period);
    const tables = { ...sums, penalties };
    const root = tree?.root ?? null;
    const content = { period, items, tables, root };
    const run: StoredRun = {
      ...content,
      tree,
      generatedAt: given.at,
      generatedBy: given.by,
      signature: root === null ? null : signer(rootBytes({ period, root })),
      digest: digestOfRun(content),
    };
    await addRun(tx, run);
    await appendToJournal(tx, { kind: 'clearing.run', subject: period, digest: run.digest });
    return ok({ run, isNew: true });
  });
}

/** What the stored items of a month add up to, read page by page in the order of their ids. */
export async function sumsOf(
  db: Executor,
  period: Month,
): Promise<Omit<RunTables, 'penalties'> & { readonly items: number; readonly tree: NationalTree | null }> {
  const [tables, tree] = [startTables(period), startTree(period)];
  let items = 0;
  for await (const page of clearedItems(db, period)) {
    for (const item of page) {
      tables.add(item);
      tree.add(item);
    }
    items += page.length;
  }
  return { ...tables.done(), items, tree: tree.done() };
}

async function addRun(tx: Executor, run: StoredRun): Promise<void> {
  const { period, generatedAt, generatedBy, items, tables, tree, root, signature, digest } = run;
  const stored: StoredTree | null =
    tree === null
      ? null
      : {
          provinces: tree.provinces,
          nodes: tree.nodes.map(({ hash, ...sums }) => ({ ...sums, hash: toHex(hash) })),
        };
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  const values = [period, generatedAt, generatedBy, items, json(tables), json(stored), root, signature];
  await tx.query(ADD, [...values, digest]);
}

/** The run of a month, or undefined while it is not generated. */
export async function runOf(db: Executor, period: Month): Promise<StoredRun | undefined> {
  const [row] = await db.query<RunRow>(RUN, [period]);
  if (row === undefined) return undefined;
  return { ...row, tree: row.tree === null ? null : treeOf(row, row.tree) };
}

function treeOf({ period, root }: RunRow, { provinces, nodes }: StoredTree): NationalTree {
  return {
    period,
    provinces,
    root: root ?? '',
    nodes: nodes.map(({ hash, count, employee, resident }) => ({
      hash: fromHex(hash) ?? new Uint8Array(),
      count,
      employee: totalFen(employee),
      resident: totalFen(resident),
    })),
  };
}

/** Every month that has a run, in order. */
export async function periodsOfRuns(db: Executor): Promise<Month[]> {
  return (await db.query<{ period: Month }>(PERIODS, [])).map(({ period }) => period);
}

/** The months that should have a run by now and have none, from the first with a trade on. */
export async function monthsToGenerate(db: Executor, now: Instant): Promise<Month[]> {
  const [first] = await db.query<{ month: Month | null }>(FIRST_MONTH, []);
  const done = new Set(await periodsOfRuns(db));
  const due: Month[] = [];
  if (first === undefined || first.month === null) return due;
  for (let period = first.month; generationMoment(period) <= now; period = monthsAfter(period, 1))
    if (!done.has(period)) due.push(period);
  return due;
}
