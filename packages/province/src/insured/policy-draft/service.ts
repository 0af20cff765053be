import { refusable, rollBack, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type Actor, type Benefit, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { affectedBills } from '../policy-version/affected.ts';
import { durably } from '../transaction.ts';
import type { PolicyDraftRefusalCode } from './refusals.ts';

export type PolicyDraftOutcome = 'published' | 'returned' | 'withdrawn';

export type PolicyDraft = {
  readonly draftId: string;
  readonly packId: string;
  readonly area: string;
  readonly benefit: Benefit;
  /** What is to be written, as JSON; only who reads packs understands it. */
  readonly content: string;
  readonly proposedBy: string;
  readonly proposerName: string | null;
  readonly proposedAt: number;
  readonly outcome: PolicyDraftOutcome | null;
  readonly endedBy: string | null;
  readonly endedAt: number | null;
  readonly reason: string | null;
};
type DraftRefusal = Refusal<PolicyDraftRefusalCode>;
export type DraftProposal = Pick<PolicyDraft, 'packId' | 'area' | 'benefit' | 'content'>;

const INSERT = statement(
  'insured.policy-draft.insert',
  `insert into insured.policy_draft
     (draft_id, pack_id, area, benefit, content, proposed_by, proposer_name, proposed_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const COLUMNS = `d.draft_id as "draftId", d.pack_id as "packId", d.area, d.benefit, d.content,
   d.proposed_by as "proposedBy", d.proposer_name as "proposerName", d.proposed_at as "proposedAt",
   e.outcome, e.ended_by as "endedBy", e.ended_at as "endedAt", e.reason`;
const FROM = 'from insured.policy_draft d left join insured.policy_draft_end e using (draft_id)';
const LIST = statement(
  'insured.policy-draft.list',
  `select ${COLUMNS} ${FROM} where d.area = any($1::text[])
   order by e.draft_id is not null, d.proposed_at desc, d.draft_id limit $2`,
);
const ONE = statement('insured.policy-draft.one', `select ${COLUMNS} ${FROM} where d.draft_id = $1`);
const END = statement(
  'insured.policy-draft.end',
  `insert into insured.policy_draft_end (draft_id, proposed_by, outcome, ended_by, ended_at, reason)
   values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning draft_id`,
);

const LISTED = 100;
const mayWork = (actor: Actor, area: string): boolean =>
  actor.kind === 'agency' && actor.roles.includes('operator') && actor.areas.includes(area);

/** Keeps what somebody wants to change. Refuses `not-permitted`. */
async function propose(
  deps: InsuredDeps,
  actor: Actor,
  proposal: DraftProposal,
): Promise<Result<{ readonly draftId: string }, DraftRefusal>> {
  const { packId, area, benefit, content } = proposal;
  if (!mayWork(actor, area)) return refuse('not-permitted');
  const at = deps.now();
  const draftId = deps.ids.next('event', area, at);
  return durably(deps, 'policy-draft', async (tx) => {
    const name = actor.name ?? null;
    await tx.query(INSERT, [draftId, packId, area, benefit, content, actor.id, name, at]);
    const fact = { draftId, packId, area, benefit, content, by: actor.id, at };
    await appendToJournal(tx, { kind: 'insured.policy-draft', subject: draftId, digest: digestOf(fact) });
    return ok({ draftId });
  });
}

export type DraftEnd = {
  readonly draftId: string;
  readonly outcome: PolicyDraftOutcome;
  readonly reason: string;
  /** Brings it about, before the end is kept; a refusal leaves the draft open. */
  readonly effect?: (draft: PolicyDraft) => Promise<Result<unknown, Refusal>>;
};

function whyNot(actor: Actor, draft: PolicyDraft | undefined, outcome: PolicyDraftOutcome) {
  if (draft === undefined) return 'draft-unknown';
  if (!mayWork(actor, draft.area)) return 'not-permitted';
  if (draft.outcome !== null) return 'draft-ended';
  const isOwn = actor.id === draft.proposedBy;
  if (outcome === 'withdrawn') return isOwn ? null : 'not-the-proposer';
  return isOwn ? 'same-person' : null;
}

/**
 * Publishes, gives back or withdraws a draft, once. Who proposed it may only withdraw it. Refuses
 * `draft-unknown`, `not-permitted`, `draft-ended`, `same-person`, `not-the-proposer`, what `effect` refuses.
 */
async function end(
  deps: InsuredDeps,
  actor: Actor,
  { draftId, outcome, reason, effect }: DraftEnd,
): Promise<Result<{ readonly draftId: string }, Refusal>> {
  return refusable(() =>
    durably(deps, 'policy-draft', async (tx): Promise<Result<{ readonly draftId: string }, Refusal>> => {
      const [draft] = await tx.query<PolicyDraft>(ONE, [draftId]);
      const code = whyNot(actor, draft, outcome);
      if (code !== null || draft === undefined) return refuse(code ?? 'draft-unknown');
      const at = deps.now();
      // Two who end it at once: the second waits for the first and finds it done.
      const ended = await tx.query(END, [draftId, draft.proposedBy, outcome, actor.id, at, reason]);
      if (ended.length === 0) return refuse('draft-ended');
      const fact = { draftId, outcome, by: actor.id, at, reason };
      const digest = digestOf(fact);
      await appendToJournal(tx, { kind: 'insured.policy-draft-end', subject: draftId, digest });
      const done = await effect?.(draft);
      if (done?.ok === false) rollBack(done.refusal);
      return ok({ draftId });
    }),
  );
}

/** Drafts of the actor's areas, the open ones first. */
const list = (deps: InsuredDeps, actor: Actor): Promise<readonly PolicyDraft[]> =>
  deps.db.query<PolicyDraft>(LIST, [[...actor.areas], LISTED]);

/** One of them, or null. */
async function one(deps: InsuredDeps, actor: Actor, draftId: string): Promise<PolicyDraft | null> {
  const [draft] = await deps.db.query<PolicyDraft>(ONE, [draftId]);
  return draft !== undefined && actor.areas.includes(draft.area) ? draft : null;
}

export const policyDraftServices = (deps: InsuredDeps) => ({
  proposePolicy: (actor: Actor, proposal: DraftProposal) => propose(deps, actor, proposal),
  endPolicyDraft: (actor: Actor, given: DraftEnd) => end(deps, actor, given),
  policyDrafts: (actor: Actor) => list(deps, actor),
  policyDraft: (actor: Actor, draftId: string) => one(deps, actor, draftId),
  affectedByPolicy: (asked: Parameters<typeof affectedBills>[1]) => affectedBills(deps.db, asked),
});
