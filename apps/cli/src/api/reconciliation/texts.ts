import { RECONCILIATION_REFUSAL_TEXTS, type ReconciliationRefusalCode } from '@zhijie/hub';
import type { Refusal } from '@zhijie/kernel';
import type { Told } from '../agency/index.ts';

/** Where it is wrong and what to do; the text is the nation's own. */
const FIXES: Readonly<Record<ReconciliationRefusalCode, readonly [field: string, fix: string]>> = {
  'not-permitted': ['x-zhijie-agency', '请由本省省级经办机构有对账岗位的人办理'],
  'not-a-month': ['month', '写成月份，如 "2026-03"'],
  'date-malformed': ['day', '写成日期，如 "2026-03-10"'],
  'day-not-over': ['day', '请在次日及以后对账；到时会自动对账'],
  'exception-unknown': ['exceptionId', '请核对差异编号'],
  'reason-missing': ['reason', '请写明理由'],
  'request-differs': ['requestKey', '请换一个请求编号'],
  'exception-closed': ['exceptionId', '请查看该日的最新结果'],
  'act-not-possible': ['act', '结果未知的请用 repair；其余请查看差异的类别'],
  'act-under-way': ['act', '请稍后查看，系统会自动重试'],
  'no-sheet-yet': ['day', '请先处理该日的差异，或等待未答复的省份'],
};

/** A refusal of the daily reconciliation as an operator reads it. */
export function reconciliationTelling(refusal: Refusal): Told {
  const code = refusal.code as ReconciliationRefusalCode;
  const [field, fix] = FIXES[code] ?? [refusal.field ?? 'body', '请核对后再办'];
  const text = RECONCILIATION_REFUSAL_TEXTS[code] ?? '未予办理';
  return { code, field: refusal.field ?? field, text: `${text}。`, fix };
}

export function reconciliationStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'not-permitted') return 403;
  if (code === 'exception-unknown' || code === 'no-sheet-yet') return 404;
  return code === 'request-differs' || code === 'exception-closed' ? 409 : 422;
}
