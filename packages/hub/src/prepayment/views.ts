import {
  CHINA_CALENDAR,
  forecastRed,
  isOverdue,
  PREPAYMENT_LABELS,
  payeeOf,
  payerOf,
  poolOf,
  prepaymentDates,
  prepaymentDuties,
  proposedIncrease,
} from '@zhijie/clearing';
import type { PrepaymentPool, PrepaymentView as WireView } from '@zhijie/exchange';
import {
  amountInWords,
  dateOf,
  formatYuanForPeople,
  type Instant,
  type Month,
  monthOf,
  type TotalFen,
} from '@zhijie/kernel';
import { periodsOfRuns } from '../clearing/run.ts';
import type { PrepaymentDeps } from './prepayment.ts';
import { draftFor } from './requests.ts';
import {
  noticesOf,
  ordersOf,
  requestsOf,
  type StoredOrder,
  type StoredRequest,
  standingShares,
  yearsOf,
} from './store.ts';
import { careProvincesOf, poolUsage, useOfMonth } from './usage.ts';

export type PrepaymentView = WireView;

const inWords = (amount: TotalFen) => ({
  figures: formatYuanForPeople(amount),
  words: amountInWords(amount),
});

/** A year: amounts, orders, duties, the pool's usage with its forecast, requests and the notice log. */
export async function prepaymentViewOf(
  deps: PrepaymentDeps,
  { year, province }: { readonly year: number; readonly province: string | null },
): Promise<PrepaymentView> {
  const { db, now } = deps;
  const at = now();
  const concerns = (of: { readonly careProvince: string; readonly insuredProvince: string }): boolean =>
    province === null || of.careProvince === province || of.insuredProvince === province;
  const [set] = await yearsOf(db, year);
  const orders = (await ordersOf(db, { year })).filter(concerns);
  const { set: setBy, ...dates } = prepaymentDates(CHINA_CALENDAR, year, set && dateOf(set.setAt));
  const duties = orders.flatMap((order) => prepaymentDuties(order, at));
  return {
    year,
    setAt: set?.setAt ?? null,
    setBy,
    isSetOverdue: isOverdue(setBy, set?.setAt ?? null, at),
    dates,
    shares: (set?.shares ?? []).filter(concerns).map((share) => ({ ...share, quarter: [...share.quarter] })),
    orders: orders.map(orderView),
    duties: duties.filter(({ owner }) => province === null || owner === province),
    pools: await poolsOf(deps, at, province),
    requests: (await requestsOf(db, { careProvince: province })).map(requestView),
    notices: await noticesOf(db, { careProvince: province }),
  };
}

function orderView({ madeAt: _, ...order }: StoredOrder) {
  return {
    ...order,
    payer: payerOf(order),
    payee: payeeOf(order),
    label: PREPAYMENT_LABELS[order.state],
    ...inWords(order.amount),
  };
}

function requestView({ isGranted, ...request }: StoredRequest) {
  const state = isGranted === null ? 'open' : isGranted ? 'granted' : 'declined';
  return { ...request, state: state as 'open' | 'granted' | 'declined', ...inWords(request.amount) };
}

/** Each care province's pool (PF-01): what lies there, how the month uses it, and when it would be red. */
async function poolsOf(
  deps: PrepaymentDeps,
  at: Instant,
  province: string | null,
): Promise<PrepaymentPool[]> {
  const { db } = deps;
  const standing = await standingShares(db);
  const running = monthOf(at);
  const use = await useOfMonth(db, running);
  const latest = (await periodsOfRuns(db)).at(-1) ?? null;
  const cleared = latest === null ? null : await useOfMonth(db, latest);
  const all = careProvincesOf(standing, use.shares, cleared?.shares ?? []);
  const pools: PrepaymentPool[] = [];
  for (const careProvince of all.filter((each) => province === null || each === province)) {
    const usage = poolUsage(careProvince, use, standing);
    const forecast = forecastRed({ on: dateOf(at), used: usage.used }, usage.prepayment);
    const proposed = usage.level === 'red' ? proposedIncrease(usage) : null;
    pools.push({
      careProvince,
      standing: poolOf(standing, careProvince),
      running: { period: running, ...usage, ...forecast },
      proposed: proposed === null ? null : { amount: proposed, ...inWords(proposed) },
      cleared:
        latest === null || cleared === null
          ? null
          : { period: latest, ...poolUsage(careProvince, cleared, standing) },
      ...(await increaseOf(deps, careProvince, { period: latest, at })),
    });
  }
  return pools;
}

/** The draft of the urgent increase that could be asked for today, or why not. */
async function increaseOf(
  deps: PrepaymentDeps,
  careProvince: string,
  { period, at }: { readonly period: Month | null; readonly at: Instant },
): Promise<Pick<PrepaymentPool, 'draft' | 'whyNoDraft'>> {
  if (period === null) return { draft: null, whyNoDraft: 'no-such-clearing' };
  const drafted = await draftFor(deps, deps.db, { careProvince, period }, at);
  return drafted.ok
    ? { draft: drafted.value.draft, whyNoDraft: null }
    : { draft: null, whyNoDraft: drafted.refusal.code };
}
