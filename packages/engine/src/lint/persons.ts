import {
  AID_CATEGORIES,
  type Fen,
  LABELS,
  PROVIDER_LEVELS,
  REFERRAL_CLASSES,
  ZERO_FEN,
} from '@zhijie/kernel';
import { emptyAccumulators } from '../accumulators.ts';
import type { AdjudicationInput } from '../adjudicate.ts';
import {
  CHRONIC_DISEASES,
  CIVIL_SERVANT_RANKS,
  type Circumstances,
  CONTRIBUTION_TIERS,
  EDGE_LABELS,
  EDGE_ROUTES,
  VISIT_CAUSES,
} from '../circumstances.ts';
import type { Plan } from '../plan/plan.ts';

const NOTHING = { total: ZERO_FEN, excluded: ZERO_FEN, overLimit: ZERO_FEN, selfPaidFirst: ZERO_FEN };

/** A bill of nothing by a person of the plan's insurance, at home in a hospital of level 3. */
export function emptyBill(plan: Plan, own: Partial<AdjudicationInput> = {}): AdjudicationInput {
  const group = own.group ?? groupsOf(plan)[0]!;
  return {
    referral: 'local',
    level: 'level3',
    group,
    age: AGES[group],
    aidCategory: 'none',
    civilServant: false,
    fees: { ...NOTHING, eligible: ZERO_FEN },
    accumulators: emptyAccumulators(2026),
    accountBalance: 0 as Fen,
    useAccount: false,
    ...own,
  };
}

const AGES = { active: 40, retired: 66, adult: 40, minor: 8 } as const;

export const groupsOf = (plan: Plan) =>
  plan.insuranceType === 'employee' ? (['active', 'retired'] as const) : (['adult', 'minor'] as const);

/**
 * One of every kind: each level and group at home; each filing, aid category and office at level 3. Where the
 * place asks for more (tier, cause, family doctor, …), the same with every fact stated, and each fact in turn
 * otherwise.
 */
export function personsOf(plan: Plan): AdjudicationInput[] {
  const groups = groupsOf(plan);
  const plain = [
    ...PROVIDER_LEVELS.flatMap((level) => groups.map((group) => emptyBill(plan, { level, group }))),
    ...REFERRAL_CLASSES.slice(1).map((referral) => emptyBill(plan, { referral })),
    ...AID_CATEGORIES.slice(1).map((aidCategory) => emptyBill(plan, { aidCategory })),
    ...(plan.insuranceType === 'employee' ? [emptyBill(plan, { civilServant: true })] : []),
    emptyBill(plan, { group: groups[1], age: 80 }),
  ];
  const asked = askedOf(plan);
  if (asked.size === 0) return plain;
  const stated = plain.map((person) => ({ ...person, circumstances: STATED }));
  const others = groups.flatMap((group) =>
    variationsOf(asked).map((circumstances) =>
      emptyBill(plan, { group, circumstances, civilServant: asked.has('rank') }),
    ),
  );
  return [...plain, ...stated, ...others];
}

export const STATED: Circumstances = {
  contributionTier: 'tier1',
  isSelectedProvider: true,
  civilServantRank: 'section',
  enrolledMonths: 72,
  continuousYears: 6,
};

/** The rare facts that the policy's tables depend on. */
export function askedOf({ policy }: Plan): ReadonlySet<string> {
  const asked = new Set<string>();
  const visit = (name: string, node: unknown): void => {
    if (name === 'by' && Array.isArray(node)) for (const one of node) asked.add(String(one));
    if (name === 'causes' || name === 'apart') asked.add('cause');
    if (name === 'perDisease') asked.add('disease');
    if (name === 'edges' && typeof node === 'object') asked.add('route');
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) visit(key, child);
  };
  for (const loaded of policy.tables.values()) visit('', loaded.entry);
  return new Set([...asked].filter((name) => name in VARIATIONS));
}

const VARIATIONS: Readonly<Record<string, readonly Circumstances[]>> = {
  tier: CONTRIBUTION_TIERS.map((contributionTier) => ({ contributionTier })),
  cause: VISIT_CAUSES.map((cause) => ({ cause })),
  familyDoctor: [{ hasFamilyDoctor: true }],
  selected: [{ isSelectedProvider: false }],
  disease: CHRONIC_DISEASES.map((disease) => ({ disease })),
  village: [{ isVillageClinic: true }],
  rank: CIVIL_SERVANT_RANKS.map((civilServantRank) => ({ civilServantRank })),
  months: [1, 7, 13, 25, 120].map((enrolledMonths) => ({ enrolledMonths })),
  route: EDGE_ROUTES.map((route) => ({ route })),
};

export function variationsOf(asked: ReadonlySet<string>): Circumstances[] {
  return [...asked].flatMap((name) => VARIATIONS[name]!.map((one) => ({ ...STATED, ...one })));
}

/** The person in words, for whoever reads a finding. */
export function personText(person: AdjudicationInput): string {
  const { level, group, referral, aidCategory, civilServant, circumstances = {} } = person;
  const { contributionTier, cause, hasFamilyDoctor, route, disease, isVillageClinic } = circumstances;
  return [
    LABELS.personGroup[group],
    LABELS.providerLevel[level],
    route === undefined ? LABELS.referralClass[referral] : EDGE_LABELS[route],
    ...(aidCategory === 'none' ? [] : [LABELS.aidCategory[aidCategory]]),
    ...(civilServant ? ['公务员'] : []),
    ...(contributionTier === undefined ? [] : [`缴费档次 ${contributionTier}`]),
    ...(cause === undefined ? [] : [`原因 ${cause}`]),
    ...(hasFamilyDoctor === true ? ['签约家庭医生'] : []),
    ...(disease === undefined ? [] : [`病种 ${disease}`]),
    ...(isVillageClinic === true ? ['村卫生室'] : []),
  ].join('、');
}
