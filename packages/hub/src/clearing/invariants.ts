import type { ClearingItem, Order } from '@zhijie/clearing';
import { toHex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { canonicalJson, type Month } from '@zhijie/kernel';
import { foldSteps } from './clearing.ts';
import { clearedItems, itemsOfTrades, tradesBehind } from './items.ts';
import { paymentParts } from './postings.ts';
import { digestOfRun, periodsOfRuns, runOf, type StoredRun, sumsOf } from './run.ts';
import {
  applyStep,
  type BookState,
  digestOfBook,
  digestOfStep,
  openState,
  type StoredStep,
  stepsOf,
  subjectInJournal,
} from './steps.ts';

export const CLEARING_CHECKS = [
  'clearing-item-has-its-trade',
  'clearing-run-from-its-items',
  'clearing-nets-cancel',
  'clearing-run-in-journal',
  'clearing-step-follows',
  'clearing-step-in-journal',
  'clearing-payment-posted',
  'clearing-deduction-posted',
] as const;
export type ClearingCheck = (typeof CLEARING_CHECKS)[number];
export type ClearingBreach = {
  readonly check: ClearingCheck;
  readonly subject: string;
  readonly found: string;
};

type Leaf = { readonly subject: string; readonly digest: Uint8Array };
const LEAVES = statement(
  'hub-clearing-leaves',
  'SELECT subject, digest FROM evidence.journal WHERE kind = $1 AND subject = ANY($2::text[])',
);
type Posted = { readonly transferId: string; readonly amount: number; readonly reference: string };
const POSTED = statement(
  'hub-clearing-posted',
  `SELECT transfer_id AS "transferId", amount, reference FROM hub_ledger.transfer
   WHERE code = 'clearing-payment' ORDER BY transfer_id`,
);
const UNPOSTED_DEDUCTIONS = statement(
  'hub-clearing-unposted-deductions',
  `SELECT coalesce(d.deduction_id, t.reference) AS subject
   FROM (SELECT * FROM hub.clearing_deduction WHERE kind <> 'penalty') d
   FULL JOIN (SELECT reference, sum(amount) AS amount FROM hub_ledger.transfer
              WHERE code IN ('deduction', 'restoration') GROUP BY reference) t ON t.reference = d.deduction_id
   WHERE d.amount IS DISTINCT FROM t.amount LIMIT 100`,
);

/**
 * What contradicts itself in the hub's clearings: the items of a run are what its trades and signed facts
 * say, its tables and published root follow from its items, its nets cancel, its book is the fold of its
 * steps, and what was paid is posted. Reads every item of every run.
 */
export async function clearingBreaches(db: Executor): Promise<ClearingBreach[]> {
  const breaches: ClearingBreach[] = [];
  const posted = Map.groupBy(await db.query<Posted>(POSTED, []), ({ reference }) => reference);
  for (const period of await periodsOfRuns(db)) {
    const run = (await runOf(db, period))!;
    for await (const items of clearedItems(db, period)) breaches.push(...(await itemBreaches(db, items)));
    breaches.push(...(await runBreaches(db, run)));
    breaches.push(...(await leafBreaches(db, run)));
    const steps = await stepsOf(db, period);
    const { state, found } = bookOf(run, steps);
    breaches.push(...found, ...(await stepLeafBreaches(db, period, steps)));
    breaches.push(...(await paymentBreaches(db, state, posted)));
  }
  for (const [subject, rows] of posted)
    breaches.push({ check: 'clearing-payment-posted', subject, found: textOf(rows) });
  for (const { subject } of await db.query<{ subject: string }>(UNPOSTED_DEDUCTIONS, []))
    breaches.push({ check: 'clearing-deduction-posted', subject, found: 'no transfer of its amount' });
  return breaches;
}

/** Every item is what its trade and the facts signed for it say now. */
async function itemBreaches(db: Executor, items: readonly ClearingItem[]): Promise<ClearingBreach[]> {
  const due = await itemsOfTrades(db, await tradesBehind(db, distinct(items)));
  const known = new Map(due.map((item) => [item.itemId, item]));
  return items.flatMap((item) => {
    // What it knew of the settlement's month is what was known then; the root binds it.
    const { settlementPeriod } = item;
    const same = known.get(item.itemId);
    if (same !== undefined && canonicalJson({ ...same, settlementPeriod }) === canonicalJson(item)) return [];
    const found = same === undefined ? 'no trade' : 'the trade says otherwise';
    return [{ check: 'clearing-item-has-its-trade', subject: item.itemId, found }];
  });
}

/** The settlements of items, each once. */
function distinct(items: readonly ClearingItem[]): ClearingItem[] {
  return [...new Map(items.map((item) => [`${item.careArea} ${item.settlementId}`, item])).values()];
}

async function runBreaches(db: Executor, run: StoredRun): Promise<ClearingBreach[]> {
  const { period, tables, root } = run;
  const breaches: ClearingBreach[] = [];
  const sum = tables.nets.reduce((total, { net }) => total + net, 0);
  if (sum !== 0) breaches.push({ check: 'clearing-nets-cancel', subject: period, found: `${sum} fen` });
  const { items, tree, ...sums } = await sumsOf(db, period);
  const due = { ...sums, penalties: tables.penalties };
  const dueRoot = tree?.root ?? null;
  const isSame = canonicalJson(due) === canonicalJson(tables) && dueRoot === root && run.items === items;
  if (isSame) return breaches;
  const found = dueRoot === root ? 'other tables' : `root ${dueRoot ?? 'none'} from its items`;
  return [...breaches, { check: 'clearing-run-from-its-items', subject: period, found }];
}

async function leavesOf(
  db: Executor,
  kind: string,
  subjects: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.query<Leaf>(LEAVES, [kind, subjects]);
  return new Map(rows.map(({ subject, digest }) => [subject, toHex(digest)]));
}

async function leafBreaches(db: Executor, run: StoredRun): Promise<ClearingBreach[]> {
  const { period, digest } = run;
  const leaf = (await leavesOf(db, 'clearing.run', [period])).get(period);
  const isSame = leaf === toHex(digestOfRun(run)) && leaf === toHex(digest);
  return isSame ? [] : [{ check: 'clearing-run-in-journal', subject: period, found: leaf ?? 'no leaf' }];
}

/** The book as its steps make it, and where they do not. */
function bookOf(run: StoredRun, steps: readonly StoredStep[]) {
  let state: BookState = openState(run);
  for (const step of steps) {
    const next = applyStep(state.book, step);
    const follows =
      step.version === state.version + 1 &&
      next.ok &&
      toHex(digestOfBook(next.value)) === toHex(step.bookDigest);
    if (!follows) {
      const found = next.ok ? 'another book or a gap' : next.refusal.code;
      const subject = subjectInJournal(run.period, step.version);
      return { state, found: [{ check: 'clearing-step-follows' as const, subject, found }] };
    }
    state = foldSteps(state, [step]);
  }
  return { state, found: [] };
}

async function stepLeafBreaches(
  db: Executor,
  period: Month,
  steps: readonly StoredStep[],
): Promise<ClearingBreach[]> {
  const subjects = steps.map(({ version }) => subjectInJournal(period, version));
  const leaves = await leavesOf(db, 'clearing.step', subjects);
  return steps.flatMap((step, index) => {
    const subject = subjects[index]!;
    if (leaves.get(subject) === toHex(digestOfStep(period, step))) return [];
    const found = leaves.has(subject) ? 'the journal holds other content' : 'no leaf';
    return [{ check: 'clearing-step-in-journal', subject, found } as const];
  });
}

type PostedByOrder = Map<string, Posted[]>;

/** Takes what belongs to the book's orders out of `posted`. */
async function paymentBreaches(
  db: Executor,
  { book }: BookState,
  posted: PostedByOrder,
): Promise<ClearingBreach[]> {
  const breaches: ClearingBreach[] = [];
  for (const order of book.orders) {
    const due = await dueTransfers(db, book.period, order);
    const found = textOf(posted.get(order.orderId) ?? []);
    posted.delete(order.orderId);
    if (due !== found) breaches.push({ check: 'clearing-payment-posted', subject: order.orderId, found });
  }
  return breaches;
}

async function dueTransfers(db: Executor, period: Month, order: Order): Promise<string> {
  if (order.transfer === null) return textOf([]);
  const { transfers } = await paymentParts(db, period, order, order.transfer.at);
  return textOf(transfers);
}

const textOf = (rows: readonly Pick<Posted, 'transferId' | 'amount'>[]): string =>
  rows
    .map(({ transferId, amount }) => `${transferId}: ${amount}`)
    .toSorted()
    .join('; ') || 'nothing';
