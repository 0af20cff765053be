/**
 * A virtual year of bills and twelve month ends with the holidays of the calendar: bills every day, some
 * doubled, some of unknown outcome, some taken back the same day or months later, deductions and deferrals;
 * then the first quarter of the next year, by whose end everything must be cleared and paid.
 */
import { monthsAfter } from '@zhijie/clearing';
import { sm3Hex } from '@zhijie/crypto';
import {
  addDays,
  type CalendarDate,
  calendarDate,
  canonicalJson,
  createRandom,
  dateOf,
  instant,
  type Month,
  month,
  monthOf,
  type Random,
  startOfDay,
} from '@zhijie/kernel';
import { counterBreaches, monthBreaches, yearBreaches, yearCloseBreaches } from './checks.ts';
import { openYearNetwork, type YearNetwork } from './network.ts';
import { deduct, defer, officeDay, openAccounts } from './offices.ts';
import { createHospitalMoney, type HospitalMoney } from './payments.ts';
import { createCounters, isAcross, newTally, type SettledBill, type Tally, voidBill } from './workload.ts';

export type YearOptions = {
  readonly seed: string;
  /** Bills of the year; some of them are refused. */
  readonly settlements: number;
  readonly year: number;
  readonly onMonth?: (told: MonthTold) => void;
};
export type MonthTold = { readonly period: Month; readonly items: number; readonly breaches: number };

export type YearOutcome = Omit<Tally, 'breaches' | 'refusals'> & {
  readonly refusals: readonly (readonly [refusal: string, times: number])[];
  readonly seed: string;
  readonly breaches: readonly string[];
  readonly deductions: number;
  readonly deferrals: number;
  readonly months: readonly MonthTold[];
  /** Over the tables and roots of all months: the same seed gives the same. */
  readonly hash: string;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Of a thousand settled bills: taken back, half of them after their month was closed. */
const VOIDED = 10;
const DEDUCTED = 5;
const DEFERRED = 2;

type Year = {
  readonly network: YearNetwork;
  readonly random: Random;
  readonly tally: Tally;
  readonly counters: ReturnType<typeof createCounters>;
  readonly money: HospitalMoney;
  readonly firstMonth: Month;
  /** Bills to be taken back, by day. */
  readonly returns: Map<CalendarDate, SettledBill[]>;
  readonly counts: { deductions: number; deferrals: number };
  readonly breaches: string[];
  readonly months: MonthTold[];
};

export async function runYear(options: YearOptions): Promise<YearOutcome> {
  const { seed, settlements, year } = options;
  const random = createRandom(`year/${seed}`);
  const firstDay = calendarDate(`${year}-01-01`);
  const network = await openYearNetwork(seed, firstDay, random.fork('line'));
  const tally = newTally();
  const counters = createCounters(network, random.fork('bills'), tally);
  const running: Year = {
    network,
    random: random.fork('days'),
    tally,
    counters,
    money: createHospitalMoney(network, seed),
    firstMonth: month(`${year}-01`),
    returns: new Map(),
    counts: { deductions: 0, deferrals: 0 },
    breaches: tally.breaches,
    months: [],
  };
  try {
    await openAccounts(network, firstDay);
    await running.money.open(firstDay);
    const lastDay = calendarDate(`${year + 1}-04-01`);
    const days = 365;
    for (let day = firstDay, n = 0; day <= lastDay; day = addDays(day, 1), n++) {
      const bills =
        n >= days ? 0 : Math.floor(((n + 1) * settlements) / days) - Math.floor((n * settlements) / days);
      await liveDay(running, day, bills, options);
    }
    running.breaches.push(
      ...(await yearCloseBreaches(network, year, lastDay)),
      ...(await counterBreaches(network)),
    );
    running.breaches.push(...(await running.money.openEntries()));
    return await outcomeOf(running, seed, year);
  } finally {
    await network.close();
  }
}

async function liveDay(
  running: Year,
  day: CalendarDate,
  bills: number,
  { onMonth }: YearOptions,
): Promise<void> {
  const { network, random, tally, counters, returns, money } = running;
  const { clock, hub, provinces } = network;
  // All in the hour from eight: the links renew their keys hourly, and that is not what the year is about.
  const at = (minute: number) =>
    clock.moveTo(instant(startOfDay(day) + 8 * HOUR + Math.floor(minute * MINUTE)));
  for (let n = 0; n < bills; n++) {
    at((50 * n) / bills);
    const bill = await counters.bill();
    if (bill === null) continue;
    money.note(bill.providerId, bill.claim);
    await judge(running, bill, day);
  }
  at(52);
  for (const bill of returns.get(day) ?? []) {
    const isLate = monthOf(bill.settledAt) < month(day.slice(0, 7));
    if (!(await voidBill(network, bill, tally))) continue;
    money.note(bill.providerId, 0 - bill.claim);
    if (isLate) tally.voidedAfterTheirMonth += 1;
  }
  returns.delete(day);
  at(55);
  if (day.endsWith('-21')) await network.settleDown();
  await hub.clearing.generateDue();
  await officeDay(network, openPeriods(day), random);
  if (isFollowed(day)) for (const province of provinces.values()) await province.followClearing();
  if (bills > 0 || isFollowed(day)) await network.settleDown();
  await payHospitals(running, day);
  if (day.endsWith('-21')) await closeMonth(running, monthsAfter(month(day.slice(0, 7)), -1), onMonth);
}

/** Days on which a person explains what the bank did otherwise; the next day what came back is paid again. */
const EXPLAINED = [18, 22, 26];

/** Declared on the 8th, paid on the 15th, all within 20 working days of the 10th (I-03). */
async function payHospitals({ money, firstMonth }: Year, day: CalendarDate): Promise<void> {
  const last = monthsAfter(month(day.slice(0, 7)), -1);
  if (last < firstMonth) return;
  const date = Number(day.slice(8));
  if (date === 8) await money.declare(last);
  if (date === 15 || EXPLAINED.includes(date - 1)) await money.pay(last);
  if (EXPLAINED.includes(date)) await money.explain();
}

/** A node asks every ten minutes; twice a month, once before the month is looked at, is enough for a year. */
const isFollowed = (day: CalendarDate): boolean => day.endsWith('-10') || day.endsWith('-21');

/** Months whose clearing may still be under way. */
const openPeriods = (day: CalendarDate): Month[] =>
  [-3, -2, -1].map((back) => monthsAfter(month(day.slice(0, 7)), back));

/** What will become of a settled bill: nothing, mostly. */
async function judge(running: Year, bill: SettledBill, day: CalendarDate): Promise<void> {
  const { network, random, returns, counts } = running;
  const drawn = random.below(1000);
  if (drawn < VOIDED) {
    const on = addDays(day, drawn < VOIDED / 2 ? 0 : 30 + random.below(60));
    returns.set(on, [...(returns.get(on) ?? []), bill]);
  } else if (drawn < VOIDED + DEDUCTED && isAcross(bill) && bill.claim > 0) {
    counts.deductions += 1;
    await deduct(network, bill, counts.deductions);
  } else if (drawn < VOIDED + DEDUCTED + DEFERRED && isAcross(bill) && !day.includes('-12-')) {
    counts.deferrals += 1;
    await defer(network, bill, monthsAfter(month(day.slice(0, 7)), 1 + random.below(2)));
  }
}

async function closeMonth(running: Year, period: Month, onMonth: YearOptions['onMonth']): Promise<void> {
  const { network, breaches, months } = running;
  const state = await network.hub.clearing.state(period);
  if (state === undefined) return;
  const found = [...(await monthBreaches(network, period)), ...(await yearBreaches(network))];
  // What is wrong in one month is wrong in the next: once is enough.
  breaches.push(...found.filter((breach) => !breaches.includes(breach)));
  const told = { period, items: state.run.items, breaches: found.length };
  months.push(told);
  onMonth?.(told);
}

async function outcomeOf(running: Year, seed: string, year: number): Promise<YearOutcome> {
  const { network, tally, counts, months } = running;
  const { breaches, refusals: byName, ...counted } = tally;
  const refusals = [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const cleared: unknown[] = [];
  for (let n = 0; n < 12; n++) {
    const state = await network.hub.clearing.state(monthsAfter(month(`${year}-01`), n));
    cleared.push(state === undefined ? null : { tables: state.run.tables, root: state.run.root });
    if (state !== undefined && state.book.state !== 'settled')
      breaches.push(`${state.run.period} is not all paid`);
  }
  const hash = sm3Hex(
    canonicalJson({ cleared, counted, refusals, counts, end: dateOf(network.clock.now()) } as never),
  );
  return { seed, ...counted, refusals, ...counts, months, breaches, hash };
}
