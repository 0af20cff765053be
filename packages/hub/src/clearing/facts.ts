import {
  accountOn,
  type BankAccount,
  type ClearingItem,
  deferItem,
  mayActFor,
  periodOf,
} from '@zhijie/clearing';
import { type Database, type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type Actor,
  dateOf,
  type Instant,
  type Month,
  ok,
  provinceOf,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { TradeRecord } from '../trade/store.ts';
import { clearedIn, type DeductionRow, deductionsOf, itemsOfTrades, tradesBehind } from './items.ts';
import type { ClearingRefusal } from './refusals.ts';
import { storeDeduction } from './restorations.ts';
import { runOf, takeTurn } from './run.ts';

export type Outcome = { readonly outcome: 'applied' | 'unchanged' };
type Given = { readonly actor: Actor; readonly at: Instant };

export type DeferralOrder = {
  readonly careArea: string;
  readonly settlementId: string;
  readonly itemId: string;
  readonly to: Month;
  readonly reason: string;
};

const DEFER = statement(
  'hub-clearing-defer',
  `INSERT INTO hub.clearing_deferral (item_id, months, care_area, settlement_id, reason, signed_by, signed_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);

/**
 * The care province defers one item (C-03, R-03), under its signature. An item that came too late for its
 * month is open until this is done. Signed again for the same month: unchanged.
 */
export function signDeferral(
  db: Database,
  order: DeferralOrder,
  { actor, at }: Given,
): Promise<Result<Outcome & { readonly period: Month }, ClearingRefusal>> {
  return db.transaction(async (tx) => {
    await takeTurn(tx);
    const { careArea, settlementId, itemId, to, reason } = order;
    if (!mayActFor(actor, provinceOf(careArea), 'clearing-maker')) return refuse('not-permitted');
    const items = await itemsOfTrades(tx, await tradesBehind(tx, [order]));
    const item = items.find((each) => each.itemId === itemId);
    if (item === undefined) return refuse('item-unknown', { field: 'itemId' });
    const cleared = await clearedIn(tx, itemId);
    if (cleared !== null) return refuse('item-cleared', { field: 'itemId', detail: { period: cleared } });
    if (item.deferral !== null && periodOf(item) === to) return ok({ outcome: 'unchanged', period: to });
    const hasRun = (await runOf(tx, periodOf(item))) !== undefined;
    const deferred = deferItem(
      item,
      { to, reason, signedBy: actor.id, signedAt: at },
      heardOf(item, hasRun, at),
    );
    if (!deferred.ok) return deferred;
    if ((await runOf(tx, to)) !== undefined)
      return refuse('period-already-generated', { detail: { period: to } });
    const { months } = deferred.value.deferral!;
    await tx.query(DEFER, [itemId, months, careArea, settlementId, reason, actor.id, at]);
    const digest = digestOf({ itemId, ...deferred.value.deferral });
    await appendToJournal(tx, { kind: 'clearing.deferral', subject: itemId, digest });
    return ok({ outcome: 'applied', period: to });
  });
}

/** In no run although its month has one: the hub heard of it too late, whatever the clock said. */
const heardOf = (item: ClearingItem, hasRun: boolean, at: Instant): Instant => (hasRun ? at : item.decidedAt);

export type DeductionOrder = Pick<
  DeductionRow,
  'deductionId' | 'kind' | 'careArea' | 'settlementId' | 'amount' | 'reason'
>;

/**
 * What the care province's audit decided about a settlement (C-06): a deduction makes the claim of the month
 * of this decision smaller, a restoration takes one back, a penalty is only told.
 */
export function recordDeduction(
  db: Database,
  order: DeductionOrder,
  { actor, at }: Given,
): Promise<Result<Outcome, ClearingRefusal>> {
  return db.transaction(async (tx) => {
    await takeTurn(tx);
    const { careArea, deductionId, reason } = order;
    if (!mayActFor(actor, provinceOf(careArea), 'clearing-maker')) return refuse('not-permitted');
    if (reason.trim() === '') return refuse('reason-missing', { field: 'reason' });
    const [trade] = await tradesBehind(tx, [order]);
    if (trade === undefined || trade.settledAt === null)
      return refuse('settlement-unknown', { field: 'settlementId' });
    const before = await deductionsOf(tx, [order]);
    const known = before.find((row) => row.deductionId === deductionId);
    if (known !== undefined) return isSameDeduction(known, order);
    const wrong = whyNotDeduct(trade, before, order);
    if (wrong !== null) return wrong;
    await storeDeduction(tx, { ...order, decidedBy: actor.id, decidedAt: at }, trade);
    return ok({ outcome: 'applied' });
  });
}

const DEDUCTION_FIELDS = ['kind', 'careArea', 'settlementId', 'amount', 'reason'] as const;

function isSameDeduction(known: DeductionRow, order: DeductionOrder): Result<Outcome, ClearingRefusal> {
  const differs = DEDUCTION_FIELDS.find((field) => known[field] !== order[field]);
  return differs === undefined
    ? ok({ outcome: 'unchanged' })
    : refuse('deduction-differs', { field: differs });
}

/** Together they never take off more than the claim, nor give back more than was taken off. */
function whyNotDeduct(trade: TradeRecord, before: readonly DeductionRow[], order: DeductionOrder) {
  const { kind, amount } = order;
  if (kind === 'penalty') return null;
  const taken = before.reduce((sum, row) => sum + signOf(row.kind) * row.amount, 0);
  const exceeds = (most: number) => refuse('amount-exceeds-claim', { field: 'amount', detail: { most } });
  if (kind === 'restoration') return amount > taken ? exceeds(taken) : null;
  if (trade.state === 'reversed') return refuse('settlement-reversed', { field: 'settlementId' });
  return taken + amount > trade.claim ? exceeds(trade.claim - taken) : null;
}

const signOf = (kind: DeductionRow['kind']): number =>
  kind === 'deduction' ? 1 : kind === 'restoration' ? -1 : 0;

const ACCOUNTS = statement(
  'hub-clearing-accounts',
  `SELECT province, holder, bank, number, from_on AS "from" FROM hub.clearing_account
   ORDER BY province, from_on`,
);
const ADD_ACCOUNT = statement(
  'hub-clearing-add-account',
  `INSERT INTO hub.clearing_account (province, from_on, holder, bank, number, noted_by, noted_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);

/** Every version of every province's account. */
export async function accountsOf(db: Executor): Promise<BankAccount[]> {
  return await db.query<BankAccount>(ACCOUNTS, []);
}

/** The province's account from a day on (C-05); notices show the version of the day they are issued. */
export function setAccount(
  db: Database,
  account: BankAccount,
  { actor, at }: Given,
): Promise<Result<Outcome, ClearingRefusal>> {
  return db.transaction(async (tx) => {
    await takeTurn(tx);
    const { province, from, holder, bank, number } = account;
    if (!mayActFor(actor, province, 'clearing-payer')) return refuse('not-permitted');
    if (bank.trim() === '') return refuse('bank-missing', { field: 'bank' });
    const known = (await accountsOf(tx)).filter((each) => each.province === province);
    const same = accountOn(known, province, from);
    if (same?.from === from) {
      const isSame = same.holder === holder && same.bank === bank && same.number === number;
      return isSame ? ok({ outcome: 'unchanged' }) : refuse('account-differs', { field: 'from' });
    }
    if (known.length > 0 && from < dateOf(at)) return refuse('account-in-the-past', { field: 'from' });
    await tx.query(ADD_ACCOUNT, [province, from, holder, bank, number, actor.id, at]);
    const digest = digestOf(account);
    await appendToJournal(tx, { kind: 'clearing.account', subject: `${province}/${from}`, digest });
    return ok({ outcome: 'applied' });
  });
}
