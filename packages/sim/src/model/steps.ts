import {
  type Answer,
  aboutToSend,
  answered,
  type Frame,
  kindOf,
  onTheLine,
  type State,
  slotOf,
  without,
  withSlot,
} from './state.ts';

/** Known kinds of bugs, to show that the search can find one. */
export type Mutation =
  | 'no-tombstone'
  | 'acknowledge-before-commit'
  | 'send-before-intent'
  | 'withdrawal-without-tombstone'
  | 'completion-forgets-reversal';

export type Step = { readonly name: string; readonly isFault: boolean; readonly to: State };

const MOST_SLOTS = 2;

/** Everything that can happen next. */
export function stepsFrom(state: State, mutation: Mutation | null = null): Step[] {
  const steps: Step[] = [];
  const add = (name: string, to: State, isFault = false): void => void steps.push({ name, to, isFault });
  if (state.settleCalls > 0) {
    add('settle call arrives', settleCall({ ...state, settleCalls: state.settleCalls - 1 }, mutation));
  }
  if (state.reverseCalls > 0) {
    add('reverse call arrives', reverseCall({ ...state, reverseCalls: state.reverseCalls - 1 }));
  }
  for (const frame of state.toSend) {
    add(`care sends ${frame}`, onTheLine({ ...state, toSend: without(state.toSend, frame) }, frame));
  }
  for (const frame of state.frames) {
    const rest = { ...state, frames: without(state.frames, frame) };
    add(`insured gets ${frame}`, insuredGets(rest, frame, mutation));
    if (state.losses > 0) add(`${frame} is lost`, { ...rest, losses: state.losses - 1 }, true);
    if (state.doubles > 0) {
      const doubled = { ...state, doubles: state.doubles - 1 };
      add(`insured gets ${frame}, a copy travels on`, insuredGets(doubled, frame, mutation), true);
    }
  }
  for (const answer of state.answers) {
    const rest = { ...state, answers: without(state.answers, answer) };
    add(`care gets ${answer}`, careGets(rest, answer, mutation));
    if (state.losses > 0) add(`answer ${answer} is lost`, { ...rest, losses: state.losses - 1 }, true);
  }
  state.slots.forEach((_, slot) => {
    const resolved = resolve(state, slot);
    if (resolved !== null) add(`resolver looks at ${slot}`, resolved);
  });
  if (state.crashes > 0 && state.toSend.length + state.answers.length > 0) {
    add('care crashes', { ...state, toSend: [], answers: [], crashes: state.crashes - 1 }, true);
  }
  return steps;
}

/** care.begin_settlement, or the answer of the message's first arrival. */
function settleCall(state: State, mutation: Mutation | null): State {
  const { key, slots } = state;
  if (key.is === 'done') return { ...state, isSettleAcknowledged: true };
  if (key.is === 'in-progress') {
    const { reversal, isByMessage } = slots[key.slot]!;
    if (reversal === 'none') return aboutToSend(state, `settle ${key.slot}`);
    return isByMessage ? state : aboutToSend(state, `reverse ${key.slot}`);
  }
  if (key.is !== 'free' || slots.length === MOST_SLOTS) return state;
  if (slots.some(({ care }) => care === 'pending' || care === 'settled')) return state;
  const slot = { care: 'pending', insured: 'none', reversal: 'none', isByMessage: false } as const;
  const at = slots.length;
  const begun: State = { ...state, slots: [...slots, slot], key: { is: 'in-progress', slot: at } };
  if (mutation !== 'send-before-intent') return aboutToSend(begun, `settle ${at}`);
  // The request leaves, and nothing of the intent survives: the message may come again.
  const lost: State = { ...state, slots: [...slots, { ...slot, care: 'none' }] };
  return onTheLine(lost, `settle ${at}`);
}

/** 2601: care.begin_reversal, a tombstone for a call that has not come yet, or the first answer again. */
function reverseCall(state: State): State {
  const { key } = state;
  if (key.is === 'free') return { ...state, key: { is: 'expected-reversed' }, isReverseAcknowledged: true };
  if (key.is === 'reversed' || key.is === 'expected-reversed') {
    return { ...state, isReverseAcknowledged: true };
  }
  if (key.is !== 'in-progress' && key.is !== 'done') return state;
  const { slot } = key;
  const { care, reversal } = state.slots[slot]!;
  if (care === 'reversed' || care === 'refused') {
    return { ...state, key: { is: 'reversed' }, isReverseAcknowledged: true };
  }
  const own = reversal === 'none' ? ({ reversal: 'pending' } as const) : {};
  return aboutToSend(withSlot(state, slot, { ...own, isByMessage: true }), `reverse ${slot}`);
}

/** insured.commit_settlement, insured.commit_reversal: both fight for one primary key. */
function insuredGets(state: State, frame: Frame, mutation: Mutation | null): State {
  const at = slotOf(frame);
  const { insured } = state.slots[at]!;
  if (kindOf(frame) === 'settle') {
    if (insured === 'never-settled') return answered(state, `refused ${at}`);
    const isForgotten = insured === 'none' && mutation === 'acknowledge-before-commit';
    const kept = insured === 'none' && !isForgotten ? withSlot(state, at, { insured: 'settled' }) : state;
    return answered(kept, `settled ${at}`);
  }
  if (insured === 'none' || insured === 'never-settled') {
    const isBuried = mutation !== 'no-tombstone';
    return answered(
      isBuried ? withSlot(state, at, { insured: 'never-settled' }) : state,
      `never-settled ${at}`,
    );
  }
  return answered(withSlot(state, at, { insured: 'reversed' }), `reversed ${at}`);
}

/** What the process that waited does with the answer. */
function careGets(state: State, answer: Answer, mutation: Mutation | null): State {
  const at = slotOf(answer);
  switch (kindOf(answer)) {
    case 'settled':
      return complete(state, at, mutation);
    case 'refused':
    case 'not-known':
      return withdraw(state, at, mutation);
    case 'reversed':
      return closeReversed(state, at);
    case 'never-settled':
      return closeNeverSettled(state, at);
  }
}

/** care.complete_settlement: with a reversal under way the key's fate is the reversal's to decide. */
function complete(state: State, at: number, mutation: Mutation | null): State {
  const { care, reversal } = state.slots[at]!;
  if (care !== 'pending') return state;
  const settled = withSlot(state, at, { care: 'settled' });
  if (reversal !== 'none' && mutation !== 'completion-forgets-reversal') return settled;
  const done = { ...settled, key: { is: 'done', slot: at }, isSettleAcknowledged: true } as const;
  return mutation === 'completion-forgets-reversal' ? withSlot(done, at, { reversal: 'done' }) : done;
}

/** The node closes an intent that is not known to have settled: only behind a tombstone. */
function withdraw(state: State, at: number, mutation: Mutation | null): State {
  const { care, reversal } = state.slots[at]!;
  if (care !== 'pending') return state;
  if (mutation === 'withdrawal-without-tombstone') return closeNeverSettled(state, at);
  const begun = reversal === 'none' ? withSlot(state, at, { reversal: 'pending' }) : state;
  return aboutToSend(begun, `reverse ${at}`);
}

/** care.complete_reversal; what was still pending is caught up first. */
function closeReversed(state: State, at: number): State {
  const { care, reversal, isByMessage } = state.slots[at]!;
  if (reversal !== 'pending') return state;
  if (care === 'pending') return answered(withSlot(state, at, { care: 'settled' }), `reversed ${at}`);
  const closed = withSlot(state, at, { care: 'reversed', reversal: 'done' });
  return freed(closed, isByMessage);
}

function closeNeverSettled(state: State, at: number): State {
  const { care, isByMessage } = state.slots[at]!;
  if (care === 'refused') return state;
  return freed(withSlot(state, at, { care: 'refused', reversal: 'done' }), isByMessage);
}

/** A reversal by message takes the call back for good; the node's own frees its key. */
function freed(state: State, isByMessage: boolean): State {
  if (isByMessage) return { ...state, key: { is: 'reversed' }, isReverseAcknowledged: true };
  return state.key.is === 'in-progress' ? { ...state, key: { is: 'free' } } : state;
}

/** The resolver takes over what nobody waits for: asks for the outcome, or drives the reversal again. */
function resolve(state: State, at: number): State | null {
  const { care, reversal, insured } = state.slots[at]!;
  // An intent is left to its own call as long as that is under way: the resolver's lease.
  if ([...state.toSend, ...state.answers].some((what) => slotOf(what) === at)) return null;
  if (reversal === 'pending') return aboutToSend(state, `reverse ${at}`);
  if (care !== 'pending') return null;
  const isKnown = insured === 'settled' || insured === 'reversed';
  return answered(state, isKnown ? `settled ${at}` : `not-known ${at}`);
}
