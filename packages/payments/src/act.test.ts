import { equal, notEqual, ok } from 'node:assert/strict';
import { type Fen, fen, type Instant, instant } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type Act,
  type Action,
  applyEvent,
  isOver,
  type LegKind,
  leftOf,
  type NewLeg,
  nextActions,
  openAct,
  type SaidState,
  statusesOf,
  wordOf,
} from './index.ts';

const LEGS: readonly NewLeg[] = [
  { legId: 'A.1', kind: 'funds', payer: 'funds', name: '医保' },
  { legId: 'A.2', kind: 'insurer', payer: 'P-001', name: '惠民保' },
  { legId: 'A.3', kind: 'credit', payer: 'bank', name: '信用就医' },
  { legId: 'A.4', kind: 'channel', payer: 'wallet', name: '手机支付' },
  { legId: 'A.5', kind: 'receipt', payer: 'receipt', name: '电子票据' },
];
const TOTAL = 100_00;
const REST = 60_00;
const DEADLINE = instant(30 * 60_000);

/** How a payer of the model fails, on the way forward or back. */
type Fault =
  | 'none'
  | 'refuses'
  | 'later'
  | 'loses-hold'
  | 'never-hears-hold'
  | 'loses-confirm'
  | 'refuses-confirm'
  | 'loses-void'
  | 'silent-at-first'
  | 'pays-while-closed';

type Book = { state: SaidState; amount: number; asked: number; wasClosed: boolean };
type World = {
  readonly books: Map<string, Book>;
  readonly faults: Readonly<Partial<Record<string, Fault>>>;
  readonly used: Set<string>;
  /** What a payer would pay at most. */
  readonly most: Readonly<Partial<Record<LegKind, number>>>;
};

const once = (world: World, key: string): boolean => !world.used.has(key) && world.used.add(key) !== null;

/** A payer as it should be, but for its fault: null is silence. */
function answer(world: World, act: Act, action: Extract<Action, { is: 'ask' }>): Book | null {
  const { legId, verb } = action;
  const leg = act.legs.find((one) => one.legId === legId)!;
  const fault = world.faults[legId] ?? 'none';
  const book = world.books.get(legId) ?? { state: 'absent', amount: 0, asked: 0, wasClosed: false };
  world.books.set(legId, book);
  if (fault === 'silent-at-first' && once(world, `${legId} silent`)) return null;
  if (verb === 'outcome') return book;
  if (verb === 'hold') {
    if (fault === 'never-hears-hold' && once(world, `${legId} hold`)) return null;
    if (book.state === 'absent') {
      const isAtOnce = leg.kind === 'funds' || leg.kind === 'channel' || leg.kind === 'receipt';
      book.asked = action.asked;
      if (fault === 'refuses') book.state = 'refused';
      else if (fault === 'later') book.state = leg.kind === 'insurer' ? 'later' : 'refused';
      else if (fault === 'pays-while-closed' && leg.kind === 'channel') book.state = 'held';
      else book.state = isAtOnce ? 'confirmed' : 'held';
      const whole = leg.kind === 'funds' ? TOTAL - REST : action.asked;
      book.amount =
        book.state === 'held' || book.state === 'confirmed'
          ? Math.min(whole, world.most[leg.kind] ?? whole)
          : 0;
    }
    return fault === 'loses-hold' && once(world, `${legId} hold`) ? null : book;
  }
  if (verb === 'confirm') {
    if (fault === 'refuses-confirm' && book.state === 'held')
      Object.assign(book, { state: 'refused', amount: 0 });
    if (book.state === 'held') book.state = 'confirmed';
    return fault === 'loses-confirm' && once(world, `${legId} confirm`) ? null : book;
  }
  if (action.isDrop && fault === 'pays-while-closed') book.state = 'confirmed';
  else if (book.state !== 'refused') Object.assign(book, { state: 'voided', amount: 0 });
  return fault === 'loses-void' && once(world, `${legId} void`) ? null : book;
}

type Run = { act: Act; at: Instant; order: string[] };

/** Does what is to be done until the act is over; a person chooses cash, or nobody does. */
function drive(run: Run, world: World, pays: 'cash' | 'nobody'): Run {
  const idle = new Set<string>();
  for (let round = 0; round < 300 && !isOver(run.act); round += 1) {
    run.at = instant(run.at + 1000);
    const actions = nextActions(run.act, run.at);
    const action = actions.find((one) => !idle.has(JSON.stringify(one))) ?? actions[0]!;
    const before = run.act;
    step(run, world, action, pays);
    if (run.act === before) idle.add(JSON.stringify(action));
    const isWaiting = run.act === before && before.undoing === null && leftOf(before) !== null;
    // Nothing moves: the person chooses another way, or time runs out.
    if (isWaiting && round % 5 === 4) step(run, world, { is: 'choose', left: fen(0), until: DEADLINE }, pays);
    checkAlways(run.act);
  }
  return run;
}

function step(run: Run, world: World, action: Action, pays: 'cash' | 'nobody'): void {
  if (action.is === 'give-up') run.act = applyEvent(run.act, { is: 'gave-up', legId: action.legId });
  if (action.is === 'undo') run.act = applyEvent(run.act, { is: 'undo', reason: action.reason });
  if (action.is === 'choose') {
    const legId = `C.${run.act.legs.length + 1}`;
    const cash: NewLeg = { legId, kind: 'channel', payer: 'cash', name: '现金' };
    if (pays === 'cash') run.act = applyEvent(run.act, { is: 'chosen', legs: [cash] });
    else run.at = DEADLINE;
  }
  if (action.is === 'hand-back') {
    const { legId } = action;
    run.order.push(`${legId} hand-back`);
    run.act = applyEvent(run.act, {
      is: 'sent',
      legId,
      verb: 'void',
      asked: fen(0),
      until: null,
      at: run.at,
    });
    world.books.set(legId, { state: 'voided', amount: 0, asked: 0, wasClosed: true });
    run.act = applyEvent(run.act, heardOf(legId, { state: 'voided', amount: 0 }));
  }
  if (action.is !== 'ask') return;
  const { legId, verb, asked, until } = action;
  run.order.push(`${legId} ${verb}`);
  const before = run.act;
  run.act = applyEvent(run.act, { is: 'sent', legId, verb, asked, until, at: run.at });
  const told = answer(world, before, action);
  if (told !== null) run.act = applyEvent(run.act, heardOf(legId, told));
}

const heardOf = (legId: string, { state, amount }: Pick<Book, 'state' | 'amount'>) =>
  ({
    is: 'said',
    legId,
    state,
    amount: fen(amount),
    reason: null,
    slipId: null,
    bill: legId === 'A.1' && state === 'confirmed' ? { rest: fen(REST), deadlineAt: DEADLINE } : null,
  }) as const;

/** Plain assertions: there are hundreds of thousands, and `expect` is slow. */
function checkAlways(act: Act): void {
  ok((leftOf(act) ?? 0) >= 0, 'nobody pays too much');
  if (wordOf(act) !== 'paid') return;
  const sum = act.legs.filter(({ kind }) => kind !== 'receipt').reduce((all, leg) => all + leg.amount, 0);
  equal(sum, TOTAL);
  const { insurance, own, whole } = statusesOf(act);
  equal(`${insurance} ${own} ${whole}`, 'success success success');
}

/** Nobody holds anything, and nobody's money moved unless the whole bill is paid. */
function checkEnd(act: Act, world: World): void {
  ok(isOver(act), `${wordOf(act)} ${JSON.stringify(nextActions(act, DEADLINE))}`);
  const paid = wordOf(act) === 'paid';
  let moved = 0;
  for (const leg of act.legs) {
    const book = world.books.get(leg.legId);
    notEqual(book?.state, 'held');
    equal(leg.state === 'confirmed', book?.state === 'confirmed', `${leg.legId} as its payer says`);
    if (leg.kind !== 'receipt') moved += book?.amount ?? 0;
  }
  equal(moved, paid ? TOTAL : 0);
}

const worldOf = (faults: World['faults']): World => ({
  books: new Map(),
  faults,
  used: new Set(),
  most: { insurer: 20_00, credit: 15_00 },
});
const fresh = (splits = true): Run => ({
  act: openAct({ actId: 'A', legs: LEGS, splits }),
  at: instant(0),
  order: [],
});

const FAULTS: readonly Fault[] = [
  'none',
  'refuses',
  'later',
  'loses-hold',
  'never-hears-hold',
  'loses-confirm',
  'refuses-confirm',
  'loses-void',
  'silent-at-first',
  'pays-while-closed',
];
const IDS = LEGS.map(({ legId }) => legId);
const PAIRS = IDS.flatMap((a, i) => IDS.slice(i + 1).map((b) => [a, b] as const));

describe('every combination of two payers of a five-leg bill that fail', () => {
  test.each(PAIRS)('%s and %s, forward, then undone: all or nothing, nothing held', (a, b) => {
    for (const first of FAULTS) {
      for (const second of FAULTS) {
        for (const pays of ['cash', 'nobody'] as const) {
          for (const splits of a === 'A.3' || b === 'A.3' ? [true, false] : [true]) {
            const world = worldOf({ [a]: first, [b]: second });
            const run = drive(fresh(splits), world, pays);
            checkEnd(run.act, world);
            world.used.clear();
            run.act = applyEvent(run.act, { is: 'undo', reason: 'staff' });
            drive(run, world, pays);
            checkEnd(run.act, world);
            notEqual(wordOf(run.act), 'paid');
          }
        }
      }
    }
  });
  test.each(PAIRS)('%s and %s, undone at each step of the way', (a, b) => {
    for (const first of FAULTS) {
      for (const second of FAULTS) {
        for (let stopAt = 0; stopAt < 12; stopAt += 1) {
          const world = worldOf({ [a]: first, [b]: second });
          const run = fresh();
          for (let i = 0; i < stopAt; i += 1) {
            for (const action of nextActions(run.act, run.at)) step(run, world, action, 'cash');
          }
          run.act = applyEvent(run.act, { is: 'undo', reason: 'patient' });
          drive(run, world, 'cash');
          checkEnd(run.act, world);
        }
      }
    }
  });
});

const eventOf = fc.record({
  legId: fc.constantFrom(...IDS),
  state: fc.constantFrom<SaidState>('absent', 'held', 'confirmed', 'voided', 'refused', 'later'),
  verb: fc.constantFrom('hold', 'confirm', 'void'),
  is: fc.constantFrom('said', 'sent', 'gave-up', 'undo', 'drive'),
  amount: fc.integer({ min: 0, max: 1 }),
});

test('terminal states never regress, whatever comes in whatever order, and it still ends', () => {
  fc.assert(
    fc.property(fc.array(eventOf, { maxLength: 25 }), (events) => {
      const world = worldOf({});
      const run = fresh();
      for (const { legId, is, state, amount } of events) {
        const before = run.act;
        if (is === 'drive') for (const one of nextActions(run.act, run.at)) step(run, world, one, 'cash');
        if (is === 'gave-up') run.act = applyEvent(run.act, { is, legId });
        if (is === 'undo') run.act = applyEvent(run.act, { is, reason: 'patient' });
        // A late copy of what the payer said before, or nonsense to a leg that is final.
        const leg = before.legs.find((one) => one.legId === legId)!;
        const isFinal = leg.state === 'voided' || leg.state === 'refused';
        if (is === 'said' && isFinal) run.act = applyEvent(run.act, heardOf(legId, { state, amount }));
        for (const was of before.legs) {
          if (was.state !== 'voided' && was.state !== 'refused') continue;
          expect(run.act.legs.find((one) => one.legId === was.legId)?.state).toBe(was.state);
        }
      }
      drive(run, world, 'cash');
      checkEnd(run.act, world);
    }),
    { numRuns: 300 },
  );
});

/** A settled bill that waits for its person. */
function settled(legs: readonly NewLeg[], splits = true): Run {
  const run = { ...fresh(), act: openAct({ actId: 'A', legs: [LEGS[0]!, ...legs, LEGS[4]!], splits }) };
  return run;
}

describe('the order', () => {
  it('K-07 asks the funds first and nobody else before they have settled', () => {
    const run = fresh();
    expect(nextActions(run.act, run.at)).toMatchObject([{ legId: 'A.1', verb: 'hold' }]);
    step(run, worldOf({ 'A.1': 'loses-hold' }), nextActions(run.act, run.at)[0]!, 'nobody');
    expect(wordOf(run.act)).toBe('settling');
    expect(nextActions(run.act, instant(9e8))).toMatchObject([{ legId: 'A.1', verb: 'outcome' }]);
  });
  it('K-07 an insurer that puts it off leaves its part to the person', () => {
    const run = drive(fresh(), worldOf({ 'A.2': 'later' }), 'nobody');
    expect(wordOf(run.act)).toBe('paid');
    expect(run.act.legs.map(({ state, amount }) => [state, amount])).toEqual([
      ['confirmed', 40_00],
      ['later', 0],
      ['confirmed', 15_00],
      ['confirmed', 45_00],
      ['confirmed', 0],
    ]);
  });
  it('K-07 an insurer that never hears is dropped after twenty seconds', () => {
    const world = { ...worldOf({}), faults: {} };
    const run = fresh();
    step(run, world, nextActions(run.act, run.at)[0]!, 'nobody');
    run.act = applyEvent(run.act, {
      is: 'sent',
      legId: 'A.2',
      verb: 'hold',
      asked: fen(REST),
      until: null,
      at: run.at,
    });
    expect(nextActions(run.act, instant(run.at + 19_999))).toMatchObject([{ verb: 'outcome' }]);
    expect(nextActions(run.act, instant(run.at + 20_000))).toEqual([{ is: 'give-up', legId: 'A.2' }]);
  });
  it('Q-06 line 500, cash 800: split by configuration, or declined whole', () => {
    const legs = [LEGS[2]!, LEGS[3]!];
    const most = { credit: 500 };
    const split = drive(settled(legs), { ...worldOf({}), most }, 'nobody').act;
    expect(split.legs.map(({ amount }) => amount)).toEqual([40_00, 500, 55_00, 0]);
    const whole = drive(settled(legs, false), { ...worldOf({}), most }, 'nobody').act;
    expect(whole.legs.map(({ state, amount }) => [state, amount])).toEqual([
      ['confirmed', 40_00],
      ['voided', 0],
      ['confirmed', 60_00],
      ['confirmed', 0],
    ]);
  });
  it('undoes insurer, funds, then the money of the person, then the receipt', () => {
    const world = worldOf({});
    const run = drive(fresh(), world, 'nobody');
    run.order.length = 0;
    run.act = applyEvent(run.act, { is: 'undo', reason: 'staff' });
    drive(run, world, 'nobody');
    expect(run.order).toEqual(['A.2 void', 'A.1 void', 'A.3 void', 'A.4 void', 'A.5 void']);
    expect(wordOf(run.act)).toBe('undone');
    expect(statusesOf(run.act)).toEqual({ insurance: 'refund', own: 'refund', whole: 'refund' });
  });
});

describe('Q-09 journey 8: insurance is done, the cash is not', () => {
  const failed = () => {
    const run = settled([LEGS[3]!]);
    const world = worldOf({ 'A.4': 'refuses' });
    for (let i = 0; i < 2; i += 1) step(run, world, nextActions(run.act, run.at)[0]!, 'nobody');
    return { run, world };
  };
  it('is never paid while half paid', () => {
    const { run } = failed();
    expect(wordOf(run.act)).toBe('choosing');
    expect(statusesOf(run.act)).toEqual({ insurance: 'success', own: 'fail', whole: 'created' });
    expect(nextActions(run.act, run.at)).toEqual([{ is: 'choose', left: REST, until: DEADLINE }]);
  });
  it('is paid by another method', () => {
    const { run, world } = failed();
    drive(run, world, 'cash');
    expect(wordOf(run.act)).toBe('paid');
  });
  it('is reversed at the deadline, and not a moment before', () => {
    const { run, world } = failed();
    expect(nextActions(run.act, instant(DEADLINE - 1))).toMatchObject([{ is: 'choose' }]);
    expect(nextActions(run.act, DEADLINE)).toEqual([{ is: 'undo', reason: 'deadline' }]);
    drive(run, world, 'nobody');
    expect(statusesOf(run.act)).toEqual({ insurance: 'refund', own: 'fail', whole: 'refund' });
  });
  it('counts a payment that was made while its channel was being closed, once', () => {
    const run = settled([LEGS[3]!]);
    const world = worldOf({});
    step(run, world, nextActions(run.act, run.at)[0]!, 'nobody');
    const asked = REST as Fen;
    run.act = applyEvent(run.act, { is: 'sent', legId: 'A.4', verb: 'hold', asked, until: null, at: run.at });
    run.act = applyEvent(run.act, heardOf('A.4', { state: 'held', amount: asked }));
    const cash: NewLeg = { legId: 'A.9', kind: 'channel', payer: 'wallet', name: '手机支付' };
    run.act = applyEvent(run.act, { is: 'chosen', legs: [cash] });
    const [drop] = nextActions(run.act, run.at);
    expect(drop).toMatchObject({ legId: 'A.4', verb: 'void', isDrop: true });
    run.act = applyEvent(run.act, { is: 'sent', legId: 'A.4', verb: 'void', asked, until: null, at: run.at });
    run.act = applyEvent(run.act, heardOf('A.4', { state: 'confirmed', amount: asked }));
    expect(leftOf(run.act)).toBe(0);
    expect(wordOf(run.act)).toBe('paid');
  });
});
