import {
  AID_CATEGORIES,
  type AidCategory,
  type InsuranceType,
  PERSON_GROUPS,
  type PersonGroup,
  PROVIDER_LEVELS,
  type ProviderLevel,
  REFERRAL_CLASSES,
  type ReferralClass,
  unreachable,
} from '@zhijie/kernel';

/**
 * The finite dimensions that a table may depend on. Because each is a closed list, completeness and overlap
 * of a table are found by enumeration, and a look-up at run time is index arithmetic.
 */
export const DIMENSIONS = {
  level: PROVIDER_LEVELS,
  group: PERSON_GROUPS,
  referral: REFERRAL_CLASSES,
  aid: AID_CATEGORIES,
  civilServant: ['no', 'yes'],
} as const;

/** Highest age that a table distinguishes; older persons count as this age. */
export const OLDEST = 120;
/** Highest ordinal of an admission in the year that a table distinguishes. */
export const LAST_ORDINAL = 12;

export type Dimension = keyof typeof DIMENSIONS | 'age' | 'ordinal';
export const DIMENSION_NAMES: readonly Dimension[] = [
  'level',
  'group',
  'referral',
  'aid',
  'civilServant',
  'age',
  'ordinal',
];

export const DIMENSION_LABELS: Readonly<Record<Dimension, string>> = {
  level: '医院等级',
  group: '人员类别',
  referral: '备案类别',
  aid: '救助类别',
  civilServant: '公务员',
  age: '年龄',
  ordinal: '年内住院次数',
};

export function sizeOf(dimension: Dimension): number {
  if (dimension === 'age') return OLDEST + 1;
  if (dimension === 'ordinal') return LAST_ORDINAL;
  return DIMENSIONS[dimension].length;
}

export type Insurance = InsuranceType;

/** The indices that must have a row: of the groups, those of the insurance type. */
export function requiredIndices(dimension: Dimension, insurance: Insurance): number[] {
  if (dimension === 'group') return insurance === 'employee' ? [0, 1] : [2, 3];
  return Array.from({ length: sizeOf(dimension) }, (_, index) => index);
}

/** Indices meant by one row key: a value, values joined by `|`, an age `7-69` or `70+`, or `all`. */
export function indicesOfKey(key: string, dimension: Dimension, insurance: Insurance): number[] | undefined {
  if (key === 'all') return requiredIndices(dimension, insurance);
  const indices: number[] = [];
  for (const part of key.split('|')) {
    const found = dimension === 'age' ? ages(part) : single(part, dimension);
    if (!found) return undefined;
    indices.push(...found);
  }
  const allowed = new Set(requiredIndices(dimension, insurance));
  return indices.every((index) => allowed.has(index)) ? indices : undefined;
}

function single(part: string, dimension: Exclude<Dimension, 'age'>): number[] | undefined {
  if (dimension === 'ordinal') return undefined;
  const index = (DIMENSIONS[dimension] as readonly string[]).indexOf(part);
  return index < 0 ? undefined : [index];
}

/** '7-69' → 7 … 69, '70+' → 70 … OLDEST, '6' → 6. */
export function ages(text: string): number[] | undefined {
  const match = /^(\d{1,3})(?:-(\d{1,3})|(\+))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = match[3] ? OLDEST : match[2] ? Number(match[2]) : first;
  if (last < first || last > OLDEST) return undefined;
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
