import { type Bounds, begin, nameOf, type State } from './state.ts';
import { type Mutation, stepsFrom } from './steps.ts';

export type Explored = {
  readonly states: number;
  readonly transitions: number;
  /** Pairs of care and insured state that occur, e.g. `pending/settled`. */
  readonly pairs: ReadonlySet<string>;
  readonly resting: number;
  /** The shortest way to something wrong, and what is wrong; null when nothing is. */
  readonly breach: { readonly what: string; readonly way: readonly string[] } | null;
};

/** What must hold in every state. */
function wrongIn(state: State): string | null {
  for (const { care, insured } of state.slots) {
    if (care === 'settled' && insured !== 'settled' && insured !== 'reversed') {
      return `settled at the care side and ${insured} at the insured side`;
    }
    if (care === 'reversed' && insured !== 'reversed') return `reversed and ${insured}`;
    if (care === 'refused' && insured !== 'never-settled') return `refused and ${insured}`;
  }
  const live = state.slots.filter(({ insured }) => insured === 'settled');
  if (live.length > 1) return 'two settlements of one bill live';
  const isLive = live.length > 0;
  if (state.isReverseAcknowledged && isLive) return 'a reversal was acknowledged and its call is settled';
  const isAsked = state.slots.some((slot) => slot.isByMessage) || state.key.is === 'expected-reversed';
  const isGone = state.isSettleAcknowledged && !isLive && !isAsked && state.key.is !== 'reversed';
  return isGone ? 'a settlement was acknowledged and is not there' : null;
}

const isResting = (state: State): boolean =>
  state.toSend.length + state.frames.length + state.answers.length === 0 &&
  state.settleCalls + state.reverseCalls === 0 &&
  state.slots.every(({ care, insured, reversal }) => reversal !== 'pending' && isAgreed(care, insured));

const AGREED = ['settled/settled', 'reversed/reversed', 'refused/never-settled'];
const isAgreed = (care: string, insured: string): boolean => AGREED.includes(`${care}/${insured}`);

type Seen = { readonly state: State; readonly from: number; readonly by: string; readonly ahead: number[] };

/**
 * Every state that can be reached, breadth first, so that the first thing wrong is reached by the shortest
 * way. Wrong is also a state from which no rest can be reached without further faults.
 */
export function explore(bounds: Bounds, mutation: Mutation | null = null): Explored {
  const first = begin(bounds);
  const known = new Map([[nameOf(first), 0]]);
  const seen: Seen[] = [{ state: first, from: -1, by: '', ahead: [] }];
  let transitions = 0;
  for (let at = 0; at < seen.length; at++) {
    const { state, ahead } = seen[at]!;
    const what = wrongIn(state);
    if (what !== null) return report(seen, transitions, { what, at });
    for (const { name, to, isFault } of stepsFrom(state, mutation)) {
      transitions++;
      const key = nameOf(to);
      let next = known.get(key);
      if (next === undefined) {
        next = seen.length;
        known.set(key, next);
        seen.push({ state: to, from: at, by: name, ahead: [] });
      }
      if (!isFault) ahead.push(next);
    }
  }
  const stuck = firstStuck(seen);
  return report(seen, transitions, stuck === -1 ? null : { what: 'never comes to rest', at: stuck });
}

/** The first state from which no resting one is ahead; -1 when there is none. */
function firstStuck(seen: readonly Seen[]): number {
  const behind: number[][] = seen.map(() => []);
  seen.forEach(({ ahead }, at) => {
    for (const next of ahead) behind[next]!.push(at);
  });
  const restful = new Set<number>();
  const todo = seen.flatMap(({ state }, at) => (isResting(state) ? [at] : []));
  while (todo.length > 0) {
    const at = todo.pop()!;
    if (restful.has(at)) continue;
    restful.add(at);
    todo.push(...behind[at]!);
  }
  return seen.findIndex((_, at) => !restful.has(at));
}

function report(
  seen: readonly Seen[],
  transitions: number,
  wrong: { what: string; at: number } | null,
): Explored {
  const way: string[] = [];
  for (let at = wrong?.at ?? -1; at > 0; at = seen[at]!.from) way.unshift(seen[at]!.by);
  const pairs = new Set(
    seen.flatMap(({ state }) => state.slots.map(({ care, insured }) => `${care}/${insured}`)),
  );
  return {
    states: seen.length,
    transitions,
    pairs,
    resting: seen.filter(({ state }) => isResting(state)).length,
    breach: wrong === null ? null : { what: wrong.what, way },
  };
}
