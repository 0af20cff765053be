/** The review, the two persons who decide, and the settlement that follows. */
import type { Executor } from '@zhijie/database';
import { ENGINE_REFUSAL_TEXTS } from '@zhijie/engine';
import type { Bill } from '@zhijie/exchange';
import {
  type Actor,
  benefitOf,
  CARE_TYPES,
  dateOf,
  type Instant,
  ok,
  type Refusal,
  type Result,
  refuse,
  type SettlementParts,
} from '@zhijie/kernel';
import { claimPostings } from '@zhijie/ledger';
import type { InsuredDeps } from '../deps.ts';
import { lockForCommit, readSnapshot, type SnapshotKey } from '../entitlement/store.ts';
import { personRecord } from '../person/record.ts';
import { policyVersions } from '../policy-version/service.ts';
import { INSURED_REFUSAL_TEXTS } from '../refusals.ts';
import { rollingBackOnAgain } from '../settlement/attempts.ts';
import { type Decided, decide } from '../settlement/decide.ts';
import { earlierCare } from '../settlement/earlier-care.ts';
import { commitOf, eventOf, keyOfBill, SettlementContention } from '../settlement/service.ts';
import { commitSettlement } from '../settlement/store.ts';
import { billOfCase } from './case.ts';
import { refusalToDecide } from './permissions.ts';
import { registerStateOf, releaseInvoices, tellRegister } from './register.ts';
import { type Review, reviewClaim } from './review.ts';
import { type ClaimId, problemsOf, stepOn } from './service.ts';
import * as store from './store.ts';

type Computed = {
  readonly personName: string;
  readonly bill: Bill | null;
  readonly key: SnapshotKey | null;
  readonly decided: Result<Decided, Refusal> | null;
};

const STAYS = CARE_TYPES.filter((careType) => benefitOf(careType) === 'inpatient');

/** The same way as a direct settlement: same packs, same engine, same counters, as of now. */
async function compute(
  deps: InsuredDeps,
  db: Executor,
  { opened, at }: { readonly opened: store.OpenedClaim; readonly at: Instant },
): Promise<Computed> {
  const { claim, case: content } = opened;
  const made = billOfCase(content, claim);
  const personName = await nameOf(deps, db, claim, at);
  if (!made.ok) return { personName, bill: null, key: null, decided: null };
  const bill = made.value;
  const key = keyOfBill(bill, at, claim.claimId);
  if (!key.ok) return { personName, bill, key: null, decided: key };
  const snapshot = await readSnapshot(db, key.value);
  if (snapshot === null) return { personName, bill, key: key.value, decided: refuse('person-unknown') };
  const earlier = await earlierCare(db, bill, snapshot);
  const question = { bill, settlementId: claim.claimId, at, settledOn: dateOf(at), earlier };
  return { personName, bill, key: key.value, decided: decide(deps, snapshot, question) };
}

async function nameOf(
  deps: InsuredDeps,
  db: Executor,
  claim: store.StoredClaim,
  at: Instant,
): Promise<string> {
  const { personId, insuranceType } = claim;
  const day = dateOf(at);
  const key = keyOfBill({ personId, insuranceType, admittedOn: day }, at, null);
  const snapshot = key.ok ? await readSnapshot(db, key.value) : null;
  return snapshot === null ? '' : personRecord(deps, snapshot).name;
}

/** F-14: what a place asks for at the counter is said as a claim can meet it. */
const OWN_TEXTS: Readonly<Record<string, string>> = {
  'filing-required':
    '参保地规定须备案后才予报销，未查到有效备案。请补办异地就医备案，补办后本次可按规定核定。',
};

/** The machine's review of a claim as it stands now. */
export async function reviewOf(
  deps: InsuredDeps,
  db: Executor,
  opened: store.OpenedClaim,
): Promise<Review & { readonly decided: Decided | null; readonly personName: string }> {
  const { claim, case: content } = opened;
  const at = deps.now();
  const { personName, bill, decided } = await compute(deps, db, { opened, at });
  const from = bill?.admittedOn ?? null;
  const { claimId, personId } = claim;
  const others =
    bill === null || from === null
      ? []
      : await store.readOtherCare(db, { personId, claimId, from, to: bill.dischargedOn }, STAYS);
  const texts: Readonly<Record<string, string>> = {
    ...ENGINE_REFUSAL_TEXTS,
    ...INSURED_REFUSAL_TEXTS,
    ...OWN_TEXTS,
  };
  const review = reviewClaim({
    claim: content,
    papers: (await store.readPapers(db, claimId)).map(({ kind }) => kind),
    personName,
    others,
    register: await registerStateOf(deps, db, { claimId, content }),
    problems: problemsOf(content, claim),
    decided: decided === null ? null : decided.ok ? ok(decided.value.decision) : decided,
    textOf: ({ code, detail }) =>
      (texts[code] ?? code).replace(/\{(\w+)\}/g, (_, name: string) => String(detail?.[name] ?? '')),
  });
  return { ...review, decided: decided?.ok === true ? decided.value : null, personName };
}

/**
 * The first reviewer's proposal, to pay what is computed or to pay nothing. Refuses `claim-unknown`,
 * `not-permitted`, `claim-wrong-state`, `claim-not-payable`.
 */
export async function proposeClaim(
  deps: InsuredDeps,
  actor: Actor,
  request: ClaimId & { readonly verdict: 'approve' | 'refuse'; readonly reason: string },
): Promise<Result<ClaimId & { readonly funds: number | null }, Refusal>> {
  const { claimId, verdict, reason } = request;
  await tellRegister(deps, claimId);
  return stepOn(deps, claimId, async (tx, opened) => {
    const { claim } = opened;
    const denied = refusalToDecide(actor, claim);
    if (denied !== null) return denied;
    if (claim.state !== 'in-review') return refuse('claim-wrong-state', { detail: { state: claim.state } });
    const { proposal } = await reviewOf(deps, tx, opened);
    if (verdict === 'approve' && proposal.verdict !== 'approve') {
      return refuse('claim-not-payable', { detail: { reasons: proposal.reasons.join('') } });
    }
    const funds = verdict === 'approve' ? proposal.funds : null;
    const after = { ...claim, state: 'proposed', proposedBy: actor.id, proposedFunds: funds } as const;
    const kind = verdict === 'approve' ? 'proposed-approve' : 'proposed-refuse';
    const step = { kind, actor, at: deps.now(), funds, note: reason } as const;
    await store.advance(deps, tx, { ...opened, claim: after }, step);
    return ok({ claimId, funds });
  });
}

type Checked = Result<ClaimId & { readonly state: store.StoredClaim['state'] }, Refusal>;
type Check = ClaimId & { readonly accept: boolean; readonly reason: string };

const ATTEMPTS = 10;

/**
 * The second person's word. Accepted, the claim settles under its own id: counters by version, transfers to
 * what is owed to the person, leaf, in one transaction; what the first person saw must still be what comes
 * out. Refuses `claim-unknown`, `not-permitted`, `claim-wrong-state`, `claim-same-person`,
 * `invoice-not-registered`, `claim-not-payable`, `claim-result-changed`, `segment-already-settled`.
 */
export async function decideClaim(deps: InsuredDeps, actor: Actor, check: Check): Promise<Checked> {
  const { claimId } = check;
  await tellRegister(deps, claimId);
  const versions = policyVersions();
  for (let count = 1; count <= ATTEMPTS; count++) {
    const done = await rollingBackOnAgain<Checked>(deps, async (tx) => {
      const opened = await store.lockClaim(deps, tx, claimId);
      const refused = refusalToCheck(actor, opened);
      if (refused !== null) return refused;
      if (!check.accept) return sendBack(deps, tx, { opened: opened!, actor, note: check.reason });
      if (opened!.claim.proposedFunds === null) return refuseFor(deps, tx, { opened: opened!, actor, check });
      return settleFor(deps, tx, { opened: opened!, actor, check, versions });
    });
    if (done === 'again') continue;
    await deps.crashpoint?.('insured.claim.after-commit');
    if (done.ok && done.value.state === 'refused') await tellRegister(deps, claimId);
    return done;
  }
  throw new SettlementContention(`Cannot settle claim "${claimId}": its accumulators never stand still`);
}

function refusalToCheck(actor: Actor, opened: store.OpenedClaim | null): Result<never, Refusal> | null {
  const denied = refusalToDecide(actor, opened?.claim);
  if (denied !== null) return denied;
  const { state, proposedBy } = opened!.claim;
  if (state !== 'proposed') return refuse('claim-wrong-state', { detail: { state } });
  return proposedBy === actor.id ? refuse('claim-same-person') : null;
}

type Work = { readonly opened: store.OpenedClaim; readonly actor: Actor };

async function sendBack(deps: InsuredDeps, tx: Executor, { opened, actor, note }: Work & { note: string }) {
  const { claimId } = opened.claim;
  const claim = { ...opened.claim, state: 'in-review', proposedBy: null, proposedFunds: null } as const;
  await store.advance(deps, tx, { ...opened, claim }, { kind: 'sent-back', actor, at: deps.now(), note });
  return ok({ claimId, state: claim.state });
}

async function refuseFor(deps: InsuredDeps, tx: Executor, { opened, actor, check }: Work & { check: Check }) {
  const { claimId } = opened.claim;
  await releaseInvoices(deps, tx, claimId);
  const claim = { ...opened.claim, state: 'refused' } as const;
  const step = { kind: 'refused', actor, at: deps.now(), note: check.reason } as const;
  await store.advance(deps, tx, { ...opened, claim }, step);
  return ok({ claimId, state: claim.state });
}

type Settling = Work & { readonly check: Check; readonly versions: ReturnType<typeof policyVersions> };

async function settleFor(
  deps: InsuredDeps,
  tx: Executor,
  { opened, actor, check, versions }: Settling,
): Promise<Checked | 'again'> {
  const { claim, case: content } = opened;
  const { claimId } = claim;
  if ((await registerStateOf(deps, tx, { claimId, content })) !== 'own')
    return refuse('invoice-not-registered');
  const at = deps.now();
  const first = await compute(deps, tx, { opened, at });
  if (first.key !== null) await lockForCommit(tx, first.key);
  const { bill, decided } = await compute(deps, tx, { opened, at });
  const funds = decided?.ok === true ? decided.value.decision.parts.paidByFunds : null;
  if (bill === null || decided === null || !decided.ok || funds !== claim.proposedFunds) {
    await sendBack(deps, tx, { opened, actor, note: '计算结果有变化，请重新初审' });
    return refuse('claim-result-changed');
  }
  await versions.keep({ db: deps.db, tx }, decided.value.entitlement.plan, at);
  const parts = decided.value.decision.parts as SettlementParts;
  const transfers = claimPostings(parts, eventOf(bill, decided.value));
  await deps.crashpoint?.('insured.claim.before-commit');
  const outcome = await commitSettlement(tx, commitOf(bill, decided.value, { actor, transfers }));
  if (outcome === 'exists') return refuse('segment-already-settled', { detail: { visitId: bill.visitId } });
  if (outcome !== 'settled') return 'again';
  const after = { ...claim, state: 'approved' } as const;
  const step = { kind: 'approved', actor, at, funds, note: check.reason } as const;
  await store.advance(deps, tx, { claim: after, case: content }, step);
  return ok({ claimId, state: after.state });
}
