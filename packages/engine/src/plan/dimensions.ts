import {
  AID_CATEGORIES,
  type AidCategory,
  assert,
  type InsuranceType,
  PERSON_GROUPS,
  type PersonGroup,
  PROVIDER_LEVELS,
  type ProviderLevel,
  REFERRAL_CLASSES,
  type ReferralClass,
  unreachable,
} from '@zhijie/kernel';
import {
  CHRONIC_DISEASES,
  CIVIL_SERVANT_RANKS,
  CONTRIBUTION_TIERS,
  EDGE_ROUTES,
  VISIT_CAUSES,
} from '../circumstances.ts';

/** A fact that the caller may not know. Only a row that names it, or `all`, answers such a bill. */
export const UNSTATED = 'unstated';

/**
 * The finite dimensions that a table may depend on. Because each is a closed list, completeness and overlap
 * of a table are found by enumeration, and a look-up at run time is index arithmetic.
 */
export const DIMENSIONS = {
  level: PROVIDER_LEVELS,
  group: PERSON_GROUPS,
  referral: [...REFERRAL_CLASSES, ...EDGE_ROUTES],
  aid: AID_CATEGORIES,
  civilServant: ['no', 'yes'],
  tier: [UNSTATED, ...CONTRIBUTION_TIERS],
  cause: VISIT_CAUSES,
  familyDoctor: ['no', 'yes'],
  selected: [UNSTATED, 'no', 'yes'],
  rank: [UNSTATED, ...CIVIL_SERVANT_RANKS],
  disease: [UNSTATED, ...CHRONIC_DISEASES],
  village: ['no', 'yes'],
} as const;

/** Highest age that a table distinguishes; older persons count as this age. */
export const OLDEST = 120;
/** Highest ordinal of an admission in the year that a table distinguishes. */
export const LAST_ORDINAL = 12;
/** Most months of enrolment that a table distinguishes, and the place of those whose months are unknown. */
export const MOST_MONTHS = 120;
export const MONTHS_UNSTATED = MOST_MONTHS + 1;

export type Dimension = keyof typeof DIMENSIONS | 'age' | 'ordinal' | 'months';
export const DIMENSION_NAMES: readonly Dimension[] = [
  'level',
  'group',
  'referral',
  'aid',
  'civilServant',
  'age',
  'ordinal',
  'tier',
  'cause',
  'familyDoctor',
  'selected',
  'rank',
  'months',
  'disease',
  'village',
];
/** Those that few tables ask about: a table without them is looked up without them. */
export const RARE_DIMENSIONS = [
  'tier',
  'cause',
  'familyDoctor',
  'selected',
  'rank',
  'months',
  'disease',
  'village',
] as const;

export const DIMENSION_LABELS: Readonly<Record<Dimension, string>> = {
  level: '医院等级',
  group: '人员类别',
  referral: '备案类别',
  aid: '救助类别',
  civilServant: '公务员',
  age: '年龄',
  ordinal: '年内住院次数',
  tier: '缴费档次',
  cause: '就医事由',
  familyDoctor: '签约家庭医生',
  selected: '选定机构',
  rank: '公务员级别',
  months: '连续参保月数',
  disease: '病种',
  village: '村卫生室',
};

export function sizeOf(dimension: Dimension): number {
  if (dimension === 'age') return OLDEST + 1;
  if (dimension === 'ordinal') return LAST_ORDINAL;
  if (dimension === 'months') return MONTHS_UNSTATED + 1;
  return DIMENSIONS[dimension].length;
}

export type Insurance = InsuranceType;

/** The indices that must have a row: of the groups those of the insurance type; not what may be unstated. */
export function requiredIndices(dimension: Dimension, insurance: Insurance): number[] {
  const edges = REFERRAL_CLASSES.length;
  return allIndices(dimension, insurance).filter((index) => {
    if (dimension === 'referral') return index < edges;
    return !isUnstated(dimension, index);
  });
}

/** The indices that a row `all` fills. */
function allIndices(dimension: Dimension, insurance: Insurance): number[] {
  if (dimension === 'group') return insurance === 'employee' ? [0, 1] : [2, 3];
  return Array.from({ length: sizeOf(dimension) }, (_, index) => index);
}

const WITH_UNSTATED = ['tier', 'selected', 'rank', 'disease'] as const;

export function isUnstated(dimension: Dimension, index: number): boolean {
  if (dimension === 'months') return index === MONTHS_UNSTATED;
  return index === 0 && (WITH_UNSTATED as readonly Dimension[]).includes(dimension);
}

/** Indices meant by one row key: a value, values joined by `|`, an age `7-69` or `70+`, or `all`. */
export function indicesOfKey(key: string, dimension: Dimension, insurance: Insurance): number[] | undefined {
  const allowed = allIndices(dimension, insurance);
  if (key === 'all') return allowed;
  const indices: number[] = [];
  for (const part of key.split('|')) {
    const found = single(part, dimension);
    if (!found) return undefined;
    indices.push(...found);
  }
  return indices.every((index) => allowed.includes(index)) ? indices : undefined;
}

function single(part: string, dimension: Dimension): number[] | undefined {
  if (dimension === 'ordinal') return undefined;
  if (dimension === 'age') return ages(part);
  if (dimension === 'months') return part === UNSTATED ? [MONTHS_UNSTATED] : range(part, MOST_MONTHS);
  const index = (DIMENSIONS[dimension] as readonly string[]).indexOf(part);
  return index < 0 ? undefined : [index];
}

/** '7-69' → 7 … 69, '70+' → 70 … OLDEST, '6' → 6. */
export function ages(text: string): number[] | undefined {
  return range(text, OLDEST);
}

/** Whole numbers in words of a pack, `6-11`, `72+` or `6`, none above `most`. */
function range(text: string, most: number): number[] | undefined {
  const match = /^(\d{1,3})(?:-(\d{1,3})|(\+))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = match[3] ? most : match[2] ? Number(match[2]) : first;
  if (last < first || last > most) return undefined;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/**
 * Places of words in their lists, written out because they are looked up for every bill; a test compares
 * them with `DIMENSIONS`.
 */
export function levelIndex(level: ProviderLevel): number {
  switch (level) {
    case 'community':
      return 0;
    case 'level1':
      return 1;
    case 'level2':
      return 2;
    case 'level3':
      return 3;
    case 'level3-top':
      return 4;
    default:
      return unreachable(level);
  }
}

export function groupIndex(group: PersonGroup): number {
  switch (group) {
    case 'active':
      return 0;
    case 'retired':
      return 1;
    case 'adult':
      return 2;
    case 'minor':
      return 3;
    default:
      return unreachable(group);
  }
}

/** The place of a fact that few bills state, in its list; `without` when it is not stated. */
export function indexIn(list: readonly string[], word: string | undefined, without: number): number {
  if (word === undefined) return without;
  const index = list.indexOf(word);
  assert(index >= 0, 'A bill states facts in the words of their lists');
  return index;
}

export function referralIndex(referral: ReferralClass): number {
  switch (referral) {
    case 'local':
      return 0;
    case 'long-term':
      return 1;
    case 'referral':
      return 2;
    case 'emergency':
      return 3;
    case 'other-temporary':
      return 4;
    case 'unfiled':
      return 5;
    default:
      return unreachable(referral);
  }
}

export function aidIndex(aid: AidCategory): number {
  switch (aid) {
    case 'none':
      return 0;
    case 'destitute':
      return 1;
    case 'minimum-living':
      return 2;
    case 'borderline':
      return 3;
    case 'relapse-risk':
      return 4;
    default:
      return unreachable(aid);
  }
}
