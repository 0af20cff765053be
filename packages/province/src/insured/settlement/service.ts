import type { Executor } from '@zhijie/database';
import {
  type Bill,
  type Decision,
  type Handler,
  type HandlerResult,
  okWithTrades,
  type Question,
} from '@zhijie/exchange';
import {
  type Actor,
  canonicalJson,
  dateOf,
  Failure,
  type Instant,
  instant,
  monthOf,
  ok,
  parseCalendarDate,
  type Refusal,
  type Refused,
  type Result,
  refuse,
  type SettlementParts,
} from '@zhijie/kernel';
import { insuredPostings, type Transfer } from '@zhijie/ledger';
import { writeEntry } from '../access-log/store.ts';
import { countersToArray } from '../accumulator/counters.ts';
import type { InsuredDeps } from '../deps.ts';
import { snapshotKey } from '../entitlement/service.ts';
import {
  lockForCommit,
  readSnapshot,
  readSnapshotLogged,
  type Snapshot,
  type SnapshotKey,
} from '../entitlement/store.ts';
import { actorOf } from '../person/permissions.ts';
import { type PolicyVersions, policyVersions } from '../policy-version/service.ts';
import { rollingBackOnAgain } from './attempts.ts';
import { differingField, requestText } from './bill.ts';
import { type Decided, decide } from './decide.ts';
import { earlierCare } from './earlier-care.ts';
import { type EarlierFacts, type Facts, partColumns, settlementDigest } from './facts.ts';
import { ownsSettlement, refusalToSettle } from './permissions.ts';
import * as store from './store.ts';
import { tradeOfSettlement } from './trades.ts';

type SettleResult = HandlerResult<'settlement.settle@1'>;

/** The accumulators kept moving although they were locked: the database does not keep its promises. */
export class SettlementContention extends Failure {
  override readonly name = 'SettlementContention';
}

/** What to read to decide about a bill. Refuses `date-malformed`. */
export function keyOfBill(
  bill: Pick<Bill, 'personId' | 'insuranceType' | 'admittedOn'>,
  at: Instant,
  settlementId: string | null,
): Result<SnapshotKey, Refusal> {
  const settledOn = dateOf(at);
  const admittedOn = parseCalendarDate(bill.admittedOn);
  if (!admittedOn.ok) return refuse('date-malformed', { field: 'admittedOn' });
  return ok(
    snapshotKey(bill.personId, bill.insuranceType, { admittedOn: admittedOn.value, settledOn }, settlementId),
  );
}

/**
 * Who would pay what, now (T-02): no effect but the access-log entry. The settlement id of the answer is
 * the word `quote`. Refusals: `not-permitted`, `person-unknown`, then those of `decide`.
 */
export function quote(deps: InsuredDeps): Handler<'settlement.quote@1'> {
  return async ({ bill }, question): Promise<Result<Decision, Refusal>> => {
    const denied = refusalToSettle(deps.node, question, bill);
    if (denied !== null) return denied;
    const at = deps.now();
    const key = keyOfBill(bill, at, null);
    if (!key.ok) return key;
    const entry = { at, actor: actorOf(question), purpose: 'quote', subject: bill.visitId } as const;
    const snapshot = await readSnapshotLogged(deps.db, key.value, entry);
    if (snapshot === null) return refuse('person-unknown');
    const earlier = await earlierCare(deps.db, bill, snapshot);
    const asked = { bill, settlementId: QUOTED, at, settledOn: dateOf(at), earlier };
    const decided = decide(deps, snapshot, asked);
    return decided.ok ? ok(decided.value.decision) : decided;
  };
}

const QUOTED = 'quote';

function factsOf(bill: Bill, decided: Decided): Facts {
  const { decision, input } = decided;
  return {
    person_id: decision.personId,
    settlement_id: decision.settlementId,
    insured_area: decision.insuredArea,
    insurance_type: decision.insuranceType,
    person_group: decision.personGroup,
    care_area: bill.careArea,
    provider_id: bill.providerId,
    provider_name: bill.providerName,
    visit_id: bill.visitId,
    care_type: bill.careType,
    referral_class: decision.referralClass,
    filing_id: decision.filingId,
    admitted_on: bill.admittedOn,
    discharged_on: bill.dischargedOn,
    benefit_pack_hash: decision.benefitPackHash,
    catalogue_hash: bill.catalogueHash,
    month: monthOf(instant(decision.settledAt)),
    request: requestText(bill),
    input: canonicalJson(input),
    answer: JSON.stringify(decision),
    segment: bill.segment,
    settled_at: decision.settledAt,
    policy_year: decided.policyYear,
    accumulator_version: decided.accumulatorVersion + 1,
    ...partColumns(decision.parts),
  };
}

/** What the transfers of a decision have in common. */
export function eventOf(bill: Bill, { decision }: Decided) {
  return {
    reference: decision.settlementId,
    personId: decision.personId,
    insuredArea: decision.insuredArea,
    insuranceType: decision.insuranceType,
    careArea: bill.careArea,
    month: monthOf(instant(decision.settledAt)),
    postedAt: instant(decision.settledAt),
  };
}

/** The part of the year before, as it is stored (V-11). */
function earlierOf({ earlier }: Decided): EarlierFacts | null {
  if (earlier === null) return null;
  const { year, accumulatorVersion, input, result } = earlier;
  return {
    policy_year: year,
    accumulator_version: accumulatorVersion + 1,
    delta: countersToArray(result.delta),
    input: canonicalJson(input),
    paid_by_funds: result.parts.paidByFunds,
    borne_by_person: result.parts.borneByPerson,
  };
}

/** What is written of a decision: its facts, its delta and the transfers that say where the money goes. */
export function commitOf(
  bill: Bill,
  decided: Decided,
  { actor, transfers }: { readonly actor: Actor; readonly transfers: readonly Transfer[] },
): store.SettlementCommit {
  const facts = factsOf(bill, decided);
  const delta = countersToArray(decided.adjudication.delta);
  const earlier = earlierOf(decided);
  const digest = settlementDigest({ facts, delta, transfers, earlier });
  return {
    earlier,
    facts,
    delta,
    digest,
    transfers,
    expectedVersion: decided.accumulatorVersion,
    actor,
  };
}

/** The first answer again, for the same content only; a tombstone refuses for ever. */
async function repeated(
  deps: InsuredDeps,
  question: Question,
  request: { settlementId: string; bill: Bill },
): Promise<SettleResult | null> {
  const { bill, settlementId } = request;
  const file = await store.readSettlement(deps.db, bill.personId, settlementId);
  if (file === null) return null;
  const { settlement } = file;
  if (settlement.state === 'never-settled') return refuse('reversed-before-arrival');
  if (!ownsSettlement(question, settlement)) return refuse('not-permitted', { field: 'settlementId' });
  const field = differingField(settlement.request ?? '{}', bill);
  if (field !== null) return refuse('settlement-content-differs', { field });
  const entry = { personId: bill.personId, at: deps.now(), actor: actorOf(question), subject: settlementId };
  await writeEntry(deps.db, { ...entry, purpose: 'settle' });
  const decision = JSON.parse(settlement.answer ?? 'null') as Decision;
  return okWithTrades(decision, [tradeOfSettlement(settlement)]);
}

type Attempt = SettleResult | 'again';
type Work = {
  readonly settlementId: string;
  readonly bill: Bill;
  readonly key: SnapshotKey;
  readonly at: Instant;
  readonly versions: PolicyVersions;
};

async function attempt(deps: InsuredDeps, tx: Executor, question: Question, work: Work): Promise<Attempt> {
  const { bill, settlementId, key, at } = work;
  const snapshot: Snapshot | null = await readSnapshot(tx, key);
  if (snapshot !== null && snapshot.existing !== null) return 'again';
  // After the snapshot: what changes it from now on moves the counters and is met as a conflict.
  const earlier = await earlierCare(tx, bill, snapshot);
  const decided: Result<Decided, Refusal> =
    snapshot === null
      ? refuse('person-unknown')
      : decide(deps, snapshot, { bill, settlementId, at, settledOn: dateOf(at), earlier });
  if (!decided.ok) return refusedAndLogged(deps, question, work, snapshot, decided);
  await work.versions.keep({ db: deps.db, tx }, decided.value.entitlement.plan, at);
  const transfers = insuredPostings(
    decided.value.decision.parts as SettlementParts,
    eventOf(bill, decided.value),
  );
  const commit = commitOf(bill, decided.value, { actor: actorOf(question), transfers });
  await deps.crashpoint?.('insured.settle.before-commit');
  const outcome = await store.commitSettlement(tx, commit);
  if (outcome === 'foreign') return refuse('settlement-content-differs', { field: 'personId' });
  if (outcome !== 'settled') return 'again';
  const trade = tradeOfSettlement({ ...commit.facts, ...partColumns(decided.value.decision.parts) });
  return okWithTrades(decided.value.decision, [trade]);
}

/** A refused settle request has read the person's data: the entry is written before the refusal leaves. */
async function refusedAndLogged(
  deps: InsuredDeps,
  question: Question,
  work: { settlementId: string; bill: Bill; at: Instant },
  snapshot: Snapshot | null,
  refused: Refused<Refusal>,
): Promise<SettleResult> {
  if (snapshot !== null) {
    const entry = { personId: work.bill.personId, at: work.at, actor: actorOf(question) };
    await writeEntry(deps.db, { ...entry, purpose: 'settle', subject: work.settlementId });
  }
  return refused;
}

const OPTIMISTIC_ATTEMPTS = 4;
const ATTEMPTS = 10;

/**
 * Settles a bill, once per settlement id: the first answer is kept and repeated (T-06). Reads everything in
 * one statement, adjudicates outside any transaction, commits in one statement; on a conflict it computes
 * again up to three times and then under locks. Refusals: `not-permitted`, `reversed-before-arrival`,
 * `settlement-content-differs`, `person-unknown`, those of `decide`, `segment-already-settled`. No refusal
 * has an effect, so none is remembered.
 */
export function settle(deps: InsuredDeps): Handler<'settlement.settle@1'> {
  const versions = policyVersions();
  return async (request, question): Promise<SettleResult> => {
    const { bill, settlementId } = request;
    const denied = refusalToSettle(deps.node, question, bill);
    if (denied !== null) return denied;
    for (let count = 1; count <= ATTEMPTS; count++) {
      const at = deps.now();
      const key = keyOfBill(bill, at, settlementId);
      if (!key.ok) return key;
      const work = { settlementId, bill, key: key.value, at, versions };
      const result =
        count <= OPTIMISTIC_ATTEMPTS
          ? await attempt(deps, deps.db, question, work)
          : await underLocks(deps, question, work);
      if (result !== 'again') {
        if (result.ok) await deps.crashpoint?.('insured.settle.after-commit');
        return result;
      }
      const first = await repeated(deps, question, request);
      if (first !== null) return first;
      const taken = await store.segmentTaken(deps.db, bill);
      if (taken) return refuse('segment-already-settled', { detail: { visitId: bill.visitId } });
      deps.log?.({ level: 'info', event: 'settlement-conflict', attempt: count });
    }
    throw new SettlementContention(`Cannot settle "${settlementId}": its accumulators never stand still`);
  };
}

/** A conflict inside the transaction rolls it back, whatever the reason. */
async function underLocks(deps: InsuredDeps, question: Question, work: Work): Promise<Attempt> {
  return rollingBackOnAgain(deps, async (tx) => {
    await lockForCommit(tx, work.key);
    return attempt(deps, tx, question, work);
  });
}
