import {
  assert,
  assertSettlementParts,
  type Fen,
  fen,
  ok,
  type Refusal,
  type Result,
  type SettlementParts,
} from '@zhijie/kernel';
import type { AccumulatorDelta } from '../accumulators.ts';
import { type AdjudicationInput, adjudicate } from '../adjudicate.ts';
import type { Plan } from '../plan/plan.ts';
import { describeRefusal, type EngineRefusal } from '../refusals.ts';
import type { Adjudication } from '../settled.ts';
import type { ProductAccumulators } from './accumulators.ts';
import { adjudicateCommercial, type CommercialOutcome, type HolderFacts } from './adjudicate-commercial.ts';
import { type Burden, burdenAfter, burdenOf, burdenOfSlip, sumOf, viewFor } from './burden.ts';
import {
  type AccountLeg,
  type FamilyAccount,
  type FamilyLeg,
  payFamily,
  payOwnAccount,
} from './late-payers.ts';
import type { LateRule, Product } from './product.ts';
import { type CommercialRefusal, describeCommercialRefusal } from './refusals.ts';

/** How the public layers settled the bill: by this engine, or by a slip that states what the funds paid. */
export type PublicPart =
  | { readonly kind: 'calculated'; readonly plan: Plan; readonly bill: AdjudicationInput }
  /** `plan` gives the use of the account; null when the place has none in the library. */
  | { readonly kind: 'slip'; readonly parts: SettlementParts; readonly plan: Plan | null };

export type OneStopInput = {
  readonly insuredArea: string;
  readonly public: PublicPart;
  /** In the order in which they pay. */
  readonly products: readonly {
    readonly product: Product;
    readonly facts: HolderFacts;
    readonly accumulators: ProductAccumulators;
  }[];
  /** The rule of the insured place (`ProductLibrary.lateRuleFor`). */
  readonly late: LateRule;
  /** The patient's own; zero when it is not to be used. */
  readonly accountBalance: Fen;
  readonly family: readonly FamilyAccount[];
};

/** One product's leg. A refused leg pays nothing now and blocks nobody (K-07). */
export type CommercialLeg = {
  readonly product: Product;
  readonly outcome: CommercialOutcome | null;
  readonly refusal: (CommercialRefusal & { readonly text: string }) | null;
};

/** Who finally pays, fen. Sums to `total`. */
export type FinalPayers = {
  readonly total: Fen;
  readonly funds: Fen;
  readonly hospital: Fen;
  readonly commercial: Fen;
  readonly personalAccount: Fen;
  readonly familyAccount: Fen;
  readonly cash: Fen;
};

/** A bill settled in one go. */
export type OneStop = {
  readonly adjudication: Adjudication | null;
  /**
   * The public settlement, with the accounts as they pay after the insurers. Commercial money is not in it
   * (T-01, K-08): what the insurers pay stands inside `paidInCash`, which they pay for the person.
   */
  readonly parts: SettlementParts;
  /** For the public accumulators, with what the own account pays; null with a slip. */
  readonly delta: AccumulatorDelta | null;
  /** What the public layers left with the person. */
  readonly burden: Burden;
  readonly commercial: readonly CommercialLeg[];
  readonly account: AccountLeg;
  readonly family: readonly FamilyLeg[];
  readonly payers: FinalPayers;
};

export type OneStopRefusal = EngineRefusal | Refusal<'slip-not-split'>;

/**
 * One bill to the end: the public layers with the account off, then commercial products, the patient's own
 * account and relatives' accounts in the order of the insured place's rule, then cash (K-01, D23, D28).
 * Pure. The parts equal the total, by assertion. The province nodes settle with `adjudicate`: the commercial
 * leg is outside the public settlement (K-07), and dropping it changes no public amount.
 *
 * Refusals: those of `adjudicate`; `policy-not-provided` when the place does not give the use of an account
 * that has a balance; `slip-not-split` when a slip does not say what an account may pay. A product or a
 * relative's account that is refused is a leg with its reason, not a refusal of the bill.
 */
export function settleAll(input: OneStopInput): Result<OneStop, OneStopRefusal> {
  const settled = settlePublic(input.public);
  if (!settled.ok) return settled;
  const { adjudication, parts, plan } = settled.value;
  const run: Run = { input, plan, burden: settled.value.burden, commercial: [], account: null, family: [] };
  for (const payer of input.late.order) {
    if (payer === 'commercial') payCommercial(run);
    else if (payer === 'family') run.family = familyLegs(run);
    else {
      const refusal = payOwn(run);
      if (refusal !== null) return { ok: false, refusal };
    }
  }
  const account = run.account ?? { paid: fen(0), clause: null };
  return ok(assemble(input, { adjudication, parts, burden: settled.value.burden }, { ...run, account }));
}

type Run = {
  readonly input: OneStopInput;
  readonly plan: Plan | null;
  burden: Burden;
  readonly commercial: CommercialLeg[];
  account: AccountLeg | null;
  family: readonly FamilyLeg[];
};

type PublicResult = {
  readonly adjudication: Adjudication | null;
  readonly parts: SettlementParts;
  readonly burden: Burden;
};

function settlePublic(
  part: PublicPart,
): Result<PublicResult & { readonly plan: Plan | null }, OneStopRefusal> {
  const { plan } = part;
  if (part.kind === 'calculated') {
    assert(part.bill.accountPurpose !== 'check-up', 'A check-up has no later payers: adjudicate settles it');
    const settled = adjudicate(part.plan, { ...part.bill, useAccount: false });
    if (!settled.ok) return settled;
    const adjudication = settled.value;
    return ok({ adjudication, parts: adjudication.parts, burden: burdenOf(adjudication), plan });
  }
  assertSettlementParts(part.parts);
  const burden = burdenOfSlip(part.parts);
  if (!burden.ok) return { ok: false, refusal: burden.refusal as Refusal<'slip-not-split'> };
  return ok({ adjudication: null, parts: part.parts, burden: burden.value, plan });
}

function payCommercial(run: Run): void {
  for (const { product, facts, accumulators } of run.input.products) {
    const bill = { view: viewFor(product, run.burden), facts };
    const result = adjudicateCommercial(product, bill, accumulators);
    if (!result.ok) {
      const refusal = { ...result.refusal, text: describeCommercialRefusal(result.refusal) };
      run.commercial.push({ product, outcome: null, refusal });
      continue;
    }
    run.burden = burdenAfter(run.burden, result.value.taken);
    run.commercial.push({ product, outcome: result.value, refusal: null });
  }
}

function payOwn(run: Run): OneStopRefusal | null {
  const paid = payOwnAccount(run.plan, run.burden, run.input.accountBalance);
  if (!paid.ok) return paid.refusal;
  run.account = paid.value.leg;
  run.burden = paid.value.burden;
  return null;
}

function familyLegs(run: Run): readonly FamilyLeg[] {
  const { legs, burden } = payFamily(run.input.late, run.burden, {
    insuredArea: run.input.insuredArea,
    accounts: run.input.family,
  });
  run.burden = burden;
  return legs;
}

function assemble(
  input: OneStopInput,
  { adjudication, parts: settled, burden }: PublicResult,
  run: Run & { readonly account: AccountLeg },
): OneStop {
  const family = fen(run.family.reduce((sum, leg) => sum + leg.paid, 0));
  const own = run.account.paid;
  const accounts = fen(own + family);
  const parts: SettlementParts = {
    ...settled,
    paidByPersonalAccount: accounts,
    paidByFamilyAccount: family,
    paidInCash: fen(settled.borneByPerson - accounts),
  };
  assertSettlementParts(parts);
  const commercial = fen(run.commercial.reduce((sum, leg) => sum + (leg.outcome?.paid ?? 0), 0));
  const payers: FinalPayers = {
    total: parts.feeTotal,
    funds: parts.paidByFunds,
    hospital: parts.paidByHospital,
    commercial,
    personalAccount: own,
    familyAccount: family,
    cash: fen(sumOf(run.burden)),
  };
  assertPayers(payers);
  assert(own <= Math.max(0, input.accountBalance), 'An account pays no more than its balance');
  const delta = adjudication === null ? null : { ...adjudication.delta, accountPaid: own };
  return {
    adjudication,
    parts,
    delta,
    burden,
    commercial: run.commercial,
    account: run.account,
    family: run.family,
    payers,
  };
}

/** A Defect unless nobody pays less than nothing and the payers sum to the bill. */
function assertPayers({ total, ...payers }: FinalPayers): void {
  const amounts = Object.values(payers);
  assert(
    amounts.every((amount) => amount >= 0),
    'No payer of a bill pays less than nothing',
  );
  assert(amounts.reduce((sum, amount) => sum + amount, 0) === total, 'The payers of a bill sum to its total');
}

/** The Chinese sentence of a refusal of `settleAll`. */
export function describeOneStopRefusal(refusal: OneStopRefusal): string {
  if (refusal.code !== 'slip-not-split') return describeRefusal(refusal as EngineRefusal);
  return refusal.field === 'accountBalance'
    ? '票据没有分列起付线、按比例自付、超封顶等，不能确定个人账户可付哪些；请改按费用试算或不用个人账户'
    : '票据上各基金支付之和超过了政策范围内费用，不能确定哪一部分由个人负担';
}
