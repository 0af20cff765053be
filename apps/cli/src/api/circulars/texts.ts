import { CIRCULAR_REFUSAL_TEXTS, type CircularRefusalCode } from '@zhijie/hub';
import type { Refusal } from '@zhijie/kernel';
import type { Told } from '../agency/index.ts';

type Code = CircularRefusalCode | 'not-at-nation';

const TEXTS: Readonly<Record<Code, readonly [text: string, field: string, fix: string]>> = {
  'not-at-nation': ['通报由国家端编制', 'x-zhijie-agency', '请以国家端（000000）的身份查看'],
  'not-a-month': [CIRCULAR_REFUSAL_TEXTS['not-a-month'], 'month', '写成月份，如 "2026-03"'],
  'not-a-quarter': [CIRCULAR_REFUSAL_TEXTS['not-a-quarter'], 'quarter', '写成季度，如 "2026-Q1"'],
  'month-not-begun': [CIRCULAR_REFUSAL_TEXTS['month-not-begun'], 'month', '请选择当月或以前的时间'],
};

/** A refusal of a circular as an operator reads it. */
export function circularTelling(refusal: Refusal): Told {
  const [text, field, fix] = TEXTS[refusal.code as Code] ?? ['未予办理', 'body', '请核对后再办'];
  return { code: refusal.code, field: refusal.field ?? field, text: `${text}。`, fix };
}

export const circularStatusOf = (code: string): 403 | 422 =>
  code === 'not-at-nation' || code === 'not-permitted' ? 403 : 422;
