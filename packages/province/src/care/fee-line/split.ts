import {
  addFeeParts,
  checkedLineAmount,
  dateOf,
  type FeeParts,
  type Fen,
  fen,
  formatQuantity,
  formatUnitPrice,
  formatYuan,
  type Instant,
  LARGEST_FEN,
  negateFen,
  ok,
  type Quantity,
  type Refusal,
  type Result,
  type UnitPrice,
  ZERO_FEE_PARTS,
} from '@zhijie/kernel';
import type { CareCatalogue, HospitalApproval } from '../deps.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import type { VisitDetails } from '../visit/store.ts';
import { type FeeLine, feesOf } from './store.ts';

/** A line as the hospital uploads it. A refund names its original and has a negative quantity and amount. */
export type UploadedLine = {
  readonly lineNumber: string;
  readonly batch: string | null;
  readonly originalLineNumber: string | null;
  readonly prescriptionNumber: string | null;
  readonly itemCode: string;
  readonly hospitalItemCode: string;
  readonly unitPrice: UnitPrice;
  readonly quantity: Quantity;
  readonly amount: Fen;
  readonly approval: HospitalApproval | null;
  readonly occurredAt: Instant;
  readonly details: VisitDetails;
  /** Codes of the packs that were dispensed (procedures V-16); none unless told. */
  readonly traceCodes?: readonly string[];
};

/** Where a line stands in the request, for the refusal's field: `lines[2].itemCode`. */
const at = (index: number, field: string) => `lines[${index}].${field}`;

const negateFees = (fees: FeeParts): FeeParts => ({
  total: negateFen(fees.total),
  excluded: negateFen(fees.excluded),
  overLimit: negateFen(fees.overLimit),
  selfPaidFirst: negateFen(fees.selfPaidFirst),
  eligible: negateFen(fees.eligible),
});

type Priced = Pick<UploadedLine, 'lineNumber' | 'unitPrice' | 'quantity' | 'amount'>;

const amountRefusal = (line: Priced, index: number, expected: Fen): CareRefusal =>
  careRefusal('amount-mismatch', at(index, 'lineAmount'), {
    lineNumber: line.lineNumber,
    price: formatUnitPrice(line.unitPrice),
    quantity: formatQuantity(line.quantity),
    expected: formatYuan(expected),
    amount: formatYuan(line.amount),
  }).refusal;

const sizeRefusal = (line: Priced, index: number): CareRefusal =>
  careRefusal('line-too-large', at(index, 'lineAmount'), {
    lineNumber: line.lineNumber,
    price: formatUnitPrice(line.unitPrice),
    quantity: formatQuantity(line.quantity),
    limit: formatYuan(fen(LARGEST_FEN)),
  }).refusal;

/** Whether price × quantity is the amount, half up at the fen: `line-too-large`, `amount-mismatch`. */
export function refusalOfAmount(line: Priced, index: number): CareRefusal | null {
  const expected = checkedLineAmount(line.unitPrice, line.quantity);
  if (!expected.ok) return sizeRefusal(line, index);
  return expected.value === line.amount ? null : amountRefusal(line, index, expected.value);
}

/**
 * Splits one line under the care place's catalogue (procedures P-01, V-03). Refusals:
 * `quantity-not-positive`, `line-too-large`, `amount-mismatch` (price × quantity, half up at the fen),
 * `unknown-item`.
 */
export function splitCharge(
  catalogue: CareCatalogue,
  line: UploadedLine,
  index: number,
): Result<FeeLine, Refusal> {
  if (line.quantity <= 0) {
    const detail = { lineNumber: line.lineNumber, quantity: formatQuantity(line.quantity) };
    return careRefusal('quantity-not-positive', at(index, 'quantity'), detail);
  }
  const wrong = refusalOfAmount(line, index);
  if (wrong !== null) return { ok: false, refusal: wrong };
  const { itemCode, unitPrice, quantity, amount, approval, occurredAt } = line;
  const found = catalogue.classify({
    itemCode,
    unitPrice,
    quantity,
    amount,
    approval,
    on: dateOf(occurredAt),
  });
  if (!found.ok) return atLine(found.refusal, line, index);
  const { fees, ...classified } = found.value;
  return ok({ ...bare(line), ...classified, ...fees, settlementId: null });
}

function atLine(refusal: Refusal, line: UploadedLine, index: number): { ok: false; refusal: Refusal } {
  const { itemCode, lineNumber } = line;
  const field = at(index, refusal.field ?? 'itemCode');
  return { ok: false, refusal: { ...refusal, field, detail: { itemCode, lineNumber, ...refusal.detail } } };
}

function bare(line: UploadedLine) {
  const { amount: _amount, approval, details, traceCodes: _codes, ...rest } = line;
  return { ...rest, details: { ...details, approval } };
}

const sameItem = (a: FeeLine, b: UploadedLine) => a.itemCode === b.itemCode && a.unitPrice === b.unitPrice;

/**
 * Splits a refund row against its original and the refunds before it, so that what is left never goes below
 * zero: the last refund takes exactly what remains. Refusals: `original-line-unknown`,
 * `refund-price-differs`, `refund-exceeds-original`, `line-too-large`, `amount-mismatch`.
 */
export function splitRefund(
  context: {
    readonly catalogue: CareCatalogue;
    readonly original: FeeLine | undefined;
    readonly earlier: readonly FeeLine[];
  },
  line: UploadedLine,
  index: number,
): Result<FeeLine, Refusal> {
  const { original, earlier, catalogue } = context;
  const named = { lineNumber: line.lineNumber, originalLineNumber: line.originalLineNumber! };
  if (original === undefined || original.originalLineNumber !== null) {
    return careRefusal('original-line-unknown', at(index, 'originalLineId'), named);
  }
  if (!sameItem(original, line)) return careRefusal('refund-price-differs', at(index, 'price'), named);
  const left = original.quantity + earlier.reduce((sum, each) => sum + each.quantity, 0) + line.quantity;
  if (line.quantity >= 0 || left < 0) {
    return careRefusal('refund-exceeds-original', at(index, 'quantity'), {
      ...named,
      quantity: formatQuantity(line.quantity),
      original: formatQuantity(original.quantity),
    });
  }
  const remaining = addFeeParts(feesOf(original), ...earlier.map(feesOf));
  const isLast = left === 0 && negateFen(remaining.total) === line.amount;
  const fees = isLast
    ? ok(negateFees(remaining))
    : partialRefund(catalogue, { ...line, approval: approvalOf(original) }, index);
  if (!fees.ok) return fees;
  const { category, paymentClass, ceiling, selfPaidFirstRate, isLimited, itemName } = original;
  const kept = { category, paymentClass, ceiling, selfPaidFirstRate, isLimited, itemName };
  const { approvalId } = original.details;
  const own = bare(line);
  const details = approvalId === undefined ? own.details : { ...own.details, approvalId };
  return ok({ ...own, ...kept, ...fees.value, details, settlementId: null });
}

/** A refund is split as its original was, whatever its own row says of approval. */
const approvalOf = ({ details }: FeeLine): HospitalApproval | null =>
  (details.approval ?? null) as HospitalApproval | null;

function partialRefund(
  catalogue: CareCatalogue,
  line: UploadedLine,
  index: number,
): Result<FeeParts, Refusal> {
  const quantity = -line.quantity as Quantity;
  const amount = negateFen(line.amount);
  const mirrored = splitCharge(catalogue, { ...line, quantity, amount }, index);
  return mirrored.ok ? ok(negateFees(feesOf(mirrored.value))) : mirrored;
}

/** Column sums of lines (procedures V-03: the header equals them to the fen). */
export function sumLines(lines: readonly FeeParts[]): FeeParts {
  return lines.length === 0 ? ZERO_FEE_PARTS : addFeeParts(...lines.map(feesOf));
}
