/** Bugs planted from outside to test the checkers of acts: statements that lie, an adapter that lies. */
import { GATEWAY } from '@zhijie/exchange';
import { fen } from '@zhijie/kernel';
import type { StatementTap } from '../world/store.ts';
import type { CrashPoint, World } from '../world/world.ts';
import type { ActStory } from './cashier.ts';
import type { Partners } from './partners.ts';
import { INSURED } from './place.ts';
import type { OneStopChanges } from './story.ts';

export type OneStopBug = {
  readonly name: string;
  readonly changes: OneStopChanges;
  /** Where a node crashes meanwhile; nowhere unless told. */
  readonly crashes?: () => (point: CrashPoint) => boolean;
  /** What the act of the run is like that finds it, besides that everybody pays. */
  readonly story: Partial<ActStory>;
  /** What that run must say. */
  readonly shows: RegExp;
};

/** Says that the statement was done, and does not do it, when its values are such. */
const forgets =
  (name: string, answer: object, when: (values: readonly unknown[]) => boolean): StatementTap =>
  async (statement, run, { values }) =>
    statement.name === name && when(values) ? [answer] : run();

/** A node that takes a refund for done without asking the wallet. */
const refundsNothing = (partners: Partners): Partners => ({
  ...partners,
  channelFor: (process) => ({ ...partners.channelFor(process), refund: async () => 'refunded' }),
});

/** A node that takes a use for cancelled without asking the bank. */
const cancelsNothing = (partners: Partners): Partners => ({
  ...partners,
  bankFor: (process) => ({
    ...partners.bankFor(process),
    cancel: async () => ({ state: 'cancelled', amount: fen(0) }),
  }),
});

/** A node that never looks again at an order of which the wallet said once that it is closed. */
function believesClosed(partners: Partners): Partners {
  const closed = new Set<string>();
  return {
    ...partners,
    channelFor(process) {
      const line = partners.channelFor(process);
      return {
        ...line,
        async close(reference) {
          if (closed.has(reference)) return 'closed';
          const said = await line.close(reference);
          if (said === 'closed') closed.add(reference);
          return said;
        },
        query: async (reference) => (closed.has(reference) ? 'closed' : line.query(reference)),
      };
    },
  };
}

const ASKED = new WeakMap<World, Set<unknown>>();

/** The insured place goes down once an insurer's answer was counted: it will ask again. */
export function onceAnswered(): (point: CrashPoint) => boolean {
  let [isCounted, isOver] = [false, false];
  return ({ node, name }) => {
    isCounted ||= node === GATEWAY && name === 'after gateway-add-answer';
    if (!isCounted || isOver || node !== INSURED) return false;
    isOver = true;
    return true;
  };
}

/** An insurers' node that hands on whatever came last, instead of the first answer for ever. */
const forgetsAnswers: StatementTap = async (statement, run, { world, values: [questionId] }) => {
  if (statement.name === 'gateway-counting-answer') return [];
  if (statement.name !== 'gateway-add-answer') return run();
  const asked = ASKED.get(world) ?? new Set();
  ASKED.set(world, asked);
  if (asked.has(questionId)) return [{ number: 99 }];
  asked.add(questionId);
  return run();
};

const correctsNothing = (partners: Partners): Partners => ({
  ...partners,
  bankFor: (process) => ({ ...partners.bankFor(process), correct: async () => undefined }),
});

export const ONE_STOP_BUGS: readonly OneStopBug[] = [
  {
    name: 'a refund is entered and never asked of the wallet',
    story: { ending: 'undo' },
    changes: { faults: {}, partners: refundsNothing },
    shows: /the wallet holds \d+ fen, the act says 0|still open/,
  },
  {
    name: 'an insurer’s payment is said to be taken back and stands',
    story: { ending: 'undo' },
    changes: {
      faults: {},
      taps: {
        [INSURED]: forgets('insured.commercial.end', { before: 'confirmed' }, (values) =>
          values.includes('voided'),
        ),
      },
    },
    shows: /commercial|demo-(life|property) paid/,
  },
  {
    name: 'a credit line is free again although nobody asked the bank to give back',
    story: { ending: 'undo' },
    changes: { faults: {}, partners: cancelsNothing },
    shows: /the act says 0 fen of credit, the bank \d+|still reserved at the bank/,
  },
  {
    name: 'what the bank debits twice is never asked back',
    story: { ending: 'keep' },
    changes: { faults: { bankTwice: 1000 }, partners: correctsNothing },
    shows: /fen of credit, the bank \d+|still open/,
  },
  {
    name: 'a payment that the wallet takes after it said "closed" is never seen',
    story: { ending: 'keep', atTheWallet: 'waits' },
    changes: { faults: { paidAfterClose: 1000 }, partners: believesClosed },
    shows: /the wallet holds \d+ fen, the act says 0|still open/,
  },
  {
    name: 'an insurer that answers twice is believed the second time',
    story: { ending: 'keep' },
    changes: {
      faults: { insurerTwoMinds: 1000 },
      taps: { [GATEWAY]: forgetsAnswers },
    },
    crashes: onceAnswered,
    shows: /stands on an answer of its insurer that does not count/,
  },
];
