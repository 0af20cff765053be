import {
  adjustPrepayment,
  annualOrders,
  mayIssue,
  type PrepaymentStep,
  prepaymentAmount,
  stepPrepayment,
} from '@zhijie/clearing';
import type { Database, Executor } from '@zhijie/database';
import type { NodeAddress } from '@zhijie/exchange';
import {
  type Actor,
  type Clock,
  canonicalJson,
  dateOf,
  type Instant,
  month,
  monthOf,
  ok,
  type Result,
  refuse,
  type TotalFen,
  totalFen,
} from '@zhijie/kernel';
import { postTransfers, prepaymentPostings } from '@zhijie/ledger';
import type { Clearing } from '../clearing/clearing.ts';
import { runOf } from '../clearing/run.ts';
import { announceToProvince } from './announce.ts';
import { observe } from './notices.ts';
import type { PrepaymentHubRefusal } from './refusals.ts';
import { type Decision, decide, type IncreaseOrder, requestIncrease } from './requests.ts';
import {
  addOrders,
  addPrepaymentStep,
  addYear,
  ordersOf,
  paidBySerial,
  prepaymentStepOf,
  type StoredPrepaymentStep,
  standingShares,
  takePrepaymentTurn,
  type YearShare,
  yearsOf,
} from './store.ts';
import { useOfMonth } from './usage.ts';
import { type PrepaymentView, prepaymentViewOf } from './views.ts';

export type PrepaymentDeps = {
  readonly db: Database;
  readonly now: Clock;
  readonly clearing: Clearing;
  /** Whether a province has a node: only those are told what to book. */
  readonly knows: (address: NodeAddress) => boolean;
  readonly wakeOutbox: () => void;
};

export type Outcome = { readonly outcome: 'applied' | 'unchanged' };
export type Answer<T> = Promise<Result<T, PrepaymentHubRefusal>>;

export type PrepaymentStepOrder = {
  /** Of its own: asked again with the same content it has no second effect. */
  readonly stepId: string;
  readonly orderId: string;
  readonly actor: Actor;
  readonly step: PrepaymentStep;
};

/** The prepayment between provinces as the nation keeps it (procedures PF-01…PF-04). */
export type Prepayment = {
  /** Sets a year's amounts from the clearings of the fourth quarter before it, once (PF-01, PF-02). */
  setYear(year: number, actor: Actor): Answer<Outcome & { readonly orders: number }>;
  /** Takes a step of an order; what is paid is posted here and told to the province whose book it is. */
  step(order: PrepaymentStepOrder): Answer<Outcome>;
  /** A care province asks for an urgent increase (PF-03). */
  request(order: IncreaseOrder): Answer<Outcome & { readonly requestId: string }>;
  /** The nation grants it, which makes the orders, or declines it with a reason. */
  decide(decision: Decision): Answer<Outcome>;
  /** Notes every change of level of this month and the one before; answers how many were noted. */
  observe(): Promise<number>;
  /** A year as a province may see it, or as the nation sees it (null). */
  view(year: number, province: string | null): Promise<PrepaymentView>;
};

export function createPrepayment(deps: PrepaymentDeps): Prepayment {
  const { db, now } = deps;
  return {
    setYear: (year, actor) => db.transaction((tx) => setYear(tx, year, { actor, at: now() })),
    async step(order) {
      const done = await db.transaction((tx) => takeStep(tx, order, { at: now(), knows: deps.knows }));
      if (done.ok) deps.wakeOutbox();
      return done;
    },
    request: (order) => requestIncrease(deps, order),
    decide: (decision) => decide(deps, decision),
    observe: () => observe(db, now()),
    view: (year, province) => prepaymentViewOf(deps, { year, province }),
  };
}

const QUARTER = ['10', '11', '12'] as const;

/** What each pair of provinces cleared in each month of the quarter before the year, or what is missing. */
async function quarterOf(tx: Executor, year: number): Promise<Result<YearShare[], PrepaymentHubRefusal>> {
  const pairs = new Map<string, { careProvince: string; insuredProvince: string; quarter: TotalFen[] }>();
  for (const [index, of] of QUARTER.entries()) {
    const period = month(`${year - 1}-${of}`);
    if ((await runOf(tx, period)) === undefined)
      return refuse('quarter-not-cleared', { field: 'year', detail: { period } });
    for (const { careProvince, insuredProvince, amount } of (await useOfMonth(tx, period)).shares) {
      const key = `${careProvince} ${insuredProvince}`;
      const pair = pairs.get(key) ?? {
        careProvince,
        insuredProvince,
        quarter: QUARTER.map(() => totalFen(0)),
      };
      // A month in which more came back than was claimed needs no prepayment.
      pair.quarter[index] = totalFen(Math.max(0, amount));
      pairs.set(key, pair);
    }
  }
  const needed = [...pairs.values()].map(({ quarter, ...pair }) => {
    const [october = totalFen(0), november = totalFen(0), december = totalFen(0)] = quarter;
    return { ...pair, amount: prepaymentAmount([october, november, december]) };
  });
  const none = QUARTER.map(() => totalFen(0));
  return ok(
    adjustPrepayment(await standingShares(tx), needed).map((share) => ({
      ...share,
      quarter: pairs.get(`${share.careProvince} ${share.insuredProvince}`)?.quarter ?? none,
    })),
  );
}

type Given = { readonly actor: Actor; readonly at: Instant };

async function setYear(
  tx: Executor,
  year: number,
  { actor, at }: Given,
): Answer<Outcome & { readonly orders: number }> {
  if (!mayIssue(actor)) return refuse('not-permitted');
  if (dateOf(at) < `${year}-01-01`) return refuse('year-not-begun', { field: 'year' });
  await takePrepaymentTurn(tx);
  const [known] = await yearsOf(tx, year);
  if (known !== undefined) {
    const orders = known.shares.filter(({ change }) => change !== 0).length;
    return ok({ outcome: 'unchanged', orders });
  }
  const shares = await quarterOf(tx, year);
  if (!shares.ok) return shares;
  await addYear(tx, { year, setAt: at, setBy: actor.id, shares: shares.value });
  const orders = annualOrders(year, shares.value, dateOf(at));
  await addOrders(tx, orders, at);
  return ok({ outcome: 'applied', orders: orders.length });
}

async function takeStep(
  tx: Executor,
  { stepId, orderId, actor, step }: PrepaymentStepOrder,
  { at, knows }: { readonly at: Instant; readonly knows: PrepaymentDeps['knows'] },
): Answer<Outcome> {
  await takePrepaymentTurn(tx);
  const known = await prepaymentStepOf(tx, stepId);
  if (known !== undefined) return repeated(known, { orderId, actor, step });
  const [order] = await ordersOf(tx, { orderId });
  if (order === undefined) return refuse('no-such-order', { field: 'orderId', detail: { orderId } });
  const next = stepPrepayment(order, step, { actor, at });
  if (!next.ok) return next;
  if (step.kind === 'pay') {
    const used = await paidBySerial(tx, step.transfer);
    if (used !== null) return refuse('serial-used', { field: 'serial', detail: { orderId: used } });
    await postTransfers(
      tx,
      'hub_ledger',
      prepaymentPostings('hub', order, { reference: orderId, month: monthOf(at), postedAt: at }),
    );
  }
  await addPrepaymentStep(tx, { orderId, kind: step.kind, stepId, actor, at, input: step });
  await announceToProvince(tx, next.value, { step: step.kind, at, knows });
  return ok({ outcome: 'applied' });
}

function repeated(
  known: StoredPrepaymentStep,
  asked: Pick<PrepaymentStepOrder, 'orderId' | 'actor' | 'step'>,
): Result<Outcome, PrepaymentHubRefusal> {
  const isSame =
    known.orderId === asked.orderId &&
    known.actor.id === asked.actor.id &&
    canonicalJson(known.input) === canonicalJson(asked.step);
  return isSame ? ok({ outcome: 'unchanged' }) : refuse('step-differs', { field: 'requestKey' });
}
