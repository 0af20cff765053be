import type { Refusal } from '@zhijie/kernel';

/** What the hub refuses of the daily reconciliation. The first that applies decides. */
export const RECONCILIATION_REFUSAL_TEXTS = {
  'not-permitted': '不是本省省级经办机构，或没有对账岗位（reconciler）',
  'not-a-month': '没有这个月',
  'date-malformed': '没有这一天',
  'day-not-over': '这一天还没有过完，不能对账',
  'exception-unknown': '没有这条差异，或它与本省无关',
  'reason-missing': '没有写明理由',
  'request-differs': '同一请求编号此前用于不同的内容',
  'exception-closed': '这条差异已经了结',
  'act-not-possible': '这条差异不能这样处理',
  'act-under-way': '此前的处理还没有结果',
  'no-sheet-yet': '这一天还没有对平，没有日对账单',
} as const satisfies Record<string, string>;
export type ReconciliationRefusalCode = keyof typeof RECONCILIATION_REFUSAL_TEXTS;
export type ReconciliationRefusal = Refusal<ReconciliationRefusalCode>;
