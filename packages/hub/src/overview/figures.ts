import { type Executor, statement } from '@zhijie/database';
import { addDays, type CalendarDate, calendarDate, startOfDay } from '@zhijie/kernel';
import { daysBetween, type ToldDay } from './days.ts';

/**
 * Figures of a day, a province or a range. The first block is what went through the hub, between provinces;
 * the second is what provinces told of everything at their institutions. Fen and milliseconds.
 */
export type Figures = {
  /** Direct settlements between provinces, of a province: given there. */
  readonly direct: number;
  readonly claimed: number;
  /** Direct settlements elsewhere of people insured there. */
  readonly insuredElsewhere: number;
  readonly asks: number;
  readonly answered: number;
  readonly errors: number;
  readonly answerMilliseconds: number;

  readonly settlements: number;
  readonly byInsuranceCode: number;
  readonly bySocialCard: number;
  readonly byIdCard: number;
  readonly byMobile: number;
  readonly byOneCode: number;
  readonly oneStop: number;
  readonly creditDrawn: number;
  readonly settleMilliseconds: number;
  readonly manualClaims: number;
};
type Writable = { -readonly [K in keyof Figures]: number };

const nothing = (): Writable => ({
  direct: 0,
  claimed: 0,
  insuredElsewhere: 0,
  asks: 0,
  answered: 0,
  errors: 0,
  answerMilliseconds: 0,
  settlements: 0,
  byInsuranceCode: 0,
  bySocialCard: 0,
  byIdCard: 0,
  byMobile: 0,
  byOneCode: 0,
  oneStop: 0,
  creditDrawn: 0,
  settleMilliseconds: 0,
  manualClaims: 0,
});

export type Flow = {
  readonly insuredProvince: string;
  readonly careProvince: string;
  readonly direct: number;
  readonly claimed: number;
};

export type RangeFigures = {
  readonly total: Figures;
  /** Every day of the range; `told`: how many provinces have told of it. */
  readonly days: readonly (Figures & { readonly day: string; readonly told: number })[];
  readonly provinces: readonly (Figures & { readonly province: string; readonly told: number })[];
  readonly flows: readonly Flow[];
};

/** Day number 0 of the statement below. */
const EPOCH = calendarDate('1970-01-01');

// Days in China: the offset is fixed, so that a day is a division.
const TRADES = statement(
  'hub-overview-trades',
  `SELECT (settled_at + 28800000) / 86400000 AS "dayNumber", left(insured_area, 2) AS insured,
     left(care_area, 2) AS care, count(*)::bigint AS direct, sum(claim)::bigint AS claimed
   FROM hub.trade WHERE settled_at >= $1 AND settled_at < $2 GROUP BY 1, 2, 3`,
);
const ASKS = statement(
  'hub-overview-asks',
  `SELECT day, insured, sum(asks)::bigint AS asks,
     coalesce(sum(asks) FILTER (WHERE outcome NOT IN ('answered', 'refused')), 0)::bigint AS errors,
     coalesce(sum(asks) FILTER (WHERE outcome = 'answered'), 0)::bigint AS answered,
     coalesce(sum(milliseconds) FILTER (WHERE outcome = 'answered'), 0)::bigint AS milliseconds
   FROM hub.exchange_tally WHERE day BETWEEN $1 AND $2 GROUP BY day, insured`,
);
type TradeSum = {
  readonly dayNumber: number;
  readonly insured: string;
  readonly care: string;
  readonly direct: number;
  readonly claimed: number;
};
type AskSum = {
  readonly day: string;
  readonly insured: string;
  readonly asks: number;
  readonly errors: number;
  readonly answered: number;
  readonly milliseconds: number;
};

export type Range = { readonly from: CalendarDate; readonly to: CalendarDate };

function daysOf({ from, to }: Range): CalendarDate[] {
  const days: CalendarDate[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

const TOLD = [
  'settlements',
  'byInsuranceCode',
  'bySocialCard',
  'byIdCard',
  'byMobile',
  'byOneCode',
  'oneStop',
  'creditDrawn',
  'manualClaims',
] as const satisfies readonly (keyof Figures & keyof ToldDay)[];

/** Adds up everything that is known of a range, by day, by province and in all. */
export async function figuresBetween(
  db: Executor,
  range: Range,
  provinces: readonly string[],
): Promise<RangeFigures> {
  const { from, to } = range;
  const until = startOfDay(addDays(to, 1));
  const trades = await db.query<TradeSum>(TRADES, [startOfDay(from), until]);
  const asks = await db.query<AskSum>(ASKS, [from, to]);
  const told = await daysBetween(db, from, to);
  const total = nothing();
  const days = new Map(daysOf(range).map((day) => [day as string, { ...nothing(), day, told: 0 }]));
  const places = new Map(provinces.map((province) => [province, { ...nothing(), province, told: 0 }]));
  const add = (into: readonly (Writable | undefined)[], name: keyof Figures, amount: number): void => {
    for (const sum of into) if (sum !== undefined) sum[name] += amount;
  };
  const dayOf = (number: number) => days.get(addDays(EPOCH, number));
  for (const { dayNumber, insured, care, direct, claimed } of trades) {
    add([total, dayOf(dayNumber), places.get(care)], 'direct', direct);
    add([total, dayOf(dayNumber), places.get(care)], 'claimed', claimed);
    add([total, dayOf(dayNumber), places.get(insured)], 'insuredElsewhere', direct);
  }
  for (const sum of asks) {
    const into = [total, days.get(sum.day), places.get(sum.insured)];
    for (const name of ['asks', 'errors', 'answered'] as const) add(into, name, sum[name]);
    add(into, 'answerMilliseconds', sum.milliseconds);
  }
  for (const sum of told) {
    const [day, place] = [days.get(sum.day), places.get(sum.province)];
    for (const name of TOLD) add([total, day, place], name, sum[name]);
    add([total, day, place], 'settleMilliseconds', sum.milliseconds);
    if (day !== undefined) day.told += 1;
    if (place !== undefined) place.told += 1;
  }
  return { total, days: [...days.values()], provinces: [...places.values()], flows: flowsOf(trades) };
}

function flowsOf(trades: readonly TradeSum[]): Flow[] {
  const flows = new Map<string, Flow>();
  for (const { insured, care, direct, claimed } of trades) {
    const before = flows.get(`${insured} ${care}`);
    flows.set(`${insured} ${care}`, {
      insuredProvince: insured,
      careProvince: care,
      direct: direct + (before?.direct ?? 0),
      claimed: claimed + (before?.claimed ?? 0),
    });
  }
  return [...flows.values()].toSorted((a, b) => b.claimed - a.claimed);
}
