import {
  CIVIL_SERVANT_RANKS,
  CONTRIBUTION_TIERS,
  COUNTERS,
  COUNTS,
  EDGE_ROUTES,
  PUBLIC_SETTLEMENTS,
  RELATIONS,
} from '@zhijie/engine';
import {
  AID_CATEGORIES,
  BENEFITS,
  INSURANCE_TYPES,
  PERSON_GROUPS,
  PROVIDER_LEVELS,
  REFERRAL_CLASSES,
} from '@zhijie/kernel';
import Type, { type Static } from 'typebox';
import { CAUSES, CIRCUMSTANCE_LABELS } from '../calculator/circumstances.ts';
import { FIELD_LABELS } from '../calculator/fields.ts';
import { SLIP_FIELDS } from '../calculator/one-stop-input.ts';

const described = (field: string): { description: string } => ({ description: FIELD_LABELS[field] ?? field });
const words = <const W extends readonly string[]>(field: string, list: W) =>
  Type.Optional(Type.Unsafe<W[number]>(Type.Enum([...list], described(field))));
/** Amounts are texts of yuan: a JSON number is a binary float in most readers. */
const yuan = (field: string) =>
  Type.String({ ...described(field), pattern: '^\\d{1,10}(\\.\\d{1,2})?$', examples: ['1234.50'] });
const day = (field: string) => Type.String({ ...described(field), pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const count = (field: string, maximum: number) =>
  Type.Optional(Type.Integer({ ...described(field), minimum: 0, maximum }));
const strict = { additionalProperties: false };

const counters = Object.fromEntries(
  COUNTERS.filter((name) => !COUNTS.has(name)).map((name) => [name, Type.Optional(yuan('accumulators'))]),
);

const Key = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 60 });
const amounts = (field: string) =>
  Type.Record(Key, yuan(field), { description: '按责任编号，元', maxProperties: 20 });

const Holder = Type.Object(
  {
    preExisting: Type.Optional(Type.Boolean({ description: '有产品所说的既往症；不写按健康人群' })),
    years: Type.Optional(Type.Integer({ minimum: 1, maximum: 99, description: '连续参保年数，含本年' })),
    householdYears: Type.Optional(Type.Integer({ minimum: 0, maximum: 120, description: '本地户籍年数' })),
    settlement: Type.Optional(
      Type.Unsafe<(typeof PUBLIC_SETTLEMENTS)[number]>(
        Type.Enum([...PUBLIC_SETTLEMENTS], {
          description: 'direct 医保已直接结算 | claimed 已报销 | unsettled 没有',
        }),
      ),
    ),
    version: Type.Optional(Key),
    listed: Type.Optional(amounts('holder')),
    used: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[a-z0-9-]+/[a-z0-9-]+$', maxLength: 120 }),
        Type.Object({ counted: yuan('holder'), paid: yuan('holder') }, strict),
        { description: '按 产品/责任：本年度已计入和已赔付，元', maxProperties: 40 },
      ),
    ),
  },
  { ...strict, ...described('holder') },
);
const FamilyAccount = Type.Object(
  {
    relation: Type.Unsafe<(typeof RELATIONS)[number]>(Type.Enum([...RELATIONS])),
    balance: yuan('family'),
    insuredArea: Type.Optional(Type.String({ pattern: '^\\d{6}$' })),
  },
  strict,
);
const slip = Object.fromEntries(SLIP_FIELDS.map((name) => [name, Type.Optional(yuan('settled'))]));

const said = (name: keyof typeof CIRCUMSTANCE_LABELS) => ({ description: CIRCUMSTANCE_LABELS[name] });
const oneWord = <const W extends readonly string[]>(name: keyof typeof CIRCUMSTANCE_LABELS, list: W) =>
  Type.Optional(Type.Unsafe<W[number]>(Type.Enum([...list], said(name))));
const number = (name: keyof typeof CIRCUMSTANCE_LABELS, maximum: number) =>
  Type.Optional(Type.Integer({ ...said(name), minimum: 0, maximum }));
const money = (name: keyof typeof CIRCUMSTANCE_LABELS) =>
  Type.Optional(Type.String({ ...said(name), pattern: '^\\d{1,10}(\\.\\d{1,2})?$' }));
const StatedCircumstances = Type.Object(
  {
    contributionTier: oneWord('contributionTier', CONTRIBUTION_TIERS),
    cause: oneWord('cause', CAUSES),
    disease: Type.Optional(Type.String({ ...said('disease'), pattern: '^M\\d{5}$', examples: ['M01600'] })),
    diseasePaid: money('diseasePaid'),
    isVillageClinic: Type.Optional(Type.Boolean(said('isVillageClinic'))),
    hasFamilyDoctor: Type.Optional(Type.Boolean(said('hasFamilyDoctor'))),
    isSelectedProvider: Type.Optional(Type.Boolean(said('isSelectedProvider'))),
    civilServantRank: oneWord('civilServantRank', CIVIL_SERVANT_RANKS),
    enrolledMonths: number('enrolledMonths', 999),
    continuousYears: number('continuousYears', 99),
    claimFreeYears: number('claimFreeYears', 99),
    route: oneWord('route', EDGE_ROUTES),
    essentialDrugs: money('essentialDrugs'),
    transferredWith: money('transferredWith'),
    carriedOver: money('carriedOver'),
  },
  { ...strict, ...described('circumstances') },
);

/** What `POST /api/calculator` reads. Either `total` and its parts, or `lines` with `careArea`. */
export const CalculatorBody = Type.Object(
  {
    area: Type.String({ ...described('area'), pattern: '^\\d{6}$', examples: ['990100'] }),
    date: day('date'),
    admittedOn: Type.Optional(day('admittedOn')),
    dischargedOn: Type.Optional(day('dischargedOn')),
    insuranceType: words('insuranceType', INSURANCE_TYPES),
    care: words('care', BENEFITS),
    referral: words('referral', REFERRAL_CLASSES),
    level: words('level', PROVIDER_LEVELS),
    group: words('group', PERSON_GROUPS),
    age: count('age', 120),
    aidCategory: words('aidCategory', AID_CATEGORIES),
    isCivilServant: Type.Optional(Type.Boolean()),
    circumstances: Type.Optional(StatedCircumstances),
    total: Type.Optional(yuan('total')),
    excluded: Type.Optional(yuan('excluded')),
    overLimit: Type.Optional(yuan('overLimit')),
    selfPaidFirst: Type.Optional(yuan('selfPaidFirst')),
    careArea: Type.Optional(Type.String({ ...described('careArea'), pattern: '^\\d{6}$' })),
    lines: Type.Optional(
      Type.Array(
        Type.Object(
          {
            itemCode: Type.String({ minLength: 1, maxLength: 40 }),
            quantity: Type.String({ minLength: 1, maxLength: 20 }),
            unitPrice: Type.String({ minLength: 1, maxLength: 20 }),
          },
          strict,
        ),
        { ...described('lines'), minItems: 1, maxItems: 2000 },
      ),
    ),
    admissions: count('admissions', 99),
    accumulators: Type.Optional(Type.Object(counters, { ...strict, description: '本年度此前的累计，元' })),
    accountBalance: Type.Optional(yuan('accountBalance')),
    usesAccount: Type.Optional(Type.Boolean()),
    settled: Type.Optional(
      Type.Object(slip, { ...strict, description: '票据上医保各项支付，元；写了就不核算医保部分' }),
    ),
    products: Type.Optional(
      Type.Array(Key, { ...described('products'), maxItems: 5, examples: [['demo-a-2026']] }),
    ),
    holder: Type.Optional(Holder),
    family: Type.Optional(Type.Array(FamilyAccount, { ...described('family'), maxItems: 5 })),
  },
  strict,
);
export type CalculatorBody = Static<typeof CalculatorBody>;

const refusal = Type.Object({
  refusal: Type.Object({
    code: Type.String(),
    field: Type.Union([Type.String(), Type.Null()]),
    text: Type.String(),
    alternatives: Type.Array(Type.String()),
  }),
});

const json = (description: string, schema: unknown) => ({
  description,
  content: { 'application/json': { schema } },
});

/** The part of an OpenAPI document that describes the calculator. */
export const CALCULATOR_OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: '直结试算 Zhijie calculator',
    version: '1',
    description:
      '与结算同一引擎；不需要登录，不保存任何内容。请求中的金额是元（文本），答复中的金额是分（整数）。',
  },
  paths: {
    '/api/calculator': {
      post: {
        summary: '一张账单谁付多少，为什么',
        requestBody: { required: true, ...json('账单', CalculatorBody) },
        responses: {
          200: json(
            '各方支付、三层说明、其他备案和医院等级、余量、假定、未核实的数字；oneStop 是商保和账户结清',
            {
              type: 'object',
            },
          ),
          422: json('不能计算：哪个字段、为什么、怎么改', refusal),
        },
      },
    },
    '/api/calculator/products': {
      get: {
        summary: '可以试算的商业补充保险产品和各责任的标记',
        responses: { 200: json('产品', { type: 'object' }) },
      },
    },
    '/api/calculator/places': {
      get: {
        summary: '可以试算的统筹区，出处最好的在前',
        parameters: [{ name: 'date', in: 'query', required: false, schema: day('date') }],
        responses: { 200: json('统筹区和标记', { type: 'object' }) },
      },
    },
  },
} as const;
