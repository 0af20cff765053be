/** Answers of the interface: HTTP status 200 always, `infcode` a JSON number, output in the exact shape. */
import { assert, formatDateTime, type Instant } from '@zhijie/kernel';
import { encodeMessage } from '../encode.ts';
import { errorText, type WireError } from '../errors/index.ts';
import { assertIdentities } from '../identities.ts';
import { quote } from '../json.ts';
import { type OutputOf, type TransactionNumber, transactionOf } from '../transactions/index.ts';

/** Clients dereference the content type of every answer. */
export const ANSWER_CONTENT_TYPE = 'application/json;charset=UTF-8';

/** An answer is an envelope, which begins with a brace, or the archive of a file (9102). */
export function contentTypeOf(answer: Uint8Array): string {
  return answer[0] === 0x7b ? ANSWER_CONTENT_TYPE : 'application/octet-stream';
}

/** When a call came in, when it is answered, and the reference under which the platform keeps it. */
export type Receipt = {
  readonly reference: string;
  readonly receivedAt: Instant;
  readonly answeredAt: Instant;
};

const encoder = new TextEncoder();

/** `yyyyMMddHHmmssSSS`, China Standard Time. */
export function formatStamp(at: Instant): string {
  const milliseconds = ((at % 1000) + 1000) % 1000;
  return `${formatDateTime(at).replace(/\D/g, '')}${String(milliseconds).padStart(3, '0')}`;
}

/**
 * The platform's reference of a call, 30 digits: region(6), second(14), serial(10). `serial` counts
 * within the node and wraps at ten digits.
 */
export function referenceNumber(parts: { careRegion: string | null; at: Instant; serial: number }): string {
  assert(Number.isSafeInteger(parts.serial) && parts.serial >= 0, 'a reference needs a whole serial');
  const serial = String(parts.serial % 10_000_000_000).padStart(10, '0');
  return `${parts.careRegion ?? '000000'}${formatStamp(parts.at).slice(0, 14)}${serial}`;
}

type Parts = { infcode: 0 | -1; message: string; output: string; receipt: Receipt; warning: string };

function write(parts: Parts): Uint8Array {
  const { receipt } = parts;
  return encoder.encode(
    `{"infcode":${parts.infcode},"inf_refmsgid":${quote(receipt.reference)},` +
      `"refmsg_time":"${formatStamp(receipt.receivedAt)}",` +
      `"respond_time":"${formatStamp(receipt.answeredAt)}",` +
      `"err_msg":${quote(parts.message)},"warn_msg":${quote(parts.warning)},"cainfo":"","signtype":"",` +
      `"output":${parts.output}}`,
  );
}

/** A success. Asserts the identities of amounts where the output carries a settlement. */
export function encodeAnswer<N extends TransactionNumber>(answer: {
  readonly interfaceNumber: N;
  readonly output: OutputOf<N>;
  readonly receipt: Receipt;
  readonly warning?: string | undefined;
}): Uint8Array {
  const { output: message } = transactionOf(answer.interfaceNumber);
  assertIdentities(message, answer.output);
  return write({
    infcode: 0,
    message: '',
    output: encodeMessage(message, answer.output, 'empty'),
    receipt: answer.receipt,
    warning: answer.warning ?? '',
  });
}

/** A failure: the named error's number and text (≤ 200 characters), no output. */
export function encodeFailure(error: WireError, receipt: Receipt): Uint8Array {
  return write({ infcode: -1, message: errorText(error), output: 'null', receipt, warning: '' });
}
