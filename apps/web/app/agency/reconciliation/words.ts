import { PROVINCE_NAMES } from '@zhijie/kernel';
import type { AnswerOf } from '../../api/call.ts';
import type { Tone } from '../../ui/status.tsx';

export const MONTH = 'GET /api/agency/reconciliation/months/{month}';
export const DAY = 'GET /api/agency/reconciliation/days/{day}';
export type Month = AnswerOf<typeof MONTH>;
export type DayLine = Month['days'][number];
export type Day = AnswerOf<typeof DAY>;
export type Pair = Day['pairs'][number];
export type Difference = Day['exceptions'][number];

export const provinceName = (code: string): string => PROVINCE_NAMES[code] ?? code;

export const MONTH_STANDINGS: Readonly<Record<Month['standing'], readonly [Tone, string]>> = {
  done: ['good', '已全部对平'],
  'under-way': ['info', '进行中'],
  overdue: ['stop', '逾期未完成'],
};
const STANDINGS: Readonly<Record<DayLine['standing'], readonly [Tone, string]>> = {
  done: ['good', '已对平'],
  'done-late': ['good', '已对平（迟）'],
  open: ['wait', '未对平'],
  late: ['stop', '逾期未对平'],
};
/** A day with neither a difference nor an answer to wait for was not compared yet. */
export const standingOf = ({ standing, exceptions, waitingFor }: DayLine): readonly [Tone, string] =>
  (standing === 'open' || standing === 'late') && exceptions === 0 && waitingFor.length === 0
    ? ['quiet', '没有比对']
    : STANDINGS[standing];
export const PAIR_STATES: Readonly<Record<Pair['state'], readonly [Tone, string]>> = {
  agreed: ['good', '三方一致'],
  differs: ['stop', '有差异'],
  waiting: ['wait', '等待答复'],
};
export const READS: Readonly<Record<string, string>> = {
  matched: '一致',
  netted: '正负相抵',
  'in-flight': '在途',
  'amount-differs': '金额不同',
  'content-differs': '内容不同',
  missing: '有一方缺',
  'only-here': '本方有、对方缺',
  'only-there': '对方有、本方缺',
};
export const CLOSED: Readonly<Record<NonNullable<Difference['closed']>, string>> = {
  matched: '已补平',
  netted: '正负相抵',
  reversed: '已撤销',
  explained: '已说明',
};
export const ACTS = { repair: '重新查询', reverse: '撤销', explain: '说明' } as const;
export type Act = keyof typeof ACTS;
const TRACE: Readonly<Record<string, string>> = {
  ...ACTS,
  found: '发现差异',
  changed: '再次核对',
  closed: '了结',
  reopened: '重新打开',
  'carried-out': '已执行',
};
export const traceWord = (kind: string): string => TRACE[kind] ?? kind;

/** The act that mends it, first; the service decides whether another is possible. */
export function actsFor({ reads }: Difference): readonly Act[] {
  if (reads === 'in-flight') return ['repair'];
  if (reads === 'only-here' || reads === 'only-there') return ['repair', 'reverse', 'explain'];
  return ['explain', 'reverse'];
}
