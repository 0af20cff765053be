import type { Database } from '@zhijie/database';
import type { ClearingOperator, Handlers } from '@zhijie/exchange';
import {
  type Actor,
  type Clock,
  calendarDate,
  fen,
  type Month,
  ok,
  parseCalendarDate,
  parseMonth,
  type Refusal,
  type Result,
  refuse,
  totalFen,
} from '@zhijie/kernel';
import type { Clearing, StepRequest } from './clearing.ts';
import { recordDeduction, setAccount, signDeferral } from './facts.ts';
import { moneyHandlers } from './money.ts';
import { itemsBehindFigures, lateItems } from './proof.ts';
import type { ClearingRefusal } from './refusals.ts';
import { viewOf } from './views.ts';

export type ClearingHandlerDeps = {
  readonly db: Database;
  readonly now: Clock;
  readonly clearing: Clearing;
};

/** The operator as the province vouches for it: an agency's, and only at that province. */
export const actorOf = ({ id, areas, roles }: ClearingOperator, node: string): Actor => ({
  id,
  kind: 'agency',
  node,
  areas: areas.filter((area) => area.startsWith(node)),
  roles,
});

type Malformed = Refusal<'not-a-month' | 'date-malformed'>;

/** Runs the work with a month that is one. */
async function inMonth<T>(
  text: string,
  work: (period: Month) => Promise<Result<T, ClearingRefusal | Malformed>>,
): Promise<Result<T, ClearingRefusal | Malformed>> {
  const period = parseMonth(text);
  return period.ok ? work(period.value) : refuse('not-a-month', { field: 'period' });
}

/**
 * What a provincial agency may ask of the clearing. The hub judges area and role (P-02); steps, deferrals,
 * deductions and accounts are idempotent by the ids inside them.
 */
export function clearingHandlers(deps: ClearingHandlerDeps): Handlers {
  return { ...readingHandlers(deps), ...factHandlers(deps), ...stepHandlers(deps), ...moneyHandlers(deps) };
}

function readingHandlers({ db, now, clearing }: ClearingHandlerDeps): Handlers {
  return {
    'clearing.read@1': ({ period: text }, { from }) =>
      inMonth(text, async (period) => {
        const state = await clearing.state(period);
        if (state === undefined) return refuse('no-such-clearing', { field: 'period', detail: { period } });
        const late = await lateItems(db, period, from);
        return ok(viewOf(state, { province: from, now: now(), late }));
      }),
    'clearing.items@1': ({ period: text, ...filter }, { from }) =>
      inMonth(text, async (period) => {
        const found = await itemsBehindFigures(db, period, { ...filter, province: from });
        return ok({ ...found, items: [...found.items] });
      }),
    'clearing.proof@2': ({ period: text, after }, { from }) =>
      inMonth(text, (period) => clearing.pieceOfProof(period, { province: from, after })),
  };
}

function stepHandlers({ clearing }: ClearingHandlerDeps): Handlers {
  return {
    'clearing.step@1': ({ requestKey, period: text, operator, step, seen }, { from }) =>
      inMonth(text, async (period) => {
        const request = stepRequest(step);
        if (!request.ok) return request;
        const actor = actorOf(operator, from);
        const stepId = `${from}-${requestKey}`;
        return await clearing.step({ stepId, period, actor, request: request.value, seen });
      }),
  };
}

type Asked = Parameters<NonNullable<Handlers['clearing.step@1']>>[0]['step'];

/** A step of a message as a step of the book: dates that are dates, money as money. */
function stepRequest(step: Asked): Result<StepRequest, Malformed> {
  if (step.kind === 'pay') {
    const paidOn = parseCalendarDate(step.transfer.paidOn);
    if (!paidOn.ok) return refuse('date-malformed', { field: 'paidOn' });
    const amount = totalFen(step.transfer.amount);
    return ok({ ...step, transfer: { ...step.transfer, paidOn: paidOn.value, amount } });
  }
  if (step.kind !== 'receive') return ok(step);
  const receivedOn = parseCalendarDate(step.receivedOn);
  if (!receivedOn.ok) return refuse('date-malformed', { field: 'receivedOn' });
  return ok({ ...step, receivedOn: receivedOn.value });
}

function factHandlers({ db, now }: ClearingHandlerDeps): Handlers {
  return {
    'clearing.defer@1': ({ operator, to: text, ...order }, { from }) =>
      inMonth(text, (to) =>
        signDeferral(db, { ...order, to }, { actor: actorOf(operator, from), at: now() }),
      ),
    'clearing.deduct@1': async ({ requestKey, operator, amount, ...order }, { from }) => {
      // The hub names it: no province's own numbering can meet another's, or a settlement's.
      const deductionId = `D${from}-${requestKey}`;
      const deduction = { ...order, deductionId, amount: fen(amount) };
      const done = await recordDeduction(db, deduction, { actor: actorOf(operator, from), at: now() });
      return done.ok ? ok({ ...done.value, deductionId }) : done;
    },
    'clearing.account@1': async ({ operator, account }, { from }) => {
      const day = parseCalendarDate(account.from);
      if (!day.ok) return refuse('date-malformed', { field: 'from' });
      const version = { ...account, from: calendarDate(account.from) };
      return await setAccount(db, version, { actor: actorOf(operator, from), at: now() });
    },
  };
}
