import { type Actor, type CalendarDate, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { PolicyDraft, Province } from '@zhijie/province';
import { checkApart } from '../../policies/check-apart.ts';
import type { PolicyFolder } from '../../policies/folder.ts';
import { type Candidate, candidateOf, type Placed, place } from './candidate.ts';
import { comparePlans } from './read.ts';
import type { DraftBody, DraftContent, EndBody } from './schema.ts';

/** An agency at its node, and the packs that it may change. */
export type Drafting = {
  readonly actor: Actor;
  readonly province: Province;
  readonly policies: PolicyFolder;
  readonly today: CalendarDate;
};

/** How many recorded bills a preview calculates again. */
const MOST_BILLS = 1_000;

/** The plan that the change was made over: another one in force since then must be looked at anew. */
type Kept = { readonly content: DraftContent; readonly beforeHash: string };
const keptIn = ({ content }: PolicyDraft): Kept => JSON.parse(content) as Kept;

const ownArea = ({ actor }: Drafting, { area }: Candidate): boolean => actor.areas.includes(area);

async function shown({ province, today }: Drafting, candidate: Candidate) {
  const { area, before, after, files } = candidate;
  const checked = await checkApart({ files, area, on: today });
  const { findings = [], failedCases = [], differences = [] } = checked ?? {};
  const hash = before.hash;
  const affected = await province.insured.services.affectedByPolicy({
    hash,
    plan: after,
    most: MOST_BILLS,
  });
  const cases = failedCases.map(({ name, differences: found }) => ({
    file: '',
    line: 0,
    severity: 'error' as const,
    message: `案例不符：${name}：${found.join('；')}`,
    fix: '更正改动，或更正案例的应得数',
  }));
  const errors = findings.filter(({ severity }) => severity === 'error');
  return {
    diff: comparePlans(before, after),
    affected,
    isSound: checked !== null && errors.length + cases.length + differences.length === 0,
    findings: [
      ...cases,
      ...findings.map(({ file, line, severity, message, fix }) => ({ file, line, severity, message, fix })),
    ],
  };
}

/** What a change would do, before anybody proposes it. Changes nothing. */
export async function preview(desk: Drafting, content: DraftContent): Promise<Result<unknown, Refusal>> {
  const candidate = candidateOf(desk.policies, content);
  if (!candidate.ok) return candidate;
  if (!ownArea(desk, candidate.value)) return refuse('not-permitted');
  return ok(await shown(desk, candidate.value));
}

/** What a kept draft would do to the packs that are in force now. */
export async function previewDraft(desk: Drafting, draftId: string): Promise<Result<unknown, Refusal>> {
  const draft = await desk.province.insured.services.policyDraft(desk.actor, draftId);
  return draft === null ? refuse('draft-unknown') : preview(desk, keptIn(draft).content);
}

/** Keeps a change for another person to publish; what does not load is refused now. */
export async function propose(
  desk: Drafting,
  { requestKey, ...content }: DraftBody,
): Promise<Result<unknown, Refusal>> {
  const candidate = candidateOf(desk.policies, content);
  if (!candidate.ok) return candidate;
  const { area, before } = candidate.value;
  const kept: Kept = { content, beforeHash: before.hash };
  const proposal = { packId: content.pack, area, benefit: content.care, content: JSON.stringify(kept) };
  const { actor } = desk;
  const done = await desk.province.insured.once(actor, { requestKey, content: { proposal } }, (services) =>
    services.proposePolicy(actor, proposal),
  );
  return done.ok ? ok(done.value.value) : done;
}

/** Puts a draft in force: everything is looked at again, and a refusal changes nothing. */
async function publish(desk: Drafting, draft: PolicyDraft): Promise<Result<Placed, Refusal>> {
  const { content, beforeHash } = keptIn(draft);
  const candidate = candidateOf(desk.policies, content);
  if (!candidate.ok) return candidate;
  if (candidate.value.before.hash !== beforeHash) return refuse('policies-changed');
  return place(desk.policies, candidate.value);
}

/** Publishes (another person), gives back (another person) or withdraws (the proposer) a draft. */
export async function endDraft(
  desk: Drafting,
  draftId: string,
  { outcome, reason = '' }: EndBody,
): Promise<Result<unknown, Refusal>> {
  if (outcome !== 'published' && reason.trim() === '') return refuse('reason-missing');
  let placed: Placed | null = null;
  const effect = async (draft: PolicyDraft): Promise<Result<unknown, Refusal>> => {
    const done = await publish(desk, draft);
    if (done.ok) placed = done.value;
    return done.ok ? ok(null) : done;
  };
  const more = outcome === 'published' ? { effect } : {};
  try {
    return await desk.province.insured.services.endPolicyDraft(desk.actor, {
      draftId,
      outcome,
      reason,
      ...more,
    });
  } catch (cause) {
    // What is not kept is not in force.
    (placed as Placed | null)?.undo();
    throw cause;
  } finally {
    (placed as Placed | null)?.close();
  }
}

/** The drafts of the actor's areas, the open ones first. */
export async function drafts({ actor, province }: Drafting): Promise<Result<unknown, Refusal>> {
  const rows = await province.insured.services.policyDrafts(actor);
  return ok({
    drafts: rows.map((draft) => {
      const { draftId, proposedBy, proposerName, proposedAt, outcome, endedBy, endedAt, reason } = draft;
      const ends = { outcome, endedBy, endedAt, reason };
      return { draftId, ...keptIn(draft).content, proposedBy, proposerName, proposedAt, ...ends };
    }),
  });
}
