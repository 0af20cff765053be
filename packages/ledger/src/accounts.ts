import { assert, type InsuranceType } from '@zhijie/kernel';

/**
 * Account ids: `kind/part/part`. The kind says what the account is and whether it is guarded.
 *
 * Every balance is credits − debits. So money somebody holds or is owed by us is positive (a fund, a personal
 * account, a payable) and what is owed to us is negative (a receivable).
 */

/** Kinds whose balance is locked and checked at each posting; all others are only appended to (design §3). */
export const GUARDED_KINDS = [
  'personal-account',
  'deposit',
  'credit-line',
  'credit-share',
  'wallet-quota',
] as const;

/** Kinds that hold public fund money: no bank charge is ever booked to them (procedures P-05). */
export const FUND_KINDS = [
  'pooled-fund',
  'critical-illness-fund',
  'large-amount-fund',
  'civil-servant-fund',
  'enterprise-supplement-fund',
  'medical-assistance-fund',
  'other-funds',
] as const;

/**
 * Kinds whose money serves one purpose (ring-fenced, procedures PF-04: prepayment between provinces), and the
 * codes under which it moves. Any other transfer that touches such an account is refused.
 */
export const RING_FENCED_KINDS = ['prepayment-paid', 'prepayment-held'] as const;
export const RING_FENCED_CODES = [
  'prepayment-paid',
  'prepayment-used',
  'prepayment-restored',
  'prepayment-returned',
] as const;

/** Who owes whom between areas, for one insurance type (procedures C-07: never mixed). */
export type Pair = {
  readonly insuredArea: string;
  readonly careArea: string;
  readonly insuranceType: InsuranceType;
};

/** Whether a text from outside, e.g. a person's number, can name an account at all. */
export const isAccountPart = (text: string): boolean => /^[\w.:-]+$/.test(text);

export function accountId(kind: string, ...parts: readonly string[]): string {
  for (const part of [kind, ...parts]) {
    assert(isAccountPart(part), `"${part}" cannot be part of an account id`);
  }
  return [kind, ...parts].join('/');
}

/** The kind of an account: the part before the first slash. */
export const kindOfAccount = (id: string): string => id.split('/', 1)[0]!;
export const isGuardedAccount = (id: string): boolean =>
  (GUARDED_KINDS as readonly string[]).includes(kindOfAccount(id));
export const isFundAccount = (id: string): boolean =>
  (FUND_KINDS as readonly string[]).includes(kindOfAccount(id));

const fund =
  (kind: (typeof FUND_KINDS)[number]) =>
  (area: string, insuranceType: InsuranceType): string =>
    accountId(kind, area, insuranceType);

// Insured side: whose money pays. The area is the pooling area (procedures P-04).
export const pooledFund = fund('pooled-fund');
export const criticalIllnessFund = fund('critical-illness-fund');
export const largeAmountFund = fund('large-amount-fund');
export const civilServantFund = fund('civil-servant-fund');
export const enterpriseSupplementFund = fund('enterprise-supplement-fund');
export const medicalAssistanceFund = fund('medical-assistance-fund');
export const otherFunds = fund('other-funds');

/** Guarded: open it with `openAccount` before the first posting. */
export const personalAccount = (personId: string): string => accountId('personal-account', personId);
/** Where money on personal accounts comes from: contributions of the pooling area. */
export const accountFunding = (area: string, insuranceType: InsuranceType): string =>
  accountId('account-funding', area, insuranceType);

const betweenAreas =
  (kind: string) =>
  ({ insuredArea, careArea, insuranceType }: Pair): string =>
    accountId(kind, insuredArea, careArea, insuranceType);

/** Insured side: what the insured area owes the care area. */
export const payableToCareArea = betweenAreas('payable-to-care-area');
/** Care side: what the insured area owes the care area (balance negative while it is owed). */
export const receivableFromInsuredArea = betweenAreas('receivable-from-insured-area');
/** Hub: the claim on the insured area (balance negative while it is open). */
export const hubClaim = betweenAreas('hub-claim');
/** Hub: the same money as owed to the care area. */
export const hubOwed = betweenAreas('hub-owed');

/** Care side: what the care area owes a hospital or pharmacy. */
export const payableToProvider = (providerId: string): string => accountId('payable-to-provider', providerId);

/** Insured province: what it has prepaid to a care province (balance negative while it lies there). */
export const prepaymentPaid = (insuredProvince: string, careProvince: string): string =>
  accountId('prepayment-paid', insuredProvince, careProvince);
/** Care province: what it holds of an insured province's prepayment. */
export const prepaymentHeld = (insuredProvince: string, careProvince: string): string =>
  accountId('prepayment-held', insuredProvince, careProvince);

/**
 * Insured side: what is owed to the person of a manual claim, by the pooling area; paid out by bank.
 * Negative: what a person has to give back of a claim that was undone after it was paid.
 */
export const payableToClaimant = (area: string, insuranceType: InsuranceType, claimId: string): string =>
  accountId('payable-to-claimant', area, insuranceType, claimId);

/** The bank deposit of an agency, and the account of its interest (P-05). */
export const bankDeposit = (area: string): string => accountId('bank-deposit', area);
export const prepaymentInterest = (holderProvince: string): string =>
  accountId('prepayment-interest', holderProvince);
/** What an agency bears from its own budget: bank charges among it (P-05). */
export const ownExpense = (area: string): string => accountId('own-expense', area);

/** Care side: what an inpatient has deposited at a hospital for a stay. Guarded. */
export const depositAccount = (providerId: string, visitId: string): string =>
  accountId('deposit', providerId, visitId);
/** Care side: the till or channel of a hospital through which deposits come and go. */
export const depositChannel = (providerId: string, channel: string): string =>
  accountId('deposit-channel', providerId, channel);
/** Care side: what deposits and differences have paid of the cash parts of a hospital's settlements. */
export const depositSettled = (providerId: string): string => accountId('deposit-settled', providerId);

/**
 * Insured side: what is free of a line that a bank lends a person. Guarded: held, drawn, restored, repaid.
 */
export const creditLine = (lineId: string): string => accountId('credit-line', lineId);
/** Where lines come from, by bank: balance negative by all that is granted. */
export const creditGranted = (bank: string): string => accountId('credit-granted', bank);
/** What a relative may still use of somebody's line. Guarded. */
export const creditShare = (shareId: string): string => accountId('credit-share', shareId);
/** Where the shares of a line come from; they never exceed the line, which is held besides. */
export const creditShareGranted = (lineId: string): string => accountId('credit-share-granted', lineId);
/** What a bank has paid a hospital on lines. */
export const creditPaid = (bank: string, providerId: string): string =>
  accountId('credit-paid', bank, providerId);
/** What persons have repaid a bank, and what it paid out because a refund exceeded what was owed. */
export const creditRepaid = (bank: string): string => accountId('credit-repaid', bank);
export const creditPaidOut = (bank: string): string => accountId('credit-paid-out', bank);

/**
 * Hub: what one donor put into the wallet of a relative from one area and is not spent. Guarded. The
 * area that set the money aside owes what it pays, also when the donor has moved since.
 */
export const walletQuota = (
  recipientId: string,
  donor: { readonly donorId: string; readonly donorArea: string },
): string => accountId('wallet-quota', recipientId, donor.donorId, donor.donorArea);
/**
 * Money that donors of an area set aside for wallets and that is not spent yet: positive in the donor's
 * province, which holds it, negative at the hub, whose quotas stand against it.
 */
export const aidSetAside = (donorArea: string): string => accountId('aid-set-aside', donorArea);
/** What a donor's area owes a care area for bills that a donor's account or quota paid (mutual aid). */
export const aidPayable = (donorArea: string, careArea: string): string =>
  accountId('aid-payable', donorArea, careArea);

/** The balance of a personal account on its way between two areas (transfer of insurance, PS2). */
export const relationTransit = (fromArea: string, toArea: string): string =>
  accountId('relation-transit', fromArea, toArea);
/** Old area: balances that arrived and are owed to the new area. */
export const relationOwed = (fromArea: string, toArea: string): string =>
  accountId('relation-owed', fromArea, toArea);
/** New area: the same money as owed by the old area (balance negative). */
export const relationDue = (fromArea: string, toArea: string): string =>
  accountId('relation-due', fromArea, toArea);

/** Insured side: premiums that persons paid from their accounts and that an insurer is to get, by product. */
export const premiumPayable = (insurer: string, product: string): string =>
  accountId('premium-payable', insurer, product);
