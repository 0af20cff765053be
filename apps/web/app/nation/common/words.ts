import { PROVINCE_NAMES } from '@zhijie/kernel';
import type { AnswerOf } from '../../api/call.ts';
import { rateText } from '../../ui/rate.ts';
import type { Tone } from '../../ui/status.tsx';

export type Overview = AnswerOf<'GET /api/nation/overview'>;
export type Figures = Overview['total'];
export type Matrix = AnswerOf<'GET /api/nation/matrix'>;
export type PairRow = Matrix['rows'][number];
export type PairState = PairRow['state'];

export const INSURANCE = { employee: '职工', resident: '居民' } as const;

export const provinceName = (code: string): string => PROVINCE_NAMES[code] ?? code;

/** As maps and narrow tables write it: '湖南', '内蒙古'. */
export const shortName = (code: string): string =>
  provinceName(code).replace(/(壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$/u, '');

export const STATE_TONES: Readonly<Record<PairState, Tone>> = {
  running: 'quiet',
  'not-issued': 'wait',
  due: 'wait',
  'at-finance': 'info',
  paid: 'good',
  received: 'good',
};

export const PARTS = {
  settlements: '结算',
  reversals: '撤销',
  returns: '退回',
  deductions: '审核扣款',
  restorations: '恢复扣款',
} as const;
export type Part = keyof typeof PARTS;

/** A share in 1/10 000, cut off; null of nothing. */
export const shareOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.floor((10_000 * part) / whole);

/** '1.84 秒' of milliseconds over a number of cases. */
export const secondsText = (milliseconds: number, cases: number): string =>
  cases === 0 ? '—' : `${rateText(Math.round(milliseconds / cases / 10)).slice(0, -1)} 秒`;

export const countText = (count: number): string => count.toLocaleString('en-US');

/** Whose direct settlements are how much of all that people brought (direct, or by paper). */
export const directRate = ({ insuredElsewhere, manualClaims }: Figures): number | null =>
  shareOf(insuredElsewhere, insuredElsewhere + manualClaims);
