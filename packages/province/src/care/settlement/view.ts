import { decryptField } from '@zhijie/crypto';
import type { Decision } from '@zhijie/exchange';
import type {
  CalendarDate,
  CareType,
  Fen,
  Instant,
  InsuranceType,
  PersonGroup,
  ReferralClass,
  SettlementParts,
} from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import type { FeeLine } from '../fee-line/store.ts';
import type { Visit, VisitKind } from '../visit/store.ts';

export type FundDetail = Decision['fundDetails'][number];

/**
 * A settlement, a pre-settlement or a reversal (all amounts negated) as a hospital gets it: what the answer
 * of its transaction says. `settlementId` is null before a settlement exists.
 */
export type SettlementView = {
  readonly interfaceNumber: string;
  readonly messageId: string;
  readonly providerId: string;
  readonly settlementId: string | null;
  /** The settlement that this one takes back. */
  readonly reversedSettlementId: string | null;
  readonly visitId: string;
  readonly kind: VisitKind;
  readonly isInterim: boolean;
  readonly careArea: string;
  readonly personId: string;
  readonly name: string;
  readonly certificateNumber: string;
  readonly gender: 'male' | 'female';
  readonly birthDate: CalendarDate;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
  readonly personGroup: PersonGroup;
  readonly isCivilServant: boolean;
  readonly referralClass: ReferralClass;
  readonly careType: CareType;
  readonly certificateType: string;
  readonly diseaseCode: string | null;
  readonly diseaseName: string | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly settledAt: Instant;
  readonly invoiceNumber: string | null;
  readonly parts: SettlementParts;
  readonly accountBalance: Fen;
  readonly policyYear: number;
  readonly fundDetails: readonly FundDetail[];
  readonly warnings: readonly string[];
  /** Of a purchase at a pharmacy, whose answer tells how its lines were split. */
  readonly lines?: readonly FeeLine[];
  /** Of an order for mobile payment, whose answer names it. */
  readonly orderId?: string;
};

/**
 * What is kept of a decision beside its parts: the explained steps stay with the insured side, which owns
 * them.
 */
export type KeptDecision = Pick<
  Decision,
  | 'personGroup'
  | 'referralClass'
  | 'filingId'
  | 'benefitPackHash'
  | 'isProvisional'
  | 'fundDetails'
  | 'policyYear'
  | 'warnings'
>;

export function keptDecision(decision: Decision): KeptDecision {
  const { personGroup, referralClass, filingId, benefitPackHash } = decision;
  const { isProvisional, fundDetails, policyYear, warnings } = decision;
  return {
    personGroup,
    referralClass,
    filingId,
    benefitPackHash,
    isProvisional,
    fundDetails,
    policyYear,
    warnings,
  };
}

/** The facts of one settlement that its visit does not hold. */
export type SettlementFacts = {
  readonly interfaceNumber: string;
  readonly messageId: string;
  readonly settlementId: string | null;
  readonly reversedSettlementId: string | null;
  readonly isInterim: boolean;
  readonly careType: CareType;
  readonly certificateType: string;
  readonly invoiceNumber: string | null;
  readonly settledAt: Instant;
  readonly parts: SettlementParts;
  readonly accountBalance: Fen;
  readonly decision: KeptDecision;
};

export function viewOf(
  deps: Pick<CareDeps, 'fieldKeys'>,
  visit: Visit,
  facts: SettlementFacts,
): SettlementView {
  const { decision, ...rest } = facts;
  const { providerId, visitId, kind, careArea, personId, gender, birthDate } = visit;
  const { insuredArea, insuranceType, isCivilServant, diseaseCode, diseaseName, startedAt, endedAt } = visit;
  return {
    ...rest,
    providerId,
    visitId,
    kind,
    careArea,
    personId,
    name: decryptField(deps.fieldKeys, visit.nameSealed),
    certificateNumber: decryptField(deps.fieldKeys, visit.certificateSealed),
    gender,
    birthDate,
    insuredArea,
    insuranceType,
    personGroup: decision.personGroup,
    isCivilServant,
    referralClass: decision.referralClass,
    diseaseCode,
    diseaseName,
    startedAt,
    endedAt,
    policyYear: decision.policyYear,
    fundDetails: decision.fundDetails,
    warnings: decision.warnings,
  };
}
