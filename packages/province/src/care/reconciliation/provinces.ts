import { type Executor, statement } from '@zhijie/database';
import { type RowReference, tradeRowReader } from '@zhijie/evidence';
import { type AnswerOf, NoAnswer, NotDelivered, type RequestOf, routeOf } from '@zhijie/exchange';
import { instant, monthOf } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { askOutcome, resolveSettlement } from '../settlement/resolve.ts';
import { beginReversal, findReversal, reversalOf } from '../settlement/reversal-store.ts';
import { findSettlement, latestSettlement, type Settlement } from '../settlement/store.ts';
import { driveReversal } from '../settlement/undo.ts';
import { withdrawIntent } from '../settlement/withdraw.ts';

const UNDECIDED = statement(
  'care-trade-undecided',
  `SELECT a.item_id AS "itemId",
     CASE WHEN s.state = 'pending' OR a.kind = 'reversal' AND r.state = 'pending' THEN 'pending'
       ELSE 'refused' END AS state
   FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) a (provider_id, settlement_id, item_id, kind)
   JOIN care.settlement s ON s.provider_id = a.provider_id AND s.settlement_id = a.settlement_id
   LEFT JOIN care.reversal r ON r.provider_id = s.provider_id AND r.settlement_id = s.settlement_id
   WHERE s.state IN ('pending', 'refused') OR a.kind = 'reversal' AND r.state = 'pending'`,
);

/** The care side's part of the daily comparison. Its intent is there before anybody's row. */
export const careTradeRows = {
  reader: tradeRowReader('care.trade_row', 'provider_id'),
  undecided: (db: Executor, references: readonly RowReference[]) =>
    db.query<{ itemId: string; state: 'pending' | 'refused' }>(UNDECIDED, [
      references.map(({ providerId }) => providerId),
      references.map(({ settlementId }) => settlementId),
      references.map(({ itemId }) => itemId),
      references.map(({ kind }) => kind),
    ]),
};

type Repaired = AnswerOf<'reconciliation.repair@1'>['outcome'];
type Reversed = AnswerOf<'reconciliation.reverse@1'>['outcome'];

/**
 * Asks the insured side once more for the outcome of a settlement, as the resolver does: the answer passes
 * the hub, which records what it missed, and completes what is pending here. `absent`: not this side's.
 */
export async function repairTrade(
  deps: CareDeps,
  { providerId, settlementId }: RowReference,
): Promise<Repaired> {
  const settlement = await findSettlement(deps.db, providerId, settlementId);
  if (settlement === null) return 'absent';
  const reversal = await reversalOf(deps.db, providerId, settlementId);
  if (reversal?.state === 'pending') return (await driveReversal(deps, reversal)).ok ? 'asked' : 'unanswered';
  if (settlement.state === 'pending') {
    await resolveSettlement(deps, settlement);
    const after = await findSettlement(deps.db, providerId, settlementId);
    return after?.state === 'pending' ? 'unanswered' : 'asked';
  }
  return (await askOutcome(deps, settlement)) === null ? 'unanswered' : 'asked';
}

/**
 * Takes a settlement back on an agency's order, along the way that a hospital's void takes: a settlement that
 * was reconciled or confirmed becomes a refund (T-04). One that this side does not have is taken back at the
 * insured side alone. `never-settled`: the insured side does not have it either, there is nothing to take
 * back; `not-latest`: a later settlement of the stay goes first.
 */
export async function reverseTrade(
  deps: CareDeps,
  order: Pick<RequestOf<'reconciliation.reverse@1'>, 'orderId' | 'orderedBy'> & {
    readonly reference: RowReference;
    readonly insuredArea: string;
  },
): Promise<Reversed> {
  const { providerId, settlementId } = order.reference;
  const settlement = await findSettlement(deps.db, providerId, settlementId);
  if (settlement === null || settlement.state === 'refused') return reverseAtInsured(deps, order);
  if (settlement.state === 'reversed') return 'already-reversed';
  if (settlement.state === 'pending') {
    const done = await withdrawIntent(deps, settlement);
    if (done === 'withdrawn') return 'never-settled';
    return done === 'pending' ? 'unanswered' : reverseTrade(deps, order);
  }
  const outcome = await askOutcome(deps, settlement);
  if (outcome === null || !outcome.ok) return 'unanswered';
  if (outcome.value.state !== 'settled') return 'never-settled';
  const latest = await latestSettlement(deps.db, providerId, settlement.visitId);
  const isBuried = settlement.kind === 'inpatient' && latest !== null && latest.settlementId !== settlementId;
  return isBuried ? 'not-latest' : reverseSettled(deps, settlement, order);
}

async function reverseSettled(
  deps: CareDeps,
  settlement: Settlement,
  { orderId, orderedBy }: Pick<RequestOf<'reconciliation.reverse@1'>, 'orderId' | 'orderedBy'>,
): Promise<Reversed> {
  const { providerId, settlementId, careArea } = settlement;
  const at = deps.now();
  const begun = await beginReversal(
    deps.db,
    {
      providerId,
      settlementId,
      reversalId: deps.ids.next('reversal', careArea, at),
      reason: 'undo',
      interfaceNumber: null,
      messageId: null,
      digest: null,
      month: monthOf(at),
      at,
      resolveAfter: at,
      actorId: orderedBy,
      orderId,
    },
    null,
  );
  if (begun.outcome === 'already-reversed') return 'already-reversed';
  const reversal =
    begun.reversalId === undefined ? null : await findReversal(deps.db, providerId, begun.reversalId);
  if (reversal === null) return 'unanswered';
  return (await driveReversal(deps, reversal)).ok ? 'reversed' : 'unanswered';
}

/** The id follows from the order: asked again, it is the same reversal. */
async function reverseAtInsured(
  deps: CareDeps,
  {
    orderId,
    reference,
    insuredArea,
  }: { readonly orderId: string; readonly reference: RowReference; readonly insuredArea: string },
): Promise<Reversed> {
  const { settlementId, personId, providerId, careArea } = reference;
  const requestedAt = deps.now();
  const route = routeOf({
    careArea,
    insuredArea,
    providerId,
    personId,
    month: monthOf(instant(requestedAt)),
  });
  try {
    const request = { reversalId: orderId, settlementId, personId, requestedAt, reason: 'undo' as const };
    const answer = await deps.ask('settlement.reverse@1', route, request);
    return answer.ok ? answer.value.outcome : 'unanswered';
  } catch (error) {
    if (error instanceof NotDelivered || error instanceof NoAnswer) return 'unanswered';
    throw error;
  }
}
