import type { Handlers } from '@zhijie/exchange';
import type { Actor, CalendarDate, Refusal, Result } from '@zhijie/kernel';
import type { SeedPerson } from '@zhijie/population';
import { bookPrepayment } from '../prepayment/entries.ts';
import { accessLog } from './access-log/service.ts';
import { accountOf } from './account/movements.ts';
import { type AccountFunding, fundAccount } from './account/service.ts';
import { readYear, yearsOf } from './accumulator/service.ts';
import { type AgencyAnswer, type AgencyRequest, onceForAgency } from './agency-request/service.ts';
import { claimServices } from './claim/index.ts';
import { readWaitingPapers } from './claim/papers.ts';
import { tellRegister } from './claim/register.ts';
import { type Columns, confirmingBeside, holdingBeside } from './commercial/at-once.ts';
import { commercialServices, driveCommercial } from './commercial/index.ts';
import { consentServices } from './consent/services.ts';
import { applyContribution, type ContributionEvent } from './coverage/service.ts';
import { credentialServices, decodeCredential } from './credential/service.ts';
import { driveCredit, readBanks, tellCredit } from './credit/background.ts';
import { creditHandlers, creditServices } from './credit/services.ts';
import { takeFromNation, takeLocalDeduction } from './deduction/service.ts';
import { delegationServices } from './delegation/index.ts';
import type { InsuredDeps } from './deps.ts';
import { enrolmentServices } from './enrolment/index.ts';
import { checkBenefits } from './entitlement/benefits.ts';
import { checkEntitlement } from './entitlement/service.ts';
import { faceHandlers, faceServices, forgetLapsedFaces } from './face/index.ts';
import { driveFamily, familyHandlers, familyServices, type KnownKin, seedKinships } from './family/index.ts';
import type { FilingDocument } from './filing/rules.ts';
import * as filing from './filing/service.ts';
import { type WaitingPage, waitingFilings } from './filing/waiting.ts';
import { legBeside, legHandlers } from './leg/service.ts';
import { claimPackets, takeClaim } from './manual-claim/service.ts';
import { messageHandlers } from './message/booking.ts';
import { deliverMessages, followCauses, followPolicies, messageServices } from './message/index.ts';
import { findPerson, identify, listPersons, personSummary } from './person/service.ts';
import { policyDraftServices } from './policy-draft/service.ts';
import { fileRegistration, listRegistrations, withdrawRegistration } from './registration/service.ts';
import { seed } from './seed/seed.ts';
import { billOfPerson, billsOf, staleCasesOf } from './settlement/history.ts';
import { outcome, takeDetails } from './settlement/outcome.ts';
import { reverse } from './settlement/reverse.ts';
import { quote, settle } from './settlement/service.ts';
import { slipOfPerson } from './settlement/slip.ts';
import { driveTransfers, transferHandlers, transferServices } from './transfer/index.ts';

export type { AgencyAnswer, AgencyRequest } from './agency-request/service.ts';
export type { ClaimSummary, ClaimView } from './claim/view.ts';
export {
  CLAIM_FIELD_LABELS,
  CLAIM_FIELDS,
  CLAIM_STATE_LABELS,
  CLAIM_STATES,
  type ClaimField,
  type ClaimState,
  PAPER_KINDS,
  PAPER_LABELS,
  type PaperKind,
} from './claim/words.ts';
export * from './commercial/index.ts';
export { verifyDisclosure } from './consent/sd-jwt.ts';
export type { ConsentLine, ConsentRequest } from './consent/service.ts';
export { consentFor, type WantedConsent } from './consent/standing.ts';
export { CONSENT_FACTS } from './consent/tables.ts';
export * from './consent/words.ts';
export type { ContributionEvent, ContributionOutcome } from './coverage/service.ts';
export { CREDENTIAL_FACTS } from './credential/tables.ts';
export * from './credit/index.ts';
export { countManualClaims } from './day-count/count.ts';
export * from './delegation/index.ts';
export type { InsuredDeps, Outgoing } from './deps.ts';
export { type Breach, type InsuredFigure, insuredFigures, insuredInvariants } from './doctor/invariants.ts';
export { ENROLMENT_FACTS, type ProductOffer, UNDERWRITING_CLASSES } from './enrolment/index.ts';
export { FACE_FACTS } from './face/tables.ts';
export * from './face/words.ts';
export {
  aidInBooks,
  FAMILY_SCOPE_LABELS,
  FAMILY_SCOPES,
  RELATION_LABELS,
} from './family/index.ts';
export type { AreaRules } from './filing/regions.ts';
export type { FilingDocument } from './filing/rules.ts';
export type { FilingSubmission } from './filing/service.ts';
export type { WaitingFiling } from './filing/waiting.ts';
export {
  CHANNELS,
  type ChannelKind,
  MESSAGE_KINDS,
  type MessageChannel,
  type Notice,
} from './message/index.ts';
export { insuredMigrations } from './migrations.ts';
export { hubEntry, hubOutbox } from './outbox.ts';
export type { PolicyDraft } from './policy-draft/service.ts';
export { POLICY_DRAFT_FACTS } from './policy-draft/tables.ts';
export type { AffectedBills } from './policy-version/affected.ts';
export {
  type Replay,
  type ReplayBreach,
  type ReplayOptions,
  replaySettlements,
} from './policy-version/replay.ts';
export { insuredTradeRows } from './reconciliation/rows.ts';
export { INSURED_REFUSAL_TEXTS, type InsuredRefusalCode } from './refusals.ts';
export type { PersonBill } from './settlement/history.ts';
export type { BillSlip } from './settlement/slip.ts';
export { transferFigures } from './transfer/index.ts';

/** Handlers of the messages that this side answers. */
export const insuredHandlers = (deps: InsuredDeps): Handlers => ({
  'person.identify@1': identify(deps),
  'credential.decode@1': decodeCredential(deps),
  'benefits.check@1': checkBenefits(deps),
  'registration.file@1': fileRegistration(deps),
  'registration.withdraw@1': withdrawRegistration(deps),
  'registration.list@1': listRegistrations(deps),
  'entitlement.check@1': checkEntitlement(deps),
  'settlement.quote@1': quote(deps),
  'settlement.settle@1': settle(deps),
  'settlement.reverse@1': reverse(deps),
  'settlement.outcome@1': outcome(deps),
  'settlement.details@1': takeDetails(deps),
  'claim.deliver@1': takeClaim(deps),
  'accumulators.read@1': readYear(deps),
  'deduction.take@1': takeLocalDeduction(deps),
  'prepayment.paid@1': bookPrepayment('insured', deps),
  ...legHandlers(deps),
  ...creditHandlers(deps),
  ...messageHandlers(deps),
  ...familyHandlers(deps),
  ...faceHandlers(deps),
  ...transferHandlers(deps),
});

/** What the page and the command line ask of this side, each with its actor. */
const servicesOf = (deps: InsuredDeps) => ({
  submitFiling: (actor: Actor, submission: filing.FilingSubmission) =>
    filing.submitFiling(deps, actor, submission),
  decideFiling: (
    actor: Actor,
    decision: { personId: string; filingId: string; accept: boolean; reason?: string },
  ) => filing.decideFiling(deps, actor, decision),
  cancelFiling: (actor: Actor, request: { personId: string; filingId: string }) =>
    filing.cancelFiling(deps, actor, request),
  changeFiling: (actor: Actor, request: { filingId: string; submission: filing.FilingSubmission }) =>
    filing.changeFiling(deps, actor, request),
  completeFiling: (
    actor: Actor,
    request: { personId: string; filingId: string; documents: readonly FilingDocument[] },
  ) => filing.completeFiling(deps, actor, request),
  filingsOf: (actor: Actor, personId: string) => filing.filingsOf(deps, actor, personId),
  returnFiling: (actor: Actor, request: { personId: string; filingId: string; reason: string }) =>
    filing.returnFiling(deps, actor, request),
  waitingFilings: (actor: Actor, page?: WaitingPage) => waitingFilings(deps, actor, page),
  findPerson: (actor: Actor, certificateNumber: string) => findPerson(deps, actor, certificateNumber),
  personSummary: (actor: Actor, personId: string, asOf?: CalendarDate) =>
    personSummary(deps, actor, personId, asOf),
  ...credentialServices(deps),
  listPersons: (actor: Actor, page?: Parameters<typeof listPersons>[2]) => listPersons(deps, actor, page),
  billsOf: (actor: Actor, query: Parameters<typeof billsOf>[2]) => billsOf(deps, actor, query),
  billOfPerson: (actor: Actor, key: { personId: string; settlementId: string }) =>
    billOfPerson(deps, actor, key),
  slipOfPerson: (actor: Actor, key: { personId: string; settlementId: string }) =>
    slipOfPerson(deps, actor, key),
  yearsOf: (actor: Actor, personId: string) => yearsOf(deps, actor, personId),
  ...claimServices(deps),
  claimPackets: (actor: Actor, personId: string) => claimPackets(deps, actor, personId),
  staleCasesOf: (actor: Actor, personId: string) => staleCasesOf(deps, actor, personId),
  ...consentServices(deps),
  ...delegationServices(deps),
  ...enrolmentServices(deps),
  ...faceServices(deps),
  accessLog: (actor: Actor, query: Parameters<typeof accessLog>[2]) => accessLog(deps, actor, query),
  applyContribution: (actor: Actor, event: ContributionEvent) => applyContribution(deps, actor, event),
  fundAccount: (actor: Actor, funding: AccountFunding) => fundAccount(deps, actor, funding),
  accountOf: (actor: Actor, page: Parameters<typeof accountOf>[2]) => accountOf(deps, actor, page),
  ...messageServices(deps),
  ...familyServices(deps),
  ...transferServices(deps),
  ...commercialServices(deps),
  ...creditServices(deps),
  ...policyDraftServices(deps),
});

/** What the face of an agency asks of this side, under keys of its own: see `onceForAgency`. */
const onceOf =
  (deps: InsuredDeps) =>
  <T>(
    actor: Actor,
    request: AgencyRequest,
    work: (services: InsuredServices) => Promise<Result<T, Refusal>>,
  ): Promise<Result<AgencyAnswer<T>, Refusal>> =>
    onceForAgency(deps, actor, request, (inner) => work(servicesOf(inner)));

export type InsuredServices = ReturnType<typeof servicesOf>;

export type InsuredSide = {
  readonly handlers: Handlers;
  /** What a payer of this node says to the care side beside it, for the act's own statements. */
  readonly legBeside: {
    readonly answer: ReturnType<typeof legBeside>;
    readonly confirming: typeof confirmingBeside;
    holding(leg: Parameters<typeof holdingBeside>[1], of: Columns): ReturnType<typeof holdingBeside>;
  };
  readonly services: InsuredServices;
  /** Runs a service once per actor and request key; the same key repeats the first answer. */
  readonly once: ReturnType<typeof onceOf>;
  /** Reads the pictures of claims that wait; answers how many. */
  readPapers(): Promise<number>;
  /** Tells the nation's register of used invoices what it does not know; answers how much was answered. */
  tellRegister(): Promise<number>;
  /** Takes an audit's decision from the nation's book; answers whether it was new. */
  takeDeduction(decided: Parameters<typeof takeFromNation>[1]): Promise<boolean>;
  /** Asks the nation about transfers into wallets that wait, ends lapsed holds; answers how much it ended. */
  driveFamily(): Promise<number>;
  /** Deletes templates of faces whose consent has run out; answers how many. */
  forgetLapsedFaces(): Promise<number>;
  /** Takes transfers of insurance between areas one step on; answers how many moved. */
  driveTransfers(): Promise<number>;
  /** Ends insurers' holds that lapsed, asks again for claims that wait; answers how many. */
  driveCommercial(): Promise<number>;
  /** Carries on what banks have not answered about credit, ends lapsed reservations; answers how many. */
  driveCredit(): Promise<number>;
  /** Reads the banks' own books on, tells holders what is due, suspends what is overdue; answers how much. */
  followCredit(): Promise<number>;
  /** Brings in what the register of households knows of relatives; a second run has no effect. */
  seedKinships(rows: readonly KnownKin[]): Promise<void>;
  /** Sends messages to people that are due; answers how many left. */
  sendMessages(): Promise<number>;
  /** Looks for what people are told about: bills, their undoing, the day's bills. Answers how many. */
  followCauses(): Promise<number>;
  /** Likewise for policies that became others. */
  followPolicies(): Promise<number>;
  /** Brings in synthetic persons in bulk; a second run has no effect. */
  seed(persons: readonly SeedPerson[]): Promise<number>;
};

/**
 * The insured side (参保地) of a provincial node: persons, coverage, filings, accumulators, personal accounts
 * and every decision about who pays. Its tables are `insuredMigrations`, over those of evidence, ledger and
 * database.
 */
export function createInsuredSide(deps: InsuredDeps): InsuredSide {
  return {
    handlers: insuredHandlers(deps),
    legBeside: {
      answer: legBeside(deps),
      confirming: confirmingBeside,
      holding: (leg, of) => holdingBeside(deps, leg, of),
    },
    services: servicesOf(deps),
    once: onceOf(deps),
    readPapers: () => readWaitingPapers(deps),
    tellRegister: () => tellRegister(deps),
    takeDeduction: (decided) => takeFromNation(deps, decided),
    driveFamily: () => driveFamily(deps),
    forgetLapsedFaces: () => forgetLapsedFaces(deps),
    driveTransfers: () => driveTransfers(deps),
    driveCommercial: () => driveCommercial(deps),
    driveCredit: () => driveCredit(deps),
    followCredit: async () => (await readBanks(deps)) + (await tellCredit(deps)),
    seedKinships: (rows) => seedKinships(deps, rows),
    sendMessages: () => deliverMessages(deps),
    followCauses: () => followCauses(deps),
    followPolicies: () => followPolicies(deps),
    seed: (persons) => seed(deps, persons),
  };
}
