import { assert } from '../base/defect.ts';
import { addFen, type Fen, negateFen } from '../money/fen.ts';
import type { Rate } from '../money/rate.ts';

/**
 * Who pays a bill, fen (procedures T-01): total = funds + person + hospital; funds = the seven funds;
 * person = account + cash; the account contains the family's mutual aid. Commercial money is never in here.
 */
export type SettlementParts = {
  readonly feeTotal: Fen;
  readonly feeExcluded: Fen;
  readonly feeOverLimit: Fen;
  readonly feeSelfPaidFirst: Fen;
  readonly feeEligible: Fen;
  readonly deductibleApplied: Fen;
  /** Share of the pooled fund in the amount it was asked for, 1/10 000. */
  readonly poolRate: Rate;
  readonly paidByPooledFund: Fen;
  readonly paidByCivilServantFund: Fen;
  readonly paidByEnterpriseSupplement: Fen;
  readonly paidByCriticalIllness: Fen;
  readonly paidByLargeAmount: Fen;
  readonly paidByMedicalAssistance: Fen;
  readonly paidByOtherFunds: Fen;
  readonly paidByFunds: Fen;
  readonly borneByPerson: Fen;
  readonly paidByPersonalAccount: Fen;
  /** Contained in `paidByPersonalAccount`. */
  readonly paidByFamilyAccount: Fen;
  readonly paidInCash: Fen;
  readonly paidByHospital: Fen;
};

/** The amounts among the parts: all but the rate. */
export type SettlementAmount = Exclude<keyof SettlementParts, 'poolRate'>;

/** A Defect unless the identities of T-01 hold and all amounts have one sign. */
export function assertSettlementParts(p: SettlementParts): void {
  assert(
    p.feeTotal === p.feeExcluded + p.feeOverLimit + p.feeSelfPaidFirst + p.feeEligible,
    'A settlement: the fee parts do not sum to the total',
  );
  assert(
    p.feeTotal === p.paidByFunds + p.borneByPerson + p.paidByHospital,
    'A settlement: funds, person and hospital do not sum to the total',
  );
  assert(
    p.paidByFunds ===
      p.paidByPooledFund +
        p.paidByCivilServantFund +
        p.paidByEnterpriseSupplement +
        p.paidByCriticalIllness +
        p.paidByLargeAmount +
        p.paidByMedicalAssistance +
        p.paidByOtherFunds,
    'A settlement: the funds do not sum to what the funds pay',
  );
  assert(
    p.borneByPerson === p.paidByPersonalAccount + p.paidInCash,
    'A settlement: account and cash do not sum to what the person bears',
  );
  assert(
    isNowhereNegative(p) || isNowhereNegative(negateParts(p)),
    'A settlement: the amounts differ in sign',
  );
  assert(
    Math.abs(p.paidByFamilyAccount) <= Math.abs(p.paidByPersonalAccount),
    'A settlement: the family account exceeds the account that contains it',
  );
}

/** Written out, because every adjudication ends here. */
function isNowhereNegative(p: SettlementParts): boolean {
  return (
    p.feeTotal >= 0 &&
    p.feeExcluded >= 0 &&
    p.feeOverLimit >= 0 &&
    p.feeSelfPaidFirst >= 0 &&
    p.feeEligible >= 0 &&
    p.deductibleApplied >= 0 &&
    p.paidByPooledFund >= 0 &&
    p.paidByCivilServantFund >= 0 &&
    p.paidByEnterpriseSupplement >= 0 &&
    p.paidByCriticalIllness >= 0 &&
    p.paidByLargeAmount >= 0 &&
    p.paidByMedicalAssistance >= 0 &&
    p.paidByOtherFunds >= 0 &&
    p.paidByFunds >= 0 &&
    p.borneByPerson >= 0 &&
    p.paidByPersonalAccount >= 0 &&
    p.paidByFamilyAccount >= 0 &&
    p.paidInCash >= 0 &&
    p.paidByHospital >= 0
  );
}

/** The parts of a reversal: every amount negated as stored, never rounded again; the rate stays. */
export function negateParts(p: SettlementParts): SettlementParts {
  const { poolRate, ...amounts } = p;
  const negated = Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, negateFen(amount)]),
  ) as Record<SettlementAmount, Fen>;
  return { ...negated, poolRate };
}

/** What the care area claims from the insured area: all public funds and the account, never cash. */
export function claimOf(p: SettlementParts): Fen {
  return addFen(p.paidByFunds, p.paidByPersonalAccount);
}
