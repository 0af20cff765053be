import Type, { type Static } from 'typebox';
import { chosen, cursorLike, day, momentCursor, strict, text, yuan } from '../fields.ts';

const area = Type.String({ description: '统筹区，六位区划', pattern: '^\\d{6}$', examples: ['110000'] });
const limit = Type.Optional(Type.String({ description: '每页条数', pattern: '^[1-9]\\d{0,2}$' }));

export const NothingQuery = Type.Object({}, strict);
export const ReleasesQuery = Type.Object({ after: momentCursor(','), limit }, strict);
export type ReleasesQuery = Static<typeof ReleasesQuery>;

export const ROW_KIND_WORDS = ['all', 'quarantined', 'units', 'divided'] as const;
export const RowsQuery = Type.Object(
  {
    which: Type.Optional(
      chosen(ROW_KIND_WORDS, 'all 全部，quarantined 隔离区，units 单位不同，divided 一对多（按份额）'),
    ),
    after: cursorLike('^\\d{1,9}$'),
    limit,
  },
  strict,
);
export type RowsQuery = Static<typeof RowsQuery>;

export const AreaQuery = Type.Object({ area }, strict);
export type AreaQuery = Static<typeof AreaQuery>;

export const ImportQuery = Type.Object(
  { area, effectiveOn: day('生效日期，明天或以后'), fileName: text('文件名', 200) },
  strict,
);
export type ImportQuery = Static<typeof ImportQuery>;

export const BasisQuery = Type.Object(
  {
    area,
    localCode: text('本地项目编码，或国家编码', 60),
    on: day('费用发生日期'),
    amount: Type.Optional(yuan),
  },
  strict,
);
export type BasisQuery = Static<typeof BasisQuery>;

export const UnitsBody = Type.Object(
  {
    rows: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 1000, description: '哪些行' }),
    note: text('两个单位怎么换算；记在确认人名下', 200),
  },
  strict,
);
export type UnitsBody = Static<typeof UnitsBody>;

export const DecisionBody = Type.Object(
  {
    decision: chosen(['publish', 'withdraw'], 'publish 复核发布（不是导入的人），withdraw 撤回'),
    reason: Type.Optional(text('撤回的理由', 200)),
  },
  strict,
);
export type DecisionBody = Static<typeof DecisionBody>;

const Text = Type.String();
const OrNull = <T extends Parameters<typeof Type.Array>[0]>(schema: T) => Type.Union([schema, Type.Null()]);
const Part = Type.Integer({ minimum: 0, maximum: 10_000, description: '万分之几' });
const Class = chosen(['A', 'B', 'C'], 'A 甲，B 乙，C 丙');

export const ReleaseView = Type.Object({
  releaseId: Text,
  area: Text,
  areaName: Text,
  effectiveOn: Text,
  fileName: Text,
  rows: Type.Integer(),
  quarantined: Type.Integer(),
  openUnits: Type.Integer({ description: '单位不同、还没有人确认的行' }),
  state: chosen(['draft', 'published', 'withdrawn', 'replaced'], '待发布、已发布、已撤回、已被新文件替换'),
  madeBy: Text,
  madeAt: Type.Integer(),
  decidedBy: OrNull(Text),
  decidedAt: OrNull(Type.Integer()),
  reason: OrNull(Text),
});
export const ReleasesAnswer = Type.Object({ releases: Type.Array(ReleaseView), next: OrNull(Text) });
export const DoneAnswer = Type.Object({
  outcome: chosen(['applied', 'unchanged'], 'applied 已办理，unchanged 此前已办理'),
  release: ReleaseView,
});

const RowView = Type.Object({
  row: Type.Integer(),
  localCode: Text,
  localName: Text,
  localUnit: Text,
  itemCode: Text,
  share: Text,
  paymentClass: Text,
  selfPaidFirstRate: Text,
  ceiling: Text,
  isQuarantined: Type.Boolean(),
  problems: Type.Array(
    Type.Object({ field: Text, header: Text, code: Text, text: Text, fix: Text, line: Text }),
  ),
  itemUnit: OrNull(Text),
  unitNote: OrNull(Type.Object({ note: Text, name: Text, at: Type.Integer() })),
});
export const RowsAnswer = Type.Object({ rows: Type.Array(RowView), next: OrNull(Text) });

const TermsView = Type.Object({ paymentClass: Class, selfPaidFirstRate: Part, ceiling: OrNull(Text) });
export const PreviewAnswer = Type.Object({
  effectiveOn: Text,
  unchanged: Type.Integer(),
  changed: Type.Array(
    Type.Object({
      itemCode: Text,
      itemName: Text,
      unit: Text,
      before: TermsView,
      after: TermsView,
    }),
  ),
});
export const BasisAnswer = Type.Object({
  releaseId: OrNull(Text),
  effectiveOn: OrNull(Text),
  localName: Text,
  parts: Type.Array(
    Type.Object({
      itemCode: Text,
      itemName: Text,
      itemUnit: Text,
      share: Part,
      ...TermsView.properties,
      amount: OrNull(Type.Integer({ description: '分；各部分合计正好是所问的金额' })),
    }),
  ),
});
