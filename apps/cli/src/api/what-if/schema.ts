import { BENEFITS, INSURANCE_TYPES } from '@zhijie/kernel';
import Type, { type Static } from 'typebox';
import { chosen, day, strict, text } from '../fields.ts';

const care = chosen(BENEFITS, '待遇：inpatient 住院，outpatient 门诊，chronic 慢特病');

export const PlanQuery = Type.Object(
  { pack: text('政策包编号，如 990100-resident', 64), care, on: day('按哪一天的政策') },
  strict,
);
export type PlanQuery = Static<typeof PlanQuery>;

const WHAT = {
  ...PlanQuery.properties,
  seed: text('人群的种子，如 20260301', 64),
  size: text('人次，如 10000', 10),
  overlay: Type.Optional(text('已有试算的编号，如 demo-a-deductible-1000；与 changes 二选一', 64)),
  changes: Type.Optional(
    text('改动，分号隔开：表/位置:新值，如 deductible/amount:1000元；位置见 parameters', 4000),
  ),
};
/** Everything that decides a result: the same of it gives the same hash. */
export const RunBody = Type.Object(WHAT, strict);
export type RunBody = Static<typeof RunBody>;

export const TraceQuery = Type.Object({ ...WHAT, visits: text('前几人次，至多 10000', 5) }, strict);
export type TraceQuery = Static<typeof TraceQuery>;

const words = Type.String();
const nullable = Type.Union([words, Type.Null()]);

export const PlansAnswer = Type.Object({
  plans: Type.Array(
    Type.Object({
      packId: words,
      title: words,
      area: words,
      insuranceType: chosen(INSURANCE_TYPES, '险种'),
      isFictional: Type.Boolean(),
      benefits: Type.Array(chosen(BENEFITS, '待遇')),
    }),
  ),
  overlays: Type.Array(Type.Object({ overlayId: words, title: words, baseId: words })),
});

export const ParametersAnswer = Type.Object({
  packId: words,
  title: words,
  hash: words,
  isFictional: Type.Boolean(),
  isProvisional: Type.Boolean(),
  tables: Type.Array(
    Type.Object({
      table: words,
      label: words,
      place: words,
      citations: Type.Array(words),
      badge: nullable,
      parameters: Type.Array(Type.Object({ path: words, label: words, value: words })),
    }),
  ),
});
