import Type, { type Static } from 'typebox';
import { chosen, key, momentCursor, strict, text } from '../fields.ts';

const provider = text('医疗机构编号', 20);
export const MethodBody = Type.Object(
  {
    kind: chosen(
      ['insurer', 'family', 'credit', 'channel'] as const,
      'insurer 商业保险，family 亲情账户，credit 信用就医，channel 患者自己付',
    ),
    payer: text('产品、额度或信用线的编号（见 offers）；channel 时为 cash 现金或 wallet 手机支付', 64),
    name: Type.Optional(text('给人看的名称', 100)),
  },
  strict,
);
const methods = Type.Array(MethodBody, {
  maxItems: 20,
  description: '由谁付：按商保、亲情、信用、患者的次序办理',
});

export const OpenBody = Type.Object(
  {
    requestKey: key,
    providerId: provider,
    settlementId: Type.Optional(text('已结算的单据；不写则写就诊编号，由平台结算', 64)),
    visitId: Type.Optional(text('就诊编号：平台把该次就诊未结算的费用结算掉', 64)),
    usesPersonalAccount: Type.Optional(Type.Boolean({ description: '平台结算时是否用个人账户，默认用' })),
    methods,
    splits: Type.Optional(Type.Boolean({ description: '信用额度不足时是否可以只付一部分，默认可以' })),
  },
  strict,
);
export type OpenBody = Static<typeof OpenBody>;

export const ScanBody = Type.Object(
  {
    requestKey: key,
    providerId: provider,
    visitId: text('就诊编号', 64),
    code: Type.String({ description: '扫到的医保码', pattern: '^\\d{28}$' }),
    operatorId: text('收费员', 64),
    departmentId: text('科室', 64),
    usesPersonalAccount: Type.Optional(Type.Boolean({ description: '是否用个人账户，默认用' })),
  },
  strict,
);
export type ScanBody = Static<typeof ScanBody>;

export const ChooseBody = Type.Object(
  {
    methods,
    steps: Type.Integer({ minimum: 0, description: '看到的 steps：期间有变化时请重新查看再选' }),
  },
  strict,
);
export type ChooseBody = Static<typeof ChooseBody>;

export const UndoBody = Type.Object(
  { reason: chosen(['staff', 'patient'] as const, 'staff 收费员撤销，patient 患者要求') },
  strict,
);
export type UndoBody = Static<typeof UndoBody>;
export const HandBackBody = Type.Object({ legId: text('要退还现金的那一项', 64) }, strict);
export const ResumeBody = Type.Object({}, strict);
export const ListQuery = Type.Object(
  {
    visitId: Type.Optional(text('就诊编号', 64)),
    before: momentCursor('~'),
  },
  strict,
);
