import { PROVINCE_NAMES } from '@zhijie/kernel';
import type { AnswerOf } from '../../api/call.ts';
import type { Tone } from '../../ui/status.tsx';

type Month = AnswerOf<'GET /api/agency/clearing/{month}'>;
export type NationMonth = Extract<Month, { readonly matrix: unknown }>;
export type ProvinceMonth = Exclude<Month, NationMonth>;
export type Order = ProvinceMonth['orders'][number];
export type Line = ProvinceMonth['lines'][number];

export const INSURANCE = { employee: '职工', resident: '居民' } as const;
export const provinceName = (code: string): string => PROVINCE_NAMES[code] ?? code;

export const MONTH_STATES: Readonly<Record<ProvinceMonth['state'], readonly [Tone, string]>> = {
  generated: ['wait', '待各省确认'],
  issued: ['info', '已下发通知书'],
  settled: ['good', '款项已全部到账'],
};

export const CONFIRMATIONS = {
  awaiting: ['wait', '待提出'],
  proposed: ['info', '待复核'],
  objected: ['stop', '已退回'],
  confirmed: ['good', '已确认'],
} as const satisfies Readonly<Record<string, readonly [Tone, string]>>;

export const ORDER_TONES: Readonly<Record<Order['state'], Tone>> = {
  due: 'wait',
  'at-finance': 'info',
  paid: 'good',
  received: 'good',
};

export const DUTIES: Readonly<Record<string, string>> = {
  generate: '国家平台生成清算',
  confirm: '省级确认',
  issue: '国家平台下发通知书',
  'allocate-to-areas': '上解或下拨统筹区',
  'submit-to-finance': '送财政部门',
  pay: '付款',
  'feed-back': '到账反馈',
  'in-place': '款项到位',
};

export const PARTS = {
  settlements: '结算',
  reversals: '撤销',
  returns: '退回',
  deductions: '审核扣款',
  restorations: '恢复扣款',
} as const;
export type Part = keyof typeof PARTS;

/** What a province pays and receives in a month over both insurance types, in fen. */
export function positionOf({ nets }: ProvinceMonth, province: string) {
  const own = nets.filter((each) => each.province === province);
  const sum = (name: 'receivable' | 'payable' | 'net'): number =>
    own.reduce((total, each) => total + each[name], 0);
  return { receivable: sum('receivable'), payable: sum('payable'), net: sum('net') };
}
