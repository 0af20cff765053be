import { MESSAGES } from '@zhijie/exchange';
import Type from 'typebox';
import { answering, done, inPath, json, listing, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { InquiryBody, TicketBody, TicketStepBody, TicketsQuery } from './schema.ts';

const BASE = '/api/agency/tickets';
const TICKET = inPath('ticketId', '协查单或工单编号');

const View = MESSAGES['ticket.read@1'].answer;
/** `notes` for the two provinces only: the nation reads without them. */
const Note = Type.Object({
  noteId: Type.String(),
  from: Type.String(),
  writtenAt: Type.Integer(),
  writtenBy: Type.String(),
  facts: Type.Record(Type.String(), Type.String()),
});
const Seen = Type.Object({ ...View.properties, notes: Type.Optional(Type.Array(Note)) });

/** The paths of inquiries and tickets in the agencies' OpenAPI document. */
export const TICKET_PATHS = {
  [BASE]: {
    ...answering(
      listing('本省的费用协查和问题协同：状态、期限、是否逾期、滚入下期次数', TicketsQuery, '协查单和工单'),
      Type.Object({ tickets: Type.Array(View), next: Type.Union([Type.String(), Type.Null()]) }),
    ),
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
      responses: { 200: json('协查单或工单', Seen), ...REFUSALS },
    },
  },
  [`${BASE}/{ticketId}/steps`]: posting(
    '办理一步：答复、确认、有异议、延期、协同省份、修改、撤回',
    TicketStepBody,
    done('version', '第几步'),
    [TICKET],
  ),
} as const;
