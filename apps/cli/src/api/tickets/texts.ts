import { TICKET_REFUSAL_TEXTS, type TicketRefusalCode } from '@zhijie/hub';
import type { Refusal } from '@zhijie/kernel';
import type { Told } from '../agency/index.ts';

/** Where it is wrong and what to do; the text is the nation's own. */
const FIXES: Readonly<Record<TicketRefusalCode, readonly [field: string, fix: string]>> = {
  'not-permitted': ['x-zhijie-agency', '请由该办的一方省级经办机构有协同岗位的人办理'],
  'province-unknown': ['to', '请核对省份代码'],
  'ticket-unknown': ['ticketId', '请核对编号'],
  'request-differs': ['requestKey', '请换一个请求编号'],
  overtaken: ['seen', '请重新查看后再决定'],
  'same-province': ['to', '请写对方省'],
  'subject-missing': ['subject', '请写明事由'],
  'total-missing': ['total', '请写明单次住院总费用'],
  'total-below-limit': ['total', '3 万元以下的请改为提交问题协同工单（POST /api/agency/tickets）'],
  'wrong-state': ['step', '请查看现在到哪一步'],
  frozen: ['step', '请等待对方省答复；需要补充的另行提交'],
  'province-missing': ['provinces', '请写明还没有参加的省份'],
  'no-extension-asked': ['step', '请核对编号'],
  'extension-malformed': ['until', '请另写一个日期'],
  'result-differs': ['result', '请按协查或工单填写'],
  'reason-missing': ['reason', '请写明理由'],
  'highest-level': ['step', '请确认，或另行提交'],
  'date-malformed': ['until', '写成日期，如 "2026-05-08"'],
};

/** A refusal of an inquiry or a ticket as an operator reads it. */
export function ticketTelling(refusal: Refusal): Told {
  const code = refusal.code as TicketRefusalCode;
  const [field, fix] = FIXES[code] ?? [refusal.field ?? 'body', '请核对后再办'];
  const text = TICKET_REFUSAL_TEXTS[code] ?? '未予办理';
  return { code, field: refusal.field ?? field, text: `${text}。`, fix };
}

export function ticketStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'not-permitted') return 403;
  if (code === 'ticket-unknown') return 404;
  return code === 'request-differs' || code === 'overtaken' ? 409 : 422;
}
