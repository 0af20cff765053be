import { type Executor, statement } from '@zhijie/database';
import { type TransferOrder, writeTransferOrder } from '@zhijie/iso20022';
import { type Actor, areaNameOf, dateOf, type Month, monthOf, ok, type Result } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import {
  type Basis,
  type Batch,
  type BatchKind,
  batchOf,
  batchOfKey,
  type LineView,
  linesOfBatch,
  type NewLine,
  recordCheck,
  saveBatch,
} from './batch-store.ts';
import type { Outcome } from './declaration.ts';
import { duesOf, payableNow } from './due.ts';
import { instantLines, type SkipReason } from './instant.ts';
import { lineStateOf } from './match.ts';
import { type PayingRefusal, payingRefusal } from './refusals.ts';
import {
  accountsOn,
  type BankAccountOf,
  holdInstitutions,
  institutionsOfArea,
  journal,
  type Made,
  mayPay,
  type PaidInstitution,
  takeTurn,
  termsOn,
} from './store.ts';
import { isOver, monthlyTerms } from './terms.ts';

export type Skipped = { readonly providerId: string; readonly reason: SkipReason };
export type Proposal = {
  readonly area: string;
  readonly kind: Exclude<BatchKind, 'working-capital'>;
  /** The month that is paid up to; for instant payments the month that runs. */
  readonly period: Month;
  readonly requestKey: string;
};
export type Proposed = Outcome & { readonly batch: Batch; readonly skipped: readonly Skipped[] };

type Draft = Pick<NewLine, 'providerId' | 'period' | 'amount' | 'basis' | 'items'>;
type Drafts = { readonly lines: readonly Draft[]; readonly skipped: readonly Skipped[] };

/**
 * One person proposes what the institutions of an area are paid: at the month end all that is due, less
 * deductions and what was paid before (医保办发〔2025〕13号 article 16; I-02, V-13); or at once by their terms.
 * Institutions that get nothing are named with the reason. Refusals: `not-permitted`, `request-key-reused`,
 * `month-not-over`, `paying-account-missing`, `nothing-to-pay`.
 */
export function proposeBatch(
  deps: CareDeps,
  actor: Actor,
  proposal: Proposal,
): Promise<Result<Proposed, PayingRefusal>> {
  const { area, kind, requestKey } = proposal;
  const at = deps.now();
  const made = { by: actor.id, at };
  return deps.db.transaction(async (tx): Promise<Result<Proposed, PayingRefusal>> => {
    if (!mayPay(actor, area)) return payingRefusal('not-permitted', 'area');
    await takeTurn(tx, area);
    const period = kind === 'instant' ? monthOf(at) : proposal.period;
    const known = await batchOfKey(tx, actor.id, requestKey);
    if (known !== null) {
      const isSame =
        known.area === area && known.kind === kind && (kind === 'instant' || known.period === period);
      return isSame
        ? ok({ outcome: 'unchanged', batch: known, skipped: [] })
        : payingRefusal('request-key-reused', 'requestKey');
    }
    if (kind === 'month-end' && !isOver(period, at)) return payingRefusal('month-not-over', 'period');
    const institutions = await institutionsOfArea(tx, area);
    const drafts =
      kind === 'instant'
        ? await instantDrafts(deps, tx, institutions, made)
        : await monthEndDrafts(tx, institutions, period);
    return await keepBatch(deps, tx, { area, kind, period, requestKey, ...drafts }, made);
  });
}

/** Stores a batch of lines whose payees have accounts. */
export async function keepBatch(
  deps: CareDeps,
  tx: Executor,
  wanted: Drafts & Pick<Batch, 'area' | 'kind' | 'period' | 'requestKey'>,
  { by, at }: Made,
): Promise<Result<Proposed, PayingRefusal>> {
  const { area, kind, period, requestKey } = wanted;
  const providers = wanted.lines.map(({ providerId }) => providerId);
  const accounts = await accountsOn(tx, [area, ...providers], dateOf(at));
  const payer = accounts.get(area);
  if (payer === undefined) return payingRefusal('paying-account-missing', 'area');
  const skipped = [...wanted.skipped];
  const lines: NewLine[] = [];
  for (const draft of wanted.lines) {
    const payee = accounts.get(draft.providerId);
    if (payee === undefined) skipped.push({ providerId: draft.providerId, reason: 'account-missing' });
    else lines.push({ ...draft, lineId: deps.ids.next('transfer', area, at), payee: partyOf(payee) });
  }
  if (lines.length === 0) return payingRefusal('nothing-to-pay', 'kind', { skipped: skipped.length });
  const batch = {
    batchId: deps.ids.next('message', area, at),
    area,
    kind,
    period,
    lineCount: lines.length,
    total: lines.reduce((sum, { amount }) => sum + amount, 0),
    payer: partyOf(payer),
    madeBy: by,
    madeAt: at,
    requestKey,
  };
  await saveBatch(tx, batch, lines);
  await journal(tx, 'payment-batch', batch.batchId, batchFact(batch, lines));
  const none = { checkedBy: null, checkedAt: null, checkReason: null };
  return ok({ outcome: 'applied', batch: { ...batch, ...none, state: 'proposed' }, skipped });
}

const partyOf = ({ holder, bankName, bankNumber, number }: BankAccountOf): BankAccountOf => ({
  holder,
  bankName,
  bankNumber,
  number,
});

/** What the journal holds of a batch: who pays whom how much from which account to which. */
export function batchFact(
  batch: Pick<Batch, 'batchId' | 'area' | 'kind' | 'period' | 'total' | 'payer' | 'madeBy' | 'madeAt'>,
  lines: readonly Pick<NewLine, 'lineId' | 'providerId' | 'period' | 'amount' | 'payee'>[],
): object {
  const { batchId, area, kind, period, total, payer, madeBy, madeAt } = batch;
  const own = lines
    .map(({ lineId, providerId, period: of, amount, payee }) => ({ lineId, providerId, of, amount, payee }))
    .toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1));
  return { batchId, area, kind, period, total, payer, madeBy, madeAt, lines: own };
}

async function monthEndDrafts(
  tx: Executor,
  institutions: readonly PaidInstitution[],
  period: Month,
): Promise<Drafts> {
  const lines: Draft[] = [];
  const skipped: Skipped[] = [];
  const dues = await duesOf(
    tx,
    institutions.map(({ providerId }) => providerId),
    period,
  );
  for (const due of dues) {
    const { providerId, declared, other, paid, openReviews } = due;
    const amount = payableNow(due);
    if (amount === 0) skipped.push({ providerId, reason: 'nothing-due' });
    else if (openReviews > 0) skipped.push({ providerId, reason: 'reviews-open' });
    else {
      const basis: Basis = { declared, other, paidBefore: paid };
      lines.push({ providerId, period, amount, basis, items: [] });
    }
  }
  return { lines, skipped };
}

async function instantDrafts(
  deps: CareDeps,
  tx: Executor,
  institutions: readonly PaidInstitution[],
  made: Made,
): Promise<Drafts> {
  const lines: Draft[] = [];
  const skipped: Skipped[] = [];
  const ids = institutions.map(({ providerId }) => providerId);
  const terms = await termsOn(tx, ids, dateOf(made.at));
  const room = new Map((await duesOf(tx, ids, monthOf(made.at))).map((due) => [due.providerId, due]));
  for (const institution of institutions) {
    const { providerId } = institution;
    const own = terms.get(providerId) ?? monthlyTerms(providerId);
    const found = await instantLines(deps, tx, { institution, terms: own }, made);
    if (found.skipped !== null) skipped.push({ providerId, reason: found.skipped });
    const { balance, underWay } = room.get(providerId)!;
    // An advance is for bills to come; everything else is part of what stands on the account.
    let left = own.mode === 'advance' ? Number.MAX_SAFE_INTEGER : balance - underWay;
    for (const line of found.lines) {
      if (line.amount > left) {
        skipped.push({ providerId, reason: 'nothing-due' });
        continue;
      }
      left -= line.amount;
      lines.push({ ...line, basis: { items: line.items.length, share: own.share ?? 10_000 } });
    }
  }
  return { lines, skipped };
}

export type Checked = Outcome & { readonly batch: Batch };

/**
 * Another person releases a batch to the bank, or sends it back with a reason. Until then nothing moves. At
 * the release agreements, stops and balances are looked at once more (I-06, V-13). Refusals: `batch-unknown`,
 * `not-permitted`, `batch-decided`, `maker-is-checker`, `reason-missing`, `agreement-not-active`,
 * `institution-stopped`, `review-open`, `payable-smaller`.
 */
export function checkBatch(
  deps: CareDeps,
  actor: Actor,
  request: { readonly batchId: string; readonly isReleased: boolean; readonly reason: string | null },
): Promise<Result<Checked, PayingRefusal>> {
  const { batchId, isReleased } = request;
  const at = deps.now();
  const reason = request.reason?.trim() || null;
  const state = isReleased ? 'released' : 'rejected';
  return deps.db.transaction(async (tx): Promise<Result<Checked, PayingRefusal>> => {
    const batch = await batchOf(tx, batchId);
    if (batch === null) return payingRefusal('batch-unknown', 'batchId');
    if (!mayPay(actor, batch.area)) return payingRefusal('not-permitted', 'batchId');
    if (batch.state === state && batch.checkedBy === actor.id) return ok({ outcome: 'unchanged', batch });
    if (batch.state !== 'proposed') return payingRefusal('batch-decided', 'batchId');
    if (batch.madeBy === actor.id) return payingRefusal('maker-is-checker', 'batchId');
    if (!isReleased && reason === null) return payingRefusal('reason-missing', 'reason');
    await takeTurn(tx, batch.area);
    const wrong = isReleased ? await whyNotRelease(tx, batch) : null;
    if (wrong !== null) return wrong;
    const made = { by: actor.id, at };
    await recordCheck(tx, { batchId, state, reason }, made);
    await journal(tx, 'payment-check', batchId, { batchId, state, reason, ...made });
    const checked = { state, checkedBy: actor.id, checkedAt: at, checkReason: reason } as const;
    return ok({ outcome: 'applied', batch: { ...batch, ...checked } });
  });
}

// Found since the batch was proposed: the invoice of an item is in another use.
const TAKEN_SINCE = statement(
  'care-paying-batch-with-taken-invoice',
  `SELECT l.provider_id AS "providerId" FROM care.payment_line l
   JOIN care.paid_item i ON i.line_id = l.line_id
   JOIN care.invoice_report v ON v.provider_id = i.provider_id AND v.settlement_id = i.item_id
   WHERE l.batch_id = $1 AND v.outcome = 'taken' ORDER BY 1 LIMIT 1`,
);

async function whyNotRelease(tx: Executor, { batchId, kind, period }: Batch) {
  const ids = (await linesOfBatch(tx, batchId)).map(({ providerId }) => providerId);
  const held = await holdInstitutions(tx, ids);
  const named = ({ providerId, name }: PaidInstitution) => ({ providerId, name });
  if (kind === 'instant') {
    const inactive = held.find(({ agreement }) => agreement !== 'active');
    if (inactive !== undefined) return payingRefusal('agreement-not-active', 'batchId', named(inactive));
    const stopped = held.find(({ isStopped }) => isStopped);
    if (stopped !== undefined) return payingRefusal('institution-stopped', 'batchId', named(stopped));
    const [taken] = await tx.query<{ providerId: string }>(TAKEN_SINCE, [batchId]);
    if (taken !== undefined) return payingRefusal('review-open', 'batchId', taken);
  }
  // Lent money is for bills to come, and so is an advance of instant settlement.
  if (kind !== 'month-end') return null;
  const dues = await duesOf(tx, ids, period);
  const open = dues.find(({ openReviews }) => openReviews > 0);
  if (open !== undefined) return payingRefusal('review-open', 'batchId', { providerId: open.providerId });
  const short = dues.find(({ balance, underWay }) => underWay > balance);
  if (short === undefined) return null;
  return payingRefusal('payable-smaller', 'batchId', { providerId: short.providerId });
}

/**
 * The file of a released batch for the bank (ISO 20022 pain.001), the same bytes whenever it is asked for.
 * Refusals: `batch-unknown`, `not-permitted`, `batch-not-released`.
 */
export function orderFile(
  deps: CareDeps,
  actor: Actor,
  batchId: string,
): Promise<Result<string, PayingRefusal>> {
  return deps.db.transaction(async (tx): Promise<Result<string, PayingRefusal>> => {
    const batch = await batchOf(tx, batchId);
    if (batch === null) return payingRefusal('batch-unknown', 'batchId');
    if (!mayPay(actor, batch.area)) return payingRefusal('not-permitted', 'batchId');
    if (batch.state !== 'released') return payingRefusal('batch-not-released', 'batchId');
    return ok(writeTransferOrder(orderOf(batch, await linesOfBatch(tx, batchId))));
  });
}

const REMITTANCES: Readonly<Record<BatchKind, string>> = {
  instant: '医保即时结算',
  'month-end': '医保月度结算',
  'working-capital': '医保预付金',
};

const payeeOf = ({ holder, number, bankName, bankNumber }: BankAccountOf) => ({
  name: holder,
  account: number,
  bank: { number: bankNumber, name: bankName },
});

function orderOf(batch: Batch, lines: readonly LineView[]): TransferOrder {
  const createdAt = batch.checkedAt ?? batch.madeAt;
  return {
    messageId: batch.batchId,
    createdAt,
    initiator: areaNameOf(batch.area),
    executeOn: dateOf(createdAt),
    debtor: payeeOf(batch.payer),
    transfers: lines.map(({ lineId, amount, payee, period }) => ({
      endToEndId: lineId,
      amount,
      creditor: payeeOf(payee),
      remittance: `${REMITTANCES[batch.kind]} ${period}`,
    })),
  };
}

/** A batch with its lines, each with where it stands. Refusals: `batch-unknown`, `not-permitted`. */
export function readBatch(deps: CareDeps, actor: Actor, batchId: string) {
  return deps.db.transaction(async (tx) => {
    const batch = await batchOf(tx, batchId);
    if (batch === null) return payingRefusal('batch-unknown', 'batchId');
    if (!mayPay(actor, batch.area)) return payingRefusal('not-permitted', 'batchId');
    const lines = (await linesOfBatch(tx, batchId)).map((line) => ({
      ...line,
      state: lineStateOf({ ...line, batchState: batch.state }),
    }));
    return ok({ batch, lines });
  });
}
