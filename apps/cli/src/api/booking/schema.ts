import { CARE_TYPES } from '@zhijie/kernel';
import { BOOKING_KINDS } from '@zhijie/province';
import Type, { type Static } from 'typebox';
import { chosen, day, key, momentCursor, strict, text, yuan } from '../fields.ts';

const moment = (description: string) =>
  Type.String({
    description,
    pattern: '^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$',
    examples: ['2026-05-08 08:30'],
  });

export const Session = Type.Object(
  {
    sessionId: text('班次编号，由医院自编，不重复', 50),
    kind: chosen(BOOKING_KINDS, 'outpatient 门诊，admission 住院'),
    departmentCode: text('科室代码', 30),
    departmentName: text('科室名称', 100),
    doctorCode: text('医师代码', 30),
    doctorName: text('医师姓名', 50),
    startsAt: moment('开始'),
    endsAt: moment('结束；时段按号数平分'),
    slots: Type.Integer({ description: '号数', minimum: 1, maximum: 200 }),
    fee: { ...yuan, description: '挂号费，元；住院预约为 0.00' },
    itemCode: Type.Optional(text('挂号费的医保目录编码', 50)),
    diagnosisCode: text('登记就诊用的诊断代码，就诊后由医师更正', 20),
    diagnosisName: text('诊断名称', 200),
    cancelUntil: Type.Optional(moment('退号截止；不写为开始前两小时')),
  },
  strict,
);
export type Session = Static<typeof Session>;
export const PublishBody = Type.Object(
  { sessions: Type.Array(Session, { minItems: 1, maxItems: 200 }) },
  strict,
);
export const PublishTextBody = Type.Object(
  {
    csv: Type.String({ description: 'CSV：首行为列名，与 JSON 的字段同名', minLength: 1, maxLength: 60_000 }),
  },
  strict,
);
export const StopBody = Type.Object({ sessionId: text('班次编号', 50) }, strict);
export const SessionsQuery = Type.Object(
  {
    departmentCode: Type.Optional(text('科室代码', 30)),
    from: Type.Optional(day('自哪天，不写为现在')),
    days: Type.Optional(Type.String({ pattern: '^\\d{1,2}$', description: '几天，不写为 14' })),
    after: momentCursor('~'),
  },
  strict,
);
export type SessionsQuery = Static<typeof SessionsQuery>;

const method = Type.Object(
  {
    kind: chosen(
      ['channel', 'family', 'credit'] as const,
      'channel 手机支付，family 亲情账户，credit 信用就医',
    ),
    payer: text('手机支付写 wallet，其他写编号', 64),
  },
  strict,
);
export const BookBody = Type.Object(
  {
    requestKey: key,
    providerId: text('医疗机构代码', 30),
    sessionId: text('班次编号', 50),
    slot: Type.Integer({ description: '第几个号，从 1 起', minimum: 1, maximum: 200 }),
    usesPersonalAccount: Type.Optional(Type.Boolean({ description: '是否用个人账户；不写为用' })),
    pays: chosen(['now', 'at-hospital'] as const, 'now 预约时付挂号费，at-hospital 到院付'),
    methods: Type.Optional(
      Type.Array(method, { maxItems: 4, description: '个人部分由谁付；不写为手机支付' }),
    ),
  },
  strict,
);
export type BookBody = Static<typeof BookBody>;
export const OwnQuery = Type.Object({ before: momentCursor('~') }, strict);
export const DayQuery = Type.Object({ on: Type.Optional(day('哪天，不写为今天')) }, strict);
export const ArrivalBody = Type.Object(
  {
    at: Type.Integer({ description: '发起时刻（毫秒），重试时不变', minimum: 0 }),
    careType: Type.Optional(chosen(CARE_TYPES, '医疗类别；不写按预约')),
    bed: Type.Optional(text('床位', 30)),
  },
  strict,
);
export type ArrivalBody = Static<typeof ArrivalBody>;
export const Nothing = Type.Object({}, strict);
