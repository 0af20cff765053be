import {
  type ClearingItem,
  type Duty,
  dutiesOf,
  type MatrixRow,
  matrixRows,
  ORDER_LABELS,
  type Position,
  positionsOf,
} from '@zhijie/clearing';
import type { ClearingView } from '@zhijie/exchange';
import { type Instant, provinceOf } from '@zhijie/kernel';
import type { MonthState } from './clearing.ts';

/** A month as one province may see it: its own lines, orders, notices, duties; of others only the nets. */
export function viewOf(
  state: MonthState,
  {
    province,
    now,
    late,
  }: { readonly province: string; readonly now: Instant; readonly late: ClearingItem[] },
): ClearingView {
  const { book, run, subjects, version } = state;
  const isPair = (of: { readonly careProvince: string; readonly insuredProvince: string }): boolean =>
    of.careProvince === province || of.insuredProvince === province;
  const orders = book.orders.filter(({ payer, payee }) => payer === province || payee === province);
  const own = new Set([province, ...orders.map(({ orderId }) => orderId)]);
  return {
    period: run.period,
    state: book.state,
    version,
    generatedAt: run.generatedAt,
    root: run.root,
    signature: run.signature,
    lines: run.tables.lines.filter(isPair),
    nets: [...run.tables.nets],
    areas: run.tables.areas.filter((share) => share.province === province),
    penalties: run.tables.penalties.filter(({ careArea }) => provinceOf(careArea) === province),
    confirmation: book.confirmations.find((each) => each.province === province) ?? null,
    notices: book.notices
      .filter((notice) => notice.province === province)
      .map((notice) => ({ ...notice, lines: [...notice.lines] })),
    orders: orders.map((order) => ({ ...order, label: ORDER_LABELS[order.state] })),
    duties: dutiesOf(book, now).filter(({ owner }) => owner === province),
    seen: [...own].map((subject) => ({ subject, version: subjects.get(subject) ?? 0 })),
    late,
  };
}

/** The nation's view: who owes whom, gross and net, who confirmed, and what is due or overdue. */
export type NationalView = Pick<ClearingView, 'period' | 'state' | 'version' | 'root' | 'signature'> & {
  readonly generatedAt: Instant;
  readonly items: number;
  readonly matrix: readonly MatrixRow[];
  readonly positions: readonly Position[];
  readonly nets: MonthState['run']['tables']['nets'];
  readonly lines: MonthState['run']['tables']['lines'];
  readonly confirmations: MonthState['book']['confirmations'];
  readonly duties: readonly Duty[];
};

export function nationalViewOf({ book, run, version }: MonthState, now: Instant): NationalView {
  const matrix = matrixRows(book);
  return {
    period: run.period,
    state: book.state,
    version,
    root: run.root,
    signature: run.signature,
    generatedAt: run.generatedAt,
    items: run.items,
    matrix,
    positions: positionsOf(matrix),
    nets: run.tables.nets,
    lines: run.tables.lines,
    confirmations: book.confirmations,
    duties: dutiesOf(book, now),
  };
}
