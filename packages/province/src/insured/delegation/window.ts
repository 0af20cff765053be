/**
 * What a window certifies on paper for people without a telephone or a face that a camera knows (journey 13):
 * one member of staff compares person and papers, another confirms. Only the digest of the papers is kept.
 */
import { decryptField, encryptField, sm3, toHex } from '@zhijie/crypto';
import { type Executor, refusable, rollBack } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type Actor,
  addDays,
  addMonths,
  ageOn,
  calendarDate,
  dateOf,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import { isChild } from '../consent/giver.ts';
import { type Agreement, type ConsentRequest, giveIn } from '../consent/service.ts';
import type { InsuredDeps } from '../deps.ts';
import { refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { type Delegate, type DelegationWish, grantIn } from './service.ts';
import * as store from './store.ts';
import { GUARDIAN_PAPERS, MINOR_UNDER, type WindowPaper } from './words.ts';

/** What is certified. A guardian's consent for a child names the guardian's delegation. */
export type WindowContent =
  | { readonly kind: 'identity'; readonly purpose: string }
  | {
      readonly kind: 'delegation';
      readonly delegate: Delegate;
      readonly wish: DelegationWish;
      readonly isGuardian: boolean;
    }
  | {
      readonly kind: 'consent';
      readonly request: Omit<ConsentRequest, 'personId'>;
      readonly textHash: string;
      readonly separately: Agreement['separately'];
    };

export type WindowProposal = {
  readonly personId: string;
  readonly paper: WindowPaper;
  /** The copied papers; digested, not kept. */
  readonly document: Uint8Array;
  readonly content: WindowContent;
};

function refusalOfContent({ paper, content }: WindowProposal, age: number): Result<never, Refusal> | null {
  if (content.kind === 'delegation' && content.isGuardian) {
    if (age >= MINOR_UNDER) return refuse('not-a-minor', { field: 'isGuardian' });
    if (!GUARDIAN_PAPERS.includes(paper)) return refuse('guardian-paper-missing', { field: 'paper' });
  }
  return null;
}

/**
 * The first member of staff compares and records. Nothing follows yet. Refuses `person-unknown`,
 * `not-permitted`, `not-a-minor`, `guardian-paper-missing`.
 */
export async function proposeAtWindow(
  deps: InsuredDeps,
  actor: Actor,
  proposal: WindowProposal,
): Promise<Result<{ readonly actId: string }, Refusal>> {
  const { personId, content } = proposal;
  const person = await readPersonArea(deps.db, personId);
  const refused = actor.kind === 'agency' ? refusalToRead(actor, person) : refuse('not-permitted');
  if (refused !== null) return refused;
  return durably(deps, 'window', async (tx): Promise<Result<{ actId: string }, Refusal>> => {
    const at = deps.now();
    const birth = await store.readBirthDate(tx, personId);
    const wrong = refusalOfContent(proposal, ageOn(calendarDate(birth), dateOf(at)));
    if (wrong !== null) return wrong;
    const actId = deps.ids.next('event', person?.areas[0] ?? `${deps.node}0000`, at);
    const row: store.StoredAct = {
      act_id: actId,
      person_id: personId,
      kind: content.kind,
      paper: proposal.paper,
      paper_digest: toHex(sm3(proposal.document)),
      content_sealed: encryptField(deps.fieldKeys[0]!, JSON.stringify(content)),
      maker: actor.id,
      made_at: at,
    };
    await store.insertAct(tx, row);
    await appendToJournal(tx, { kind: 'insured.window-act', subject: actId, digest: digestOf(row) });
    await writeEntry(tx, { personId, at, actor, purpose: 'delegation', subject: actId });
    return ok({ actId });
  });
}

export type WindowDecision = {
  readonly actId: string;
  readonly accept: boolean;
  readonly note: string;
};

/**
 * Another member of staff confirms, and the delegation or consent stands; or not. Refuses
 * `window-act-unknown`, `not-permitted`, `window-act-decided`, `window-same-person`, and what giving the
 * consent or granting the delegation refuses; nothing is then decided.
 */
export async function decideAtWindow(
  deps: InsuredDeps,
  actor: Actor,
  decision: WindowDecision,
): Promise<Result<{ readonly actId: string; readonly result: string | null }, Refusal>> {
  const { actId, accept, note } = decision;
  const act = await store.readAct(deps.db, actId);
  if (act === null) return refuse('window-act-unknown', { field: 'actId' });
  const person = await readPersonArea(deps.db, act.person_id);
  const refused = actor.kind === 'agency' ? refusalToRead(actor, person) : refuse('not-permitted');
  if (refused !== null) return refused;
  if (act.maker === actor.id) return refuse('window-same-person', { field: 'actId' });
  type Decided = Result<{ readonly actId: string; readonly result: string | null }, Refusal>;
  return refusable(() =>
    durably(deps, 'window', async (tx): Promise<Decided> => {
      await store.holdDelegations(tx, act.person_id);
      const now = await store.readAct(tx, actId);
      if (now?.decided_at !== null) return refuse('window-act-decided', { field: 'actId' });
      const result = accept ? await follow(deps, tx, actor, act) : null;
      const at = deps.now();
      await store.insertDecision(tx, { actId, checker: actor.id, accepted: accept, note, at, result });
      const fact = { actId, checker: actor.id, accept, note, at, result };
      await appendToJournal(tx, { kind: 'insured.window-decision', subject: actId, digest: digestOf(fact) });
      await writeEntry(tx, { personId: act.person_id, at, actor, purpose: 'delegation', subject: actId });
      return ok({ actId, result });
    }),
  );
}

/** The id of what comes of a confirmed act; null of an identity, which is the record itself. */
async function follow(
  deps: InsuredDeps,
  tx: Executor,
  actor: Actor,
  act: store.StoredAct,
): Promise<string | null> {
  const content = JSON.parse(decryptField(deps.fieldKeys, act.content_sealed)) as WindowContent;
  const { person_id: personId, act_id: reference } = act;
  if (content.kind === 'identity') return null;
  if (content.kind === 'delegation') {
    const { delegate, isGuardian } = content;
    const wish = isGuardian ? await untilGrown(deps, tx, personId, content.wish) : content.wish;
    const how = { method: 'staff-verified-paper', verification: reference, isGuardian, actor } as const;
    const granted = await grantIn(deps, tx, { principalId: personId, delegate, wish, ...how });
    if (!granted.ok) rollBack(granted.refusal);
    return granted.value.delegationId;
  }
  const isForChild = await isChild(tx, personId, dateOf(deps.now()));
  if (isForChild === true) rollBack(refuse('guardian-needed').refusal);
  const { request, textHash, separately } = content;
  const given = { ...request, personId, textHash, separately, channel: 'window-paper' } as const;
  const giver = { giver_id: personId, giver_role: 'self', delegation_id: null } as const;
  const how = { giver, isForChild: false, confirmedBy: 'staff-verified-paper', reference } as const;
  const consent = await giveIn(deps, tx, { actor, given, how });
  if (!consent.ok) rollBack(consent.refusal);
  return consent.value.consentId;
}

/** A guardian's delegation ends at the latest the day before the child is of age. */
async function untilGrown(
  deps: InsuredDeps,
  tx: Executor,
  personId: string,
  wish: DelegationWish,
): Promise<DelegationWish> {
  const birth = calendarDate(await store.readBirthDate(tx, personId));
  const lastDay = addDays(addMonths(birth, MINOR_UNDER * 12), -1);
  const today = dateOf(deps.now());
  const latest = addDays(addMonths(today, 12), -1);
  const wanted = wish.endsOn ?? latest;
  if (wanted > lastDay) return { ...wish, endsOn: lastDay };
  return { ...wish, endsOn: wanted };
}

export type WindowActView = Omit<store.ActRow, 'content_sealed'> & { readonly content: WindowContent };

/** Window acts of the agency's areas, undecided ones first. Refuses `not-permitted`. */
export async function windowActs(
  deps: InsuredDeps,
  actor: Actor,
  limit = 100,
): Promise<Result<readonly WindowActView[], Refusal>> {
  if (actor.kind !== 'agency') return refuse('not-permitted');
  const rows = await store.readActs(deps.db, actor.areas, Math.min(limit, 500));
  return ok(
    rows.map(({ content_sealed, ...row }) => ({
      ...row,
      content: JSON.parse(decryptField(deps.fieldKeys, content_sealed)) as WindowContent,
    })),
  );
}
