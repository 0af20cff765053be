import { assert, type Fen, fen, type Instant } from '@zhijie/kernel';
import {
  type Act,
  isPayer,
  type Leg,
  mayCount,
  type NewLeg,
  plannedLeg,
  type Reason,
  type UndoReason,
} from './act.ts';

/** What is asked of a leg's payer. Each may be repeated under the leg's id without further effect. */
export type Verb = 'hold' | 'confirm' | 'void' | 'outcome';

/** What a payer says of a leg. `absent`: it knows nothing under this reference. */
export type SaidState = 'absent' | 'held' | 'confirmed' | 'voided' | 'refused' | 'later';

export type Said = {
  readonly is: 'said';
  readonly legId: string;
  readonly state: SaidState;
  /** Held or confirmed, fen; of the funds what the bill owes beside `rest`. */
  readonly amount: Fen;
  readonly reason: Reason | null;
  readonly slipId: string | null;
  /** Said by the funds when they settled. */
  readonly bill: { readonly rest: Fen; readonly deadlineAt: Instant } | null;
};

export type ActEvent =
  /** Somebody chose who else pays. What waits at a channel is not wanted any more. */
  | { readonly is: 'chosen'; readonly legs: readonly NewLeg[] }
  /** Kept before it is sent, so that a crash leaves an unknown answer and never an unknown question. */
  | {
      readonly is: 'sent';
      readonly legId: string;
      readonly verb: Verb;
      readonly asked: Fen;
      readonly until: Instant | null;
      readonly at: Instant;
    }
  | Said
  /** A payer was silent for too long: its part falls to the patient (K-07). */
  | { readonly is: 'gave-up'; readonly legId: string }
  | { readonly is: 'undo'; readonly reason: UndoReason };

/**
 * The act after an event. One that does not fit, because it comes late or twice, changes nothing: the same
 * value is answered. Terminal states never regress.
 */
export function applyEvent(act: Act, event: ActEvent): Act {
  switch (event.is) {
    case 'chosen':
      return chosen(act, event.legs);
    case 'sent':
      return changed(act, event.legId, (leg) => sent(leg, event));
    case 'said':
      return said(act, event);
    case 'gave-up':
      return changed(act, event.legId, (leg) =>
        isPayer(leg) && leg.payer !== 'cash' && leg.state === 'asked' ? { ...leg, isDropped: true } : leg,
      );
    case 'undo':
      return act.undoing === null ? { ...act, undoing: event.reason } : act;
  }
}

function changed(act: Act, legId: string, change: (leg: Leg) => Leg): Act {
  const before = act.legs.find((leg) => leg.legId === legId);
  assert(before !== undefined, `leg "${legId}" belongs to the act`);
  const after = change(before);
  if (after === before) return act;
  return { ...act, legs: act.legs.map((leg) => (leg === before ? after : leg)) };
}

function chosen(act: Act, added: readonly NewLeg[]): Act {
  if (act.undoing !== null) return act;
  const isNew = ({ legId }: NewLeg) => act.legs.every((leg) => leg.legId !== legId);
  const legs = added.filter(isNew).map(plannedLeg);
  if (legs.length === 0) return act;
  const drop = (leg: Leg): Leg => {
    const isAtChannel = leg.kind === 'channel' && leg.payer !== 'cash';
    const isWaiting = isAtChannel && (leg.state === 'held' || leg.state === 'asked');
    const isUnused = isPayer(leg) && leg.state === 'planned';
    return isWaiting || isUnused ? { ...leg, isDropped: true } : leg;
  };
  return { ...act, legs: [...act.legs.map(drop), ...legs] };
}

function sent(leg: Leg, { verb, asked, until, at }: Extract<ActEvent, { is: 'sent' }>): Leg {
  if (verb === 'hold' && leg.state === 'planned') {
    const first = leg.askedAt === null ? { asked, until, askedAt: at } : {};
    return { ...leg, ...first, state: 'asked' };
  }
  if (verb === 'confirm' && leg.state === 'held') return { ...leg, state: 'confirming' };
  const isOpen = leg.state !== 'voided' && leg.state !== 'refused' && leg.state !== 'voiding';
  return verb === 'void' && isOpen ? { ...leg, state: 'voiding' } : leg;
}

const ZERO = fen(0);

function said(act: Act, event: Said): Act {
  const before = act.legs.find(({ legId }) => legId === event.legId);
  const next = changed(act, event.legId, (leg) => heard(act, leg, event));
  if (next === act) return act;
  const leg = next.legs.find(({ legId }) => legId === event.legId)!;
  if (leg.kind !== 'funds') return next;
  if (leg.state === 'confirmed' && event.bill !== null) return { ...next, ...event.bill };
  const ends = leg.state === 'refused' || leg.state === 'voided';
  if (!ends || next.undoing !== null) return next;
  // Somebody else took the settlement back: everything that hangs on it goes too.
  return { ...next, undoing: before?.state === 'confirmed' ? 'reversed-elsewhere' : 'settlement-refused' };
}

/** A leg after its payer said something. */
function heard(act: Act, leg: Leg, event: Said): Leg {
  const { state, amount, reason, slipId } = event;
  const told = { ...leg, reason: reason ?? leg.reason, slipId: slipId ?? leg.slipId };
  const gone = (as: 'voided' | 'refused'): Leg => ({ ...told, state: as, amount: ZERO });
  switch (leg.state) {
    case 'voided':
    case 'refused':
    case 'planned':
    case 'later':
      return leg;
    case 'confirmed':
      return leg.kind === 'funds' && state === 'voided' ? gone('voided') : leg;
    case 'voiding':
      if (state === 'voided' || state === 'refused') return gone('voided');
      // Paid in the moment in which it was closed: the patient's money counts.
      if (state === 'confirmed' && mayCount(act, leg)) {
        return { ...told, state, amount, wasPaid: true, isDropped: false };
      }
      return leg;
    case 'asked':
    case 'held':
    case 'confirming':
      break;
  }
  if (state === 'voided' || state === 'refused') return gone(state);
  if (state === 'later') return { ...told, state, amount: ZERO };
  if (state === 'absent') return leg.state === 'asked' ? { ...told, state: 'planned' } : leg;
  assert(leg.kind === 'funds' || amount <= leg.asked, 'nobody pays more than was asked for');
  if (state === 'confirmed') return { ...told, state, amount, wasPaid: true, isDropped: false };
  if (leg.state === 'held' && leg.amount === amount) return leg;
  // A credit line that does not reach is not used when the bill is not to be split.
  const isShort = leg.kind === 'credit' && !act.splits && amount < leg.asked;
  return { ...told, state: 'held', amount, isDropped: leg.isDropped || isShort };
}
