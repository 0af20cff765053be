import type { Direction } from '@zhijie/iso20022';

/** What a movement of the agency's account is. */
export type EntryKind = 'payment' | 'duplicate' | 'return' | 'recovery' | 'charge' | 'treasury' | 'unknown';

/** Kinds that are booked where they belong at once; everything else stands on suspense. */
export const CLEAR_KINDS = ['payment', 'charge', 'treasury'] as const;
export type ClearKind = (typeof CLEAR_KINDS)[number];
/** The same for SQL. */
export const CLEAR_KINDS_SQL = `('${CLEAR_KINDS.join("', '")}')`;

/** How far a line is when a movement that names it comes in, fen. */
export type LineProgress = {
  readonly amount: number;
  readonly executed: number;
  readonly returned: number;
  readonly closed: number;
  /** What the bank paid too much under this line and has not taken back. */
  readonly duplicated: number;
};

/** The bank's word for money that it took back because it had paid twice (ISO 20022, external code). */
export const TAKEN_BACK = 'DUPL';

/**
 * Which kind a movement is. A line executed in parts is as good as one executed at once; what goes beyond
 * the line is a duplicate; money that comes back is a return of what was executed, or the bank's own
 * correction of a duplicate. Without a line it is the bank's charge (by the bank's own code; P-05) or comes
 * from, or goes to, an account of the treasury. Whatever fits nothing is unknown.
 */
export function kindOf(
  entry: {
    readonly direction: Direction;
    readonly amount: number;
    readonly returnReason: string | null;
    readonly isCharge: boolean;
    readonly counterpartyAccount: string | null;
  },
  line: LineProgress | null,
  treasuryAccounts: ReadonlySet<string>,
): EntryKind {
  if (line === null) {
    if (entry.isCharge) return 'charge';
    return treasuryAccounts.has(entry.counterpartyAccount ?? '') ? 'treasury' : 'unknown';
  }
  const { direction, amount, returnReason } = entry;
  if (direction === 'out')
    return line.executed + amount <= line.amount - line.closed ? 'payment' : 'duplicate';
  if (returnReason === TAKEN_BACK) return amount <= line.duplicated ? 'recovery' : 'unknown';
  return line.returned + amount <= line.executed ? 'return' : 'unknown';
}

/** The line after the movement. */
export function afterEntry(line: LineProgress, kind: EntryKind, amount: number): LineProgress {
  switch (kind) {
    case 'payment':
      return { ...line, executed: line.executed + amount };
    case 'return':
      return { ...line, returned: line.returned + amount };
    case 'duplicate':
      return { ...line, duplicated: line.duplicated + amount };
    case 'recovery':
      return { ...line, duplicated: line.duplicated - amount };
    case 'charge':
    case 'treasury':
    case 'unknown':
      return line;
  }
}

export const LINE_STATES = [
  'proposed',
  'rejected',
  'waiting',
  'partly-paid',
  'paid',
  'returned',
  'owed-again',
  'closed',
] as const;
export type LineState = (typeof LINE_STATES)[number];

export type LineFigures = {
  readonly batchState: 'proposed' | 'released' | 'rejected';
  readonly amount: number;
  readonly executed: number;
  readonly returned: number;
  readonly owedAgain: number;
  readonly closed: number;
};

/** Where a line stands, for people. */
export function lineStateOf(line: LineFigures): LineState {
  const { batchState, amount, executed, returned, owedAgain, closed } = line;
  if (batchState !== 'released') return batchState;
  if (returned > owedAgain) return 'returned';
  if (owedAgain > 0) return 'owed-again';
  if (closed > 0 && executed + closed === amount) return executed === 0 ? 'closed' : 'paid';
  if (executed === 0) return 'waiting';
  return executed < amount ? 'partly-paid' : 'paid';
}

export const LINE_STATE_LABELS: Readonly<Record<LineState, string>> = {
  proposed: '待复核',
  rejected: '已退回',
  waiting: '已送银行',
  'partly-paid': '部分支付',
  paid: '已支付',
  returned: '银行退回，待处理',
  'owed-again': '已退回，重新应付',
  closed: '已关闭，重新应付',
};
