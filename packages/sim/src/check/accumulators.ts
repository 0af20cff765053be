import { type Executor, statement } from '@zhijie/database';

/** Counters in the order in which deltas are stored; written down here a second time on purpose. */
const COUNTERS = [
  'admissions',
  'deductiblePaid',
  'eligible',
  'poolPaid',
  'outpatientEligible',
  'outpatientDeductiblePaid',
  'outpatientPaid',
  'criticalBase',
  'criticalPaid',
  'largePaid',
  'civilServantPaid',
  'aidPaid',
  'accountPaid',
  'admissionsByLevel',
  'largeBase',
  'apartPaid',
  'diseasePaid',
  'outpatientDeductibleCommunity',
  'outpatientDeductibleLevel1',
  'outpatientDeductibleLevel2',
  'outpatientDeductibleLevel3',
  'outpatientDeductibleLevel3Top',
] as const;

type Effect = {
  readonly settlementId: string;
  readonly owner: string;
  readonly state: string;
  readonly settledAt: number;
  readonly reversedAt: number | null;
  readonly delta: readonly number[];
  readonly input: string;
  readonly isOutpatient: boolean;
  readonly pooled: number;
};

const EFFECTS = statement(
  'sim-effects',
  `SELECT s.settlement_id AS "settlementId", s.state,
     concat_ws(' ', y.person_id, y.insured_area, y.insurance_type, y.policy_year) AS owner,
     s.settled_at AS "settledAt", r.reversed_at AS "reversedAt", y.delta, y.input,
     s.care_type = 'outpatient' AS "isOutpatient", s.paid_by_pooled_fund AS pooled
   FROM insured.settlement_by_year y JOIN insured.settlement s USING (person_id, settlement_id)
   LEFT JOIN insured.reversal r USING (person_id, settlement_id)
   ORDER BY s.settled_at`,
);
const columns = COUNTERS.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
const STORED = statement(
  'sim-accumulators',
  `SELECT concat_ws(' ', person_id, insured_area, insurance_type, year) AS owner,
     json_build_array(${columns.join(', ')}) AS values FROM insured.accumulators`,
);

type Happening = { readonly at: number; readonly sign: 1 | -1; readonly effect: Effect };

/**
 * Procedures T-07, told from the settlements alone: the accumulators are the fold of what is effective,
 * and each settlement was computed on the accumulators of its own moment, as if one had come after the
 * other.
 */
export async function accumulatorBreaches(db: Executor): Promise<string[]> {
  const effects = await db.query<Effect>(EFFECTS, []);
  const stored = await db.query<{ owner: string; values: number[] }>(STORED, []);
  const byOwner = Map.groupBy(effects, ({ owner }) => owner);
  const breaches: string[] = [];
  for (const { owner, values } of stored) {
    const { end, found } = replay(byOwner.get(owner) ?? []);
    byOwner.delete(owner);
    breaches.push(...found);
    const wrong = COUNTERS.filter((_, i) => values[i] !== end[i]);
    if (wrong.length > 0)
      breaches.push(`${owner}: ${wrong.join(', ')} differ from the fold of its settlements`);
  }
  for (const owner of byOwner.keys()) breaches.push(`${owner} has settlements and no accumulators`);
  return [...breaches, ...overLimit(effects)];
}

function replay(effects: readonly Effect[]): { end: number[]; found: string[] } {
  const happenings: Happening[] = effects.flatMap((effect) => [
    { at: effect.settledAt, sign: 1 as const, effect },
    ...(effect.reversedAt === null ? [] : [{ at: effect.reversedAt, sign: -1 as const, effect }]),
  ]);
  happenings.sort((a, b) => a.at - b.at);
  const end = COUNTERS.map(() => 0);
  const found: string[] = [];
  for (const [index, { at, sign, effect }] of happenings.entries()) {
    const isAlone = happenings[index - 1]?.at !== at && happenings[index + 1]?.at !== at;
    if (sign === 1 && isAlone && !isComputedOn(effect, end)) {
      found.push(`${effect.settlementId} was computed on accumulators that were not those of its moment`);
    }
    for (const [i, value] of effect.delta.entries()) end[i] = (end[i] ?? 0) + sign * value;
  }
  return { end, found };
}

function isComputedOn({ input }: Effect, values: readonly number[]): boolean {
  const { accumulators } = JSON.parse(input) as { accumulators: Record<string, number> };
  return COUNTERS.every((name, i) => accumulators[name] === values[i]);
}

/**
 * Article 14 of the fictional policy of 990100: the pool pays at most ¥5,000.00 a year for outpatient
 * visits.
 */
const YEARLY_OUTPATIENT_FEN = 500_000;

function overLimit(effects: readonly Effect[]): string[] {
  const paid = new Map<string, number>();
  for (const { owner, state, isOutpatient, pooled } of effects) {
    if (state !== 'settled' || !isOutpatient || !owner.includes(' 990100 ')) continue;
    paid.set(owner, (paid.get(owner) ?? 0) + pooled);
  }
  return [...paid]
    .filter(([, sum]) => sum > YEARLY_OUTPATIENT_FEN)
    .map(
      ([owner, sum]) =>
        `${owner}: the pool paid ${sum} fen for outpatient visits, more than its yearly limit`,
    );
}
