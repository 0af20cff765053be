import {
  assert,
  assertSettlementParts,
  claimOf,
  type Fen,
  fen,
  type Instant,
  LARGEST_FEN,
  type Month,
  negateFen,
  type SettlementParts,
  subtractFen,
} from '@zhijie/kernel';
import * as account from './accounts.ts';
import type { Transfer } from './transfer.ts';

/** What all transfers of one settlement or reversal share. */
export type PostingEvent = account.Pair & PostingMark;

/** `reference` is the settlement's or reversal's id, `month` its clearing month. */
export type PostingMark = {
  readonly reference: string;
  readonly month: Month;
  readonly postedAt: Instant;
};

/** One movement with a sign; a negative amount runs the other way, zero does not run. */
type Movement = {
  readonly code: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: Fen;
};

function transfersFor(event: PostingMark, movements: readonly Movement[]): Transfer[] {
  const { reference, month, postedAt } = event;
  return movements
    .filter(({ amount }) => amount !== 0)
    .map(({ code, debit, credit, amount }) => ({
      // Made from what it belongs to: posting a settlement twice finds the same ids.
      transferId: `${reference}.${code}`,
      debit: amount > 0 ? debit : credit,
      credit: amount > 0 ? credit : debit,
      amount: amount > 0 ? amount : negateFen(amount),
      code,
      reference,
      month,
      postedAt,
    }));
}

/**
 * Insured side: each fund and account that pays, to what is owed to the care area. Fund money is always the
 * insured pooling area's (procedures P-04); a local bill is the pair of an area with itself. The family's
 * mutual aid, contained in the account's amount (T-01), comes from the account of the relative. Negated
 * parts (a reversal) give the same transfers with debit and credit swapped; nothing is rounded.
 */
export function insuredPostings(
  parts: SettlementParts,
  event: PostingEvent & { readonly personId: string; readonly familyPersonId?: string | null },
): Transfer[] {
  assertSettlementParts(parts);
  const { insuredArea, insuranceType, personId, familyPersonId } = event;
  const family = familyPersonId ?? null;
  assert(
    parts.paidByFamilyAccount === 0 || family !== null,
    'A family account pays, and no relative is named',
  );
  const credit = account.payableToCareArea(event);
  const from = (code: string, debit: string, amount: Fen): Movement => ({ code, debit, credit, amount });
  const fund = (code: string, of: typeof account.pooledFund, amount: Fen): Movement =>
    from(code, of(insuredArea, insuranceType), amount);
  const own = subtractFen(parts.paidByPersonalAccount, parts.paidByFamilyAccount);
  return transfersFor(event, [
    fund('pooled-fund', account.pooledFund, parts.paidByPooledFund),
    fund('civil-servant-fund', account.civilServantFund, parts.paidByCivilServantFund),
    fund('enterprise-supplement', account.enterpriseSupplementFund, parts.paidByEnterpriseSupplement),
    fund('critical-illness', account.criticalIllnessFund, parts.paidByCriticalIllness),
    fund('large-amount', account.largeAmountFund, parts.paidByLargeAmount),
    fund('medical-assistance', account.medicalAssistanceFund, parts.paidByMedicalAssistance),
    fund('other-funds', account.otherFunds, parts.paidByOtherFunds),
    from('personal-account', account.personalAccount(personId), own),
    from('family-account', account.personalAccount(family ?? personId), parts.paidByFamilyAccount),
  ]);
}

/** Care side: the claim on the insured area, to what is owed to the hospital. Cash is not ours to book. */
export function carePostings(
  parts: SettlementParts,
  event: PostingEvent & { readonly providerId: string },
): Transfer[] {
  assertSettlementParts(parts);
  const debit = account.receivableFromInsuredArea(event);
  const credit = account.payableToProvider(event.providerId);
  return transfersFor(event, [{ code: 'claim', debit, credit, amount: claimOf(parts) }]);
}

/** Hub: the same claim between the two areas; negative for a reversal. */
export function hubPostings(claim: Fen, event: PostingEvent): Transfer[] {
  const debit = account.hubClaim(event);
  const credit = account.hubOwed(event);
  return transfersFor(event, [{ code: 'claim', debit, credit, amount: claim }]);
}

/** The transfers that undo these, under the reversal's own id: debit and credit swapped, same amounts. */
export function reversalOf(transfers: readonly Transfer[], event: PostingMark): Transfer[] {
  return transfersFor(
    event,
    transfers.map(({ debit, credit, amount, code }) => ({ code, debit, credit, amount: negateFen(amount) })),
  );
}

/** Money that contributions (or an adjustment, negative) bring to a personal account. */
export function accountFundingPostings(
  amount: Fen,
  event: Omit<PostingEvent, 'careArea'> & { readonly personId: string },
): Transfer[] {
  const debit = account.accountFunding(event.insuredArea, event.insuranceType);
  const credit = account.personalAccount(event.personId);
  return transfersFor(event, [{ code: 'account-funding', debit, credit, amount }]);
}

/** An amount of any size as amounts that one transfer can carry. */
export function portionsOf(amount: number): Fen[] {
  const parts: Fen[] = [];
  for (let left = amount; left > 0; left -= LARGEST_FEN) parts.push(fen(Math.min(left, LARGEST_FEN)));
  return parts;
}

/** Whose book: the nation's, the care province's (which holds the money) or the insured province's. */
export type PrepaymentBook = 'hub' | 'care' | 'insured';

/**
 * Prepaid money that went from an insured province to a care province, or came back (`isReturn`), as each of
 * the three books keeps it. It moves under its own codes only (procedures PF-04).
 */
export function prepaymentPostings(
  book: PrepaymentBook,
  payment: {
    readonly careProvince: string;
    readonly insuredProvince: string;
    readonly amount: number;
    readonly isReturn: boolean;
  },
  { reference, month, postedAt }: PostingMark,
): Transfer[] {
  const { careProvince, insuredProvince, amount, isReturn } = payment;
  const paid = account.prepaymentPaid(insuredProvince, careProvince);
  const held = account.prepaymentHeld(insuredProvince, careProvince);
  const debit = book === 'care' ? account.bankDeposit(careProvince) : paid;
  const credit = book === 'insured' ? account.bankDeposit(insuredProvince) : held;
  const code = isReturn ? 'prepayment-returned' : 'prepayment-paid';
  return portionsOf(amount).map((portion, index) => ({
    transferId: index === 0 ? `${reference}.${code}` : `${reference}.${code}.${index + 1}`,
    debit: isReturn ? credit : debit,
    credit: isReturn ? debit : credit,
    amount: portion,
    code,
    reference,
    month,
    postedAt,
  }));
}

/**
 * A bank's charge: the agency bears it from its own budget, no fund and no prepayment does (procedures
 * P-05).
 */
export function bankChargePostings(
  amount: Fen,
  event: PostingMark & { readonly province: string },
): Transfer[] {
  const debit = account.ownExpense(event.province);
  const credit = account.bankDeposit(event.province);
  return transfersFor(event, [{ code: 'bank-charge', debit, credit, amount }]);
}

/**
 * Interest on a prepayment belongs to the province whose treasury holds the money (procedures P-05; circular
 * of 2022 §4(3)).
 */
export function prepaymentInterestPostings(
  amount: Fen,
  event: PostingMark & { readonly holderProvince: string },
): Transfer[] {
  const debit = account.bankDeposit(event.holderProvince);
  const credit = account.prepaymentInterest(event.holderProvince);
  return transfersFor(event, [{ code: 'prepayment-interest', debit, credit, amount }]);
}
