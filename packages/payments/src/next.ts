import { type Fen, type Instant, instant } from '@zhijie/kernel';
import {
  type Act,
  fundsOf,
  isGone,
  isOver,
  isPayer,
  type Leg,
  type LegKind,
  leftOf,
  mayCount,
  type UndoReason,
} from './act.ts';
import type { Verb } from './apply.ts';

/** How long a payer may leave a question open before its part falls to the patient (K-07), ms. */
export const PATIENCE_MS = 20_000;
/** A hold outlives the time in which another method can be chosen, so that it can still be confirmed, ms. */
export const HOLD_BEYOND_MS = 10 * 60_000;

export type Action =
  | {
      readonly is: 'ask';
      readonly legId: string;
      readonly verb: Verb;
      /** Of a hold: the most that is asked for, fen. */
      readonly asked: Fen;
      readonly until: Instant | null;
      /** Of a void: close what is not paid, and take it as paid if it was; otherwise money goes back too. */
      readonly isDrop: boolean;
    }
  | { readonly is: 'give-up'; readonly legId: string }
  | { readonly is: 'undo'; readonly reason: UndoReason }
  /** A person chooses who pays what is left. */
  | { readonly is: 'choose'; readonly left: Fen; readonly until: Instant }
  /** A person hands cash back. */
  | { readonly is: 'hand-back'; readonly legId: string; readonly amount: Fen };

const ask = (leg: Leg, verb: Verb): Action => ({
  is: 'ask',
  legId: leg.legId,
  verb,
  asked: leg.asked,
  until: leg.until,
  isDrop: false,
});

const FORWARD: readonly LegKind[] = ['insurer', 'family', 'credit', 'channel'];
/** Journey 17; within a stage everything may go at once. */
const BACK: readonly (readonly LegKind[])[] = [
  ['insurer'],
  ['funds'],
  ['credit', 'channel', 'family'],
  ['receipt'],
];

/**
 * What is to be done now; nothing when the act is over. Do one, tell what came of it, and ask again: an
 * answer may make the next one wrong.
 */
export function nextActions(act: Act, at: Instant): readonly Action[] {
  if (isOver(act)) return [];
  if (act.undoing !== null) return backActions(act);
  const funds = fundsOf(act);
  if (funds.state === 'planned') return [ask(funds, 'hold')];
  if (funds.state !== 'confirmed') return [ask(funds, 'outcome')];
  const left = leftOf(act)!;
  if (left > 0 && at >= act.deadlineAt!) return [{ is: 'undo', reason: 'deadline' }];
  const payers = FORWARD.flatMap((kind) => act.legs.filter((leg) => leg.kind === kind));
  // What is not wanted any more goes beside the rest: nobody waits for it.
  const dropped = payers
    .filter(isUnwanted)
    .map((leg) => ({ ...ask(leg, 'void'), isDrop: mayCount(act, leg) }));
  return [...dropped, ...forwardActions(act, payers, at)];
}

const isUnwanted = (leg: Leg): boolean => {
  const isStanding = leg.state === 'confirmed' || leg.state === 'later' || isGone(leg);
  return !isStanding && (leg.isDropped || leg.state === 'voiding');
};

function forwardActions(act: Act, payers: readonly Leg[], at: Instant): readonly Action[] {
  const left = leftOf(act)!;
  for (const leg of payers) {
    const actions = isUnwanted(leg) ? [] : openActions(act, leg, { left, at });
    if (actions.length > 0) return actions;
  }
  if (left > 0) return [{ is: 'choose', left, until: act.deadlineAt! }];
  const held = act.legs.find((leg) => isPayer(leg) && leg.state === 'held' && !leg.isDropped);
  if (held !== undefined) return [ask(held, 'confirm')];
  if (payers.some(isUnwanted)) return [];
  const receipt = act.legs.find(({ kind }) => kind === 'receipt')!;
  return [ask(receipt, receipt.state === 'planned' ? 'hold' : 'outcome')];
}

/** What a leg needs before the next one is asked; a later action where an earlier one came to nothing. */
function openActions(
  act: Act,
  leg: Leg,
  { left, at }: { readonly left: Fen; readonly at: Instant },
): readonly Action[] {
  switch (leg.state) {
    case 'asked': {
      const isTired = leg.payer !== 'cash' && at >= leg.askedAt! + PATIENCE_MS;
      if (!isTired) return [ask(leg, 'outcome')];
      const giveUp: Action = { is: 'give-up', legId: leg.legId };
      // A channel may wait for its payer as long as it says that it does.
      return leg.kind === 'channel' ? [ask(leg, 'outcome'), giveUp] : [giveUp];
    }
    case 'confirming':
      return [ask(leg, 'outcome')];
    case 'held':
      return leg.kind === 'channel' ? [ask(leg, 'outcome')] : [];
    case 'planned': {
      if (leg.isDropped) return [];
      // What was sent once is sent again as it was, or never.
      if (leg.askedAt !== null) return [ask(leg, leg.asked <= left && left > 0 ? 'hold' : 'void')];
      if (left === 0) return [];
      const until = instant(act.deadlineAt! + HOLD_BEYOND_MS);
      return [{ is: 'ask', legId: leg.legId, verb: 'hold', asked: left, until, isDrop: false }];
    }
    default:
      return [];
  }
}

function backActions(act: Act): readonly Action[] {
  for (const kinds of BACK) {
    const open = act.legs.filter((leg) => kinds.includes(leg.kind) && !isGone(leg));
    if (open.length > 0) return open.map(backAction);
  }
  return [];
}

function backAction(leg: Leg): Action {
  // A receipt that may be there is looked for: what was never issued needs no red one.
  if (leg.kind === 'receipt' && leg.state === 'asked') return ask(leg, 'outcome');
  const isCash = leg.kind === 'channel' && leg.payer === 'cash';
  return isCash ? { is: 'hand-back', legId: leg.legId, amount: leg.asked } : ask(leg, 'void');
}
