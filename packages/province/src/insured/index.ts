import type { Handlers } from '@zhijie/exchange';
import type { Actor, CalendarDate, Refusal, Result } from '@zhijie/kernel';
import type { SeedPerson } from '@zhijie/population';
import { accessLog } from './access-log/service.ts';
import { type AccountFunding, fundAccount } from './account/service.ts';
import { readYear, yearsOf } from './accumulator/service.ts';
import { type AgencyAnswer, type AgencyRequest, onceForAgency } from './agency-request/service.ts';
import { applyContribution, type ContributionEvent } from './coverage/service.ts';
import { decodeCredential, issueCredential } from './credential/service.ts';
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

export type { AgencyAnswer, AgencyRequest } from './agency-request/service.ts';
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
export { INSURED_REFUSAL_TEXTS, type InsuredRefusalCode } from './refusals.ts';

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
  listPersons: (actor: Actor, page?: Parameters<typeof listPersons>[2]) => listPersons(deps, actor, page),
  billsOf: (actor: Actor, query: Parameters<typeof billsOf>[2]) => billsOf(deps, actor, query),
  billOfPerson: (actor: Actor, key: { personId: string; settlementId: string }) =>
    billOfPerson(deps, actor, key),
  yearsOf: (actor: Actor, personId: string) => yearsOf(deps, actor, personId),
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
    seed: (persons) => seed(deps, persons),
  };
}
