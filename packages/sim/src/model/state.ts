/**
 * The delivery rules as a model: one bill, a settle call and the call that reverses it by its message (2601),
 * the care side with its resolver, the insured side, and the line between them. Every step is one commit, one
 * sending or one thing that the world does. Pure: states are values.
 */
export type CareState = 'none' | 'pending' | 'settled' | 'refused' | 'reversed';
export type InsuredState = 'none' | 'settled' | 'reversed' | 'never-settled';

/** One settlement id. A call that the node withdrew by itself may begin a second one. */
export type Slot = {
  readonly care: CareState;
  readonly insured: InsuredState;
  /** The care side's intent to reverse, and whether a hospital's message asked for it. */
  readonly reversal: 'none' | 'pending' | 'done';
  readonly isByMessage: boolean;
};

/** What the care side remembers of the settle call's message id. */
export type Key =
  | { readonly is: 'free' | 'reversed' | 'expected-reversed' }
  | { readonly is: 'in-progress' | 'done'; readonly slot: number };

export type FrameKind = 'settle' | 'reverse';
export type AnswerKind = 'settled' | 'refused' | 'reversed' | 'never-settled' | 'not-known';
/** `settle 0`: a request about a slot on the line, or what a process of the care side is about to send. */
export type Frame = `${FrameKind} ${number}`;
/** An answer on its way to a process that waits for it. */
export type Answer = `${AnswerKind} ${number}`;

export type State = {
  readonly slots: readonly Slot[];
  readonly key: Key;
  /** In the memory of the care side only: lost in a crash. */
  readonly toSend: readonly Frame[];
  readonly frames: readonly Frame[];
  readonly answers: readonly Answer[];
  /** How often each call of the hospital may still arrive: once, and once repeated. */
  readonly settleCalls: number;
  readonly reverseCalls: number;
  /** What the hospital was told. */
  readonly isSettleAcknowledged: boolean;
  readonly isReverseAcknowledged: boolean;
  /** Faults that may still happen. */
  readonly crashes: number;
  readonly losses: number;
  readonly doubles: number;
};

export type Bounds = Pick<State, 'settleCalls' | 'reverseCalls' | 'crashes' | 'losses' | 'doubles'>;

export const begin = (bounds: Bounds): State => ({
  slots: [],
  key: { is: 'free' },
  toSend: [],
  frames: [],
  answers: [],
  isSettleAcknowledged: false,
  isReverseAcknowledged: false,
  ...bounds,
});

/** States that differ only in the order of what is under way are the same. */
export function nameOf(state: State): string {
  const { slots, key, toSend, frames, answers } = state;
  const bound = [state.settleCalls, state.reverseCalls, state.crashes, state.losses, state.doubles];
  const told = `${state.isSettleAcknowledged}${state.isReverseAcknowledged}`;
  const kept = slots.map((slot) => `${slot.care} ${slot.insured} ${slot.reversal} ${slot.isByMessage}`);
  const remembered = `${key.is} ${'slot' in key ? key.slot : ''}`;
  const underWay = [toSend, frames, answers].map((list) => list.toSorted().join());
  return [...kept, remembered, ...underWay, bound.join(), told].join('|');
}

export const slotOf = (what: Frame | Answer): number => Number(what.slice(what.lastIndexOf(' ') + 1));
export const kindOf = <K extends FrameKind | AnswerKind>(what: `${K} ${number}`): K =>
  what.slice(0, what.lastIndexOf(' ')) as K;

export const without = <T>(list: readonly T[], one: T): T[] => {
  const at = list.indexOf(one);
  return at < 0 ? [...list] : [...list.slice(0, at), ...list.slice(at + 1)];
};

/** The same thing twice in one list says no more than once, and keeps the number of states finite. */
const withOnce = <T>(list: readonly T[], one: T): readonly T[] =>
  list.includes(one) ? list : [...list, one];

export const aboutToSend = (state: State, frame: Frame): State => ({
  ...state,
  toSend: withOnce(state.toSend, frame),
});
export const onTheLine = (state: State, frame: Frame): State => ({
  ...state,
  frames: withOnce(state.frames, frame),
});
export const answered = (state: State, answer: Answer): State => ({
  ...state,
  answers: withOnce(state.answers, answer),
});

export const withSlot = (state: State, index: number, change: Partial<Slot>): State => ({
  ...state,
  slots: state.slots.map((slot, at) => (at === index ? { ...slot, ...change } : slot)),
});
