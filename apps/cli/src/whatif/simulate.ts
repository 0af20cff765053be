import {
  type Accumulators,
  type Adjudication,
  type AdjudicationInput,
  adjudicate,
  describeRefusal,
  type EngineRefusal,
  emptyAccumulators,
  type Plan,
} from '@zhijie/engine';
import {
  AID_CATEGORIES,
  type Benefit,
  type Fen,
  PERSON_GROUPS,
  PROVIDER_LEVELS,
  REFERRAL_CLASSES,
  type Result,
} from '@zhijie/kernel';
import {
  VISIT_CARE,
  type VisitColumns,
  type VisitScope,
  visitColumns,
  visitStream,
} from '@zhijie/population';
import { type CapTable, capTable } from './caps.ts';
import { BENEFIT_OF_CARE } from './dimensions.ts';
import type { Comparison } from './policies.ts';
import { type PersonYear, Tally } from './tally.ts';
import { addInPlace, clear, type OwnAccumulators } from './year.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type MutableInput = Mutable<Omit<AdjudicationInput, 'fees'>> & {
  readonly fees: Mutable<AdjudicationInput['fees']>;
};
export type Answer = Result<Adjudication, EngineRefusal>;

/** One visit under both policies, while it is in hand. `input` is written over by the next visit. */
export type SeenVisit = {
  number: number;
  person: number;
  benefit: Benefit;
  input: AdjudicationInput;
  accumulatorsBefore: Accumulators;
  accumulatorsAfter: Accumulators;
  balanceBefore: number;
  balanceAfter: number;
  before: Answer;
  after: Answer;
};

export type SimulationOptions = {
  readonly seed: string;
  readonly size: number;
  readonly scope: VisitScope;
  /** Called every so often with the visits done. */
  readonly onProgress?: (done: number) => void;
  /** Called with every visit, if its details are wanted. */
  readonly onVisit?: (visit: SeenVisit) => void;
};

export type Simulated = { readonly tally: Tally; readonly caps: CapTable };

/** Visits per run of the stream, and between two reports of progress. */
const RUN = 4096;

type Side = { accumulators: OwnAccumulators; hasUsed: boolean; balance: number };
type Run = {
  readonly comparison: Comparison;
  readonly tally: Tally;
  readonly caps: CapTable;
  readonly pairs: readonly {
    readonly before: Plan | null;
    readonly after: Plan | null;
    readonly reason: string;
  }[];
  readonly input: MutableInput;
  readonly before: Side;
  readonly after: Side;
  readonly year: PersonYear;
  readonly visit: SeenVisit;
  person: number;
  isLast: boolean;
  /** Whether the two policies may have left this person in different states. */
  hasDiverged: boolean;
};

/**
 * Streams the population through both policies, person by person, each with the accumulators and the account
 * that the policy left. The policy of one day holds for the whole year. Nothing is allocated per visit here.
 */
export function simulate(comparison: Comparison, options: SimulationOptions): Simulated {
  const { seed, size, scope, onProgress, onVisit } = options;
  const run = beginRun(comparison, size);
  const stream = visitStream({ seed, insuranceType: comparison.insuranceType, scope });
  let columns = visitColumns(Math.min(RUN, size));
  for (let done = 0; done < size; ) {
    const wanted = Math.min(RUN, size - done);
    if (wanted < columns.person.length) columns = visitColumns(wanted);
    stream.fill(columns);
    for (let at = 0; at < wanted; at++) {
      if (columns.person[at] !== run.person) changePerson(run, columns, at);
      // Nobody reads what the last visit of a person adds; most persons with a stay have only one.
      run.isLast = at + 1 < wanted && columns.person[at + 1] !== run.person;
      passVisit(run, columns, at, onVisit);
    }
    done += wanted;
    onProgress?.(done);
  }
  run.tally.addPerson(run.year);
  return { tally: run.tally, caps: run.caps };
}

function beginRun(comparison: Comparison, size: number): Run {
  const plan = comparison.pairs.flatMap(({ before, after }) => [before, after]).find((one) => one !== null);
  const year = plan?.policyYearOf(comparison.on) ?? 0;
  const side = (): Side => ({ accumulators: { ...emptyAccumulators(year) }, hasUsed: false, balance: 0 });
  const fees = { total: 0, excluded: 0, overLimit: 0, selfPaidFirst: 0, eligible: 0 } as MutableInput['fees'];
  const before = side();
  const after = side();
  const input: MutableInput = {
    referral: 'local',
    level: 'community',
    group: 'adult',
    age: 0,
    aidCategory: 'none',
    civilServant: false,
    fees,
    accumulators: before.accumulators,
    accountBalance: 0 as Fen,
    useAccount: true,
  };
  const nothing: Answer = { ok: false, refusal: { code: 'no-policy-in-force' } };
  return {
    comparison,
    tally: new Tally(size),
    caps: capTable(comparison.pairs),
    pairs: VISIT_CARE.map((care) => {
      const pair = comparison.pairs.find(({ benefit }) => benefit === BENEFIT_OF_CARE[care]);
      return { before: pair?.before ?? null, after: pair?.after ?? null, reason: pair?.reason ?? '' };
    }),
    input,
    before,
    after,
    year: { group: 0, income: 0, borneBefore: 0, borneAfter: 0, capsBefore: 0, capsAfter: 0 },
    visit: {
      number: 0,
      person: 0,
      benefit: 'inpatient',
      input,
      accumulatorsBefore: before.accumulators,
      accumulatorsAfter: after.accumulators,
      balanceBefore: 0,
      balanceAfter: 0,
      before: nothing,
      after: nothing,
    },
    person: 0,
    isLast: false,
    hasDiverged: false,
  };
}

function changePerson(run: Run, columns: VisitColumns, at: number): void {
  const { year, before, after, tally, input } = run;
  if (run.person !== 0) tally.addPerson(year);
  run.person = columns.person[at]!;
  run.hasDiverged = false;
  year.group = columns.group[at]!;
  year.income = columns.income[at]!;
  year.borneBefore = 0;
  year.borneAfter = 0;
  year.capsBefore = 0;
  year.capsAfter = 0;
  for (const side of [before, after]) {
    if (side.hasUsed) clear(side.accumulators);
    side.hasUsed = false;
    side.balance = columns.accountBalance[at]!;
  }
  input.group = PERSON_GROUPS[columns.group[at]!]!;
  input.age = columns.age[at]!;
  input.aidCategory = AID_CATEGORIES[columns.aid[at]!]!;
  input.civilServant = columns.civilServant[at] === 1;
}

function readVisit(input: MutableInput, columns: VisitColumns, at: number): void {
  const excluded = columns.excluded[at]!;
  const overLimit = columns.overLimit[at]!;
  const selfPaidFirst = columns.selfPaidFirst[at]!;
  const eligible = columns.eligible[at]!;
  const { fees } = input;
  fees.total = (excluded + overLimit + selfPaidFirst + eligible) as Fen;
  fees.excluded = excluded as Fen;
  fees.overLimit = overLimit as Fen;
  fees.selfPaidFirst = selfPaidFirst as Fen;
  fees.eligible = eligible as Fen;
  input.level = PROVIDER_LEVELS[columns.level[at]!]!;
  input.referral = REFERRAL_CLASSES[columns.referral[at]!]!;
}

function passVisit(
  run: Run,
  columns: VisitColumns,
  at: number,
  onVisit: ((visit: SeenVisit) => void) | undefined,
): void {
  const { tally, input, before, after, caps, year } = run;
  tally.visits += 1;
  const care = columns.care[at]!;
  const pair = run.pairs[care]!;
  if (pair.before === null || pair.after === null) {
    const missing = (plan: Plan | null) => (plan === null ? pair.reason : null);
    tally.addRefused(missing(pair.before), missing(pair.after));
    return;
  }
  readVisit(input, columns, at);
  const old = answer(pair.before, input, before);
  const now = pair.after === pair.before && !run.hasDiverged ? old : answer(pair.after, input, after);
  if (pair.after !== pair.before) run.hasDiverged = true;
  if (onVisit !== undefined) onVisit(seen(run, VISIT_CARE[care]!, old, now));
  if (old.ok) year.capsBefore |= caps.hits(pair.before, old.value);
  if (now.ok) year.capsAfter |= caps.hits(pair.after, now.value);
  if (old.ok && now.ok) {
    year.borneBefore += old.value.parts.borneByPerson;
    year.borneAfter += now.value.parts.borneByPerson;
    tally.addSettled(columns, at, old.value.parts, now.value.parts);
  } else {
    tally.addRefused(
      old.ok ? null : describeRefusal(old.refusal),
      now.ok ? null : describeRefusal(now.refusal),
    );
  }
  if (run.isLast) return;
  if (old.ok) add(before, old.value);
  if (now.ok) add(after, now.value);
}

function answer(plan: Plan, input: MutableInput, side: Side): Answer {
  input.accumulators = side.accumulators;
  input.accountBalance = side.balance as Fen;
  return adjudicate(plan, input);
}

function add(side: Side, { delta, parts }: Adjudication): void {
  addInPlace(side.accumulators, delta);
  side.hasUsed = true;
  side.balance -= parts.paidByPersonalAccount;
}

function seen(run: Run, care: (typeof VISIT_CARE)[number], before: Answer, after: Answer): SeenVisit {
  const { visit, tally } = run;
  visit.number = tally.visits;
  visit.person = run.person;
  visit.benefit = BENEFIT_OF_CARE[care];
  visit.balanceBefore = run.before.balance;
  visit.balanceAfter = run.after.balance;
  visit.before = before;
  visit.after = after;
  return visit;
}
