/**
 * The form of a commercial product (惠民保, D30) and of what pays after the public layers. Data, never code:
 * shapes only here, texts are parsed and tables checked for completeness by `compile.ts`.
 */
import { BENEFITS, INSURANCE_TYPES } from '@zhijie/kernel';
import Type, { type Static, type TProperties } from 'typebox';
import { BURDEN_BUCKETS } from '../buckets.ts';
import { CONFIDENCES, type SourceData, SourcesSchema } from '../pack/schema.ts';

const strict = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const words = <const W extends readonly string[]>(list: W) => Type.Unsafe<W[number]>(Type.Enum([...list]));
const Line = Type.String({ minLength: 1, maxLength: 600 });
const Lines = Type.Array(Line, { minItems: 1 });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const Area = Type.String({ pattern: '^\\d{6}$' });
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' });
/** `source#article`, the source being a key of the same file's `sources`. */
const Cite = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*#.+$' });
const Age = Type.String({ pattern: '^(0|[1-9]\\d{0,2})$' });
const Years = Type.String({ pattern: '^[1-9]\\d?$' });

/**
 * What the public layers leave with the person, as a product may contract for it: the rest of what is in
 * scope, and the three parts that the catalogue of the place of care leaves outside.
 */
export const COMMERCIAL_PARTS = ['inScope', 'selfPaidFirst', 'overLimit', 'excluded'] as const;
export type CommercialPart = (typeof COMMERCIAL_PARTS)[number];

/** How the basic insurance settled the bill: at the counter, on a later claim, or not at all. */
export const PUBLIC_SETTLEMENTS = ['direct', 'claimed', 'unsettled'] as const;
export type PublicSettlement = (typeof PUBLIC_SETTLEMENTS)[number];

export const HEALTH_STATES = ['healthy', 'pre-existing'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** A text with a unit, a list of one per band, or `{ by: [dimension…], rows: {…} }`; see `holder-grid.ts`. */
const Grid = Type.Union([
  Line,
  Type.Array(Line, { minItems: 1 }),
  strict({ by: Type.Array(Line, { minItems: 1 }), rows: Type.Unknown() }),
]);
export type HolderGridData = Static<typeof Grid>;

const Layer = strict({
  key: Id,
  title: Line,
  /** Without it from the product's first day; a later entry of the same key replaces it inside the year. */
  from: Type.Optional(Day),
  cite: Cite,
  verified: Type.Optional(Day),
  confidence: Type.Optional(words(CONFIDENCES)),
  /** Not from a text of the product: shown as 示例数据，未核实. */
  sample: Type.Optional(Type.Boolean()),
  care: Type.Array(words(BENEFITS), { minItems: 1 }),
  base: Type.Array(words(COMMERCIAL_PARTS), { minItems: 1 }),
  /** The name of a list of drugs, consumables or centres: only fen on the list count, as the bill states. */
  list: Type.Optional(Line),
  deductible: Grid,
  /** Inner bounds of the bands over the year's counted base, absolute; the last band is open: `~`. */
  upTo: Type.Optional(Type.Array(Type.Union([Line, Type.Null()]), { minItems: 1 })),
  ratio: Grid,
  cap: Grid,
  /** The layers whose payments count towards this cap too, when several share one. */
  capWith: Type.Optional(Type.Array(Id, { minItems: 1 })),
  /** The layer in whose year this one counts, when both have one deductible and one cap. */
  countsIn: Type.Optional(Id),
  /** Full years of household registration that the holder needs for this layer. */
  householdYears: Type.Optional(Years),
  /** What counts as pre-existing for this layer, in words. */
  preExisting: Type.Optional(Line),
  note: Type.Optional(Line),
});

const Version = strict({ id: Id, title: Line });

export const ProductSchema = strict({
  product: Id,
  title: Line,
  /** Pooling areas whose insured may hold it; a code that ends in 0000 stands for its whole province. */
  areas: Type.Array(Area, { minItems: 1 }),
  year: Type.Optional(Type.String({ pattern: '^\\d{4}$' })),
  /** Who owes what it pays; where it is not said, the holder's enrolment says it. */
  insurer: Type.Optional(strict({ id: Id, name: Line })),
  /** `inside`, unless said: its rules run inside the platform. Else the insurer answers by itself (K-04). */
  mode: Type.Optional(words(['inside', 'insurer-answers'] as const)),
  /** Period of cover. Where the source does not give it, the holder's policy must. */
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  fictional: Type.Optional(Type.Boolean()),
  confidence: words(['high', 'medium', 'low', 'none'] as const),
  verified: Type.Optional(Day),
  sample: Type.Optional(Type.Boolean()),
  versions: Type.Optional(Type.Array(Version, { minItems: 2 })),
  /** Public settlement that the product asks for; without it `direct` and `claimed`. */
  accepts: Type.Optional(Type.Array(words(PUBLIC_SETTLEMENTS), { minItems: 1 })),
  premiums: Type.Optional(
    Type.Array(
      strict({
        amount: Line,
        for: Line,
        /** Whole years of age on the day of purchase, both included. */
        minAge: Type.Optional(Age),
        maxAge: Type.Optional(Age),
        note: Type.Optional(Line),
      }),
    ),
  ),
  /** When it can be bought here, both days included; without it not at all. */
  enrolment: Type.Optional(
    strict({
      opens: Day,
      closes: Day,
      /** Whose basic insurance; both unless said. */
      insurance: Type.Optional(Type.Array(words(INSURANCE_TYPES), { minItems: 1 })),
    }),
  ),
  totalCap: Line,
  /** Conditions that no figure of the bill shows: named with every answer. */
  conditions: Type.Optional(Lines),
  layers: Type.Union([Type.Array(Layer, { minItems: 1 }), words(['not-provided'] as const)]),
  note: Type.Optional(Line),
  sources: SourcesSchema.properties.sources,
});
export type ProductData = Static<typeof ProductSchema>;
export type LayerData = Static<typeof Layer>;
export type ProductSources = Readonly<Record<string, SourceData>>;

/** Payers after the public layers; what nobody else pays is cash, always last. */
const LATE_PAYERS = ['commercial', 'account', 'family'] as const;
export type LatePayer = (typeof LATE_PAYERS)[number];

export const RELATIONS = [
  'spouse',
  'parent',
  'child',
  'sibling',
  'grandparent',
  'maternal-grandparent',
  'grandchild',
  'maternal-grandchild',
] as const;
/** What the owner of a family account is to the patient. */
export type Relation = (typeof RELATIONS)[number];

export const RELATION_LABELS: Readonly<Record<Relation, string>> = {
  spouse: '配偶',
  parent: '父母',
  child: '子女',
  sibling: '兄弟姐妹',
  grandparent: '祖父母',
  'maternal-grandparent': '外祖父母',
  grandchild: '孙子女',
  'maternal-grandchild': '外孙子女',
};

const LateRule = strict({
  /** Pooling area, or 000000 for the nation; the nearest that is in force decides. */
  area: Area,
  from: Day,
  cite: Cite,
  verified: Type.Optional(Day),
  confidence: Type.Optional(words(CONFIDENCES)),
  order: Type.Array(words(LATE_PAYERS), { minItems: 1 }),
  family: Type.Union([
    words(['absent', 'not-provided'] as const),
    strict({
      cite: Cite,
      pays: Type.Array(words(BURDEN_BUCKETS), { minItems: 1 }),
      relations: Type.Array(words(RELATIONS), { minItems: 1 }),
      sameProvince: Type.Boolean(),
    }),
  ]),
  note: Type.Optional(Line),
});
export const LateRulesSchema = strict({
  afterPublic: Type.Array(LateRule, { minItems: 1 }),
  sources: SourcesSchema.properties.sources,
});
export type LateRuleData = Static<typeof LateRule>;
