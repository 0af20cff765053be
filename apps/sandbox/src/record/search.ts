import type { CallSummary, RecordedCall } from './call.ts';
import { maskSentence } from './mask.ts';
import { inspect, personalOf } from './summary.ts';

/** How many calls a search takes apart; older ones are found by their numbers only. */
const MOST_OPENED = 300;

const numbersOf = (call: CallSummary): readonly (string | null)[] => [
  call.id,
  call.messageId,
  call.personId,
  call.visitId,
  call.settlementId,
  call.providerId,
  call.interfaceNumber,
];

/**
 * The calls about a person (person id, or the whole number of a certificate, or the whole name), a visit, a
 * settlement, a message id, an institution or a transaction; the newest first.
 */
export function search(calls: Iterable<RecordedCall>, query: string, limit: number): RecordedCall[] {
  const wanted = query.trim();
  const found: RecordedCall[] = [];
  if (wanted === '') {
    for (const call of calls) {
      if (found.length >= limit) break;
      found.push(call);
    }
    return found;
  }
  const plain = wanted.toUpperCase();
  const masked = maskSentence(wanted, []);
  let opened = 0;
  for (const call of calls) {
    if (found.length >= limit) break;
    const { summary } = call;
    const isNumbered = numbersOf(summary).some((number) => number === wanted || number === masked);
    const isNamed = wanted.length >= 2 && summary.label.includes(wanted);
    if (isNumbered || isNamed) {
      found.push(call);
      continue;
    }
    if (opened >= MOST_OPENED) continue;
    opened += 1;
    if (personalOf(inspect(call)).some((value) => value.trim().toUpperCase() === plain)) found.push(call);
  }
  return found;
}
