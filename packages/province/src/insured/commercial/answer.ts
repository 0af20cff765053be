/**
 * The insurer's own answer (K-04, mode 2): asked within its time, its signature checked, its fields
 * checked.
 */
import { fromBase64Url, type Sm2PublicKey, verify } from '@zhijie/crypto';
import {
  type InsurerAnswer,
  InsurerAnswerSchema,
  type InsurerQuestion,
  RESULT_CLASSES,
} from '@zhijie/exchange';
import { ok, type Result, refuse } from '@zhijie/kernel';
import { Compile } from 'typebox/compile';
import type { InsuredDeps } from '../deps.ts';
import { leftByClass, type Matter } from './calculation.ts';
import type { SignedAnswer } from './line.ts';

/** How long the counter waits for an insurer (K-07). */
const INSURER_PATIENCE_MS = 3000;

const isAnswer = Compile(InsurerAnswerSchema);

export type ReadAnswer = { readonly answer: InsurerAnswer; readonly signed: SignedAnswer };

export type BadAnswer =
  | 'no-answer'
  | 'unsigned'
  | 'unreadable'
  | 'other-question'
  | 'unasked-class'
  | 'too-much';

/** Sums of the consented classes, and what the insurer knows anyway; no name, no line (K-03, K-04). */
export function questionOf(matter: Matter): Omit<InsurerQuestion, 'questionId' | 'until'> {
  const { enrolment, bill, product } = matter;
  return {
    insurer: enrolment.insurer,
    product: product.id,
    policyNumber: enrolment.policyNumber,
    ...(matter.showsVisit
      ? { settledOn: bill.settledOn, careType: bill.careType, referralClass: bill.referralClass }
      : {}),
    left: leftByClass(matter),
    asked: matter.most,
  };
}

/** Resolves at the signal even if the line does not. */
function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const ended = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  return Promise.race([work, ended]);
}

/** Asks and reads; whatever is wrong with an answer is no answer, and is named in the log. */
export async function askInsurer(
  deps: InsuredDeps,
  question: InsurerQuestion,
): Promise<Result<ReadAnswer, { readonly code: BadAnswer }>> {
  const { commercial } = deps;
  const key = commercial?.insurerKey?.(question.insurer);
  const wait = commercial?.patience ?? AbortSignal.timeout;
  const signal = wait.call(AbortSignal, INSURER_PATIENCE_MS);
  const line = commercial?.line;
  const signed =
    line === undefined || key === undefined ? null : await within(line.ask(question, signal), signal);
  const read = signed === null ? refuse('no-answer' as const) : readAnswer(question, signed, key!);
  if (!read.ok) {
    const { insurer, questionId } = question;
    const event = { level: 'warn', event: 'insurer-answer', insurer, questionId } as const;
    deps.log?.({ ...event, problem: read.refusal.code });
  }
  return read;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Only what its insurer signed, about this question, in the classes that were asked, and not more than
 * asked.
 */
export function readAnswer(
  question: InsurerQuestion,
  signed: SignedAnswer,
  key: Sm2PublicKey,
): Result<ReadAnswer, { readonly code: BadAnswer }> {
  const signature = fromBase64Url(signed.signature);
  if (signature === undefined || !verify(key, signed.text, signature)) return refuse('unsigned');
  const answer = jsonOf(signed.text);
  if (!isAnswer.Check(answer)) return refuse('unreadable');
  const isSame =
    answer.questionId === question.questionId &&
    answer.insurer === question.insurer &&
    answer.product === question.product;
  if (!isSame) return refuse('other-question');
  const named = RESULT_CLASSES.filter((one) => answer.paid[one] !== undefined);
  if (named.some((one) => question.left[one] === undefined)) return refuse('unasked-class');
  const sum = named.reduce((total, one) => total + answer.paid[one]!, 0);
  const isWithin = named.every((one) => answer.paid[one]! <= question.left[one]!) && sum <= question.asked;
  return isWithin ? ok({ answer, signed }) : refuse('too-much');
}
