import Type from 'typebox';
import { inPath, json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import {
  CloseBody,
  DischargeBody,
  ItemsQuery,
  LinesBody,
  PatientBody,
  QrQuery,
  QuoteBody,
  VisitBody,
  VisitQuery,
} from './schema.ts';

const BASE = '/api/counter';
const VISIT = inPath('visitId', '就诊编号');
const text = Type.String();
const yuan = Type.String({ description: '元，两位小数' });
const orNull = (schema: Type.TSchema) => Type.Union([schema, Type.Null()]);

const Coverage = Type.Object({
  insuranceType: Type.Enum(['employee', 'resident']),
  insuredArea: text,
  label: text,
  coverageStatus: Type.Optional(text),
  accountBalance: yuan,
});
const Patient = Type.Object({
  patient: Type.Object({
    personId: text,
    name: text,
    gender: text,
    certificateNumber: text,
    birthDate: orNull(text),
    age: orNull(Type.Integer()),
    credential: Type.Enum(['insurance-code', 'id-card', 'social-card']),
    number: Type.String({ description: '登记时使用：卡面号码，或医保码解出的令牌' }),
    coverages: Type.Array(Coverage),
    insuranceType: orNull(Type.Enum(['employee', 'resident'])),
    insuredArea: orNull(text),
  }),
  waiting: Type.Array(
    Type.Object({
      visitId: text,
      kind: Type.Enum(['outpatient', 'inpatient']),
      label: text,
      startedAt: text,
      lineCount: Type.Integer(),
      total: yuan,
    }),
    { description: '在本院还没有结算过的就诊，新的在前' },
  ),
  lights: Type.Array(
    Type.Object({
      about: Type.Enum(['insured', 'benefit', 'filing']),
      tone: Type.Enum(['good', 'wait', 'bad']),
      text,
      advice: orNull(text),
    }),
  ),
});
const Line = Type.Object({
  lineId: text,
  category: text,
  itemCode: text,
  itemName: text,
  paymentClass: text,
  price: text,
  quantity: text,
  total: yuan,
  excluded: yuan,
  overLimit: yuan,
  selfPaidFirst: yuan,
  eligible: yuan,
});
const Visit = Type.Object({
  visit: Type.Object({
    visitId: text,
    kind: Type.Enum(['outpatient', 'inpatient']),
    state: Type.Enum(['open', 'discharged', 'cancelled']),
    careType: orNull(text),
    careTypeLabel: orNull(text),
    personId: text,
    insuredArea: text,
    insuranceType: Type.Enum(['employee', 'resident']),
    gender: text,
    birthDate: text,
    name: text,
    certificateNumber: text,
    startedAt: text,
    diagnoses: Type.Array(Type.Object({ code: text, name: text, isMain: Type.Boolean() })),
    lines: Type.Array(Line, { description: '还没有结算的明细，或所问结算的明细' }),
    total: yuan,
  }),
});
const Quote = Type.Object({
  quote: Type.Object({
    total: yuan,
    funds: yuan,
    account: yuan,
    cash: yuan,
    deductible: yuan,
    excluded: yuan,
    selfPaidFirst: yuan,
    eligible: yuan,
  }),
});
const Bills = Type.Object({
  bills: Type.Array(
    Type.Object({
      actId: text,
      visitId: text,
      maskedName: text,
      word: text,
      openedAt: text,
      total: orNull(yuan),
    }),
  ),
});
const Items = Type.Object({
  items: Type.Array(
    Type.Object({
      itemCode: text,
      name: text,
      soundCode: text,
      unit: text,
      specification: text,
      category: text,
      paymentClass: text,
      price: orNull(Type.String({ description: '目录里的价格，元；可改' })),
      warning: orNull(Type.String({ description: '年龄或性别不符时的提示' })),
    }),
  ),
  isMore: Type.Boolean(),
});
const takings = { total: yuan, funds: yuan, account: yuan, others: yuan, cash: yuan };
const Shift = Type.Object({
  number: Type.Integer(),
  endedAt: text,
  closedBy: text,
  cashDue: yuan,
  cashCounted: yuan,
  note: orNull(text),
});
const OpenShift = Type.Object({
  bills: Type.Array(
    Type.Object({ actId: text, visitId: text, settlementId: orNull(text), word: text, ...takings }),
  ),
  underWay: Type.Array(Type.Object({ actId: text, visitId: text, word: text })),
  totals: Type.Object(takings),
  closed: Type.Array(Shift),
});
const Place = Type.Object({ place: Type.Object({ providerId: text, name: text, area: text, kind: text }) });

const reading = (summary: string, answer: Type.TSchema, parameters: readonly unknown[] = []) => ({
  summary,
  parameters,
  responses: { 200: json(summary, answer), ...REFUSALS },
});
const asked = (name: string, schema: Type.TSchema, isRequired: boolean) => ({
  name,
  in: 'query',
  required: isRequired,
  schema,
});
const { text: words, gender, age } = ItemsQuery.properties;
const picture = (summary: string, parameters: readonly unknown[]) => ({
  summary,
  parameters,
  responses: {
    200: {
      description: summary,
      content: { 'image/svg+xml': { schema: { type: 'string', format: 'binary' } } },
    },
    ...REFUSALS,
  },
});

/** The paths of a hospital's window; paying and taking back are the act's. */
export const COUNTER_PATHS = {
  [`${BASE}/place`]: { get: reading('本窗口的医疗机构', Place) },
  [`${BASE}/patients`]: posting(
    '读码、读卡：是谁，参保、待遇、备案各一盏灯',
    PatientBody,
    json('患者和信号灯', Patient),
  ),
  [`${BASE}/visits`]: posting(
    '门诊登记（含诊断）或入院登记',
    VisitBody,
    json('就诊编号', Type.Object({ visitId: text })),
  ),
  [`${BASE}/visits/{visitId}`]: {
    get: reading('一次就诊：诊断和还没有结算的明细；写结算编号时是该次结算的明细', Visit, [
      VISIT,
      asked('settlementId', VisitQuery.properties.settlementId, false),
    ]),
  },
  [`${BASE}/bills`]: { get: reading('最近十笔收费', Bills) },
  [`${BASE}/qr.svg`]: {
    get: picture('患者付款页面的二维码', [asked('text', QrQuery.properties.text, true)]),
  },
  [`${BASE}/visits/{visitId}/lines`]: posting('上传费用明细', LinesBody, json('就诊', Visit), [VISIT]),
  [`${BASE}/visits/{visitId}/quote`]: posting('预结算：不生效', QuoteBody, json('预结算', Quote), [VISIT]),
  [`${BASE}/visits/{visitId}/discharge`]: posting('出院', DischargeBody, json('就诊', Visit), [VISIT]),
  [`${BASE}/items`]: {
    get: reading('按编码、名称、拼音首字母查目录；年龄或性别不符的有提示', Items, [
      asked('text', words, true),
      asked('gender', gender, false),
      asked('age', age, false),
    ]),
  },
  [`${BASE}/shift`]: {
    get: reading('当班：收了什么、退了什么、还有什么没有了结', OpenShift),
    ...posting(
      '交班：清点现金，与应有的不一致时写明原因',
      CloseBody,
      json('班次', Type.Object({ shift: Shift })),
    ),
  },
} as const;
