import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type InsurerQuestion, RESULT_CLASSES } from '@zhijie/exchange';
import { type Instant, ok, type Result } from '@zhijie/kernel';
import type { GatewayDeps } from '../deps.ts';
import { hasRole, type InsurerActor, keptActor } from '../operator.ts';
import { enqueueNotice } from '../payment/notices.ts';
import { type GatewayRefusal, no } from '../refusals.ts';

/** Why an insurer's operator declines; the words that its own system signs. */
export const DECLINE_REASONS = ['not-covered', 'below-deductible', 'cap-reached', 'excluded-care'] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/**
 * `waiting`: for a person at the insurer; `decided`: told to its system, which the insured place asks again;
 * `answered`: its signed answer is there.
 */
export type ClaimState = 'waiting' | 'decided' | 'answered';
export type ClaimView = {
  readonly question: InsurerQuestion;
  readonly askedAt: Instant;
  readonly state: ClaimState;
  readonly decision: 'pays' | 'declines' | null;
  readonly amount: number;
  readonly reason: DeclineReason | null;
};

export type ClaimDecision =
  | { readonly decision: 'pays'; readonly amount: number }
  | { readonly decision: 'declines'; readonly reason: DeclineReason };

const VIEW = `SELECT q.question, q.asked_at AS "askedAt", d.decision, coalesce(d.amount, a.paid, 0) AS amount,
    d.reason, a.question_id IS NOT NULL AS "isAnswered"
  FROM gateway.question q
  LEFT JOIN gateway.decision d USING (question_id)
  LEFT JOIN gateway.answer a ON a.question_id = q.question_id AND a.outcome IN ('pays', 'declines')`;
// The counter's question and the claim that came of it are two; a person sees the newer one.
const CLAIM = `EXISTS (SELECT FROM gateway.answer l
    WHERE l.question_id = q.question_id AND l.outcome = 'later')
  AND NOT EXISTS (SELECT FROM gateway.question n WHERE n.insurer = q.insurer AND n.product = q.product
    AND n.asked_at > q.asked_at AND n.question->>'policyNumber' = q.question->>'policyNumber'
    AND n.question->'left' = q.question->'left')`;
const ONE = statement('gateway-claim', `${VIEW} WHERE q.question_id = $1 AND q.insurer = $2 AND ${CLAIM}`);
const PAGE = statement(
  'gateway-claims',
  `${VIEW} WHERE q.insurer = $1 AND (q.asked_at, q.question_id) > ($2, $3) AND ${CLAIM}
     AND ($4::text IS NULL OR $4 = CASE WHEN a.question_id IS NOT NULL THEN 'answered'
       WHEN d.question_id IS NOT NULL THEN 'decided' ELSE 'waiting' END)
   ORDER BY q.asked_at, q.question_id LIMIT $5`,
);
const TURN = statement(
  'gateway-claim-turn',
  `SELECT pg_advisory_xact_lock(hashtextextended('gateway.claim ' || $1, 0))`,
);
const KNOWN = statement(
  'gateway-known-decision',
  `SELECT decision, amount, reason FROM gateway.decision WHERE question_id = $1 AND request_key = $2`,
);
const ADD = statement(
  'gateway-add-decision',
  `INSERT INTO gateway.decision (question_id, decision, amount, reason, request_key, actor, at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);

type Row = Omit<ClaimView, 'state'> & { readonly isAnswered: boolean };

const viewOf = ({ isAnswered, ...row }: Row): ClaimView => ({
  ...row,
  state: isAnswered ? 'answered' : row.decision === null ? 'waiting' : 'decided',
});

export type ClaimCursor = { readonly askedAt: number; readonly questionId: string };

/** An insurer's claims, the oldest first: sums by consented class, nothing else of the person (K-04). */
export async function claimsOf(
  db: Executor,
  insurer: string,
  asked: { readonly state: ClaimState | null; readonly after: ClaimCursor | null; readonly limit: number },
): Promise<{ readonly rows: readonly ClaimView[]; readonly next: ClaimCursor | null }> {
  const { askedAt, questionId } = asked.after ?? { askedAt: -1, questionId: '' };
  const rows = (await db.query<Row>(PAGE, [insurer, askedAt, questionId, asked.state, asked.limit])).map(
    viewOf,
  );
  const last = rows.length === asked.limit ? rows.at(-1) : undefined;
  const next = last === undefined ? null : { askedAt: last.askedAt, questionId: last.question.questionId };
  return { rows, next };
}

type Asked = {
  readonly questionId: string;
  readonly requestKey: string;
  readonly decision: ClaimDecision;
};
type Applied = { readonly outcome: 'applied' | 'unchanged'; readonly claim: ClaimView };

/** A person at the insurer decides a claim, once; its own system is told and signs the answer. */
export async function decideClaim(
  deps: GatewayDeps,
  actor: InsurerActor,
  { questionId, requestKey, decision }: Asked,
): Promise<Result<Applied, GatewayRefusal>> {
  return deps.db.transaction(async (tx) => {
    await tx.query(TURN, [questionId]);
    const claim = await claimOf(tx, actor.insurer, questionId);
    if (claim === undefined) return no('no-such-claim', 'questionId');
    const amount = decision.decision === 'pays' ? decision.amount : 0;
    const reason = decision.decision === 'declines' ? decision.reason : null;
    type Known = { decision: string; amount: number; reason: string | null };
    const [before] = await tx.query<Known>(KNOWN, [questionId, requestKey]);
    if (before !== undefined) {
      const isSame =
        before.decision === decision.decision && before.amount === amount && before.reason === reason;
      return isSame ? ok({ outcome: 'unchanged', claim }) : no('step-differs', 'requestKey');
    }
    if (!hasRole(actor, 'claims')) return no('not-permitted');
    if (claim.state !== 'waiting') return no('wrong-state', 'questionId', { state: claim.state });
    const most = mostOf(claim.question);
    if (amount > most) return no('amount-too-large', 'amount', { left: most });
    await addDecision(tx, { deps, actor, claim, requestKey, kept: { decision, amount, reason } });
    return ok({ outcome: 'applied', claim: (await claimOf(tx, actor.insurer, questionId))! });
  });
}

async function claimOf(tx: Executor, insurer: string, questionId: string): Promise<ClaimView | undefined> {
  const [row] = await tx.query<Row>(ONE, [questionId, insurer]);
  return row === undefined ? undefined : viewOf(row);
}

const mostOf = ({ left, asked }: InsurerQuestion): number =>
  Math.min(
    asked,
    RESULT_CLASSES.reduce((sum, name) => sum + (left[name] ?? 0), 0),
  );

/** An amount over the classes that were asked, in their order, each at most what is left of it. */
function overClasses({ left }: InsurerQuestion, amount: number): Record<string, number> {
  const paid: Record<string, number> = {};
  let rest = amount;
  for (const name of RESULT_CLASSES) {
    const part = Math.min(rest, left[name] ?? 0);
    if (part > 0) paid[name] = part;
    rest -= part;
  }
  return paid;
}

type Deciding = {
  readonly deps: GatewayDeps;
  readonly actor: InsurerActor;
  readonly claim: ClaimView;
  readonly requestKey: string;
  readonly kept: {
    readonly decision: ClaimDecision;
    readonly amount: number;
    readonly reason: DeclineReason | null;
  };
};

async function addDecision(tx: Executor, { deps, actor, claim, requestKey, kept }: Deciding): Promise<void> {
  const { questionId: subject } = claim.question;
  const { amount, reason } = kept;
  const { decision } = kept.decision;
  const at = deps.now();
  const by = keptActor(actor);
  await tx.query(ADD, [subject, decision, amount, reason, requestKey, JSON.stringify(by), at]);
  const digest = digestOf({ questionId: subject, decision, amount, reason, by, at });
  await appendToJournal(tx, { kind: 'gateway.decision', subject, digest });
  const paid = overClasses(claim.question, amount);
  const body = { questionId: subject, decision, paid, reason };
  const notice = { noticeId: `decision ${subject}`, insurer: actor.insurer, path: '/decisions', body };
  await enqueueNotice(tx, notice, at);
}
