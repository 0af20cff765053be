/**
 * `spec/vectors/messages`: for each transaction valid inputs, and inputs that are wrong in one place with the
 * refusal they must get. A wrong input is told as one change of a valid one.
 */
import { assert } from '@zhijie/kernel';
import {
  type BrokenInput,
  brokenMessage,
  brokenOnce,
  decodeInput,
  errorOfFault,
  errorText,
  exampleInput,
  TRANSACTION_NUMBERS,
  type TransactionNumber,
  transactionOf,
  wireErrors,
} from '@zhijie/wire';

export const VECTOR_FOLDER = 'spec/vectors/messages';

/** A long text of one character is told by its length. */
function told(to: unknown): object {
  if (typeof to !== 'string' || to.length < 20 || to !== to[0]!.repeat(to.length)) return { to };
  return { repeat: to[0], times: to.length };
}

function invalid(number: TransactionNumber, one: BrokenInput): object {
  const decoded = decodeInput(number, brokenMessage(number, 'minimal', one));
  assert(!decoded.ok, `${number} ${one.node}.${one.field} is refused`);
  const fault = decoded.refusal;
  assert(fault.rule === one.rule && fault.field === one.field, `${number} ${one.field} breaks ${one.rule}`);
  const error = errorOfFault(fault);
  const { path } = one.change;
  return {
    path,
    ...('to' in one.change ? told(one.change.to) : { remove: true }),
    refusal: {
      number: wireErrors[error.error].number,
      rule: one.rule,
      node: one.node,
      field: one.field,
      row: one.row,
    },
    err_msg: errorText(error),
  };
}

/** One file per transaction; each wrong input stands on a line of its own. */
export function vectorFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const number of TRANSACTION_NUMBERS) {
    const { label } = transactionOf(number);
    const list = (items: readonly object[]) =>
      `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
    const valid = (['minimal', 'story'] as const).map((name) => ({
      name,
      input: exampleInput(number, name),
    }));
    const wrong = brokenOnce(number, 'minimal').map((one) => invalid(number, one));
    files.set(
      `${VECTOR_FOLDER}/${number}.json`,
      `{\n  "transaction": "${number}",\n  "label": ${JSON.stringify(label)},\n` +
        `  "valid": ${list(valid)},\n  "invalid": ${list(wrong)}\n}\n`,
    );
  }
  return files;
}
