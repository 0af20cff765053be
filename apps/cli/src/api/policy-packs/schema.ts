import { BENEFITS } from '@zhijie/kernel';
import Type, { type Static } from 'typebox';
import { chosen, day, key, strict, text } from '../fields.ts';

const PACK = {
  pack: text('政策包编号，如 990100-resident', 64),
  care: chosen(BENEFITS, '待遇：inpatient 住院，outpatient 门诊，chronic 慢特病'),
};

export const VersionsQuery = Type.Object(PACK, strict);
export type VersionsQuery = Static<typeof VersionsQuery>;

export const DiffQuery = Type.Object({ ...PACK, from: day('前一个日期'), to: day('后一个日期') }, strict);
export type DiffQuery = Static<typeof DiffQuery>;

export const CheckBody = Type.Object({ pack: PACK.pack }, strict);
export type CheckBody = Static<typeof CheckBody>;

const words = Type.String();
const nullable = Type.Union([words, Type.Null()]);
const list = Type.Array(words);

export const EffectiveAnswer = Type.Object({
  packId: words,
  title: words,
  area: words,
  hash: words,
  isFictional: Type.Boolean(),
  isProvisional: Type.Boolean(),
  rounding: words,
  policyYear: words,
  stages: list,
  filing: list,
  layers: Type.Array(Type.Object({ packId: words, title: words })),
  tables: Type.Array(
    Type.Object({
      table: words,
      label: words,
      packId: words,
      place: words,
      file: words,
      line: Type.Integer(),
      from: words,
      to: nullable,
      citations: list,
      url: nullable,
      verified: nullable,
      badge: nullable,
      confidence: nullable,
      note: nullable,
      conflicts: list,
      marks: list,
      /** Every amount and rate in the words of people. */
      figures: Type.Array(Type.Object({ cell: words, value: words })),
      /** Every setting as the pack writes it. */
      values: list,
    }),
  ),
});

export const VersionsAnswer = Type.Object({
  versions: Type.Array(
    Type.Object({
      on: words,
      hash: words,
      isProvisional: Type.Boolean(),
      /** The tables that differ from the version before. */
      changed: list,
    }),
  ),
});

const Bill = Type.Union([Type.Object({ what: words, saved: Type.Integer() }), Type.Null()]);
export const DiffAnswer = Type.Object({
  before: words,
  after: words,
  tables: Type.Array(
    Type.Object({
      table: words,
      label: words,
      change: chosen(['added', 'removed', 'values', 'origin'], '怎样变'),
      removed: list,
      added: list,
      before: nullable,
      after: nullable,
    }),
  ),
  /** The same seeded bills under both. */
  money: Type.Object({
    seed: words,
    bills: Type.Integer(),
    compared: Type.Integer(),
    changed: Type.Integer(),
    payers: Type.Array(
      Type.Object({ payer: words, label: words, before: Type.Integer(), after: Type.Integer() }),
    ),
    mostSaved: Bill,
    mostLost: Bill,
  }),
});

const CONTENT = {
  ...PACK,
  changes: text('改动，分号隔开：表/位置:新值，如 deductible/amount:1000元', 4000),
  from: day('自哪一天起'),
  title: text('依据的文件名称', 200),
  document: text('文号，如 示例规〔2026〕1号', 100),
  issued: day('印发日期'),
  article: text('条款，如 第三条', 100),
};
/** What is to be written into a pack, and by which text. */
export const DraftContent = Type.Object(CONTENT, strict);
export type DraftContent = Static<typeof DraftContent>;

export const DraftBody = Type.Object({ requestKey: key, ...CONTENT }, strict);
export type DraftBody = Static<typeof DraftBody>;

const OUTCOMES = ['published', 'returned', 'withdrawn'] as const;
export const EndBody = Type.Object(
  {
    requestKey: key,
    outcome: chosen(OUTCOMES, 'published 发布，returned 退回，withdrawn 本人撤回'),
    reason: Type.Optional(text('理由', 500)),
  },
  strict,
);
export type EndBody = Static<typeof EndBody>;

const sides = Type.Object({ before: Type.Integer(), after: Type.Integer() });
const Finding = Type.Object({
  file: words,
  line: Type.Integer(),
  severity: chosen(['error', 'warning'], '轻重'),
  message: words,
  fix: words,
});
export const PreviewAnswer = Type.Object({
  diff: DiffAnswer,
  /** Recorded bills of the policy in force, calculated again under the new one. */
  affected: Type.Object({
    bills: Type.Integer(),
    changed: Type.Integer(),
    refused: Type.Integer(),
    funds: sides,
    borne: sides,
    largest: Type.Array(Type.Object({ settlementId: words, before: Type.Integer(), after: Type.Integer() })),
  }),
  /** What the check finds in the place's packs with the change in them; errors prevent publishing. */
  isSound: Type.Boolean(),
  findings: Type.Array(Finding),
});

export const DraftsAnswer = Type.Object({
  drafts: Type.Array(
    Type.Object({
      draftId: words,
      ...CONTENT,
      proposedBy: words,
      proposerName: nullable,
      proposedAt: Type.Integer(),
      outcome: Type.Union([chosen(OUTCOMES, '结果'), Type.Null()]),
      endedBy: nullable,
      endedAt: Type.Union([Type.Integer(), Type.Null()]),
      reason: nullable,
    }),
  ),
});
