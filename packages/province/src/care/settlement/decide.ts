import { type Decision, routeOf } from '@zhijie/exchange';
import {
  type Fen,
  instant,
  monthOf,
  ok,
  type Refusal,
  type Result,
  type SettlementParts,
} from '@zhijie/kernel';
import { type CareDeps, crashpoint } from '../deps.ts';
import { readLinesOf } from '../fee-line/store.ts';
import { orderByMessage } from '../payment-order/store.ts';
import { careRefusal } from '../refusals.ts';
import { sealBytes } from '../request-key/sealed-bytes.ts';
import { findRequest } from '../request-key/store.ts';
import { findVisit, type Visit } from '../visit/store.ts';
import { settlementDigest, settlementPostings } from './postings.ts';
import { reversalOf } from './reversal-store.ts';
import { completeSettlement, type Settlement } from './store.ts';
import { keptDecision, type SettlementView, viewOf } from './view.ts';

/** The parts of a settlement that its messages and its completion need. */
export type Intent = Pick<
  Settlement,
  | 'providerId'
  | 'settlementId'
  | 'visitId'
  | 'segment'
  | 'isInterim'
  | 'interfaceNumber'
  | 'messageId'
  | 'personId'
  | 'careArea'
  | 'insuredArea'
  | 'insuranceType'
  | 'careType'
  | 'certificateType'
  | 'invoiceNumber'
  | 'bill'
  | 'requestedAt'
>;

/** Settled at a pharmacy, with its lines, in one call. */
export const isPurchase = ({ interfaceNumber }: Pick<Settlement, 'interfaceNumber'>): boolean =>
  interfaceNumber.startsWith('2102');

/** Settled as the insurance part of an order for mobile payment. */
export const isOfOrder = ({ interfaceNumber }: Pick<Settlement, 'interfaceNumber'>): boolean =>
  interfaceNumber === '6202';

export const routeOfIntent = ({ careArea, insuredArea, providerId, personId, requestedAt }: Intent) =>
  routeOf({ careArea, insuredArea, providerId, personId, month: monthOf(requestedAt) });

/** 结果未知: the hospital repeats the same message, queries, or reverses; the resolver asks meanwhile. */
export const outcomeUnknown = (intent: Pick<Settlement, 'settlementId' | 'visitId'>) =>
  careRefusal('outcome-unknown', 'settlementId', {
    settlementId: intent.settlementId,
    visitId: intent.visitId,
  });

/**
 * Keeps the insured side's decision with everything that follows from it: one transaction, one round trip.
 */
export async function completeIntent(
  deps: CareDeps,
  intent: Intent,
  decision: Decision,
  known?: Visit,
): Promise<Result<Uint8Array, Refusal>> {
  const visit = known ?? (await findVisit(deps.db, intent.providerId, intent.visitId))!;
  const decided = viewOfDecision(deps, visit, intent, decision);
  const view = await completedView(deps, intent, visit, decided);
  const answer = deps.renderSettlement(view);
  const { parts, settledAt } = view;
  const month = monthOf(settledAt);
  const fact = { ...intent, settledAt, month, parts };
  const transfers = settlementPostings(fact);
  const digest = settlementDigest(fact, transfers);
  await crashpoint(deps, 'care.settle.before-complete');
  const state = await completeSettlement(deps.db, {
    providerId: intent.providerId,
    settlementId: intent.settlementId,
    settledAt,
    month,
    parts,
    decision: keptDecision(decision),
    accountBalance: view.accountBalance,
    transfers,
    digest,
    answerSealed: sealBytes(deps.fieldKeys, answer),
  });
  await crashpoint(deps, 'care.settle.after-complete');
  if (state === 'completed') return ok(answer);
  // Somebody else completed it first: the bytes are theirs.
  const first =
    state === 'settled'
      ? await findRequest(deps.db, deps.fieldKeys, intent.providerId, intent.messageId)
      : null;
  if (first?.answer != null) return ok(first.answer);
  // The node's own withdrawal was faster. Nobody asked for it: once done, the same message is judged anew.
  const reversal = await reversalOf(deps.db, intent.providerId, intent.settlementId);
  if (reversal !== null && reversal.messageId === null) return outcomeUnknown(intent);
  return careRefusal('settlement-reversed', 'settlementId', { settlementId: intent.settlementId });
}

/** What the answer of a purchase, or of an order, says besides the settlement. */
async function completedView(deps: CareDeps, intent: Intent, visit: Visit, decided: SettlementView) {
  if (isPurchase(intent)) return { ...decided, lines: await readLinesOf(deps.db, visit, null) };
  if (!isOfOrder(intent)) return decided;
  const order = await orderByMessage(deps.db, intent.providerId, intent.messageId);
  return { ...decided, orderId: order!.orderId };
}

/** A decision as the hospital gets it; also of a pre-settlement, which has no id. */
export function viewOfDecision(
  deps: CareDeps,
  visit: Visit,
  facts: Pick<
    Intent,
    'interfaceNumber' | 'messageId' | 'isInterim' | 'careType' | 'certificateType' | 'invoiceNumber'
  > & { readonly settlementId: string | null },
  decision: Decision,
): SettlementView {
  const { interfaceNumber, messageId, isInterim, careType, certificateType, invoiceNumber } = facts;
  return viewOf(deps, visit, {
    interfaceNumber,
    messageId,
    isInterim,
    careType,
    certificateType,
    invoiceNumber,
    settlementId: facts.settlementId,
    reversedSettlementId: null,
    settledAt: instant(decision.settledAt),
    parts: decision.parts as SettlementParts,
    accountBalance: decision.accountBalance as Fen,
    decision: keptDecision(decision),
  });
}
