import type { Executor } from '@zhijie/database';
import { monthOf, ok, type Refusal, type Result } from '@zhijie/kernel';
import { type Call, type CareDeps, crashpoint } from '../deps.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { sealBytes } from '../request-key/sealed-bytes.ts';
import { answerOfEarlier, keyOf, once } from '../request-key/service.ts';
import { expectReversed, findRequest, finishRequest, markReversed } from '../request-key/store.ts';
import { cancel } from '../visit/change.ts';
import type { VisitClaim } from '../visit/rules.ts';
import { findVisit, lockVisit, type VisitKind } from '../visit/store.ts';
import { isOfOrder, isPurchase } from './decide.ts';
import {
  beginReversal,
  findReversal,
  hurryReversal,
  type ReversalBegun,
  type ReversalReason,
  reversalOf,
} from './reversal-store.ts';
import { findSettlement, latestSettlement, type Settlement } from './store.ts';
import { BY_MESSAGE, driveReversal, refusalOfSettled, type Undone } from './undo.ts';

export type UndoRequest = VisitClaim & {
  readonly settlementId: string;
  readonly kind: VisitKind;
  /** A purchase is undone by the transaction for purchases, a visit by the one for visits. */
  readonly isPurchase?: boolean;
  /** The settlement of an order is undone with the order, by the node itself. */
  readonly isOrder?: boolean;
};

/** A reversal by message id: of a call whose outcome the hospital does not know (procedures T-06). */
export type ReverseByMessage = {
  readonly personId: string;
  readonly originalMessageId: string;
  readonly originalTransaction: string;
};

/**
 * Takes a settlement back (2208, 2305), also months later and after clearing (procedures T-04, T-05). Only
 * the latest settlement of a stay may go: what was settled on top of it goes first. Refusals:
 * `settlement-unknown`, `person-differs`, `settlement-reversed`, `settlement-never-happened`,
 * `outcome-unknown`.
 */
export async function undoSettlement(
  deps: CareDeps,
  call: Call,
  request: UndoRequest,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  const settlement = await findSettlement(deps.db, providerId, request.settlementId);
  const refusal = await refusalOfUndo(deps, settlement, request);
  if (refusal !== null) return { ok: false, refusal };
  const begun = await begin(deps, call, settlement!, 'undo');
  if (begun.outcome === 'known-request') return repeatUndo(deps, call);
  if (begun.outcome === 'already-reversed' || begun.outcome === 'never-settled') {
    return refusalOfSettled((await findSettlement(deps.db, providerId, request.settlementId))!);
  }
  await crashpoint(deps, 'care.reverse.after-intent');
  return finishDriven(deps, call, begun.reversalId!);
}

async function refusalOfUndo(
  deps: CareDeps,
  settlement: Settlement | null,
  request: UndoRequest,
): Promise<CareRefusal | null> {
  const { settlementId, visitId } = request;
  const isOther =
    settlement !== null &&
    (settlement.visitId !== visitId ||
      settlement.kind !== request.kind ||
      isPurchase(settlement) !== (request.isPurchase ?? false));
  if (settlement === null || isOther) {
    return careRefusal('settlement-unknown', 'settlementId', { settlementId, visitId }).refusal;
  }
  if (request.personId !== null && request.personId !== settlement.personId) {
    return careRefusal('person-differs', 'personId', { visitId }).refusal;
  }
  if (isOfOrder(settlement) && request.isOrder !== true) {
    return careRefusal('settlement-of-order', 'settlementId', { settlementId }).refusal;
  }
  if (settlement.kind !== 'inpatient') return null;
  const latest = await latestSettlement(deps.db, settlement.providerId, visitId);
  const isLatest = latest === null || latest.settlementId === settlementId || settlement.state === 'reversed';
  if (isLatest) return null;
  return careRefusal('settlement-exists', 'settlementId', { settlementId: latest.settlementId, visitId })
    .refusal;
}

function begin(
  deps: CareDeps,
  call: Call,
  settlement: Settlement,
  reason: ReversalReason,
): Promise<ReversalBegun> {
  const { providerId, area } = call.institution;
  const intent = {
    providerId,
    settlementId: settlement.settlementId,
    reversalId: deps.ids.next('reversal', area, call.receivedAt),
    reason,
    interfaceNumber: call.interfaceNumber,
    messageId: call.messageId,
    digest: call.contentDigest,
    month: monthOf(call.receivedAt),
    at: call.receivedAt,
    resolveAfter: call.receivedAt + deps.limits.resolveAfterMs,
    actorId: call.actor.id,
    purpose: reason === 'undo' ? 'undo-settlement' : 'reverse-call',
  };
  call.progress.mayHaveEffect = true;
  return beginReversal(deps.db, intent, call.rawId);
}

/**
 * Drives a reversal and answers this call. When the call joined a reversal that another one asked for, its
 * own answer is written and kept under its own message.
 */
async function finishDriven(
  deps: CareDeps,
  call: Call,
  reversalId: string,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  const reversal = (await findReversal(deps.db, providerId, reversalId))!;
  const driven = await driveReversal(deps, reversal);
  if (!driven.ok) {
    await hurryReversal(deps.db, reversal, deps.now());
    return driven;
  }
  const isOwn = reversal.messageId === call.messageId;
  if (isOwn && driven.value.outcome === 'reversed' && driven.value.answer !== null) {
    return ok(driven.value.answer);
  }
  const answer = answerOf(deps, call, reversal.settlementId, driven.value);
  if (answer.ok) {
    const answerSealed = sealBytes(deps.fieldKeys, answer.value);
    await finishRequest(deps.db, { providerId, messageId: call.messageId, answerSealed });
  }
  return answer;
}

function answerOf(
  deps: CareDeps,
  call: Call,
  settlementId: string,
  undone: Undone,
): Result<Uint8Array, CareRefusal> {
  const { interfaceNumber, messageId } = call;
  if (interfaceNumber === BY_MESSAGE) return ok(plain(deps, call));
  if (undone.outcome === 'reversed') {
    const view = { ...undone.view, interfaceNumber, messageId };
    return ok(deps.renderReversal(interfaceNumber, renderedCall(call), view));
  }
  // Undoing by id what the insured side never settled: there is nothing to take back.
  return careRefusal('settlement-never-happened', 'settlementId', { settlementId });
}

/** The same 2208, 2305 or 2601 again: the first answer's bytes, or the same reversal driven again. */
export async function repeatUndo(deps: CareDeps, call: Call): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  call.progress.mayHaveEffect = true;
  const earlier = await findRequest(deps.db, deps.fieldKeys, providerId, call.messageId);
  const answer = earlier === null ? null : answerOfEarlier(call, earlier);
  if (answer !== null) return answer;
  if (earlier?.settlementId == null) return careRefusal('request-in-progress', 'messageId');
  const reversal = await reversalOf(deps.db, providerId, earlier.settlementId);
  if (reversal === null) return careRefusal('request-in-progress', 'messageId');
  return finishDriven(deps, call, reversal.reversalId);
}

const VOIDS_VISIT = '2208';
const VOIDS_STAY = '2305';
const SETTLES = ['2102', '2102A', '2207', '2207A', '2304', '2304A'];
const ADMITS = '2401';

/**
 * Reverses a call by its message id (2601), whether or not its answer had arrived, and also before the call
 * itself arrives: then a tombstone refuses it for ever. Repeating has no further effect. Refusals:
 * `not-reversible`, `transaction-differs`, `person-differs`, `settlement-closed` (reconciled or confirmed for
 * clearing: a void by id refunds it), `settlement-exists`, `visit-has-lines`, `outcome-unknown`.
 */
export async function reverseByMessage(
  deps: CareDeps,
  call: Call,
  request: ReverseByMessage,
): Promise<Result<Uint8Array, Refusal>> {
  const { originalTransaction, originalMessageId } = request;
  const { providerId } = call.institution;
  if (![...SETTLES, ADMITS].includes(originalTransaction)) {
    return careRefusal('not-reversible', 'reversedTransaction', { value: originalTransaction });
  }
  const original = await findRequest(deps.db, deps.fieldKeys, providerId, originalMessageId);
  if (original === null) return buryUnseen(deps, call, request);
  if (original.interfaceNumber !== originalTransaction) {
    return careRefusal('transaction-differs', 'reversedTransaction', { value: originalTransaction });
  }
  const isDone = original.state === 'reversed' || original.state === 'expected-reversed';
  if (isDone) return answerDone(deps, call);
  if (originalTransaction === ADMITS) return reverseAdmission(deps, call, request);
  if (original.settlementId === null) return careRefusal('request-in-progress', 'reversedMessageId');
  const settlement = (await findSettlement(deps.db, providerId, original.settlementId))!;
  if (settlement.personId !== request.personId) {
    return careRefusal('person-differs', 'personId', { visitId: settlement.visitId });
  }
  return reverseSettlement(deps, call, settlement);
}

const renderedCall = ({ messageId, institution, receivedAt }: Call) => ({
  messageId,
  careArea: institution.area,
  at: receivedAt,
});

const plain = (deps: CareDeps, call: Call, warnings: readonly string[] = []) =>
  deps.renderReversal(call.interfaceNumber, renderedCall(call), null, warnings);

/** Told with the tombstone of a message id that nobody has seen: it may be late, and it may be mistyped. */
const UNSEEN = '没有收到过该报文，没有可冲正的；已登记，它以后到达也不会生效。请核对原报文 msgid';

function buryUnseen(
  deps: CareDeps,
  call: Call,
  request: ReverseByMessage,
): Promise<Result<Uint8Array, Refusal>> {
  const { month, at, providerId } = keyOf(call);
  const tombstone = {
    providerId,
    messageId: request.originalMessageId,
    interfaceNumber: request.originalTransaction,
    month,
    at,
  };
  return once(
    deps,
    call,
    async (tx) =>
      // The call arrived in between: this one is judged again when it is repeated.
      (await expectReversed(tx, tombstone))
        ? ok({ output: null })
        : careRefusal('request-in-progress', 'reversedMessageId'),
    () => plain(deps, call, [UNSEEN]),
  );
}

/** The call is reversed already: by another one, or by this one, whose own answer was not written yet. */
async function answerDone(deps: CareDeps, call: Call): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  const own = await findRequest(deps.db, deps.fieldKeys, providerId, call.messageId);
  if (own?.settlementId != null) return repeatUndo(deps, call);
  return once(
    deps,
    call,
    async () => ok({ output: null }),
    () => plain(deps, call),
  );
}

async function reverseSettlement(
  deps: CareDeps,
  call: Call,
  settlement: Settlement,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  const begun = await begin(deps, call, settlement, 'unknown-outcome');
  if (begun.outcome === 'known-request') return repeatUndo(deps, call);
  if (begun.outcome === 'closed') {
    const { settlementId, kind } = settlement;
    return careRefusal('settlement-closed', 'reversedMessageId', {
      settlementId,
      closedBy: begun.closedBy!,
      call: kind === 'inpatient' ? VOIDS_STAY : VOIDS_VISIT,
    });
  }
  if (begun.outcome === 'already-reversed' || begun.outcome === 'never-settled') {
    const bury = (tx: Executor) => markReversed(tx, providerId, settlement.messageId);
    return once(
      deps,
      call,
      async (tx) => ok({ output: await bury(tx) }),
      () => plain(deps, call),
    );
  }
  await crashpoint(deps, 'care.reverse.after-intent');
  return finishDriven(deps, call, begun.reversalId!);
}

/** A reversed admission is an admission undone: same conditions as cancelling it (2404). */
function reverseAdmission(
  deps: CareDeps,
  call: Call,
  request: ReverseByMessage,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  return once(
    deps,
    call,
    async (tx) => {
      const original = await findRequest(tx, deps.fieldKeys, providerId, request.originalMessageId);
      const visit = original?.visitId == null ? null : await findVisit(tx, providerId, original.visitId);
      if (visit === null) return careRefusal('request-in-progress', 'reversedMessageId');
      if (visit.personId !== request.personId) {
        return careRefusal('person-differs', 'personId', { visitId: visit.visitId });
      }
      const locked = (await lockVisit(tx, providerId, visit.visitId))!;
      if (locked.state !== 'cancelled') {
        const cancelled = await cancel(tx, locked, { allowLines: false, at: call.receivedAt });
        if (!cancelled.ok) return cancelled;
      }
      await markReversed(tx, providerId, request.originalMessageId);
      return ok({ output: null, visitId: visit.visitId });
    },
    () => plain(deps, call),
  );
}
