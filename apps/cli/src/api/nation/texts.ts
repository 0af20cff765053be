import type { OverviewRefusalCode } from '@zhijie/hub';
import type { Refusal } from '@zhijie/kernel';
import type { Told } from '../agency/index.ts';

type Code = OverviewRefusalCode | 'not-at-nation' | 'no-such-province';

const TEXTS: Readonly<Record<Code, readonly [text: string, field: string, fix: string]>> = {
  'not-at-nation': ['全国数据由国家端查看', 'x-zhijie-agency', '请以国家端（000000）的身份查看'],
  'no-such-province': ['没有这个省份', 'insured', '写成两位省份代码，如 "43"'],
  'not-a-month': ['没有这个月', 'month', '写成月份，如 "2026-03"'],
  'month-not-begun': ['这个月还没有开始', 'month', '请选择当月或以前的月份'],
  'date-malformed': ['没有这一天', 'from', '写成日期，如 "2026-03-10"'],
  'range-backwards': ['开始日期晚于结束日期', 'from', '请把开始日期改到结束日期以前'],
  'range-too-long': ['一次至多看九十二天', 'from', '请缩短日期范围'],
  'bill-unknown': [
    '国家平台没有这笔跨省结算',
    'settlementId',
    '请核对就医地和结算编号；省内结算不经过国家平台',
  ],
};

/** A refusal as somebody of the nation reads it. */
export function nationTelling(refusal: Refusal): Told {
  const [text, field, fix] = TEXTS[refusal.code as Code] ?? ['没有读到', 'body', '请核对后再试'];
  return { code: refusal.code, field: refusal.field ?? field, text: `${text}。`, fix };
}

export function nationStatusOf(code: string): 403 | 404 | 422 {
  if (code === 'not-at-nation' || code === 'not-permitted') return 403;
  return code === 'bill-unknown' ? 404 : 422;
}
