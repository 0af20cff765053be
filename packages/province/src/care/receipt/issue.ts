/** The life of a receipt (procedures A-03): issued once, taken back by a red one, never deleted. */
import { decryptField, deriveKey, keyedDigest } from '@zhijie/crypto';
import { type Executor, type FunctionCall, isRaised, isUniqueViolation } from '@zhijie/database';
import { invoiceKeyOf } from '@zhijie/invoice';
import {
  addFen,
  assert,
  calendarDate,
  dateOf,
  FEE_CATEGORIES,
  type FeeCategory,
  type Fen,
  fen,
  ok,
  type Result,
  refuse,
  yearOf,
} from '@zhijie/kernel';
import { type CareDeps, crashpoint } from '../deps.ts';
import { REVERSALS_FOLLOWED_MS } from '../settlement/reversal-store.ts';
import type { Settlement } from '../settlement/store.ts';
import {
  amountsOfParts,
  assertAddsUp,
  negatedAmounts,
  negatedItems,
  type ReceiptFace,
  type ReceiptKey,
  type RedReason,
  receiptCodeOf,
} from './face.ts';
import type { ReceiptRefusal } from './refusals.ts';
import {
  faceBytes,
  insertReceipt,
  lockReceipts,
  nextNumber,
  nextNumberFor,
  type ReceiptMaterial,
  receiptByKey,
  receiptCall,
  receiptMaterial,
  receiptOfSettlement,
  type SettlementKey,
  type StoredReceipt,
  undoneReceipts,
} from './store.ts';

type Answer = Promise<Result<StoredReceipt, ReceiptRefusal>>;

/** Who stands on a receipt that no cashier asked for. */
const BY_ITSELF = '系统自动开具';

export type IssueRequest = SettlementKey & {
  /** The act of the bill that asks; null: a counter or the person does. */
  readonly actId?: string | null;
  readonly cashier?: string;
  /** Where it was read a moment ago: the receipt is kept only if it is still so. */
  readonly material?: ReceiptMaterial | undefined;
};

/** What is written with a receipt; what it throws takes the receipt back. */
export type Beside = {
  /** In the receipt's transaction. */
  alongside(tx: Executor, receipt: StoredReceipt): Promise<unknown>;
  /** In one statement with the call that keeps the receipt, where that is enough. */
  atOnce?(call: FunctionCall, receipt: StoredReceipt): Promise<unknown>;
};
const NOTHING: Beside = { alongside: () => Promise.resolve() };

/**
 * Issues the receipt of a settled bill, or answers the one it has. Refuses `settlement-unknown`,
 * `settlement-not-settled`, `receipt-by-hospital` (the hospital named a receipt of its own with the bill).
 */
export async function issueReceipt(deps: CareDeps, request: IssueRequest, beside = NOTHING): Answer {
  const issuedAt = deps.now();
  const material = request.material ?? (await receiptMaterial(deps.db, request, issuedAt));
  if (material === null) return refuse('settlement-unknown', { field: 'settlementId' });
  const { settlement } = material;
  if (material.isIssued) return answeredAgain(deps, request, beside);
  if (settlement.state !== 'settled') return refuse('settlement-not-settled', { field: 'settlementId' });
  if (isByHospital(settlement)) return refuse('receipt-by-hospital', { field: 'settlementId' });
  const { actId = null, cashier = BY_ITSELF } = request;
  const { area, ...draft } = { ...faceOf(deps, material), cashier };
  const code = receiptCodeOf(area, draft.care, dateOf(issuedAt));
  const about = { draft, code, issuedAt, personId: settlement.personId, actId };
  try {
    return (
      (await issuedAtOnce(deps, { about, number: material.nextNumber, beside })) ??
      (await issuedInTurn(deps, { about, request, beside }))
    );
  } catch (error) {
    // Somebody issued it meanwhile: one receipt per settlement, by the index.
    if (isUniqueViolation(error)) return answeredAgain(deps, request, beside);
    throw error;
  }
}

type About = Omit<Numbered, 'number'>;

/** Under the number that was seen to be the next; null when it is not. */
async function issuedAtOnce(
  deps: CareDeps,
  of: { readonly about: About; readonly number: ReceiptKey['number'] | null; readonly beside: Beside },
): Promise<Awaited<Answer> | null> {
  const { about, number, beside } = of;
  if (number === null || beside.atOnce === undefined) return null;
  const receipt = signed(deps, { ...about, number });
  try {
    await beside.atOnce(receiptCall(deps, receipt), receipt);
  } catch (error) {
    if (isRaised(error, 'receipt_moved')) return null;
    throw error;
  }
  await crashpoint(deps, 'care.receipt.after-commit');
  return ok(receipt);
}

/** One after the other: the number's row is locked until the receipt is committed. */
const issuedInTurn = (
  deps: CareDeps,
  { about, request, beside }: { about: About; request: IssueRequest; beside: Beside },
): Answer =>
  written(deps, async (tx): Answer => {
    const number = await nextNumberFor(tx, about.code, request);
    if (number === null) return refuse('settlement-not-settled', { field: 'settlementId' });
    const receipt = signed(deps, { ...about, number });
    await insertReceipt(deps, tx, receipt);
    await beside.alongside(tx, receipt);
    return ok(receipt);
  });

async function answeredAgain(deps: CareDeps, request: IssueRequest, { alongside }: Beside): Answer {
  const known = await receiptOfSettlement(deps, deps.db, request);
  assert(known !== null, 'A receipt is never deleted');
  await deps.db.transaction((tx) => alongside(tx, known));
  return ok(known);
}

/** A receipt number that the hospital sent with the bill and that can be one. */
function isByHospital({ invoiceNumber, careArea, kind, settledAt }: Settlement): boolean {
  if (invoiceNumber === null || settledAt === null) return false;
  const known = { area: careArea, isInpatient: kind === 'inpatient', year: yearOf(dateOf(settledAt)) };
  return invoiceKeyOf(invoiceNumber, known) !== null;
}

type Draft = Omit<ReceiptFace, 'code' | 'number' | 'checkCode' | 'issuedOn'> & { readonly area: string };

function faceOf(deps: CareDeps, material: ReceiptMaterial): Omit<Draft, 'cashier'> {
  const { settlement, nameSealed, serialNumber, issuerName, creditCode } = material;
  const { providerId, settlementId, careArea, parts, bill, kind, insuranceType } = settlement;
  assert(parts !== null, 'A settled bill has its parts');
  return {
    area: careArea,
    kind: 'normal',
    care: kind,
    issuer: { name: issuerName, creditCode, providerId },
    payer: decryptField(deps.fieldKeys, nameSealed),
    settlementId,
    visitNumber: serialNumber,
    insuranceType,
    from: calendarDate(bill.admittedOn),
    to: calendarDate(bill.dischargedOn),
    items: itemsOf(settlement),
    amounts: amountsOfParts(parts),
    reverses: null,
  };
}

/** The bill by fee category, in the national order; the sum is the total of the settlement. */
function itemsOf({ bill, parts }: Settlement): ReceiptFace['items'] {
  const rows: readonly { readonly category: string; readonly fees: { readonly total: number } }[] =
    bill.fees.rows;
  const items = FEE_CATEGORIES.flatMap((category: FeeCategory) => {
    const own = rows.filter((row) => row.category === category);
    return own.length === 0
      ? []
      : [{ category, amount: addFen(...own.map(({ fees }): Fen => fen(fees.total))) }];
  });
  const sum = items.reduce((all, { amount }) => all + amount, 0);
  assert(sum === parts?.feeTotal, 'The items of a receipt add up to the settlement');
  return items;
}

/** Gives a drafted red receipt its number, and keeps it. */
async function numbered(
  deps: CareDeps,
  tx: Executor,
  { area, ...draft }: Draft,
  of: Pick<StoredReceipt, 'personId' | 'actId'>,
): Promise<StoredReceipt> {
  const issuedAt = deps.now();
  const code = receiptCodeOf(area, draft.care, dateOf(issuedAt));
  const number = await nextNumber(tx, code, draft.issuer.providerId);
  const receipt = signed(deps, { draft, code, number, issuedAt, ...of });
  await insertReceipt(deps, tx, receipt);
  return receipt;
}

type Numbered = Pick<StoredReceipt, 'personId' | 'actId' | 'issuedAt'> &
  ReceiptKey & { readonly draft: Omit<Draft, 'area'> };

/** A numbered receipt with check code and signature. */
function signed(deps: CareDeps, of: Numbered): StoredReceipt {
  const { draft, code, number, issuedAt, personId, actId } = of;
  assertAddsUp(draft.amounts);
  // Six digits that nobody can compute from the paper's other figures.
  const key = deriveKey(deps.lookupKey, 'receipt-check-code');
  const checkCode = keyedDigest(key, `${code}/${number}`).slice(0, 6);
  const face: ReceiptFace = { ...draft, code, number, checkCode, issuedOn: dateOf(issuedAt) };
  return { face, personId, actId, issuedAt, signature: deps.signer(faceBytes(face)), reversedBy: null };
}

/** Code and number in one text, as a receipt is named in requests: 18 digits. */
export const receiptIdOf = ({ code, number }: ReceiptKey): string => `${code}${number}`;
export const keyOfId = (receiptId: string) => ({ code: receiptId.slice(0, 8), number: receiptId.slice(8) });

export type RedRequest = {
  readonly receiptId: string;
  readonly reason: RedReason;
  readonly actId?: string | null;
  readonly cashier?: string;
};

/**
 * Takes a receipt back by a red one with the same amounts negated, or answers the one that did. Refuses
 * `receipt-unknown`, `receipt-is-red`. Nothing is deleted.
 */
export async function redReceipt(deps: CareDeps, request: RedRequest): Answer {
  const { receiptId, reason, actId = null, cashier = BY_ITSELF } = request;
  return written(deps, async (tx): Answer => {
    const found = await receiptByKey(deps, tx, keyOfId(receiptId));
    if (found === null) return refuse('receipt-unknown', { field: 'receiptId' });
    if (found.face.kind === 'red') return refuse('receipt-is-red', { field: 'receiptId' });
    const { issuer, settlementId } = found.face;
    await lockReceipts(tx, { providerId: issuer.providerId, settlementId });
    const now = await receiptByKey(deps, tx, found.face);
    assert(now !== null, 'A receipt is never deleted');
    if (now.reversedBy !== null) {
      const red = await receiptByKey(deps, tx, now.reversedBy);
      assert(red !== null, 'A receipt is never deleted');
      return ok(red);
    }
    const { code, number, checkCode: _check, issuedOn: _on, ...kept } = now.face;
    const draft: Draft = {
      ...kept,
      area: `${code.slice(0, 2)}0000`,
      kind: 'red',
      cashier,
      items: negatedItems(kept.items),
      amounts: negatedAmounts(kept.amounts),
      reverses: { code, number, reason },
    };
    return ok(await numbered(deps, tx, draft, { personId: now.personId, actId }));
  });
}

async function written(deps: CareDeps, work: (tx: Executor) => Answer): Answer {
  const done = await deps.db.transaction(async (tx) => {
    const answer = await work(tx);
    await crashpoint(deps, 'care.receipt.before-commit');
    return answer;
  });
  await crashpoint(deps, 'care.receipt.after-commit');
  return done;
}

const AT_ONCE = 50;
/** Takes back what settlements undone by a hospital's own call left standing; answers how many. */
export async function redUndone(deps: CareDeps): Promise<number> {
  const undone = await undoneReceipts(deps.db, REVERSALS_FOLLOWED_MS, AT_ONCE);
  for (const { reason, ...key } of undone) {
    const why: RedReason = reason === 'refund' ? 'refund' : 'undo';
    await redReceipt(deps, { receiptId: receiptIdOf(key), reason: why });
  }
  return undone.length;
}
