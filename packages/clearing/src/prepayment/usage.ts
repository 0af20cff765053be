import { assert, type CalendarDate, formatYuanForPeople, type TotalFen } from '@zhijie/kernel';

/** PF-03: yellow from 70 %, red from 90 % of the prepayment (医保发〔2022〕22号 annex, articles 23–25). */
export const ALERT_LEVELS = ['normal', 'yellow', 'red'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

const YELLOW_PERCENT = 70n;
export const RED_PERCENT = 90n;

/** `basisPoints`: usage in 1/10 000, cut off and not rounded, so that 69.999 % never reads as 70 %. */
export type Usage = {
  readonly prepayment: TotalFen;
  readonly used: TotalFen;
  readonly basisPoints: number;
  readonly level: AlertLevel;
};

/**
 * PF-03: usage = monthly clearing amount ÷ prepayment, compared without dividing. Without any prepayment, any
 * use is red.
 */
export function usageOf(used: TotalFen, prepayment: TotalFen): Usage {
  assert(prepayment >= 0, 'A prepayment is not negative');
  const hundredfold = BigInt(used) * 100n;
  const reaches = (percent: bigint): boolean => used > 0 && hundredfold >= percent * BigInt(prepayment);
  const level = reaches(RED_PERCENT) ? 'red' : reaches(YELLOW_PERCENT) ? 'yellow' : 'normal';
  return { prepayment, used, basisPoints: basisPoints(used, prepayment), level };
}

/** A prepayment of nothing cannot be divided by: nothing used of it is 0, anything else is all of it. */
function basisPoints(used: TotalFen, prepayment: TotalFen): number {
  if (used <= 0) return 0;
  return prepayment === 0 ? 10_000 : Number((BigInt(used) * 10_000n) / BigInt(prepayment));
}

/** One entry of the notice log. */
export type AlertNotice = {
  readonly on: CalendarDate;
  readonly from: AlertLevel;
  readonly to: AlertLevel;
  readonly usage: Usage;
  readonly text: string;
};

export type Observation = { readonly on: CalendarDate; readonly used: TotalFen };

const NAMES: Readonly<Record<AlertLevel, string>> = { normal: '正常', yellow: '黄色预警', red: '红色预警' };

/** The notice of one observation after a level, or null while the level stays. */
export function noticeOf(
  from: AlertLevel,
  { on, used }: Observation,
  prepayment: TotalFen,
): AlertNotice | null {
  const usage = usageOf(used, prepayment);
  return usage.level === from ? null : { on, from, to: usage.level, usage, text: textOf(on, usage) };
}

/** The notices of a month: one whenever the level changes, none while it stays. In time order. */
export function noticeLog(observations: readonly Observation[], prepayment: TotalFen): AlertNotice[] {
  const log: AlertNotice[] = [];
  for (const observation of observations) {
    const notice = noticeOf(log.at(-1)?.to ?? 'normal', observation, prepayment);
    if (notice !== null) log.push(notice);
  }
  return log;
}

/** 1/10 000 as people read it: '69.99%'. */
export const percentOf = (points: number): string =>
  `${Math.floor(points / 100)}.${String(points % 100).padStart(2, '0')}%`;

function textOf(on: CalendarDate, { prepayment, used, basisPoints: points, level }: Usage): string {
  const percent = percentOf(points);
  const amounts = `已用 ${formatYuanForPeople(used)}，预付金 ${formatYuanForPeople(prepayment)}`;
  return `${on} 预付金使用率 ${percent}（${amounts}）：${NAMES[level]}`;
}
