import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { InsurerQuestion } from '@zhijie/exchange';
import { canonicalJson, ok, type Result } from '@zhijie/kernel';
import type { GatewayDeps } from '../deps.ts';
import { type GatewayRefusal, no } from '../refusals.ts';
import { productLine } from '../registry/registry.ts';
import { type ReadAnswer, readAnswer, type Signed } from './answer.ts';

const QUESTION = statement(
  'gateway-question',
  `INSERT INTO gateway.question (question_id, insurer, product, node, question, asked_at)
   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (question_id) DO NOTHING RETURNING question_id`,
);
const KNOWN = statement(
  'gateway-known-question',
  'SELECT node, question FROM gateway.question WHERE question_id = $1',
);
const COUNTING = statement(
  'gateway-counting-answer',
  `SELECT text, signature FROM gateway.answer WHERE question_id = $1 AND outcome IN ('pays', 'declines')`,
);
const TURN = statement(
  'gateway-answer-turn',
  `SELECT pg_advisory_xact_lock(hashtextextended('gateway.answer ' || $1, 0))`,
);
const ANSWER = statement(
  'gateway-add-answer',
  `INSERT INTO gateway.answer (question_id, number, outcome, paid, text, signature, fault, at)
   SELECT $1, 1 + count(*), $2, $3, $4, $5, $6, $7 FROM gateway.answer WHERE question_id = $1
   RETURNING number`,
);

type Outcome = {
  readonly outcome: 'pays' | 'declines' | 'later' | 'silent' | 'bad' | 'late';
  readonly paid: number;
  readonly signed: Signed | null;
  readonly fault: string | null;
};

/** What is still under way when nobody waits any more: late answers. Ended by `stop`. */
export type Waiting = { readonly signal: AbortSignal; readonly track: (work: Promise<unknown>) => void };

/** A late answer is listened for so long, for the evidence. */
const LISTEN_MS = 30_000;

/**
 * Carries a question to its insurer and brings the signed text back; null when no whole, rightly signed
 * answer came in time (K-07). The first one that pays or declines counts for ever; "later" may be asked
 * again. Every question and whatever came of it is in the journal.
 */
export async function askInsurer(
  deps: GatewayDeps,
  question: InsurerQuestion,
  { node, waiting }: { readonly node: string; readonly waiting: Waiting },
): Promise<Result<{ signed: Signed | null }, GatewayRefusal>> {
  const { questionId, insurer, product } = question;
  const line = await productLine(deps.db, product);
  if (line === undefined || line.insurer !== insurer || line.mode !== 'insurer-answers')
    return no('no-such-product', 'product', { product });
  if (!(await isSameQuestion(deps, question, node))) return no('question-differs', 'questionId');
  const [before] = await deps.db.query<Signed>(COUNTING, [questionId]);
  if (before !== undefined) return ok({ signed: before });
  const { endpoint, publicKey } = line;
  if (endpoint === null || publicKey === null) {
    await record(deps, questionId, silent('not-joined'));
    return ok({ signed: null });
  }
  const stop = AbortSignal.any([waiting.signal, AbortSignal.timeout(LISTEN_MS)]);
  const calling = deps.call(endpoint, '/asks', question, stop);
  const read = (raw: string) => readAnswer(raw, question, publicKey);
  const reply = await inTime(calling, deps.answerWithinMs);
  if (reply === 'late') {
    await record(deps, questionId, silent('no-answer-in-time'));
    waiting.track(keepLate(deps, questionId, calling, read));
    return ok({ signed: null });
  }
  const outcome = reply === null ? silent('unreachable') : outcomeOf(read(reply));
  return ok({ signed: await record(deps, questionId, outcome) });
}

const silent = (fault: string): Outcome => ({ outcome: 'silent', paid: 0, signed: null, fault });

function outcomeOf(read: ReadAnswer): Outcome {
  if (!read.isWhole) return { outcome: 'bad', paid: 0, signed: null, fault: read.fault };
  const { answer, signed, paid } = read;
  return { outcome: answer.decision, paid, signed, fault: null };
}

async function isSameQuestion(deps: GatewayDeps, question: InsurerQuestion, node: string): Promise<boolean> {
  const { db, now } = deps;
  const { questionId, insurer, product } = question;
  const at = now();
  const isNew = await db.transaction(async (tx) => {
    const values = [questionId, insurer, product, node, JSON.stringify(question), at];
    if ((await tx.query(QUESTION, values)).length === 0) return false;
    const digest = digestOf({ question, node, at });
    await appendToJournal(tx, { kind: 'gateway.question', subject: questionId, digest });
    return true;
  });
  if (isNew) return true;
  const [known] = await db.query<{ node: string; question: InsurerQuestion }>(KNOWN, [questionId]);
  return (
    known?.node === node && canonicalJson(contentOf(known.question)) === canonicalJson(contentOf(question))
  );
}

/** A claim asks again days later: how long a promise need hold is no part of what is asked. */
function contentOf({ until: _, ...content }: InsurerQuestion): object {
  return content;
}

async function inTime(calling: Promise<string | null>, withinMs: number): Promise<string | null | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), withinMs);
  });
  try {
    return await Promise.race([calling, over]);
  } finally {
    clearTimeout(timer);
  }
}

async function keepLate(
  deps: GatewayDeps,
  questionId: string,
  calling: Promise<string | null>,
  read: (raw: string) => ReadAnswer,
): Promise<void> {
  const raw = await calling;
  if (raw === null) return;
  const found = read(raw);
  const outcome: Outcome = found.isWhole
    ? { outcome: 'late', paid: 0, signed: found.signed, fault: null }
    : { outcome: 'bad', paid: 0, signed: null, fault: found.fault };
  await record(deps, questionId, outcome);
}

/** Keeps what came and answers what counts: of two that came side by side, the first. */
async function record({ db, now }: GatewayDeps, questionId: string, came: Outcome): Promise<Signed | null> {
  const at = now();
  return db.transaction(async (tx) => {
    await tx.query(TURN, [questionId]);
    const first = await countingOf(tx, questionId);
    const isSecond = first !== undefined && (came.outcome === 'pays' || came.outcome === 'declines');
    const isRepeated = isSecond && came.signed !== null && first.text === came.signed.text;
    if (isRepeated) return first;
    const { outcome, paid, signed, fault }: Outcome = isSecond
      ? { ...came, outcome: 'bad', paid: 0, fault: 'answered-before' }
      : came;
    const kept = [outcome, paid, signed?.text ?? null, signed?.signature ?? null, fault, at];
    const [row] = await tx.query<{ number: number }>(ANSWER, [questionId, ...kept]);
    const digest = digestOf({ questionId, outcome, paid, text: signed?.text ?? null, fault, at });
    await appendToJournal(tx, { kind: 'gateway.answer', subject: `${questionId}/${row!.number}`, digest });
    if (first !== undefined) return first;
    return outcome === 'pays' || outcome === 'declines' || outcome === 'later' ? signed : null;
  });
}

async function countingOf(tx: Executor, questionId: string): Promise<Signed | undefined> {
  return (await tx.query<Signed>(COUNTING, [questionId]))[0];
}
