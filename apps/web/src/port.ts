/**
 * What the pages ask of the network. The shapes are those of the insured side's services, so that the command
 * line implements the port by passing values on. Amounts are integer fen, rates 1/10 000, dates `YYYY-MM-DD`,
 * moments epoch milliseconds. A port that does not answer throws; the page then says what is not known.
 */
import type {
  CareType,
  CoverageStatus,
  FilingCategory,
  InsuranceType,
  PersonGroup,
  ProviderLevel,
  ReferralClass,
  Refusal,
  Result,
  SettlementParts,
} from '@zhijie/kernel';
import type { CalculatorPort } from './calculator/port.ts';
import type { OpenDataPort } from './open/port.ts';

/** Who is signed in: the person and the area whose node keeps the record. */
export type PersonKey = {
  readonly personId: string;
  readonly area: string;
  /** Who is really signed in, when somebody acts for this person (ID4); the node checks it at every call. */
  readonly by?: { readonly personId: string; readonly area: string };
};

/** One synthetic person that visitors may enter as. */
export type KnownPersonLine = {
  /** Stable short name, used in the form instead of a number. */
  readonly key: string;
  readonly name: string;
  readonly maskedNumber: string;
  /** What the person shows, in Chinese. */
  readonly purpose: string;
  readonly area: string;
};

export type CoverageView = {
  readonly insuranceType: InsuranceType;
  readonly insuredArea: string;
  readonly group: PersonGroup;
  readonly status: CoverageStatus;
  readonly startedOn: string;
  readonly pausedOn: string | null;
  readonly isCivilServant: boolean;
  readonly accountBalance: number;
  readonly employer: string | null;
};

export type SummaryView = {
  readonly person: {
    readonly personId: string;
    readonly name: string;
    readonly certificateNumber: string;
    readonly gender: 'male' | 'female';
    readonly birthDate: string;
  };
  readonly coverages: readonly CoverageView[];
  readonly identities: readonly {
    readonly kind: string;
    readonly startsOn: string;
    readonly endsOn: string | null;
  }[];
};

/** One policy year of one insurance: counters by the engine's names ('poolPaid', 'admissions' …). */
export type YearView = {
  readonly insuranceType: InsuranceType;
  readonly year: number;
  readonly values: readonly { readonly counter: string; readonly value: number }[];
};

export type FilingView = {
  readonly filingId: string;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
  readonly category: FilingCategory;
  readonly careAreas: readonly string[];
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly state: 'submitted' | 'in-force' | 'refused' | 'cancelled' | 'replaced';
  readonly byCommitment: boolean;
};

/** Papers a person says to have, by the names of the insured side. */
export const FILING_DOCUMENTS = [
  'insurance-code',
  'id-card',
  'social-card',
  'filing-form',
  'household-register',
  'residence-proof',
  'dispatch-letter',
  'employer-letter',
  'contract',
  'referral-certificate',
] as const;
export type FilingDocument = (typeof FILING_DOCUMENTS)[number];

/** A filing as the person fills it in; the adapter adds the person and the channel. */
export type FilingRequest = {
  readonly insuranceType: InsuranceType;
  readonly category: FilingCategory;
  readonly destination: string;
  readonly startsOn: string;
  readonly documents: readonly FilingDocument[];
  readonly commitment: boolean;
};

export type StepView = {
  readonly stage: string;
  readonly text: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly base: number;
  readonly rate: number | null;
  readonly bound: 'base' | 'band' | 'cap' | null;
  readonly place: string;
  /** Its figure repeats across places without a quoted rule; left out by nodes that do not say it. */
  readonly isSample?: boolean;
  readonly clause: {
    readonly source: string;
    readonly document: string;
    readonly article: string;
    readonly url: string | null;
    readonly verified: string | null;
    readonly effectiveFrom: string;
  };
};

/** The amounts and the rate of a settlement as plain integers. */
export type PartsView = { readonly [K in keyof SettlementParts]: number };

export type DecisionView = {
  readonly settlementId: string;
  readonly settledAt: number;
  readonly personId: string;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
  readonly personGroup: PersonGroup;
  readonly referralClass: ReferralClass;
  readonly filingId: string | null;
  readonly benefitPackHash: string;
  readonly isProvisional: boolean;
  readonly parts: PartsView;
  readonly steps: readonly StepView[];
  readonly accountBalance: number;
  readonly policyYear: number;
  readonly warnings: readonly string[];
};

export type BillView = {
  readonly settlementId: string;
  readonly state: 'settled' | 'reversed';
  readonly visitId: string;
  readonly careArea: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly careType: CareType | (string & {});
  readonly admittedOn: string;
  readonly dischargedOn: string;
  readonly settledAt: number;
  readonly reversedAt: number | null;
  readonly decision: DecisionView;
};

/** An earlier settlement was undone after this one; null differences: cannot be computed again. */
export type StaleCaseView = {
  readonly settlementId: string;
  readonly causedBy: string;
  readonly fundsDifference: number | null;
  readonly personDifference: number | null;
  readonly closedAt: number | null;
};

export type AccessEntry = {
  readonly at: number;
  readonly entry: number;
  readonly actorId: string;
  readonly actorKind: string;
  readonly actorNode: string;
  /** A name that people know, when the adapter has one (the hospital's). */
  readonly actorName?: string | null;
  readonly purpose: string;
  readonly subject: string | null;
};

/** How well figures are sourced, the best first: compared with their text, not yet, not traced, invented. */
export const BADGES = ['已核实', '待核实', '示例数据', '虚构'] as const;
export type Badge = (typeof BADGES)[number];

/** What is known of the policy of one place and one insurance. */
export type PackView = {
  readonly insuranceType: InsuranceType;
  readonly title: string;
  /** Chinese names or words of kernel's `Benefit`. */
  readonly benefits: readonly string[];
  /** The worst of its tables decides. */
  readonly badge: Badge;
  /** Clauses cited by the policy, and how many of them were compared with the text. */
  readonly clauses: number;
  readonly verifiedClauses: number;
  /** The latest day on which a clause was compared; null: never. */
  readonly verifiedOn: string | null;
};

export type PlaceView = {
  readonly area: string;
  readonly name: string;
  /** Empty: the place can be filed for, its own policy is not in this network. */
  readonly packs: readonly PackView[];
  /** How well its tables are sourced, higher is better; compared between places of the same badge. */
  readonly sourcing: number;
};

export type InstitutionView = {
  readonly providerId: string;
  readonly name: string;
  readonly area: string;
  readonly kind: 'hospital' | 'pharmacy';
  readonly level: ProviderLevel;
  readonly flags: { readonly inpatient: boolean; readonly outpatient: boolean; readonly chronic: boolean };
  readonly chronicDiseases: readonly string[];
  readonly agreement: 'active' | 'suspended' | (string & {});
};

export type PageKey = { readonly before?: { readonly settledAt: number; readonly settlementId: string } };
export type LogKey = { readonly before?: { readonly at: number; readonly entry: number } };

/** What stands on a receipt to tell it by. */
export type ReceiptQuestion = { readonly code: string; readonly number: string; readonly check: string };

type ReceiptNumbers = { readonly code: string; readonly number: string } | null;

/** What a receipt's numbers stand for; null receipt: none. Amounts in yuan, the payer masked. */
export type ReceiptCheck = {
  readonly state: 'genuine' | 'reversed' | 'red' | 'unknown';
  readonly text: string;
  readonly receipt: {
    readonly title: string;
    readonly code: string;
    readonly number: string;
    readonly payer: string;
    readonly issuer: string;
    readonly issuedOn: string;
    readonly total: string;
    readonly facts: readonly { readonly label: string; readonly value: string }[];
    readonly items: readonly { readonly label: string; readonly amount: string }[];
    readonly reverses: ReceiptNumbers;
    readonly reversedBy: ReceiptNumbers;
    readonly isSigned?: boolean;
  } | null;
};

/** Everything the pages need. Every method may throw when the node does not answer. */
export type PagePort = {
  knownPersons(): Promise<readonly KnownPersonLine[]>;
  /** Refuses `person-unknown`. */
  enterKnown(key: string): Promise<Result<PersonKey, Refusal>>;
  /** Refuses `certificate-malformed`, `certificate-check-digit`, `person-unknown`. */
  enterByNumber(certificateNumber: string): Promise<Result<PersonKey, Refusal>>;
  summary(who: PersonKey): Promise<Result<SummaryView, Refusal>>;
  /** The current policy year of each insurance; empty: nothing used yet. */
  years(who: PersonKey): Promise<Result<readonly YearView[], Refusal>>;
  filings(who: PersonKey): Promise<Result<readonly FilingView[], Refusal>>;
  submitFiling(who: PersonKey, filing: FilingRequest): Promise<Result<FilingView, Refusal>>;
  cancelFiling(who: PersonKey, filingId: string): Promise<Result<FilingView, Refusal>>;
  /** Newest first, at most `limit`, settled before the key. */
  bills(who: PersonKey, page: PageKey & { limit: number }): Promise<Result<readonly BillView[], Refusal>>;
  bill(who: PersonKey, settlementId: string): Promise<Result<BillView, Refusal>>;
  /** The bill's settlement slip as a PDF file. Refuses as `bill` does. */
  slip(who: PersonKey, settlementId: string): Promise<Result<Uint8Array, Refusal>>;
  staleCases(who: PersonKey): Promise<Result<readonly StaleCaseView[], Refusal>>;
  accessLog(
    who: PersonKey,
    page: LogKey & { limit: number },
  ): Promise<Result<readonly AccessEntry[], Refusal>>;
  places(): Promise<readonly PlaceView[]>;
  institutions(area: string): Promise<readonly InstitutionView[]>;
  /** Whether a receipt is genuine; without it there is no page for that. */
  verifyReceipt?(asked: ReceiptQuestion): Promise<ReceiptCheck>;
  /** What everybody may read besides. */
  readonly openData: OpenDataPort;
  /** The calculator that everybody may use. */
  readonly calculator: CalculatorPort;
  /** A Chinese sentence for a refusal that the pages do not know. */
  refusalText?(refusal: Refusal): string | null;
};
