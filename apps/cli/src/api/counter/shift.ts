import {
  type Fen,
  formatDateTime,
  formatYuan,
  ok,
  parseYuan,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { closeShift, openShift, type Shift, type Takings } from '@zhijie/province';
import type { CloseBody } from './schema.ts';
import type { Window } from './window.ts';

const yuanOf = ({ total, funds, account, others, cash }: Takings) => ({
  total: formatYuan(total),
  funds: formatYuan(funds),
  account: formatYuan(account),
  others: formatYuan(others),
  cash: formatYuan(cash),
});

const shownShift = ({ number, endedAt, closedBy, cashDue, cashCounted, note }: Shift) => ({
  number,
  endedAt: formatDateTime(endedAt),
  closedBy,
  cashDue: formatYuan(cashDue),
  cashCounted: formatYuan(cashCounted),
  note,
});

/** The open shift: its bills and sums in yuan, and what still needs a person. */
export async function readShift({ deps, actor, place }: Window): Promise<Result<object, Refusal>> {
  const shift = await openShift(deps, actor, place.providerId);
  if (!shift.ok) return shift;
  const { bills, underWay, totals, closed } = shift.value;
  return ok({
    bills: bills.map(({ actId, visitId, settlementId, word, ...takings }) => ({
      actId,
      visitId,
      settlementId,
      word,
      ...yuanOf(takings),
    })),
    underWay,
    totals: yuanOf(totals),
    closed: closed.map(shownShift),
  });
}

export async function endShift(
  { deps, actor, place }: Window,
  body: CloseBody,
): Promise<Result<object, Refusal>> {
  // Only who has a drawer counts it.
  if (actor.roles.includes('doctor')) return refuse('not-permitted', { field: 'session' });
  const { requestKey, note = null } = body;
  const counted = signed(body.cashCounted);
  if (counted === null) return refuse('amount-malformed', { field: 'cashCounted' });
  const closing = { providerId: place.providerId, requestKey, cashCounted: counted, note };
  const shift = await closeShift(deps, actor, closing);
  return shift.ok ? ok({ shift: shownShift(shift.value) }) : shift;
}

/** A shift that gave back more than it took has a negative drawer. */
function signed(text: string): Fen | null {
  const isNegative = text.startsWith('-');
  const amount = parseYuan(isNegative ? text.slice(1) : text);
  if (!amount.ok) return null;
  return isNegative ? ((0 - amount.value) as Fen) : amount.value;
}
