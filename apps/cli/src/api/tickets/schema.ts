import Type, { type Static } from 'typebox';
import { chosen, day, idCursor, key, strict, text, yuan } from '../fields.ts';

const topic = chosen(
  ['filing', 'system', 'other'],
  'filing 备案类（2 个工作日答复），system 系统故障（1 个），other 其他（10 个）',
);
const province = Type.String({ description: '对方省，两位', pattern: '^\\d{2}$', examples: ['11'] });
const facts = Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 4000 }), {
  description: '只有对方省能看到的内容（国家端看不到），如姓名、住院号、核查情况',
});
const subject = text('事由；国家端可见，请勿写个人信息', 500);

/** A request for help between agencies. */
export const TicketBody = Type.Object(
  { requestKey: key, to: province, topic, subject, facts: Type.Optional(facts) },
  strict,
);
export type TicketBody = Static<typeof TicketBody>;

/** An inquiry about one stay: what it must say is told by name where it is missing. */
export const InquiryBody = Type.Object(
  {
    requestKey: key,
    to: province,
    subject,
    total: Type.Optional(yuan),
    facts: Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 4000 }), {
      description:
        'certificateNumber 身份证号、name 姓名、gender 性别、institution 医疗机构、inpatientNumber 住院号、' +
        'invoiceNumber 票据号、admittedOn 入院日期、dischargedOn 出院日期；只有就医省能看到',
    }),
  },
  strict,
);
export type InquiryBody = Static<typeof InquiryBody>;

export const TICKET_STEPS = {
  edit: '修改（冻结前）',
  withdraw: '撤回（冻结前）',
  cooperate: '增加协同省份',
  'ask-extension': '申请延期',
  'agree-extension': '同意延期',
  'refuse-extension': '不同意延期',
  answer: '答复',
  confirm: '确认',
  dispute: '有异议（重新办理并升一级）',
} as const;
export type TicketStepName = keyof typeof TICKET_STEPS;

/** A step of an inquiry or a ticket; what a step needs besides its name is said where it is missing. */
export const TicketStepBody = Type.Object(
  {
    requestKey: key,
    step: chosen(
      Object.keys(TICKET_STEPS) as TicketStepName[],
      Object.entries(TICKET_STEPS)
        .map(([name, label]) => `${name} ${label}`)
        .join('，'),
    ),
    subject: Type.Optional(subject),
    total: Type.Optional(yuan),
    provinces: Type.Optional(Type.Array(province, { maxItems: 40, description: '协同省份：cooperate' })),
    until: Type.Optional(day('延期到哪一天：ask-extension')),
    result: Type.Optional(
      chosen(['no-error', 'error', 'answered'], '结论：协查 no-error 无误、error 有误；工单 answered'),
    ),
    reason: Type.Optional(text('理由；国家端可见，请勿写个人信息', 500)),
    facts: Type.Optional(facts),
    seen: Type.Optional(Type.Integer({ minimum: 0, description: '查看时的 version：之后有人办过则不办理' })),
  },
  strict,
);
export type TicketStepBody = Static<typeof TicketStepBody>;

export const TicketsQuery = Type.Object(
  {
    open: Type.Optional(chosen(['true', 'false'], 'true 只看未办结的')),
    after: idCursor,
    limit: Type.Optional(Type.String({ description: '每页条数', pattern: '^[1-9]\\d{0,2}$' })),
  },
  strict,
);
export type TicketsQuery = Static<typeof TicketsQuery>;
