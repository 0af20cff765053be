import { done, inPath, json, listing, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { InquiryBody, TicketBody, TicketStepBody, TicketsQuery } from './schema.ts';

const BASE = '/api/agency/tickets';
const TICKET = inPath('ticketId', '协查单或工单编号');

/** The paths of inquiries and tickets in the agencies' OpenAPI document. */
export const TICKET_PATHS = {
  [BASE]: {
    ...listing('本省的费用协查和问题协同：状态、期限、是否逾期、滚入下期次数', TicketsQuery, '协查单和工单'),
    ...posting('提交问题协同工单', TicketBody, done('ticketId', '编号')),
  },
  [`${BASE}/inquiries`]: posting(
    '提交费用协查（单次住院总费用 3 万元及以上；每月 26 日零时冻结，次月 26 日前答复）',
    InquiryBody,
    done('ticketId', '编号'),
  ),
  [`${BASE}/{ticketId}`]: {
    get: {
      summary: '一张协查单或工单：状态、期限、记录，以及只有双方省份能看到的内容（查阅留痕）',
      parameters: [TICKET],
      responses: { 200: json('协查单或工单', { type: 'object' }), ...REFUSALS },
    },
  },
  [`${BASE}/{ticketId}/steps`]: posting(
    '办理一步：答复、确认、有异议、延期、协同省份、修改、撤回',
    TicketStepBody,
    done('version', '第几步'),
    [TICKET],
  ),
} as const;
