/**
 * The form of a pack. Shapes only: texts are parsed and tables checked for completeness by
 * `check-entry.ts`. Every table is a list of dated entries; an entry is replaced as a whole, never by cell.
 */
import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { BURDEN_BUCKETS, FUNDS } from '../buckets.ts';

const strict = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const words = <const W extends readonly string[]>(list: W) => Type.Unsafe<W[number]>(Type.Enum([...list]));
const Line = Type.String({ minLength: 1, maxLength: 400 });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
/** `source#article`, the source being a key of the folder's or an ancestor's `sources.yaml`. */
const Cite = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*#.+$' });
const Count = Type.String({ pattern: '^[1-9]\\d?$' });
/** A text with a unit, a list of one per band, or `{ by: [dimension…], rows: {…} }`; see `grid.ts`. */
const GridText = Type.Union([
  Line,
  Type.Array(Line, { minItems: 1 }),
  strict({ by: Type.Array(Line, { minItems: 1 }), rows: Type.Unknown() }),
]);

export const CONFIDENCES = ['high', 'medium', 'low'] as const;
/** What every entry says about itself, whatever its table. */
const ENTRY = {
  from: Day,
  /** Last day stated by the text itself. Without successor the entry stays in force as provisional. */
  to: Type.Optional(Day),
  /** First day on which the entry is no longer in force, by repeal. */
  repealed: Type.Optional(Day),
  cite: Type.Union([Cite, Type.Array(Cite, { minItems: 1 })]),
  verified: Type.Optional(Day),
  confidence: Type.Optional(words(CONFIDENCES)),
  /** Figures that repeat across places without a quoted rule: shown as 示例数据，未核实. */
  sample: Type.Optional(Type.Boolean()),
  status: Type.Optional(words(['enacted', 'provisional', 'retroactive'])),
  /** The text that allows replacing a table which the layer above does not delegate. */
  authority: Type.Optional(Cite),
  conflicts: Type.Optional(Type.Array(strict({ value: Line, cite: Cite, note: Type.Optional(Line) }))),
  waivers: Type.Optional(Type.Array(strict({ lint: Line, cite: Cite }))),
  note: Type.Optional(Line),
};

const entry = <P extends TProperties>(properties: P): TObject<typeof ENTRY & P> =>
  strict({ ...ENTRY, ...properties });

const StateEntry = entry({ state: words(['absent', 'not-provided']) });

const Edges = Type.Optional(words(['absolute', 'above-deductible']));
const UpTo = Type.Optional(Type.Array(Type.Union([Line, Type.Null()]), { minItems: 1 }));

export const ACCUMULATED = ['poolPaid', 'outpatientPaid'] as const;
const Rounding = strict({
  mode: words(['half-up', 'half-even', 'down', 'up']),
  place: words(['fen', 'jiao', 'yuan']),
  at: words(['band', 'stage']),
});

const Deductible = entry({
  basis: words(['per-stay', 'annual', 'none']),
  amount: Type.Optional(GridText),
  repeat: Type.Optional(strict({ factors: Type.Array(Line, { minItems: 1 }), floor: Type.Optional(Line) })),
  waive: Type.Optional(
    Type.Array(
      strict({
        fromOrdinal: Type.Optional(Count),
        ages: Type.Optional(Type.Array(Line, { minItems: 1 })),
        aid: Type.Optional(Type.Array(Line, { minItems: 1 })),
      }),
    ),
  ),
  yearCap: Type.Optional(Line),
});
const PoolRates = entry({
  over: words(['stay', 'year']),
  edges: Edges,
  upTo: UpTo,
  rate: GridText,
  rounding: Type.Optional(Rounding),
});
const PoolCap = entry({
  measure: words(['paid', 'eligible']),
  counts: Type.Array(words(ACCUMULATED), { minItems: 1 }),
  limit: GridText,
});
export const REFERRAL_RULE = strict({
  minusPoints: Type.Optional(Line),
  factor: Type.Optional(Line),
  firstSelfPay: Type.Optional(Line),
  ownRates: Type.Optional(GridText),
  ownDeductible: Type.Optional(GridText),
  cite: Type.Optional(Cite),
  note: Type.Optional(Line),
});
const ReferralRow = Type.Union([words(['none', 'refused', 'not-provided']), REFERRAL_RULE]);
const Referral = entry({
  filing: words(['required', 'reduced', 'not-needed', 'not-provided']),
  rows: strict({
    local: ReferralRow,
    'long-term': ReferralRow,
    referral: ReferralRow,
    emergency: ReferralRow,
    'other-temporary': ReferralRow,
    unfiled: ReferralRow,
  }),
});
const Secondary = entry({
  over: words(['stay', 'year']),
  base: Type.Array(words(BURDEN_BUCKETS), { minItems: 1 }),
  excludes: Type.Optional(Type.Array(Line)),
  threshold: GridText,
  edges: Type.Optional(words(['absolute', 'above-threshold'])),
  upTo: UpTo,
  rate: GridText,
  limit: GridText,
  rounding: Type.Optional(Rounding),
});
const Account = entry({
  pays: Type.Array(words(BURDEN_BUCKETS), { minItems: 1 }),
  checkUp: words(['allowed', 'refused']),
});

/** The closed set of tables, each with the kind of its entries. */
export const TABLE_SCHEMAS = {
  referral: Referral,
  deductible: Deductible,
  poolRates: PoolRates,
  poolCap: PoolCap,
  criticalIllness: Secondary,
  largeAmount: Secondary,
  civilServant: Secondary,
  enterpriseSupplement: Secondary,
  medicalAid: Secondary,
  medicalAidTilt: Secondary,
  account: Account,
} as const;
export type TableName = keyof typeof TABLE_SCHEMAS;
export const TABLE_NAMES = Object.keys(TABLE_SCHEMAS) as TableName[];
export const SECONDARY_TABLES = [
  'criticalIllness',
  'largeAmount',
  'civilServant',
  'enterpriseSupplement',
  'medicalAid',
  'medicalAidTilt',
] as const satisfies readonly TableName[];
export type SecondaryTable = (typeof SECONDARY_TABLES)[number];
export const STATE_SCHEMA = StateEntry;

const STAGE_KINDS = ['cross-region-first', 'deductible', 'bands', 'secondary', 'account', 'rest'] as const;
export const StageSchema = strict({
  id: Type.String({ pattern: '^[a-z][a-zA-Z0-9]*$' }),
  kind: words(STAGE_KINDS),
  table: Type.Optional(words(SECONDARY_TABLES)),
  payer: Type.Optional(words(FUNDS)),
  for: Type.Optional(words(['everyone', 'civil-servants', 'aid'])),
  /** For `rest`: the text by which the catalogue of the place of care decides what is out of scope. */
  cite: Type.Optional(Cite),
  text: Line,
});

const Tables = Type.Record(Type.String(), Type.Array(Type.Unknown(), { minItems: 1 }));
const AsOf = words(['admission', 'discharge', 'settlement']);
export const BENEFIT_NAMES = ['inpatient', 'outpatient', 'chronic'] as const;
const BenefitSection = strict({
  /** Which counters the benefit reads and feeds: those of stays or those of outpatient care. */
  accumulators: Type.Optional(words(['inpatient', 'outpatient'])),
  stages: Type.Optional(Type.Array(StageSchema, { minItems: 1 })),
  insert: Type.Optional(Type.Array(strict({ before: Line, stage: StageSchema, cite: Cite }))),
  remove: Type.Optional(Type.Array(strict({ stage: Line, cite: Cite }))),
  tables: Type.Optional(Tables),
});

export const PackSchema = strict({
  pack: Type.String({ pattern: '^\\d{6}-(employee|resident)(-[a-z0-9-]+)?$' }),
  title: Line,
  area: Type.String({ pattern: '^\\d{6}$' }),
  insurance: words(['employee', 'resident']),
  extends: Type.Optional(Line),
  /** Invented policy of an invented place; said wherever a figure is shown. */
  fictional: Type.Optional(Type.Boolean()),
  /** Layer above areas: never planned for by itself. */
  abstract: Type.Optional(Type.Boolean()),
  asOf: Type.Optional(Type.Object({ default: AsOf }, { additionalProperties: AsOf })),
  /** First day `MM-DD` of the policy year. */
  policyYear: Type.Optional(Type.String({ pattern: '^\\d{2}-\\d{2}$' })),
  rounding: Type.Optional(Rounding),
  delegates: Type.Optional(
    Type.Record(
      Type.String(),
      strict({ within: Type.Optional(Type.Array(Line, { minItems: 2, maxItems: 2 })), cite: Cite }),
    ),
  ),
  tables: Type.Optional(Tables),
  benefits: Type.Optional(
    strict({
      inpatient: Type.Optional(BenefitSection),
      outpatient: Type.Optional(BenefitSection),
      chronic: Type.Optional(BenefitSection),
    }),
  ),
});

export const SourcesSchema = strict({
  sources: Type.Record(
    Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
    strict({
      title: Line,
      document: Type.Optional(Line),
      issued: Type.Optional(Day),
      url: Type.Optional(Line),
      grade: Type.Optional(words(['A', 'A-', 'B+', 'B', 'C', 'D', 'fictional'])),
      note: Type.Optional(Line),
    }),
  ),
});

export type PackData = Static<typeof PackSchema>;
export type BenefitData = Static<typeof BenefitSection>;
export type StageData = Static<typeof StageSchema>;
export type SourceData = Static<typeof SourcesSchema>['sources'][string];
export type RoundingData = Static<typeof Rounding>;
export type GridData = Static<typeof GridText>;
export type ReferralRuleData = Static<typeof REFERRAL_RULE>;
export type StateEntryData = Static<typeof StateEntry>;
export type EntryOf<T extends TableName> = Static<(typeof TABLE_SCHEMAS)[T]>;
export type DeductibleEntry = Static<typeof Deductible>;
export type PoolRatesEntry = Static<typeof PoolRates>;
export type PoolCapEntry = Static<typeof PoolCap>;
export type ReferralEntry = Static<typeof Referral>;
export type SecondaryEntry = Static<typeof Secondary>;
export type AccountEntry = Static<typeof Account>;
/** The part that every entry has. */
export type AnyEntry = Static<typeof COMMON>;
const COMMON = Type.Object(ENTRY);
export type TableEntry =
  | StateEntryData
  | DeductibleEntry
  | PoolRatesEntry
  | PoolCapEntry
  | ReferralEntry
  | SecondaryEntry
  | AccountEntry;
