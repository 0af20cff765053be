import type { Handlers } from '@zhijie/exchange';
import type { Actor, CalendarDate, Refusal, Result } from '@zhijie/kernel';
import type { SeedPerson } from '@zhijie/population';
import { bookPrepayment } from '../prepayment/entries.ts';
import { accessLog } from './access-log/service.ts';
import { type AccountFunding, fundAccount } from './account/service.ts';
import { readYear, yearsOf } from './accumulator/service.ts';
import { type AgencyAnswer, type AgencyRequest, onceForAgency } from './agency-request/service.ts';
import { decideClaim, proposeClaim } from './claim/decide.ts';
import { addPaper, type NewPaper, paperOf, readWaitingPapers } from './claim/papers.ts';
import { type BankFact, payClaim, reverseClaim, takeMoneyBack } from './claim/pay.ts';
import { tellRegister } from './claim/register.ts';
import { correctClaim, openClaim, submitClaim, withdrawClaim } from './claim/service.ts';
import { claimOf, claimsOfAreas, claimsOfPerson } from './claim/view.ts';
import { applyContribution, type ContributionEvent } from './coverage/service.ts';
import { decodeCredential, holderOfCode, issueCredential } from './credential/service.ts';
import { takeFromNation, takeLocalDeduction } from './deduction/service.ts';
import type { InsuredDeps } from './deps.ts';
import { checkBenefits } from './entitlement/benefits.ts';
import { checkEntitlement } from './entitlement/service.ts';
import type { FilingDocument } from './filing/rules.ts';
import * as filing from './filing/service.ts';
import { type WaitingPage, waitingFilings } from './filing/waiting.ts';
import { claimPackets, takeClaim } from './manual-claim/service.ts';
import { findPerson, identify, listPersons, personSummary } from './person/service.ts';
import { fileRegistration, listRegistrations, withdrawRegistration } from './registration/service.ts';
import { seed } from './seed/seed.ts';
import { billOfPerson, billsOf, staleCasesOf } from './settlement/history.ts';
import { outcome, takeDetails } from './settlement/outcome.ts';
import { reverse } from './settlement/reverse.ts';
import { quote, settle } from './settlement/service.ts';
import { slipOfPerson } from './settlement/slip.ts';

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
export type { ContributionEvent, ContributionOutcome } from './coverage/service.ts';
export type { InsuredDeps, Outgoing } from './deps.ts';
export { type Breach, type InsuredFigure, insuredFigures, insuredInvariants } from './doctor/invariants.ts';
export type { AreaRules } from './filing/regions.ts';
export type { FilingDocument } from './filing/rules.ts';
export type { FilingSubmission } from './filing/service.ts';
export type { WaitingFiling } from './filing/waiting.ts';
export { insuredMigrations } from './migrations.ts';
export { hubOutbox } from './outbox.ts';
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
  issueCredential: (actor: Actor, personId: string) => issueCredential(deps, actor, personId),
  holderOfCode: (code: string) => holderOfCode(deps, code),
  listPersons: (actor: Actor, page?: Parameters<typeof listPersons>[2]) => listPersons(deps, actor, page),
  billsOf: (actor: Actor, query: Parameters<typeof billsOf>[2]) => billsOf(deps, actor, query),
  billOfPerson: (actor: Actor, key: { personId: string; settlementId: string }) =>
    billOfPerson(deps, actor, key),
  slipOfPerson: (actor: Actor, key: { personId: string; settlementId: string }) =>
    slipOfPerson(deps, actor, key),
  yearsOf: (actor: Actor, personId: string) => yearsOf(deps, actor, personId),
  openClaim: (actor: Actor, request: Parameters<typeof openClaim>[2]) => openClaim(deps, actor, request),
  addClaimPaper: (actor: Actor, paper: NewPaper) => addPaper(deps, actor, paper),
  claimPaper: (actor: Actor, key: Parameters<typeof paperOf>[2]) => paperOf(deps, actor, key),
  correctClaim: (actor: Actor, request: Parameters<typeof correctClaim>[2]) =>
    correctClaim(deps, actor, request),
  submitClaim: (actor: Actor, claimId: string) => submitClaim(deps, actor, { claimId }),
  withdrawClaim: (actor: Actor, request: Parameters<typeof withdrawClaim>[2]) =>
    withdrawClaim(deps, actor, request),
  proposeClaim: (actor: Actor, request: Parameters<typeof proposeClaim>[2]) =>
    proposeClaim(deps, actor, request),
  decideClaim: (actor: Actor, request: Parameters<typeof decideClaim>[2]) =>
    decideClaim(deps, actor, request),
  payClaim: (actor: Actor, fact: BankFact) => payClaim(deps, actor, fact),
  takeClaimMoneyBack: (actor: Actor, fact: BankFact) => takeMoneyBack(deps, actor, fact),
  reverseClaim: (actor: Actor, request: Parameters<typeof reverseClaim>[2]) =>
    reverseClaim(deps, actor, request),
  claimOf: (actor: Actor, claimId: string) => claimOf(deps, actor, { claimId }),
  claimsOfAreas: (actor: Actor, page: Parameters<typeof claimsOfAreas>[2]) =>
    claimsOfAreas(deps, actor, page),
  claimsOfPerson: (actor: Actor, personId: string) => claimsOfPerson(deps, actor, personId),
  claimPackets: (actor: Actor, personId: string) => claimPackets(deps, actor, personId),
  staleCasesOf: (actor: Actor, personId: string) => staleCasesOf(deps, actor, personId),
  accessLog: (actor: Actor, query: Parameters<typeof accessLog>[2]) => accessLog(deps, actor, query),
  applyContribution: (actor: Actor, event: ContributionEvent) => applyContribution(deps, actor, event),
  fundAccount: (actor: Actor, funding: AccountFunding) => fundAccount(deps, actor, funding),
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
  readonly services: InsuredServices;
  /** Runs a service once per actor and request key; the same key repeats the first answer. */
  readonly once: ReturnType<typeof onceOf>;
  /** Reads the pictures of claims that wait; answers how many. */
  readPapers(): Promise<number>;
  /** Tells the nation's register of used invoices what it does not know; answers how much was answered. */
  tellRegister(): Promise<number>;
  /** Takes an audit's decision from the nation's book; answers whether it was new. */
  takeDeduction(decided: Parameters<typeof takeFromNation>[1]): Promise<boolean>;
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
    services: servicesOf(deps),
    once: onceOf(deps),
    readPapers: () => readWaitingPapers(deps),
    tellRegister: () => tellRegister(deps),
    takeDeduction: (decided) => takeFromNation(deps, decided),
    seed: (persons) => seed(deps, persons),
  };
}
