import { type Decision, NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import { type Fen, instant, monthOf, ok, type Refusal, type Result, type SettlementParts } from '@zhijie/kernel';
import { type CareDeps, crashpoint } from '../deps.ts';
import { careRefusal } from '../refusals.ts';
import { findRequest } from '../request-key/store.ts';
import { findVisit, type Visit } from '../visit/store.ts';
import { settlementDigest, settlementPostings } from './postings.ts';
import { completeSettlement, hurryResolver, refuseSettlement, type Settlement } from './store.ts';
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

export const routeOfIntent = ({ careArea, insuredArea, providerId, personId, requestedAt }: Intent) =>
  routeOf({ careArea, insuredArea, providerId, personId, month: monthOf(requestedAt) });

/** 结果未知: the hospital repeats the same message, queries, or reverses; the resolver asks meanwhile. */
export const outcomeUnknown = (intent: Pick<Settlement, 'settlementId' | 'visitId'>) =>
  careRefusal('outcome-unknown', 'settlementId', {
    settlementId: intent.settlementId,
    visitId: intent.visitId,
  });

/**
 * Asks the insured side to settle an intent and completes it. `isFirst` says that no earlier message of this
 * settlement can be under way: only then does "not delivered" close the intent for good.
 */
export async function driveSettlement(
  deps: CareDeps,
  intent: Intent,
  how: { readonly isFirst: boolean; readonly visit?: Visit },
): Promise<Result<Uint8Array, Refusal>> {
  const { settlementId, requestedAt, bill, providerId } = intent;
  let answer: Result<Decision, Refusal>;
  try {
    const request = { settlementId, requestedAt, bill };
    answer = await deps.ask('settlement.settle@1', routeOfIntent(intent), request, {
      deadlineMs: deps.limits.settleDeadlineMs,
    });
  } catch (error) {
    if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
    deps.log({ level: 'warn', event: 'settle-unanswered', settlementId, certain: error.name });
    if (error instanceof NotDelivered && how.isFirst) {
      await refuseSettlement(deps.db, providerId, settlementId);
      return careRefusal('insured-place-unreachable', 'insuredRegion', { area: intent.insuredArea });
    }
    await hurryResolver(deps.db, intent as Settlement, deps.now());
    return outcomeUnknown(intent);
  }
  if (!answer.ok) {
    await crashpoint(deps, 'care.settle.before-refuse');
    const state = await refuseSettlement(deps.db, providerId, settlementId);
    return state === 'refused' ? answer : careRefusal('settlement-reversed', 'settlementId', { settlementId });
  }
  return completeIntent(deps, intent, answer.value, how.visit);
}

/** Keeps the insured side's decision with everything that follows from it: one transaction, one round trip. */
export async function completeIntent(
  deps: CareDeps,
  intent: Intent,
  decision: Decision,
  known?: Visit,
): Promise<Result<Uint8Array, Refusal>> {
  const visit = known ?? (await findVisit(deps.db, intent.providerId, intent.visitId))!;
  const view = viewOfDecision(deps, visit, intent, decision);
  const answer = deps.renderSettlement(view);
  const { parts, settledAt } = view;
  const month = monthOf(settledAt);
  const postings = settlementPostings({ ...intent, parts });
  const digest = settlementDigest({ ...intent, settledAt, month, parts, postings });
  await crashpoint(deps, 'care.settle.before-complete');
  const state = await completeSettlement(deps.db, {
    providerId: intent.providerId,
    settlementId: intent.settlementId,
    settledAt,
    month,
    parts,
    decision: keptDecision(decision),
    accountBalance: view.accountBalance,
    postings,
    digest,
    answer,
  });
  await crashpoint(deps, 'care.settle.after-complete');
  if (state === 'completed') return ok(answer);
  // Somebody else completed it first: the bytes are theirs.
  const first = state === 'settled' ? await findRequest(deps.db, intent.providerId, intent.messageId) : null;
  if (first?.answer != null) return ok(first.answer);
  return careRefusal('settlement-reversed', 'settlementId', { settlementId: intent.settlementId });
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
