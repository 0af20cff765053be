/** A claim as its person and the agency see it. */
import {
  type Actor,
  dateOf,
  formatDateTime,
  type Instant,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { mayReadPerson } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { billOfPerson, type ExplainedDecision, stepsOf } from '../settlement/history.ts';
import { type FieldState, valueOfField } from './case.ts';
import { reviewOf } from './decide.ts';
import { refusalToHandIn } from './permissions.ts';
import type { Review } from './review.ts';
import { type ClaimId, noteLook } from './service.ts';
import * as store from './store.ts';
import {
  CLAIM_FIELD_LABELS,
  CLAIM_FIELDS,
  CLAIM_STATE_LABELS,
  CLAIM_STATES,
  type ClaimField,
  type ClaimState,
  PAPER_LABELS,
  STEP_LABELS,
  type StepKind,
} from './words.ts';

export type ClaimSummary = {
  readonly claimId: string;
  readonly personId: string;
  readonly insuredArea: string;
  readonly insuranceType: string;
  readonly source: 'packet' | 'upload';
  readonly state: ClaimState;
  readonly stateLabel: string;
  readonly openedAt: number;
  readonly receivedAt: number | null;
  readonly dueOn: string | null;
  /** Received, not decided and past its day. */
  readonly isOverdue: boolean;
};

export type ClaimFieldView = FieldState & {
  readonly field: ClaimField;
  readonly label: string;
  readonly value: string | null;
};

/** The machine's review with the names of what is missing or wrong. */
export type ClaimReview = Omit<Review, 'decision' | 'problems'> & {
  readonly problems: readonly (Review['problems'][number] & { readonly label: string })[];
  readonly missingPaperLabels: readonly string[];
};

export type ClaimView = ClaimSummary & {
  readonly fields: readonly ClaimFieldView[];
  readonly items: readonly { readonly name: string; readonly amount: string; readonly confidence: number }[];
  readonly papers: readonly (store.StoredPaper & { readonly label: string })[];
  /** As of now; null once the claim is decided. */
  readonly review: ClaimReview | null;
  readonly decision: ExplainedDecision | null;
  /** Fen; null until the second person has accepted it. */
  readonly approvedFunds: number | null;
  /** The way of every claim, and how far this one has come. */
  readonly progress: readonly { readonly label: string; readonly at: string | null }[];
  readonly payments: readonly store.Payment[];
  readonly history: readonly {
    readonly kind: string;
    readonly label: string;
    readonly at: string;
    readonly by: string;
    readonly note: string | null;
  }[];
};

const DECIDING: readonly ClaimState[] = ['in-review', 'proposed'];

function summaryOf(claim: store.StoredClaim, now: Instant): ClaimSummary {
  const { claimId, personId, insuredArea, insuranceType, state, openedAt, receivedAt, dueOn } = claim;
  return {
    claimId,
    personId,
    insuredArea,
    insuranceType,
    source: claim.packetId === null ? 'upload' : 'packet',
    state,
    stateLabel: CLAIM_STATE_LABELS[state],
    openedAt,
    receivedAt,
    dueOn,
    isOverdue: dueOn !== null && DECIDING.includes(state) && dateOf(now) > dueOn,
  };
}

/** A claim with its review as of now; logged. Refuses `claim-unknown`, `not-permitted`. */
export async function claimOf(
  deps: InsuredDeps,
  actor: Actor,
  { claimId }: ClaimId,
): Promise<Result<ClaimView, Refusal>> {
  const opened = await store.readClaim(deps, deps.db, claimId);
  const denied = refusalToHandIn(actor, opened?.claim);
  if (denied !== null) return denied;
  const { claim, case: content } = opened!;
  const judged = await judgedOf(deps, actor, opened!);
  await noteLook(deps, deps.db, actor, claim);
  const papers = await store.readPapers(deps.db, claimId);
  const steps = await store.readSteps(deps.db, claimId);
  const isStaff = actor.kind === 'agency';
  const fields = CLAIM_FIELDS.flatMap((field): ClaimFieldView[] => {
    const state = content.fields[field];
    const value = valueOfField(content, field);
    return state === undefined ? [] : [{ field, label: CLAIM_FIELD_LABELS[field], value, ...state }];
  });
  const isDecided = steps.some(({ kind }) => kind === 'approved');
  return ok({
    ...summaryOf(claim, deps.now()),
    fields,
    items: content.items,
    papers: papers.map((paper) => ({ ...paper, label: PAPER_LABELS[paper.kind] })),
    ...judged,
    approvedFunds: isDecided ? claim.proposedFunds : null,
    progress: progressOf(steps),
    payments: await store.readPayments(deps.db, claimId),
    history: steps.map(({ kind, at, actorId, actorKind, note }) => ({
      kind,
      label: STEP_LABELS[kind],
      at: formatDateTime(at as Instant),
      by: isStaff || actorKind === 'person' ? actorId : '经办机构',
      note,
    })),
  });
}

const OPEN: readonly ClaimState[] = ['gathering', ...DECIDING];

/** What the machine says now of an open claim; of an approved one, what it was settled as. */
async function judgedOf(
  deps: InsuredDeps,
  actor: Actor,
  opened: store.OpenedClaim,
): Promise<Pick<ClaimView, 'review' | 'decision'>> {
  const { claimId, personId, state } = opened.claim;
  if (!OPEN.includes(state)) {
    const bill = await billOfPerson(deps, actor, { personId, settlementId: claimId });
    return { review: null, decision: bill.ok ? bill.value.decision : null };
  }
  const { decided, decision, personName: _, ...judged } = await reviewOf(deps, deps.db, opened);
  const review = {
    ...judged,
    problems: judged.problems.map((problem) => ({ ...problem, label: CLAIM_FIELD_LABELS[problem.field] })),
    missingPaperLabels: judged.missingPapers.map((kind) => PAPER_LABELS[kind]),
  };
  if (decision === null || decided === null) return { review, decision: null };
  const inputs = { input: decided.input, earlier: decided.earlier?.input ?? null };
  return { review, decision: { ...decision, steps: stepsOf(decision, decided.entitlement.plan, inputs) } };
}

const WAY: readonly (readonly [label: string, reached: readonly StepKind[]])[] = [
  ['登记', ['opened']],
  ['受理', ['submitted']],
  ['初审', ['proposed-approve', 'proposed-refuse']],
  ['复核', ['approved', 'refused']],
  ['支付', ['paid']],
];

/** A step counts while nothing sent the claim back behind it. */
function progressOf(steps: readonly store.StoredStep[]): ClaimView['progress'] {
  const back = steps.findLastIndex(({ kind }) => kind === 'sent-back');
  const before = steps.slice(0, back + 1);
  const isGathering = before.length > 0 && !before.some(({ kind }) => kind.startsWith('proposed'));
  return WAY.map(([label, reached], index) => {
    const counted = index === 0 || (index === 1 && !isGathering) ? steps : steps.slice(back + 1);
    const step = counted.findLast(({ kind }) => reached.includes(kind));
    return { label, at: step === undefined ? null : formatDateTime(step.at as Instant) };
  });
}

export type ClaimsPage = {
  readonly states?: readonly ClaimState[];
  readonly after: readonly [at: number, id: string] | null;
  readonly limit: number;
};

/** Claims of the agency's areas, first opened first. Refuses `not-permitted`. */
export async function claimsOfAreas(
  deps: InsuredDeps,
  actor: Actor,
  { states = CLAIM_STATES, after, limit }: ClaimsPage,
): Promise<Result<readonly ClaimSummary[], Refusal>> {
  if (actor.kind !== 'agency') return refuse('not-permitted');
  const rows = await store.readClaims(deps.db, { areas: actor.areas, states, after, limit });
  const now = deps.now();
  return ok(rows.map((row) => summaryOf(row, now)));
}

/** Claims of a person, newest first; logged. Refuses `person-unknown`, `not-permitted`. */
export async function claimsOfPerson(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<readonly ClaimSummary[], Refusal>> {
  const person = await readPersonArea(deps.db, personId);
  if (person === null) return refuse('person-unknown');
  if (!mayReadPerson(actor, person, 'claims')) return refuse('not-permitted');
  const now = deps.now();
  const rows = await store.readClaimsOf(deps.db, personId);
  for (const row of rows.slice(0, 1)) await noteLook(deps, deps.db, actor, row);
  return ok(rows.map((row) => summaryOf(row, now)));
}
