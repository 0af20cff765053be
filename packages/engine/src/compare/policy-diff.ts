import {
  AID_CATEGORIES,
  addFen,
  createRandom,
  type Fen,
  LABELS,
  PROVIDER_LEVELS,
  type Random,
  REFERRAL_CLASSES,
  type SettlementParts,
  subtractFen,
  ZERO_FEN,
} from '@zhijie/kernel';
import { emptyAccumulators } from '../accumulators.ts';
import { type AdjudicationInput, adjudicate } from '../adjudicate.ts';
import { valuesOf } from '../pack/paths.ts';
import { TABLE_LABELS } from '../plan/compile.ts';
import { citesOf, clauseOf, type LoadedEntry } from '../plan/effective.ts';
import type { Plan } from '../plan/plan.ts';
import { citationOf, yuanOf } from './step.ts';

/** A table that differs between two policies: cells as `path: value`, with the clause on each side. */
export type TableChange = {
  readonly table: string;
  readonly label: string;
  readonly change: 'added' | 'removed' | 'values' | 'origin';
  readonly removed: readonly string[];
  readonly added: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
};

/** Tables that say something else after than before; `origin`: the same cells by another clause or day. */
export function diffTables(before: Plan, after: Plan): TableChange[] {
  const names = new Set([...before.policy.tables.keys(), ...after.policy.tables.keys()]);
  return [...names].flatMap((name): TableChange[] => {
    const old = before.policy.tables.get(name);
    const now = after.policy.tables.get(name);
    const oldCells = old === undefined ? [] : valuesOf(old.entry);
    const newCells = now === undefined ? [] : valuesOf(now.entry);
    const removed = oldCells.filter((cell) => !newCells.includes(cell));
    const added = newCells.filter((cell) => !oldCells.includes(cell));
    const origins = [old, now].map((loaded) => (loaded === undefined ? null : originOf(loaded)));
    const isSame = removed.length + added.length === 0;
    if (isSame && origins[0] === origins[1]) return [];
    const change = old === undefined ? 'added' : now === undefined ? 'removed' : isSame ? 'origin' : 'values';
    const label = TABLE_LABELS[name];
    return [{ table: name, label, change, removed, added, before: origins[0]!, after: origins[1]! }];
  });
}

function originOf(loaded: LoadedEntry): string {
  const citations = citesOf(loaded.entry).map((cite) => citationOf(clauseOf(loaded, cite)));
  return `${citations.join('')} 自 ${loaded.entry.from}`;
}

const PAYERS = [
  'paidByPooledFund',
  'paidByLargeAmount',
  'paidByCriticalIllness',
  'paidByCivilServantFund',
  'paidByEnterpriseSupplement',
  'paidByMedicalAssistance',
  'paidByOtherFunds',
  'borneByPerson',
] as const satisfies readonly (keyof SettlementParts)[];
export type ComparedPayer = (typeof PAYERS)[number];

/** One bill whose split differs, fen. */
export type ChangedBill = {
  readonly number: number;
  readonly what: string;
  /** What the person would pay less (negative: more). */
  readonly saved: Fen;
};

/** The same seeded bills under two policies. Amounts in fen, sums over the bills that both can settle. */
export type MoneyDiff = {
  readonly seed: string;
  readonly bills: number;
  readonly compared: number;
  readonly changed: number;
  /** Bills that only one of the two policies settles directly. */
  readonly settledOnlyBefore: number;
  readonly settledOnlyAfter: number;
  readonly payers: readonly {
    readonly payer: ComparedPayer;
    readonly label: string;
    readonly before: Fen;
    readonly after: Fen;
  }[];
  readonly mostSaved: ChangedBill | null;
  readonly mostLost: ChangedBill | null;
};

/** Changed money on a small set of bills, drawn from the seed alone: equal on every machine. */
export function diffMoney(
  before: Plan,
  after: Plan,
  options: { readonly seed: string; readonly bills: number },
): MoneyDiff {
  const random = createRandom(`pack diff ${options.seed} ${before.insuranceType} ${before.benefit}`);
  const sums = new Map(PAYERS.map((payer) => [payer, { before: ZERO_FEN, after: ZERO_FEN }]));
  const changes: ChangedBill[] = [];
  const only = { before: 0, after: 0 };
  let compared = 0;
  for (let number = 1; number <= options.bills; number++) {
    const bill = drawBill(random.fork(String(number)), before);
    const old = adjudicate(before, bill);
    const now = adjudicate(after, bill);
    if (old.ok && !now.ok) only.before += 1;
    if (now.ok && !old.ok) only.after += 1;
    if (!old.ok || !now.ok) continue;
    compared += 1;
    for (const [payer, sum] of sums) {
      sum.before = addFen(sum.before, old.value.parts[payer]);
      sum.after = addFen(sum.after, now.value.parts[payer]);
    }
    if (PAYERS.every((payer) => old.value.parts[payer] === now.value.parts[payer])) continue;
    const saved = subtractFen(old.value.parts.borneByPerson, now.value.parts.borneByPerson);
    changes.push({ number, what: describeBill(bill), saved });
  }
  const ordered = changes.toSorted((a, b) => b.saved - a.saved);
  const most = ordered.at(0);
  const least = ordered.at(-1);
  return {
    ...options,
    compared,
    changed: changes.length,
    settledOnlyBefore: only.before,
    settledOnlyAfter: only.after,
    payers: [...sums].map(([payer, sum]) => ({ payer, label: LABELS.settlementPart[payer], ...sum })),
    mostSaved: most !== undefined && most.saved > 0 ? most : null,
    mostLost: least !== undefined && least.saved < 0 ? least : null,
  };
}

/** In-scope amounts of the benefit, yuan: most bills are small, a few reach the caps. */
const SIZES = {
  inpatient: [3_000, 12_000, 40_000, 150_000, 600_000],
  outpatient: [150, 400, 1_200, 4_000, 12_000],
  chronic: [300, 900, 3_000, 9_000, 25_000],
} as const;

function drawBill(random: Random, plan: Plan): AdjudicationInput {
  const group =
    plan.insuranceType === 'employee' ? (['active', 'retired'] as const) : (['adult', 'minor'] as const);
  const sizes = SIZES[plan.benefit];
  const drawn = random.below(100);
  const most = sizes[drawn < 40 ? 0 : drawn < 70 ? 1 : drawn < 88 ? 2 : drawn < 97 ? 3 : 4]!;
  const eligible = random.below(most * 100);
  const excluded = random.below(Math.floor(eligible / 8) + 1);
  const selfPaidFirst = random.below(Math.floor(eligible / 15) + 1);
  const admissions = random.chance(1, 4) ? 1 + random.below(3) : 0;
  const chosen = random.pick(group);
  return {
    referral: random.pick(REFERRAL_CLASSES),
    level: random.pick(PROVIDER_LEVELS),
    group: chosen,
    age:
      chosen === 'minor'
        ? random.below(18)
        : chosen === 'retired'
          ? 60 + random.below(35)
          : 18 + random.below(60),
    aidCategory: random.chance(1, 10) ? random.pick(AID_CATEGORIES) : 'none',
    civilServant: plan.insuranceType === 'employee' && random.chance(1, 12),
    fees: {
      total: (eligible + excluded + selfPaidFirst) as Fen,
      excluded: excluded as Fen,
      overLimit: ZERO_FEN,
      selfPaidFirst: selfPaidFirst as Fen,
      eligible: eligible as Fen,
    },
    accumulators: { ...emptyAccumulators(2026), admissions },
    accountBalance: ZERO_FEN,
    useAccount: false,
  };
}

function describeBill({ fees, referral, level, group }: AdjudicationInput): string {
  const words = [LABELS.personGroup[group], LABELS.referralClass[referral], LABELS.providerLevel[level]];
  return `${words.join('，')}，总费用 ${yuanOf(fees.total)}`;
}
