import type { Plan, PolicyLibrary } from '@zhijie/engine';
import {
  areaNameOf,
  BENEFITS,
  type Benefit,
  type CalendarDate,
  INSURANCE_TYPES,
  type InsuranceType,
  PROVINCE_NAMES,
  provinceOf,
} from '@zhijie/kernel';

/** What is said beside every figure of a place, the best first. */
const BADGES = ['已核实', '待核实', '示例数据', '虚构'] as const;
export type Badge = (typeof BADGES)[number];

/** The badge of a plan: the worst of its tables decides. */
export function badgeOf(plan: Plan): Badge {
  if (plan.isFictional) return '虚构';
  if (plan.tables.some((table) => table.isSample)) return '示例数据';
  return plan.isVerified ? '已核实' : '待核实';
}

/** The badge of several plans together: the worst decides. */
export function worstBadge(plans: readonly Plan[]): Badge {
  const badges = plans.map(badgeOf);
  return BADGES.findLast((badge) => badges.includes(badge))!;
}

/** How well plans are sourced, table by table. */
export type Sourcing = {
  readonly all: number;
  readonly verified: number;
  readonly highConfidence: number;
};

export function sourcingOf(plans: readonly Plan[]): Sourcing {
  const tables = plans.flatMap((plan) => plan.tables);
  return {
    all: tables.length,
    verified: tables.filter(({ clauses }) => clauses.every((clause) => clause.verified !== null)).length,
    highConfidence: tables.filter(({ confidence }) => confidence === 'high').length,
  };
}

/** For ordering: verified tables weigh more than tables that a good source states. Per thousand tables. */
export function sourcingScore({ all, verified, highConfidence }: Sourcing): number {
  return all === 0 ? 0 : Math.floor(((2 * verified + highConfidence) * 1000) / all);
}

/** One pooling area that can be calculated for, with how well its figures are sourced. */
export type Place = {
  readonly area: string;
  readonly name: string;
  /** The worst badge among its plans decides, as on the pages; each offer has its own. */
  readonly badge: Badge;
  readonly offers: readonly {
    readonly insuranceType: InsuranceType;
    readonly benefit: Benefit;
    readonly title: string;
    readonly badge: Badge;
    readonly filing: Plan['filingRule'];
    readonly planHash: string;
  }[];
  readonly tables: Sourcing;
};

/** Every place with a policy on the day, the best sourced first and the fictional ones last. */
export function places(policies: PolicyLibrary, on: CalendarDate): Place[] {
  const areas = [...new Set(policies.packs.map((pack) => pack.area))].sort();
  return areas
    .map((area) => placeOf(policies, area, on))
    .filter((place) => place !== null)
    .sort((a, b) => BADGES.indexOf(a.badge) - BADGES.indexOf(b.badge) || score(b) - score(a));
}

const score = ({ tables }: Place): number => sourcingScore(tables);

function placeOf(policies: PolicyLibrary, area: string, on: CalendarDate): Place | null {
  const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
  const plans = INSURANCE_TYPES.flatMap((insuranceType) =>
    BENEFITS.flatMap((benefit) => {
      const plan = policies.planFor({ area, insuranceType, benefit, dates });
      return plan.ok ? [plan.value] : [];
    }),
  );
  if (plans.length === 0) return null;
  return {
    area,
    name: placeName(area, plans[0]!.title),
    badge: worstBadge(plans),
    offers: plans.map((plan) => ({
      insuranceType: plan.insuranceType,
      benefit: plan.benefit,
      title: plan.title,
      badge: badgeOf(plan),
      filing: plan.filingRule,
      planHash: plan.hash,
    })),
    tables: sourcingOf(plans),
  };
}

/**
 * A place's name by its pack's title, under its province: '渭南市职工医保' → '陕西省渭南市'; a title that names no
 * insurance gives the area's own name.
 */
export function placeName(area: string, title: string): string {
  const name = title.replace(/(?:职工|居民)(?:基本)?医(?:保|疗保险).*$/, '');
  if (name === '' || name === title) return areaNameOf(area);
  const province = PROVINCE_NAMES[provinceOf(area)] ?? '';
  return name.startsWith(province) ? name : `${province}${name}`;
}
