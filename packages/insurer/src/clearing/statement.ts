import { type CalendarDate, type Instant, ok, type Result } from '@zhijie/kernel';
import { hasRole, type InsurerActor } from '../operator.ts';
import { type GatewayRefusal, no } from '../refusals.ts';

/** A statement of one insurer, hospital and insured area. `amount` below zero: the hospital gives back. */
export type Statement = {
  readonly statementId: string;
  readonly month: string;
  readonly run: string;
  readonly insurer: string;
  readonly hospitalId: string;
  readonly hospitalName: string;
  readonly insuredArea: string;
  readonly lines: number;
  readonly paid: number;
  readonly undone: number;
  readonly amount: number;
  readonly drawnAt: Instant;
};

export type Payment = { readonly bank: string; readonly serial: string; readonly paidOn: CalendarDate };

export type StatementStep =
  | { readonly kind: 'confirm' }
  | { readonly kind: 'dispute'; readonly reason: string }
  | ({ readonly kind: 'pay'; readonly amount: number } & Payment)
  | { readonly kind: 'approve' }
  | { readonly kind: 'send-back'; readonly reason: string };

export type StatementState = 'drawn' | 'disputed' | 'confirmed' | 'paying' | 'paid' | 'closed';

type Taken = { readonly step: StatementStep; readonly actor: Pick<InsurerActor, 'id'>; readonly at: Instant };

/** A statement as its steps left it. */
export type StatementBook = Statement & {
  readonly state: StatementState;
  readonly dispute: string | null;
  readonly payment: (Payment & { readonly by: string; readonly at: Instant }) | null;
  readonly approvedBy: string | null;
  readonly paidAt: Instant | null;
};

const FROM: Readonly<Record<StatementStep['kind'], readonly StatementState[]>> = {
  confirm: ['drawn', 'disputed'],
  dispute: ['drawn'],
  pay: ['confirmed'],
  approve: ['paying'],
  'send-back': ['paying'],
};

const ROLE = {
  confirm: ['claims', 'payment-maker'],
  dispute: ['claims', 'payment-maker'],
  pay: ['payment-maker'],
  approve: ['payment-checker'],
  'send-back': ['payment-checker'],
} as const;

/** Whether this person may take this step now; the first reason that speaks against it. */
export function checkStep(
  book: StatementBook,
  step: StatementStep,
  actor: InsurerActor,
): Result<null, GatewayRefusal> {
  if (!hasRole(actor, ...ROLE[step.kind])) return no('not-permitted', 'step');
  if (!FROM[step.kind].includes(book.state)) return no('wrong-state', 'step', { state: book.state });
  if ('reason' in step && step.reason.trim() === '') return no('reason-missing', 'reason');
  if (step.kind === 'pay' && step.amount !== Math.abs(book.amount))
    return no('amount-differs', 'amount', { due: Math.abs(book.amount), paid: step.amount });
  if (step.kind === 'approve' && book.payment?.by === actor.id) return no('same-person', 'step');
  return ok(null);
}

/** A statement after its steps, in their order. */
export function foldStatement(statement: Statement, steps: readonly Taken[]): StatementBook {
  const drawn: StatementBook = {
    ...statement,
    state: 'drawn',
    dispute: null,
    payment: null,
    approvedBy: null,
    paidAt: null,
  };
  return steps.reduce(after, drawn);
}

function after(book: StatementBook, { step, actor, at }: Taken): StatementBook {
  switch (step.kind) {
    case 'confirm':
      return { ...book, state: book.amount === 0 ? 'closed' : 'confirmed' };
    case 'dispute':
      return { ...book, state: 'disputed', dispute: step.reason };
    case 'pay': {
      const { bank, serial, paidOn } = step;
      return { ...book, state: 'paying', payment: { bank, serial, paidOn, by: actor.id, at } };
    }
    case 'approve':
      return { ...book, state: 'paid', approvedBy: actor.id, paidAt: at };
    case 'send-back':
      return { ...book, state: 'confirmed', payment: null };
  }
}
