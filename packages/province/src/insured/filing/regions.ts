/**
 * Places of a filing (F-08, F-09) and what an insured area decides as data. Region codes are GB/T 2260
 * prefixes; `PP9900` is the province-level pool (省本级).
 */
import { type FilingCategory, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';

/** Beijing, Tianjin, Shanghai, Chongqing: one treatment area each. */
const MUNICIPALITIES = ['11', '12', '31', '50'];
/** Hainan, Tibet and the Xinjiang Corps are pooled by the whole province (S1 art 11, F-08). */
const PROVINCE_WIDE = ['46', '54', '66'];

const isWholeProvince = (area: string): boolean => {
  const province = area.slice(0, 2);
  return MUNICIPALITIES.includes(province) || PROVINCE_WIDE.includes(province);
};

/** The code without trailing pairs of zeros: '410100' is '4101', '110000' is '11'. */
const prefixOf = (area: string): string => area.replace(/(00){1,2}$/, '');

/**
 * The treatment area a code belongs to: the whole province for municipalities and pooled provinces, else
 * the prefecture.
 */
export function treatmentAreaOf(area: string): string {
  return isWholeProvince(area) ? `${area.slice(0, 2)}0000` : `${area.slice(0, 4)}00`;
}

/** The provincial capital and the province-level pool stand for each other (S3 §1(1), F-09). */
function associatedArea(area: string): string | null {
  if (isWholeProvince(area)) return null;
  if (area.endsWith('9900')) return `${area.slice(0, 2)}0100`;
  if (area.slice(2, 4) === '01') return `${area.slice(0, 2)}9900`;
  return null;
}

/**
 * Areas that a filing to `destination` opens, the named one first. Refuses `destination-too-wide` for a whole
 * province that is not pooled as one (F-08).
 */
export function areasOfDestination(
  destination: string,
): Result<readonly string[], Refusal<'destination-too-wide' | 'destination-not-an-area'>> {
  if (!/^\d{6}$/.test(destination)) return refuse('destination-not-an-area', { field: 'destination' });
  if (destination.endsWith('0000') && !isWholeProvince(destination)) {
    return refuse('destination-too-wide', { field: 'destination', detail: { destination } });
  }
  const area = treatmentAreaOf(destination);
  const associated = associatedArea(area);
  return ok(associated === null ? [area] : [area, associated]);
}

/** Whether care in `careArea` happens inside `area` (a prefecture, municipality or pooled province). */
export function liesIn(careArea: string, area: string): boolean {
  return (
    careArea === area || careArea.startsWith(prefixOf(isWholeProvince(area) ? treatmentAreaOf(area) : area))
  );
}

/**
 * Whether care is at home: inside the insured area, or in the capital for a person of the province-level
 * pool.
 */
export function isHome(careArea: string, insuredArea: string): boolean {
  if (liesIn(careArea, insuredArea)) return true;
  return insuredArea.endsWith('9900') && careArea.slice(0, 4) === `${insuredArea.slice(0, 2)}01`;
}

/**
 * How one insured area handles filings, by its own documents; the defaults follow S1 and S2. What a visit is
 * paid stands in its policy packs.
 */
export type AreaRules = {
  /** Months of validity of a temporary filing, at least 6 (S1 art 10, F-05). */
  readonly temporaryMonths: number;
  /** Months during which a long-term filing may not be changed or cancelled, at most 6 (S1 art 10, F-05). */
  readonly lockMonths: number;
  /**
   * Categories that take effect at once, as does every filing by commitment; the others wait for a decision
   * within 2 working days (F-04).
   */
  readonly instantCategories: readonly FilingCategory[];
  /** Days a filing may start before the day it is submitted. */
  readonly backdatingDays: number;
  /**
   * Categories of the chronic diseases that the area pays for (V-07), e.g. 'M03900'; null: every one, as long
   * as nobody said which ones it lacks.
   */
  readonly chronicDiseases: readonly string[] | null;
};

export const DEFAULT_AREA_RULES: AreaRules = {
  temporaryMonths: 6,
  lockMonths: 6,
  instantCategories: ['referral', 'emergency-rescue', 'other-temporary'],
  backdatingDays: 0,
  chronicDiseases: null,
};

export type AreaRulesRefusalCode = 'temporary-validity-too-short' | 'lock-too-long';

/**
 * Rules of an area, defaults filled in. Refuses `temporary-validity-too-short` under 6 months and
 * `lock-too-long` above 6 months (F-05).
 */
export function areaRulesFrom(own: Partial<AreaRules>): Result<AreaRules, Refusal<AreaRulesRefusalCode>> {
  const rules = { ...DEFAULT_AREA_RULES, ...own };
  if (rules.temporaryMonths < 6) {
    return refuse('temporary-validity-too-short', { field: 'temporaryMonths' });
  }
  if (rules.lockMonths > 6) return refuse('lock-too-long', { field: 'lockMonths' });
  return ok(rules);
}
