import type { Refusal } from '@zhijie/kernel';

/** What the hub refuses of inquiries and tickets. The first that applies decides. */
export const TICKET_REFUSAL_TEXTS = {
  'not-permitted': '不是本省该办的一步，或没有协同岗位（liaison）',
  'province-unknown': '没有这个省的节点',
  'ticket-unknown': '没有这张协查单或工单，或它与本省无关',
  'request-differs': '同一请求编号此前用于不同的内容',
  overtaken: '在您查看之后，别人已经办过一步',
  'same-province': '对方不能是本省',
  'subject-missing': '没有写明事由',
  'total-missing': '没有写明单次住院总费用',
  'total-below-limit': '费用协查只受理单次住院总费用 3 万元及以上的',
  'wrong-state': '当前状态下不能办这一步',
  frozen: '本期协查已冻结（每月 26 日零时），不能修改或撤回',
  'province-missing': '没有写明新的协同省份',
  'no-extension-asked': '对方没有申请延期',
  'extension-malformed': '延期日期应晚于现在的期限，且在三个月以内',
  'result-differs': '协查结论写 no-error 或 error，工单答复写 answered',
  'reason-missing': '没有写明理由',
  'highest-level': '已由最高一级办理，不能再升级',
  'date-malformed': '没有这一天',
} as const satisfies Record<string, string>;
export type TicketRefusalCode = keyof typeof TICKET_REFUSAL_TEXTS;
export type TicketRefusal = Refusal<TicketRefusalCode>;
