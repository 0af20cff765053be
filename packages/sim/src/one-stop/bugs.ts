/** Bugs planted from outside to test the checkers of acts: statements that lie, an adapter that lies. */
import { fen } from '@zhijie/kernel';
import type { StatementTap } from '../world/store.ts';
import type { Partners } from './partners.ts';
import { INSURED } from './place.ts';
import type { OneStopChanges } from './story.ts';

export type OneStopBug = {
  readonly name: string;
  readonly changes: OneStopChanges;
  /** How the act of the run ends that finds it. */
  readonly ending: 'undo' | 'keep';
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

const correctsNothing = (partners: Partners): Partners => ({
  ...partners,
  bankFor: (process) => ({ ...partners.bankFor(process), correct: async () => undefined }),
});

export const ONE_STOP_BUGS: readonly OneStopBug[] = [
  {
    name: 'a refund is entered and never asked of the wallet',
    ending: 'undo',
    changes: { faults: {}, partners: refundsNothing },
    shows: /the wallet holds \d+ fen, the act says 0|still open/,
  },
  {
    name: 'an insurer’s payment is said to be taken back and stands',
    ending: 'undo',
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
    ending: 'undo',
    changes: { faults: {}, partners: cancelsNothing },
    shows: /the act says 0 fen of credit, the bank \d+|still reserved at the bank/,
  },
  {
    name: 'what the bank debits twice is never asked back',
    ending: 'keep',
    changes: { faults: { bankTwice: 1000 }, partners: correctsNothing },
    shows: /fen of credit, the bank \d+|still open/,
  },
];
