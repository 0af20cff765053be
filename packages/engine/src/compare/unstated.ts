import type { Fen } from '@zhijie/kernel';
import { type AdjudicationInput, adjudicate } from '../adjudicate.ts';
import {
  CHRONIC_DISEASES,
  CIVIL_SERVANT_RANKS,
  type Circumstances,
  CONTRIBUTION_TIERS,
  EDGE_ROUTES,
  VISIT_CAUSES,
} from '../circumstances.ts';
import { TABLE_LABELS } from '../plan/compile.ts';
import type { LoadedEntry } from '../plan/effective.ts';
import type { Plan } from '../plan/plan.ts';

/** What a person may state besides what every bill states. */
export type Fact = Exclude<keyof Circumstances, 'provider' | 'daysInStay'>;

/** Something that the plan asks about and the bill leaves out. */
export type UnstatedFact = {
  readonly fact: Fact;
  /** The tables of the plan that depend on it, in Chinese. */
  readonly tables: readonly string[];
  /** What the plan takes in its place: the pack's row for bills that do not state it, or what is usual. */
  readonly takes: 'unstated-row' | 'usual';
  /** What that is, in Chinese. */
  readonly assumed: string;
  /** Some other answer would give other amounts, or a refusal, for this bill. */
  readonly decides: boolean;
};

type Question = {
  readonly takes: UnstatedFact['takes'];
  readonly assumed: string;
  /** Other answers, to see whether one changes the bill. */
  readonly others: (bill: AdjudicationInput, plan: Plan) => readonly Circumstances[];
};

const USUAL = 'usual';
const ROW = 'unstated-row';
const NO_ROW = '按该地对没有写明的账单的规定';

const QUESTIONS: Readonly<Record<Fact, Question>> = {
  contributionTier: {
    takes: ROW,
    assumed: NO_ROW,
    others: () => CONTRIBUTION_TIERS.map((contributionTier) => ({ contributionTier })),
  },
  cause: {
    takes: USUAL,
    assumed: '按普通就医',
    others: () => VISIT_CAUSES.slice(1).map((cause) => ({ cause })),
  },
  disease: {
    takes: ROW,
    assumed: NO_ROW,
    others: () => CHRONIC_DISEASES.map((disease) => ({ disease })),
  },
  diseasePaid: {
    takes: USUAL,
    assumed: '按该病种本年度还没有支付过',
    others: () => [{ diseasePaid: 10_000_000 as Fen }],
  },
  isVillageClinic: {
    takes: USUAL,
    assumed: '按不是村卫生室',
    others: () => [{ isVillageClinic: true }],
  },
  hasFamilyDoctor: {
    takes: USUAL,
    assumed: '按没有签约家庭医生',
    others: () => [{ hasFamilyDoctor: true }],
  },
  isSelectedProvider: {
    takes: ROW,
    assumed: NO_ROW,
    others: () => [{ isSelectedProvider: true }, { isSelectedProvider: false }],
  },
  civilServantRank: {
    takes: ROW,
    assumed: NO_ROW,
    others: () => CIVIL_SERVANT_RANKS.map((civilServantRank) => ({ civilServantRank })),
  },
  enrolledMonths: {
    takes: ROW,
    assumed: NO_ROW,
    others: () => [0, 6, 12, 24, 36, 72, 120].map((enrolledMonths) => ({ enrolledMonths })),
  },
  continuousYears: {
    takes: USUAL,
    assumed: '按没有连续参保年数',
    others: () => [{ continuousYears: 30 }],
  },
  claimFreeYears: {
    takes: USUAL,
    assumed: '按没有连续未报销年数',
    others: () => [{ claimFreeYears: 30 }],
  },
  route: {
    takes: USUAL,
    assumed: '按不属于备案的边界情形',
    others: () => EDGE_ROUTES.map((route) => ({ route })),
  },
  careArea: {
    takes: USUAL,
    assumed: '按不在免备案的地区就医',
    others: (_, { program }) => [...program.exempt.keys()].map((area) => ({ careArea: area.padEnd(6, '0') })),
  },
  essentialDrugs: {
    takes: USUAL,
    assumed: '按没有国家基本药物',
    others: ({ fees }) => [{ essentialDrugs: fees.eligible }],
  },
  continuedFrom: {
    takes: USUAL,
    assumed: '按不是转院、也不是跨年接续的住院',
    others: () =>
      (['transfer', 'new-year'] as const).map((reason) => ({
        continuedFrom: { reason, deductiblePaid: 100_000 as Fen },
      })),
  },
};

/** What a key of a table's text asks about. */
const ASKED_BY: Readonly<Record<string, readonly Fact[]>> = {
  tier: ['contributionTier'],
  cause: ['cause'],
  causes: ['cause'],
  apart: ['cause'],
  disease: ['disease'],
  perDisease: ['disease', 'diseasePaid'],
  village: ['isVillageClinic'],
  familyDoctor: ['hasFamilyDoctor'],
  selected: ['isSelectedProvider'],
  rank: ['civilServantRank'],
  months: ['enrolledMonths'],
  bonus: ['continuousYears', 'claimFreeYears'],
  edges: ['route'],
  exempt: ['careArea'],
  spares: ['essentialDrugs'],
  transfer: ['continuedFrom'],
  newYear: ['continuedFrom'],
};

/**
 * What this plan asks about and the bill does not state, with what was taken instead: the row that the pack
 * has for bills that do not state it, or what is usual. A figure that has neither refuses the bill by name.
 */
export function unstatedFacts(plan: Plan, bill: AdjudicationInput): UnstatedFact[] {
  const asked = new Map<Fact, string[]>();
  for (const loaded of plan.policy.tables.values()) {
    for (const fact of factsOf(loaded)) {
      const tables = asked.get(fact) ?? [];
      asked.set(fact, [...tables, TABLE_LABELS[loaded.table]]);
    }
  }
  const stated = bill.circumstances ?? {};
  return (Object.keys(QUESTIONS) as Fact[]).flatMap((fact) => {
    const tables = asked.get(fact);
    if (tables === undefined || stated[fact] !== undefined || !concerns(fact, bill)) return [];
    const { takes, assumed, others } = QUESTIONS[fact];
    const decides = others(bill, plan).some((other) => changes(plan, bill, other));
    return [{ fact, tables, takes, assumed, decides }];
  });
}

function concerns(fact: Fact, { civilServant, circumstances }: AdjudicationInput): boolean {
  if (fact === 'diseasePaid') return circumstances?.disease !== undefined;
  return fact !== 'civilServantRank' || civilServant;
}

function factsOf({ entry }: LoadedEntry): ReadonlySet<Fact> {
  const found = new Set<Fact>();
  const visit = (name: string, node: unknown): void => {
    // `edges` of bands is a word; only the one of filing classes is a table.
    const isAsked = name !== 'edges' || typeof node === 'object';
    for (const fact of isAsked ? (ASKED_BY[name] ?? []) : []) found.add(fact);
    if (name === 'by' && Array.isArray(node))
      for (const one of node) for (const fact of ASKED_BY[String(one)] ?? []) found.add(fact);
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) visit(key, child);
  };
  visit('', entry);
  return found;
}

function changes(plan: Plan, bill: AdjudicationInput, other: Circumstances): boolean {
  const one = adjudicate(plan, bill);
  const two = adjudicate(plan, { ...bill, circumstances: { ...bill.circumstances, ...other } });
  if (!one.ok || !two.ok) return one.ok !== two.ok;
  return JSON.stringify(one.value.parts) !== JSON.stringify(two.value.parts);
}
