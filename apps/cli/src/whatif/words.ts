import { type Fen, formatYuanForPeople, LABELS } from '@zhijie/kernel';
import type { Payer } from './dimensions.ts';
import type { CliffChange, MovedCliff, Pair, WhatIfReport, WhatIfResult } from './result.ts';
import { shareOf } from './statistics.ts';

/** 1,234,567: thousands separated, the same on every machine. */
export const countText = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** Two decimals by whole numbers: 12345 → '123.45'. */
function hundredths(value: number): string {
  const size = Math.abs(value);
  return `${countText(Math.floor(size / 100))}.${String(size % 100).padStart(2, '0')}`;
}

const WAN = 1_000_000;
const YI = 10_000_000_000;

/** As people read it: yuan up to a hundred thousand, then 万元 and 亿元 with two decimals. */
export function moneyText(fen: number): string {
  const size = Math.abs(fen);
  const sign = fen < 0 ? '-' : '';
  if (size >= 10 * YI) return `${sign}${hundredths(Math.round(size / (YI / 100)))} 亿元`;
  if (size >= 10 * WAN) return `${sign}${hundredths(Math.round(size / (WAN / 100)))} 万元`;
  return `${sign}${formatYuanForPeople(size as Fen)}`;
}

export const signedMoney = (fen: number): string =>
  fen === 0 ? '不变' : `${fen > 0 ? '+' : ''}${moneyText(fen)}`;

/** One unit for a whole column, that of its largest amount. */
export function columnMoney(amounts: readonly number[]): (fen: number) => string {
  const most = amounts.reduce((largest, fen) => Math.max(largest, Math.abs(fen)), 0);
  if (most < 10 * WAN) return moneyText;
  const [unit, name] = most < 10 * YI ? [WAN / 100, '万元'] : [YI / 100, '亿元'];
  return (fen) => `${fen < 0 ? '-' : ''}${hundredths(Math.round(Math.abs(fen) / unit))} ${name}`;
}
/** 1/10 000 → '12.34%'. */
export const percentText = (rate: number): string => `${rate < 0 ? '-' : ''}${hundredths(rate)}%`;
export const partText = (part: number, whole: number): string => percentText(shareOf(part, whole));
/** 12.34 个百分点, with its sign. */
export const pointsText = ({ before, after }: Pair): string =>
  `${after > before ? '+' : ''}${percentText(after - before).slice(0, -1)} 个百分点`;

/** What a person pays more or less, said so that nobody has to read a sign. */
export function changeText(fen: number): string {
  if (fen === 0) return '不变';
  return `${fen < 0 ? '少付' : '多付'} ${moneyText(Math.abs(fen))}`;
}

export function cliffText({ benefit, kind, amount, by, before, after, persons }: CliffChange): string {
  const where = `${LABELS.benefit[benefit]}，政策范围内费用 ${moneyText(amount)}`;
  const who =
    persons.length > 3 ? `${persons.slice(0, 3).join('；')} 等 ${persons.length} 类人` : persons.join('；');
  if (kind === 'steep') {
    return `${where}以上，每多 1 元个人负担从 ${percentText(before)} 变为 ${percentText(after)}（${who}）`;
  }
  const change = kind === 'drop' ? '反而少付' : '多付';
  return `${where}处，再多 1 分个人${change} ${moneyText(by)}（${who}）`;
}

export const cliffCounts = ({ added, removed, moved, kept }: WhatIfResult['cliffs']): string =>
  `新增 ${added.length}，消除 ${removed.length}，移动 ${moved.length}，不变 ${kept}`;

export const movedText = ({ to, ...cliff }: MovedCliff): string =>
  `${cliffText(cliff)}，移到 ${moneyText(to)}`;

/** One sentence: what the reform does. */
export function headline(result: WhatIfResult): string {
  const change = result.fund.after - result.fund.before;
  const size = Math.abs(change);
  const { winners, losers } = result.visitChange;
  const fund =
    change === 0
      ? '基金支出不变'
      : `基金${change > 0 ? '多' : '少'}支付 ${moneyText(size)}（${partText(size, result.fund.before)}）`;
  const who =
    winners + losers === 0
      ? '没有人的负担改变'
      : `${countText(winners)} 人次少付，${countText(losers)} 人次多付`;
  return `${fund}；${who}。`;
}

/**
 * Why somebody pays more although the reform pays more: a smaller burden in earlier visits meets a yearly
 * threshold later, and what the pool's limit cuts off may not count for the layers behind it.
 */
function whyMore({ visitChange, personChange, fund, payers, caps }: WhatIfResult): string[] {
  if (visitChange.losers === 0 || fund.after <= fund.before) return [];
  const less = payers.filter(({ payer, before, after }) => LATER.includes(payer) && after < before);
  if (less.length === 0) return [];
  const names = less
    .map(({ label, before, after }) => `${label}少付 ${moneyText(before - after)}`)
    .join('、');
  const isCapped = caps.some(({ after }) => after > 0);
  return [
    `基金合计多付，仍有 ${countText(visitChange.losers)} 人次多付，按人全年算的有 ${countText(personChange.losers)} 人：` +
      `前面的层多付以后留给个人的少了，${names}。年内此前少付的，累计自付到年度起付线更晚，` +
      '这一次单独看就多付，合到全年多数仍少付。',
    ...(personChange.losers > 0 && isCapped
      ? [
          '全年仍多付的人里有到了最高支付限额的：少收的起付线移到限额以上，而限额以上的部分不一定计入后面的保障；' +
            '网页报告把多付最多的一次逐步列出。',
        ]
      : []),
  ];
}

/** Payers behind the pool, whose base is what the person still bears. */
const LATER: readonly Payer[] = ['paidByCriticalIllness', 'paidByLargeAmount', 'paidByMedicalAssistance'];

/** What must be said beside every figure of the report. */
export function cautions({ provenance, result }: WhatIfReport): string[] {
  const { overlay, plans } = provenance;
  return [
    '人群是合成的，只含跨省就诊；不是任何地方的实际数据，也不能据此推算某地的基金收支。',
    '全年按同一天的政策计算；不考虑政策改变后就医行为的变化。',
    ...(overlay.isFictional ? ['政策和试算都是虚构的。'] : []),
    ...whyMore(result),
    ...(plans.some(({ isProvisional }) => isProvisional) ? ['所用政策有已过期而无后续的规定，待核实。'] : []),
    ...plans.flatMap(({ benefit, reason }) =>
      reason === null ? [] : [`${LABELS.benefit[benefit]}未计算：${reason}。`],
    ),
    ...(result.settled < result.visits
      ? [
          `${countText(result.visits - result.settled)} 人次有一方或两方不能直接结算，` +
            `金额只计两方都能结算的 ${countText(result.settled)} 人次。`,
        ]
      : []),
  ];
}
