/**
 * The form of a pack. Shapes only: texts are parsed and tables checked for completeness by
 * `check-entry.ts`. Every table is a list of dated entries; an entry is replaced as a whole, never by cell.
 */
import { PROVIDER_LEVELS } from '@zhijie/kernel';
import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { BURDEN_BUCKETS, FUNDS } from '../buckets.ts';
import { CHRONIC_DISEASES, VISIT_CAUSES } from '../circumstances.ts';

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
  /** What is said of single rows or cells, by their path as `pack show` prints it. */
  marks: Type.Optional(
    Type.Array(
      strict({
        at: Line,
        confidence: Type.Optional(words(CONFIDENCES)),
        sample: Type.Optional(Type.Boolean()),
        cite: Type.Optional(Cite),
        note: Type.Optional(Line),
      }),
      { minItems: 1 },
    ),
  ),
  note: Type.Optional(Line),
};

const entry = <P extends TProperties>(properties: P): TObject<typeof ENTRY & P> =>
  strict({ ...ENTRY, ...properties });

const StateEntry = entry({ state: words(['absent', 'not-provided']) });

const Edges = Type.Optional(words(['absolute', 'above-deductible']));
const UpTo = Type.Optional(Type.Array(Type.Union([Line, Type.Null()]), { minItems: 1 }));

/** Payments of the year that a cap may count. */
export const ACCUMULATED = ['poolPaid', 'outpatientPaid', 'criticalPaid', 'largePaid'] as const;
export const DEDUCTIBLE_BASES = ['per-stay', 'annual', 'annual-by-level', 'none'] as const;
const Causes = Type.Array(words(VISIT_CAUSES), { minItems: 1 });
const Rounding = strict({
  mode: words(['half-up', 'half-even', 'down', 'up']),
  place: words(['fen', 'jiao', 'yuan']),
  at: words(['band', 'stage']),
});

const Deductible = entry({
  basis: words(DEDUCTIBLE_BASES),
  amount: Type.Optional(GridText),
  /** Which admissions of the year make a stay the second or third: all, or those of the same level. */
  ordinals: Type.Optional(words(['all', 'same-level'])),
  repeat: Type.Optional(
    strict({
      factors: Type.Optional(Type.Array(Line, { minItems: 1 })),
      /** Taken off once for each admission before, down to the floor. */
      minus: Type.Optional(GridText),
      floor: Type.Optional(Line),
    }),
  ),
  /** A stay begun in another hospital: only what this one's deductible is more, or the whole (D5). */
  transfer: Type.Optional(words(['difference', 'whole'])),
  /** A stay that was settled at the end of the year and goes on: not charged twice, or charged anew (D6). */
  newYear: Type.Optional(words(['carried', 'charged-again'])),
  /** A long stay is charged again after so many days (D7). */
  rechargeDays: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,2}$' })),
  /** Parts of the bill that bear no deductible (D4). */
  spares: Type.Optional(Type.Array(words(['essential-drugs']), { minItems: 1 })),
  waive: Type.Optional(
    Type.Array(
      strict({
        fromOrdinal: Type.Optional(Count),
        ages: Type.Optional(Type.Array(Line, { minItems: 1 })),
        aid: Type.Optional(Type.Array(Line, { minItems: 1 })),
        causes: Type.Optional(Causes),
        familyDoctor: Type.Optional(words(['yes'])),
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
  /** Causes with a limit of their own: what they are paid counts for them alone (两病、意外伤害, D17). */
  apart: Type.Optional(Causes),
  /** Chronic diseases that each have a limit of their own: what one is paid counts for it alone (D27). */
  perDisease: Type.Optional(Type.Array(words(CHRONIC_DISEASES), { minItems: 1 })),
});
export const REFERRAL_RULE = strict({
  minusPoints: Type.Optional(Line),
  factor: Type.Optional(Line),
  firstSelfPay: Type.Optional(Line),
  ownRates: Type.Optional(GridText),
  ownDeductible: Type.Optional(GridText),
  cite: Type.Optional(Cite),
  confidence: Type.Optional(words(CONFIDENCES)),
  sample: Type.Optional(Type.Boolean()),
  note: Type.Optional(Line),
});
/** Classes of visits that a filing is, or would be, for one journey. */
export const TEMPORARY_CLASSES = ['referral', 'emergency', 'other-temporary', 'unfiled'] as const;
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
  /** Visits at the edge of a class (D14); an edge that is not written is refused by name. */
  edges: Type.Optional(
    strict({
      'returned-home': Type.Optional(ReferralRow),
      'outside-filed-place': Type.Optional(ReferralRow),
      'in-province': Type.Optional(ReferralRow),
    }),
  ),
  /** Areas of care (two, four or six digits) that need no filing, and the class they are paid as (D14). */
  exempt: Type.Optional(
    Type.Array(
      strict({
        areas: Type.Array(Type.String({ pattern: '^(\\d{2}|\\d{4}|\\d{6})$' }), { minItems: 1 }),
        as: words(['local', 'long-term', 'referral', 'other-temporary', 'not-provided']),
        /** The classes that it changes; without it all but local and long-term. */
        for: Type.Optional(Type.Array(words(TEMPORARY_CLASSES), { minItems: 1 })),
        cite: Type.Optional(Cite),
        note: Type.Optional(Line),
      }),
      { minItems: 1 },
    ),
  ),
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
  /** Payments of the year that use up the limit; without it those of the layer's own fund. */
  counts: Type.Optional(Type.Array(words(ACCUMULATED), { minItems: 1 })),
  /** What raises the limit (D18): each year of enrolment after the first so many, each claim-free year. */
  bonus: Type.Optional(
    strict({
      afterYears: Type.String({ pattern: '^\\d{1,2}$' }),
      perYear: Line,
      perClaimFreeYear: Line,
      /** Of the limit itself. */
      atMost: Line,
      cite: Type.Optional(Cite),
    }),
  ),
  rounding: Type.Optional(Rounding),
});
/** A pool's own levels (D1): how it calls each, and which institutions are of which. */
const Levels = entry({
  names: Type.Optional(
    strict({
      community: Type.Optional(Line),
      level1: Type.Optional(Line),
      level2: Type.Optional(Line),
      level3: Type.Optional(Line),
      'level3-top': Type.Optional(Line),
    }),
  ),
  providers: Type.Optional(Type.Record(Type.String({ pattern: '^[HP]\\d{11}$' }), words(PROVIDER_LEVELS))),
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
  levels: Levels,
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

/** What a layer says outside its tables, with its source; the nearest layer that says it is heard. */
const SAID = {
  cite: Cite,
  verified: Type.Optional(Day),
  confidence: Type.Optional(words(CONFIDENCES)),
  note: Type.Optional(Line),
};
const PAID_AS = words(['local', 'long-term', 'referral', 'other-temporary', 'not-provided']);
/**
 * As which class care at home is paid during a long-term filing (F-12) where the referral table writes no
 * edge `returned-home`; and while the papers behind a commitment are missing. Left out: refused by name.
 */
const HomeReturn = strict({ as: PAID_AS, byCommitment: Type.Optional(PAID_AS), ...SAID });
/**
 * What becomes of a stay over the end of the policy year (V-11). Left out: it is one bill of the year that
 * `asOf.policyYear` names.
 */
const StayOverYearEnd = strict({ is: words(['one-bill', 'split']), ...SAID });
/**
 * Who pays purchases at a designated retail pharmacy: the pool by the tables of outpatient care, or the
 * personal account alone. Left out: the account alone.
 */
const Pharmacy = strict({ pays: words(['pool', 'account']), ...SAID });
/** Whether a chronic disease is paid as one only when it is registered (门慢特备案). Left out: not asked. */
const ChronicRegistration = strict({ is: words(['required', 'not-asked']), ...SAID });

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
  /** The day that governs: of each table by name, of the others, and of the policy year (D6). */
  asOf: Type.Optional(
    Type.Object({ default: AsOf, policyYear: Type.Optional(AsOf) }, { additionalProperties: AsOf }),
  ),
  /** First day `MM-DD` of the policy year. */
  policyYear: Type.Optional(Type.String({ pattern: '^\\d{2}-\\d{2}$' })),
  rounding: Type.Optional(Rounding),
  homeReturn: Type.Optional(HomeReturn),
  stayOverYearEnd: Type.Optional(StayOverYearEnd),
  pharmacy: Type.Optional(Pharmacy),
  chronicRegistration: Type.Optional(ChronicRegistration),
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
export type HomeReturnData = Static<typeof HomeReturn>;
export type StayOverYearEndData = Static<typeof StayOverYearEnd>;
export type PharmacyData = Static<typeof Pharmacy>;
export type ChronicRegistrationData = Static<typeof ChronicRegistration>;
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
export type LevelsEntry = Static<typeof Levels>;
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
  | AccountEntry
  | LevelsEntry;
