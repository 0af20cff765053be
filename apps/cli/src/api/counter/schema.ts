import { CARE_TYPES, INSURANCE_TYPES } from '@zhijie/kernel';
import Type, { type Static } from 'typebox';
import { chosen, key, strict, text, yuan } from '../fields.ts';

const area = Type.String({ description: '统筹区代码', pattern: '^\\d{6}$' });
const credential = chosen(
  ['insurance-code', 'id-card', 'social-card'] as const,
  'insurance-code 医保码，id-card 身份证，social-card 社会保障卡',
);
const careType = chosen(CARE_TYPES, '医疗类别');
const insuranceType = chosen(INSURANCE_TYPES, 'employee 职工，resident 居民');

export const PatientBody = Type.Object(
  {
    requestKey: key,
    credential,
    number: text('扫到的码、卡面号码或身份证号', 64),
    cardSerial: Type.Optional(text('社会保障卡的识别码', 64)),
    insuredArea: Type.Optional(area),
    careType,
    diseaseCode: Type.Optional(text('门诊慢特病病种', 20)),
  },
  strict,
);
export type PatientBody = Static<typeof PatientBody>;

const who = {
  personId: text('人员编号', 30),
  insuranceType,
  insuredArea: area,
  credential,
  number: text('证件号码', 64),
  name: text('姓名', 50),
  certificateNumber: text('身份证号', 50),
};
/**
 * When the window first asked: the same request again says the same moment, so that it is the same message.
 */
const at = Type.Integer({ description: '发起时刻（毫秒），重试时不变', minimum: 0 });
const department = { departmentCode: text('科室代码', 30), departmentName: text('科室名称', 100) };
const doctor = { doctorCode: text('医师代码', 30), doctorName: text('医师姓名', 50) };
const diagnosis = { diagnosisCode: text('诊断代码', 20), diagnosisName: text('诊断名称', 200) };

export const VisitBody = Type.Object(
  {
    requestKey: key,
    at,
    ...who,
    ...department,
    ...doctor,
    ...diagnosis,
    careType,
    bed: Type.Optional(text('床位', 30)),
  },
  strict,
);
export type VisitBody = Static<typeof VisitBody>;

export const LinesBody = Type.Object(
  {
    requestKey: key,
    at,
    ...department,
    ...doctor,
    lines: Type.Array(
      Type.Object(
        {
          itemCode: text('医保目录编码', 50),
          price: Type.String({ description: '单价，元', pattern: '^\\d{1,10}(\\.\\d{1,6})?$' }),
          quantity: Type.String({ description: '数量', pattern: '^\\d{1,10}(\\.\\d{1,4})?$' }),
        },
        strict,
      ),
      { minItems: 1, maxItems: 100 },
    ),
  },
  strict,
);
export type LinesBody = Static<typeof LinesBody>;

export const QuoteBody = Type.Object(
  { requestKey: key, usesPersonalAccount: Type.Boolean({ description: '是否用个人账户' }) },
  strict,
);
export const DischargeBody = Type.Object(
  {
    requestKey: key,
    at,
    ...department,
    ...doctor,
    ...diagnosis,
    way: chosen(['on-advice', 'transferred', 'against-advice', 'died', 'other'] as const, '离院方式'),
  },
  strict,
);
export type DischargeBody = Static<typeof DischargeBody>;

export const ItemsQuery = Type.Object(
  {
    text: text('编码、名称、或拼音首字母', 50),
    gender: Type.Optional(chosen(['male', 'female'] as const, '患者性别')),
    age: Type.Optional(Type.String({ pattern: '^\\d{1,3}$', description: '患者周岁' })),
  },
  strict,
);
export type ItemsQuery = Static<typeof ItemsQuery>;

export const VisitQuery = Type.Object(
  { settlementId: Type.Optional(text('结算编号：要看它的明细时', 64)) },
  strict,
);
export const QrQuery = Type.Object({ text: text('要做成二维码的网址', 500) }, strict);

export const CloseBody = Type.Object(
  {
    requestKey: key,
    cashCounted: Type.String({ ...yuan, pattern: '^-?\\d{1,13}(\\.\\d{1,2})?$' }),
    note: Type.Optional(text('与应有现金不一致的原因', 500)),
  },
  strict,
);
export type CloseBody = Static<typeof CloseBody>;
