import { fromBase64Url, importPublic, verify } from '@zhijie/crypto';
import {
  type InsurerAnswer,
  InsurerAnswerSchema,
  type InsurerQuestion,
  RESULT_CLASSES,
} from '@zhijie/exchange';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import { jsonOf } from './core.ts';

const Signed = Type.Object(
  { text: Type.String({ maxLength: 4000 }), signature: Type.String({ maxLength: 200 }) },
  { additionalProperties: false },
);
export type Signed = Static<typeof Signed>;

export type ReadAnswer =
  | { readonly isWhole: true; readonly signed: Signed; readonly answer: InsurerAnswer; readonly paid: number }
  | { readonly isWhole: false; readonly fault: AnswerFault };

/** Why an answer does not count. */
export type AnswerFault =
  | 'unreadable'
  | 'signature-invalid'
  | 'field-not-consented'
  | 'answers-another-question'
  | 'class-not-asked'
  | 'more-than-asked'
  | 'decision-contradicts-amount';

const broken = (fault: AnswerFault): ReadAnswer => ({ isWhole: false, fault });

/**
 * Reads an insurer's signed answer. The signature is checked before anything is read; the answer may hold
 * nothing that the question did not name (K-04), no class that was not asked and no more than is left of it.
 */
export function readAnswer(raw: string, question: InsurerQuestion, publicKey: string): ReadAnswer {
  const said = jsonOf(raw);
  if (!Check(Signed, said)) return broken('unreadable');
  const signed = said as Signed;
  const signature = fromBase64Url(signed.signature);
  if (signature === undefined || !verify(importPublic(publicKey), signed.text, signature))
    return broken('signature-invalid');
  const read = jsonOf(signed.text);
  if (!Check(InsurerAnswerSchema, read)) return broken('field-not-consented');
  const answer = read as InsurerAnswer;
  const isOfQuestion = (['questionId', 'insurer', 'product'] as const).every(
    (field) => answer[field] === question[field],
  );
  if (!isOfQuestion) return broken('answers-another-question');
  let paid = 0;
  for (const name of RESULT_CLASSES) {
    const amount = answer.paid[name];
    if (amount === undefined) continue;
    const left = question.left[name];
    if (left === undefined) return broken('class-not-asked');
    if (amount > left) return broken('more-than-asked');
    paid += amount;
  }
  if (paid > question.asked) return broken('more-than-asked');
  if ((answer.decision === 'pays') !== paid > 0) return broken('decision-contradicts-amount');
  return { isWhole: true, signed, answer, paid };
}
