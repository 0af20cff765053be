import {
  type CalendarDate,
  FEE_CATEGORIES,
  type FeeCategory,
  type FeeParts,
  type Fen,
  formatYuan,
  lineAmount,
  negateFen,
  ok,
  PAYMENT_CLASSES,
  type PaymentClass,
  type Quantity,
  type Rate,
  type Refusal,
  type Result,
  refuse,
  type UnitPrice,
  ZERO_FEN,
} from '@zhijie/kernel';
import { HALF_UP } from '../plan/bands.ts';
import type { Catalogue } from './catalogue.ts';

/**
 * Whether the hospital approves a restricted item for this patient: `self-paid` takes the line out of
 * scope.
 */
export type LineApproval = 'default' | 'self-paid' | 'reimbursable';

export type LineInput = {
  readonly itemCode: string;
  readonly unitPrice: UnitPrice;
  /** Negative for goods returned. */
  readonly quantity: Quantity;
  readonly amount: Fen;
  readonly approval?: LineApproval;
  readonly on?: CalendarDate;
};

export type ClassifiedLine = {
  readonly row: number;
  readonly category: FeeCategory;
  readonly paymentClass: PaymentClass;
  readonly ceiling: UnitPrice | null;
  readonly selfPaidFirstRate: Rate;
  readonly fees: FeeParts;
};

/**
 * Splits one fee line by the catalogue of the place of care: 丙 → excluded; above the ceiling → over
 * limit; 乙 →
 * first self-pay by its ratio of the rest; what remains is in scope (D15, worked example A6 reading 1:
 * 先行自付 first).
 * Each line rounds alone, half up at the fen, so the order of lines cannot matter; a returned line
 * mirrors its sale.
 * No approval brings a 丙 item into scope.
 *
 * Refusals: `unknown-item`; `amount-mismatch` when the amount is not price × quantity rounded half up at
 * the fen.
 */
export function classifyLine(
  catalogue: Catalogue,
  line: LineInput,
): Result<ClassifiedLine, Refusal<'unknown-item' | 'amount-mismatch'>> {
  const row = catalogue.rowOf(line.itemCode);
  if (row === undefined) {
    return refuse('unknown-item', { field: 'itemCode', detail: { itemCode: line.itemCode } });
  }
  const expected = lineAmount(line.unitPrice, line.quantity);
  if (expected !== line.amount) {
    const detail = {
      itemCode: line.itemCode,
      expected: formatYuan(expected),
      amount: formatYuan(line.amount),
    };
    return refuse('amount-mismatch', { field: 'amount', detail });
  }
  const { columns } = catalogue;
  const ceiling = columns.ceiling[row]! < 0 ? null : (columns.ceiling[row]! as UnitPrice);
  const selfPaidFirstRate = columns.selfPaidFirstRate[row]! as Rate;
  const paymentClass = PAYMENT_CLASSES[columns.paymentClass[row]!]!;
  const isExcluded = paymentClass === 'C' || line.approval === 'self-paid';
  return ok({
    row,
    category: FEE_CATEGORIES[columns.category[row]!]!,
    paymentClass,
    ceiling,
    selfPaidFirstRate,
    fees: isExcluded ? allExcluded(line.amount) : inCatalogue(line, paymentClass, ceiling, selfPaidFirstRate),
  });
}

function allExcluded(total: Fen): FeeParts {
  return { total, excluded: total, overLimit: ZERO_FEN, selfPaidFirst: ZERO_FEN, eligible: ZERO_FEN };
}

function inCatalogue(
  line: LineInput,
  paymentClass: PaymentClass,
  ceiling: UnitPrice | null,
  rate: Rate,
): FeeParts {
  if (line.amount < 0) {
    const sale = inCatalogue(
      { ...line, amount: negateFen(line.amount), quantity: (0 - line.quantity) as Quantity },
      paymentClass,
      ceiling,
      rate,
    );
    return {
      total: line.amount,
      excluded: ZERO_FEN,
      overLimit: negateFen(sale.overLimit),
      selfPaidFirst: negateFen(sale.selfPaidFirst),
      eligible: negateFen(sale.eligible),
    };
  }
  const isAbove = ceiling !== null && line.unitPrice > ceiling;
  const within = isAbove ? lineAmount(ceiling, line.quantity) : line.amount;
  const selfPaidFirst = (paymentClass === 'B' ? HALF_UP(within * rate) : 0) as Fen;
  return {
    total: line.amount,
    excluded: ZERO_FEN,
    overLimit: (line.amount - within) as Fen,
    selfPaidFirst,
    eligible: (within - selfPaidFirst) as Fen,
  };
}
