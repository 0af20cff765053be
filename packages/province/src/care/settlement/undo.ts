import type { Executor } from '@zhijie/database';
import { type AnswerOf, NoAnswer, NotDelivered } from '@zhijie/exchange';
import { type Fen, instant, monthOf, negateParts, ok, type Refusal, type Result } from '@zhijie/kernel';
import { type CareDeps, crashpoint } from '../deps.ts';
import { careRefusal } from '../refusals.ts';
import { sealBytes } from '../request-key/sealed-bytes.ts';
import { findRequest } from '../request-key/store.ts';
import { findVisit } from '../visit/store.ts';
import { completeIntent, outcomeUnknown, routeOfIntent } from './decide.ts';
import { reversalDigest, undoPostings } from './postings.ts';
import { completeReversal, type Reversal } from './reversal-store.ts';
import { findSettlement, type Settlement } from './store.ts';
import { type SettlementView, viewOf } from './view.ts';

/** How a reversal ended; `answer` are the bytes for the call that asked for it. */
export type Undone =
  | { readonly outcome: 'reversed'; readonly view: SettlementView; readonly answer: Uint8Array | null }
  | { readonly outcome: 'never-settled' };

type Reply = AnswerOf<'settlement.reverse@1'>;

/** The transaction that reverses a call by its message id. */
export const BY_MESSAGE = '2601';

const sealed = (deps: CareDeps, bytes: Uint8Array) => sealBytes(deps.fieldKeys, bytes);

/**
 * Asks the insured side to reverse and completes the reversal here. May be driven any number of times: the
 * reversal id is the same. A reversal that the insured side gets before the settlement leaves a tombstone
 * there.
 */
export async function driveReversal(deps: CareDeps, reversal: Reversal): Promise<Result<Undone, Refusal>> {
  const settlement = (await findSettlement(deps.db, reversal.providerId, reversal.settlementId))!;
  const reply = await askReverse(deps, settlement, reversal);
  if (reply === null) return outcomeUnknown(settlement);
  if (!reply.ok) return reply;
  if (reply.value.outcome === 'never-settled') return closeNeverSettled(deps, reversal, settlement.careArea);
  const settled = settlement.state === 'pending' ? await catchUp(deps, settlement) : settlement;
  if (settled === null) return outcomeUnknown(settlement);
  return closeReversed(deps, { reversal, settlement: settled, reply: reply.value });
}

async function askReverse(
  deps: CareDeps,
  settlement: Settlement,
  reversal: Reversal,
): Promise<Result<Reply, Refusal> | null> {
  const { reversalId, settlementId, requestedAt, reason } = reversal;
  const { personId } = settlement;
  try {
    return await deps.ask(
      'settlement.reverse@1',
      routeOfIntent(settlement),
      { reversalId, settlementId, personId, requestedAt, reason },
      { deadlineMs: deps.limits.settleDeadlineMs },
    );
  } catch (error) {
    if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
    deps.log({ level: 'warn', event: 'reverse-unanswered', settlementId, reversalId, certain: error.name });
    return null;
  }
}

/**
 * The insured side had settled what this side still held as pending. Both facts are entered here, each in
 * its own month, so that the books of the two sides agree month by month.
 */
async function catchUp(deps: CareDeps, settlement: Settlement): Promise<Settlement | null> {
  const { settlementId, personId, providerId } = settlement;
  try {
    const outcome = await deps.ask('settlement.outcome@1', routeOfIntent(settlement), {
      settlementId,
      personId,
    });
    if (!outcome.ok || outcome.value.decision === null) return null;
    await completeIntent(deps, settlement, outcome.value.decision);
  } catch (error) {
    if (error instanceof NotDelivered || error instanceof NoAnswer) return null;
    throw error;
  }
  return findSettlement(deps.db, providerId, settlementId);
}

async function closeNeverSettled(
  deps: CareDeps,
  reversal: Reversal,
  careArea: string,
): Promise<Result<Undone, Refusal>> {
  const { providerId, reversalId, settlementId, interfaceNumber, messageId } = reversal;
  const fact = { reversalId, settlementId, outcome: 'never-settled', reversedAt: null, month: null } as const;
  // Undoing by id what never happened is a refusal, and keeps no answer; a reversal by message has succeeded.
  const isByMessage = interfaceNumber === BY_MESSAGE && messageId !== null;
  await crashpoint(deps, 'care.reverse.before-complete');
  await completeReversal(deps.db, {
    ...fact,
    providerId,
    accountBalance: null,
    transfers: [],
    digest: reversalDigest(fact, []),
    answerSealed: isByMessage
      ? sealed(
          deps,
          deps.renderReversal(interfaceNumber, { messageId, careArea, at: reversal.requestedAt }, null),
        )
      : null,
  });
  await crashpoint(deps, 'care.reverse.after-complete');
  return ok({ outcome: 'never-settled' });
}

async function closeReversed(
  deps: CareDeps,
  { reversal, settlement, reply }: { reversal: Reversal; settlement: Settlement; reply: Reply },
): Promise<Result<Undone, Refusal>> {
  const { providerId, reversalId, interfaceNumber, messageId, settlementId } = reversal;
  const reversedAt = instant(reply.reversedAt);
  const month = monthOf(reversedAt);
  const accountBalance = (reply.accountBalance ?? settlement.accountBalance ?? 0) as Fen;
  const done = { ...reversal, state: 'reversed' as const, reversedAt, month, accountBalance };
  const view = await viewOfReversal(deps, settlement, done);
  const answer =
    interfaceNumber === null || messageId === null
      ? null
      : deps.renderReversal(
          interfaceNumber,
          { messageId, careArea: settlement.careArea, at: reversedAt },
          view,
        );
  const decided = {
    ...settlement,
    settledAt: settlement.settledAt!,
    month: settlement.month!,
    parts: settlement.parts!,
  };
  const transfers = undoPostings(decided, { reversalId, reversedAt, month });
  const fact = { reversalId, settlementId, outcome: 'reversed', reversedAt, month } as const;
  await crashpoint(deps, 'care.reverse.before-complete');
  const state = await completeReversal(deps.db, {
    ...fact,
    providerId,
    accountBalance,
    transfers,
    digest: reversalDigest(fact, transfers),
    answerSealed: answer === null ? null : sealed(deps, answer),
  });
  await crashpoint(deps, 'care.reverse.after-complete');
  if (state === 'completed') return ok({ outcome: 'reversed', view, answer });
  const first = messageId === null ? null : await findRequest(deps.db, deps.fieldKeys, providerId, messageId);
  return ok({ outcome: 'reversed', view, answer: first?.answer ?? answer });
}

/** What a view is made with; `db` may be a transaction. */
export type Reading = Pick<CareDeps, 'fieldKeys'> & { readonly db: Executor };

/** The settlement again with every amount negated, under the reversal's own id. */
export async function viewOfReversal(
  deps: Reading,
  settlement: Settlement,
  reversal: Reversal,
): Promise<SettlementView> {
  const visit = (await findVisit(deps.db, settlement.providerId, settlement.visitId))!;
  const decision = settlement.decision!;
  const fundDetails = decision.fundDetails.map((detail) => ({
    ...detail,
    eligible: -detail.eligible,
    amount: -detail.amount,
  }));
  return viewOf(deps, visit, {
    interfaceNumber: reversal.interfaceNumber ?? settlement.interfaceNumber,
    messageId: reversal.messageId ?? settlement.messageId,
    settlementId: reversal.reversalId,
    reversedSettlementId: settlement.settlementId,
    isInterim: settlement.isInterim,
    careType: settlement.careType,
    certificateType: settlement.certificateType,
    invoiceNumber: settlement.invoiceNumber,
    settledAt: reversal.reversedAt!,
    parts: negateParts(settlement.parts!),
    accountBalance: reversal.accountBalance!,
    decision: { ...decision, fundDetails, warnings: [] },
  });
}

/** The refusal of undoing what is no live settlement any more. */
export function refusalOfSettled(settlement: Settlement) {
  const { settlementId } = settlement;
  if (settlement.state === 'refused')
    return careRefusal('settlement-never-happened', 'settlementId', { settlementId });
  return careRefusal('settlement-reversed', 'settlementId', { settlementId });
}
