import { mayActFor } from '@zhijie/clearing';
import type { Database } from '@zhijie/database';
import { type AnswerOf, type Ask, type NodeAddress, type RequestOf, routeOf } from '@zhijie/exchange';
import { type Actor, type Clock, type Result, refuse } from '@zhijie/kernel';
import { type BankEntry, type BankEntryRefusal, bookBankEntry } from './bank-entries.ts';

type Asked<N extends 'prepayment.step@1' | 'prepayment.request@1'> = Omit<RequestOf<N>, 'operator'>;

/**
 * The prepayment as the provincial agency's operators reach it: the nation keeps amounts, orders and notices
 * and judges areas and roles (P-02); what the bank adds or takes is this province's own book.
 */
export type PrepaymentDesk = {
  read(actor: Actor, year: number): Promise<Result<AnswerOf<'prepayment.read@1'>>>;
  step(actor: Actor, step: Asked<'prepayment.step@1'>): Promise<Result<AnswerOf<'prepayment.step@1'>>>;
  request(
    actor: Actor,
    order: Asked<'prepayment.request@1'>,
  ): Promise<Result<AnswerOf<'prepayment.request@1'>>>;
  bankEntry(
    actor: Actor,
    entry: BankEntry,
  ): Promise<Result<{ outcome: 'applied' | 'unchanged' }, BankEntryRefusal>>;
};

const ROLES = ['clearing-maker', 'clearing-checker', 'clearing-payer'] as const;
const DEADLINE_MS = 60_000;

export function createPrepaymentDesk(deps: {
  readonly address: NodeAddress;
  readonly ask: Ask;
  readonly db: Database;
  readonly now: Clock;
}): PrepaymentDesk {
  const { address, ask, db, now } = deps;
  const route = routeOf({ careArea: `${address}0000` });
  const options = { deadlineMs: DEADLINE_MS };
  const operatorOf = ({ id, areas, roles }: Actor) => ({ id, areas: [...areas], roles: [...roles] });
  return {
    read: async (actor, year) =>
      ROLES.some((role) => mayActFor(actor, address, role))
        ? await ask('prepayment.read@1', route, { year }, options)
        : refuse('not-permitted'),
    step: (actor, step) => ask('prepayment.step@1', route, { ...step, operator: operatorOf(actor) }, options),
    request: (actor, order) =>
      ask('prepayment.request@1', route, { ...order, operator: operatorOf(actor) }, options),
    bankEntry: (actor, entry) => bookBankEntry({ db, now, node: address }, actor, entry),
  };
}
