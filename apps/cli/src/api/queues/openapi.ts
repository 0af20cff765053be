import { CARE_QUEUES } from '@zhijie/province';
import Type from 'typebox';
import { json, REFUSALS } from '../agency/openapi-parts.ts';
import { chosen } from '../fields.ts';

const Moment = Type.Integer({ description: '毫秒' });

const QueuesAnswer = Type.Object({
  queues: Type.Array(
    Type.Object({
      queue: chosen(
        CARE_QUEUES,
        'approvals-first 待初审的事前审批，approvals-second 待复审，unknown-outcomes 结果未知的结算，catalogues 待发布的目录',
      ),
      count: Type.Integer(),
      oldestAt: Type.Union([Moment, Type.Null()]),
    }),
  ),
});
const UnknownAnswer = Type.Object({
  outcomes: Type.Array(
    Type.Object({
      kind: chosen(['settlement', 'reversal'], 'settlement 结算，reversal 撤销'),
      id: Type.String(),
      settlementId: Type.String(),
      providerId: Type.String(),
      name: Type.String(),
      insuredArea: Type.String(),
      requestedAt: Moment,
      attempts: Type.Integer({ description: '已询问几次' }),
      total: Type.Union([Type.Integer({ description: '总费用，分' }), Type.Null()]),
    }),
  ),
});
const answered = (summary: string, answer: unknown) => ({
  summary,
  parameters: [],
  responses: { 200: json(summary, answer), ...REFUSALS },
});

/** The paths of what waits for an agency's people. */
export const QUEUE_PATHS = {
  '/api/agency/queues': { get: answered('就医侧各待办有多少、最早的从何时起', QueuesAnswer) },
  '/api/agency/unknown-outcomes': {
    get: answered('结果未知超过一分钟的结算和撤销，先发生的在前，至多 500 条', UnknownAnswer),
  },
  '/api/agency/unknown-outcomes/ask': {
    post: answered('现在向参保地再问一次到期的；答复为问了几笔', Type.Object({ asked: Type.Integer() })),
  },
} as const;
