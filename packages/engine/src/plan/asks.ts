import type { Circumstances } from '../circumstances.ts';
import type { EffectivePolicy } from './effective.ts';

/** A circumstance that only some places ask about. */
export type AskedFact = Exclude<keyof Circumstances, 'route' | 'careArea' | 'provider' | 'daysInStay'>;

const BY_DIMENSION: Readonly<Partial<Record<string, AskedFact>>> = {
  tier: 'contributionTier',
  cause: 'cause',
  familyDoctor: 'hasFamilyDoctor',
  selected: 'isSelectedProvider',
  rank: 'civilServantRank',
  months: 'enrolledMonths',
  disease: 'disease',
  village: 'isVillageClinic',
};

/** Fields of an entry that ask about something by being there. */
const BY_FIELD: Readonly<Partial<Record<string, readonly AskedFact[]>>> = {
  causes: ['cause'],
  apart: ['cause'],
  familyDoctor: ['hasFamilyDoctor'],
  spares: ['essentialDrugs'],
  bonus: ['continuousYears', 'claimFreeYears'],
  perDisease: ['disease', 'diseasePaid'],
  transfer: ['continuedFrom'],
};

/**
 * What the tables of a policy ask about, of all that only some places ask: what is stated of nothing else
 * changes no figure. A stay with a deductible always asks whether it goes on from another (D5, D6).
 */
export function factsAsked(policy: EffectivePolicy): ReadonlySet<AskedFact> {
  const asked = new Set<AskedFact>();
  for (const { entry, read } of policy.tables.values()) {
    collect(entry, asked);
    const isDue = read.kind === 'deductible' && read.basis !== 'none';
    if (isDue && policy.benefit === 'inpatient') asked.add('continuedFrom');
  }
  return asked;
}

function collect(value: unknown, into: Set<AskedFact>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    for (const fact of BY_FIELD[name] ?? []) into.add(fact);
    if (name === 'by' && Array.isArray(inner)) {
      for (const dimension of inner) {
        const fact = BY_DIMENSION[String(dimension)];
        if (fact !== undefined) into.add(fact);
      }
    }
    collect(inner, into);
  }
}

/**
 * Those of which something is assumed when nobody states them, with what it is, in Chinese. Of the others the
 * engine refuses the bill by name as soon as a figure depends on them.
 */
export const ASSUMED: Readonly<Partial<Record<AskedFact, string>>> = {
  cause: '参保地按就医事由区分待遇，账单没有写明，按普通就医计算。',
  hasFamilyDoctor: '参保地按是否签约家庭医生区分待遇，没有登记，按没有签约计算。',
  isVillageClinic: '参保地对村卫生室另有比例，账单没有写明，按不是村卫生室计算。',
  isSelectedProvider: '参保地按是否选定机构、是否经首诊转诊区分待遇，账单没有写明，按政策包对此的规定计算。',
  essentialDrugs: '参保地对国家基本药物不设起付线，账单没有写明其金额，按没有计算。',
  continuousYears: '参保地按连续参保年数提高限额，没有登记，按没有奖励计算。',
  claimFreeYears: '参保地按大病连续未报销年数提高限额，没有登记，按没有奖励计算。',
};
