import { COUNTERS } from '@zhijie/engine';
import {
  AID_CATEGORIES,
  BENEFITS,
  INSURANCE_TYPES,
  PERSON_GROUPS,
  PROVIDER_LEVELS,
  REFERRAL_CLASSES,
} from '@zhijie/kernel';
import Type, { type Static } from 'typebox';
import { FIELD_LABELS } from '../calculator.ts';

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
  COUNTERS.filter((name) => name !== 'admissions').map((name) => [name, Type.Optional(yuan('accumulators'))]),
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
          200: json('各方支付、三层说明、其他备案和医院等级、余量、假定、未核实的数字', {
            type: 'object',
          }),
          422: json('不能计算：哪个字段、为什么、怎么改', refusal),
        },
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
