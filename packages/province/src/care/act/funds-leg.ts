import { sm3Hex } from '@zhijie/crypto';
import { type Fen, fen, instant, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { findInstitutions } from '../institution/store.ts';
import { findRequest } from '../request-key/store.ts';
import { isOfOrder, isPurchase } from '../settlement/decide.ts';
import { resolveSettlement } from '../settlement/resolve.ts';
import { reverseByMessage, undoSettlement } from '../settlement/reverse.ts';
import { settle } from '../settlement/settle.ts';
import { findSettlement, type Settlement } from '../settlement/store.ts';
import { type AskLeg, refusedFor, type Told, told } from './leg.ts';
import type { Standing } from './store.ts';

/** Within it the patient chooses another way to pay, or everything is reversed (journey 8), ms. */
export const CHOOSE_WITHIN_MS = 30 * 60_000;

const SETTLES = { outpatient: '2207', inpatient: '2304' } as const;
const VOIDS = { outpatient: '2208', inpatient: '2305' } as const;
const BY_MESSAGE = '2601';

/** Nothing was decided: the same question again may be answered. */
const UNDECIDED: readonly string[] = [
  'outcome-unknown',
  'request-in-progress',
  'insured-place-unreachable',
  'settlement-pending',
];

/** The message ids of an act's own calls, the same whenever they are made. */
export const messageOf = (actId: string, what: 'settle' | 'undo' | 'bury'): string =>
  `ACT${sm3Hex(`${what}\n${actId}`).slice(0, 27).toUpperCase()}`;

async function ownCall(
  deps: CareDeps,
  { head }: Standing,
  of: { readonly messageId: string; readonly interfaceNumber: string },
): Promise<Call> {
  const { providerId, actId } = head;
  const [institution] = await findInstitutions(deps.db, { providerId, name: null, kind: null });
  return {
    actor: { id: 'act', kind: 'system', node: deps.node, areas: [], roles: [] },
    institution: institution!,
    ...of,
    contentDigest: sm3Hex(`${providerId}\n${actId}\n${of.messageId}`),
    insuredRegion: null,
    receivedAt: deps.now(),
    rawId: null,
    progress: { mayHaveEffect: false },
  };
}

/** The settlement of an act: the one it was opened for, or what came of its own message. */
async function settlementOfAct(deps: CareDeps, standing: Standing): Promise<Settlement | null> {
  const { providerId, settleMessage } = standing.head;
  let { settlementId } = standing;
  if (settlementId === null) {
    const request = await findRequest(deps.db, deps.fieldKeys, providerId, settleMessage);
    settlementId = request?.settlementId ?? null;
  }
  return settlementId === null ? null : findSettlement(deps.db, providerId, settlementId);
}

/** The part of a settled bill that its person owes at the window, fen. */
export const restOf = ({ parts }: Settlement): Fen => parts!.paidInCash;

/** What a settled bill says to its act. */
export function settledTold(settlement: Settlement): Told {
  const { settlementId, settledAt, parts } = settlement;
  const rest = restOf(settlement);
  return told('confirmed', {
    amount: fen(parts!.feeTotal - rest),
    bill: { rest, deadlineAt: instant(settledAt! + CHOOSE_WITHIN_MS) },
    settlementId,
  });
}

function standingOf(settlement: Settlement | null): Told | null {
  switch (settlement?.state) {
    case 'settled':
      return settledTold(settlement);
    case 'reversed':
      return told('voided', { settlementId: settlement.settlementId });
    case 'refused':
      return refusedFor('settlement-refused', '医保结算没有成功');
    case 'pending':
      return null;
    case undefined:
      return told('absent');
  }
}

async function hold(deps: CareDeps, standing: Standing): Promise<Told | null> {
  const { request, settleMessage } = standing.head;
  if (request === null) return standingOf(await settlementOfAct(deps, standing));
  const of = { messageId: settleMessage, interfaceNumber: SETTLES[request.kind] };
  const done = await settle(deps, await ownCall(deps, standing, of), request);
  if (done.ok) return standingOf(await settlementOfAct(deps, standing));
  const { code, message } = done.refusal as Refusal & { readonly message?: string };
  return UNDECIDED.includes(code) ? null : refusedFor(code, message ?? '医保结算没有成功');
}

/** Reverses what is settled, or makes sure that it never will be. */
async function takeBack(deps: CareDeps, standing: Standing): Promise<Told | null> {
  const { personId, visitId, actId, request, settleMessage } = standing.head;
  const before = await settlementOfAct(deps, standing);
  if (before?.state === 'reversed' || before?.state === 'refused') return told('voided');
  let undone: Result<Uint8Array, Refusal>;
  if (before?.state === 'settled') {
    const { kind, settlementId } = before;
    const of = { messageId: messageOf(actId, 'undo'), interfaceNumber: VOIDS[kind] };
    const call = await ownCall(deps, standing, of);
    const own = { isPurchase: isPurchase(before), isOrder: isOfOrder(before) };
    undone = await undoSettlement(deps, call, { visitId, personId, settlementId, kind, ...own });
  } else {
    const of = { messageId: messageOf(actId, 'bury'), interfaceNumber: BY_MESSAGE };
    const call = await ownCall(deps, standing, of);
    const originalTransaction = SETTLES[request?.kind ?? 'outpatient'];
    const original = { originalMessageId: settleMessage, originalTransaction };
    undone = await reverseByMessage(deps, call, { personId, ...original });
  }
  const after = await settlementOfAct(deps, standing);
  if (after === null ? undone.ok : after.state === 'reversed' || after.state === 'refused') {
    return told('voided');
  }
  if (!undone.ok) {
    deps.log({ level: 'warn', event: 'act-funds-not-back', actId, code: undone.refusal.code });
  }
  return null;
}

/** The public funds: the settlement and the reversal of every bill, by this node's own calls. */
export const askFunds: AskLeg = async (deps, standing, { verb }) => {
  if (verb === 'hold') return hold(deps, standing);
  if (verb === 'void') return takeBack(deps, standing);
  const settlement = await settlementOfAct(deps, standing);
  if (settlement?.state !== 'pending') return standingOf(settlement);
  await resolveSettlement(deps, settlement);
  return standingOf(await settlementOfAct(deps, standing));
};
