import { type InsuranceType, type TotalFen, totalFen } from '@zhijie/kernel';
import { compareTexts } from '../run/run.ts';
import type { ClearingBook } from './book.ts';
import { ORDER_LABELS, type OrderState } from './statuses.ts';

/** A cell of the national matrix: what payer owes payee, gross, and how far it is. */
export type MatrixRow = {
  readonly orderId: string;
  readonly payer: string;
  readonly payee: string;
  readonly insuranceType: InsuranceType;
  readonly amount: TotalFen;
  readonly isReturn: boolean;
  readonly state: OrderState;
  readonly label: string;
};

export function matrixRows(book: ClearingBook): MatrixRow[] {
  return book.orders.map(({ orderId, payer, payee, insuranceType, amount, isReturn, state }) => {
    return { orderId, payer, payee, insuranceType, amount, isReturn, state, label: ORDER_LABELS[state] };
  });
}

/** One province's position over both insurance types: gross both ways, net, and what is still to come. */
export type Position = {
  readonly province: string;
  readonly receivable: TotalFen;
  readonly payable: TotalFen;
  readonly net: TotalFen;
  readonly outstandingReceivable: TotalFen;
  readonly outstandingPayable: TotalFen;
};

/** The net view, computed from the gross rows: both tell the same money, and the nets of all cancel. */
export function positionsOf(rows: readonly MatrixRow[]): Position[] {
  const provinces = new Set(rows.flatMap(({ payer, payee }) => [payer, payee]));
  return [...provinces].toSorted(compareTexts).map((province) => {
    const sum = (side: 'payer' | 'payee', isOpenOnly: boolean): TotalFen =>
      totalFen(
        rows
          .filter((row) => row[side] === province && (!isOpenOnly || isOpen(row, side)))
          .reduce((total, { amount }) => totalFen(total + amount), 0),
      );
    const [receivable, payable] = [sum('payee', false), sum('payer', false)];
    return {
      province,
      receivable,
      payable,
      net: totalFen(receivable - payable),
      outstandingReceivable: sum('payee', true),
      outstandingPayable: sum('payer', true),
    };
  });
}

/** The payer is done when it paid, the payee when it received. */
function isOpen({ state }: MatrixRow, side: 'payer' | 'payee'): boolean {
  return state !== 'received' && !(side === 'payer' && state === 'paid');
}
