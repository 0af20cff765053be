/** Test support: a hospital information system that speaks the national interface to the gateway. */
import { assert, lineAmount, parseQuantity, parseUnitPrice, type Result } from '@zhijie/kernel';
import { encodeRequest, type InputOf, type OutputOf, readAnswer, type TransactionNumber } from '@zhijie/wire';
import { answerHospital } from '../gateway/index.ts';
import { at, type TestNetwork } from './network.ts';

export const HOSPITAL = 'H11010500001';

export type Reply<N extends TransactionNumber> = {
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Output, or the failure's text. */
  readonly result: Result<OutputOf<N>, { readonly code: string; readonly message: string }>;
  readonly warning: string;
};

export type Hospital = {
  call<N extends TransactionNumber>(
    number: N,
    input: InputOf<N>,
    own?: { messageId?: string; insuredRegion?: string; providerId?: string },
  ): Promise<Reply<N>>;
  /** The same, when success is expected. */
  must<N extends TransactionNumber>(
    number: N,
    input: InputOf<N>,
    own?: { messageId?: string; insuredRegion?: string },
  ): Promise<OutputOf<N>>;
};

let count = 0;
export function nextMessageId(): string {
  count += 1;
  return `M${String(count).padStart(12, '0')}`;
}

type Own = {
  readonly messageId?: string;
  readonly insuredRegion?: string;
  readonly providerId?: string;
  readonly signInNumber?: string;
};

/** The bytes of a request of the hospital in Beijing. */
export function requestBytes<N extends TransactionNumber>(
  network: TestNetwork,
  number: N,
  input: InputOf<N>,
  own: Own = {},
): Uint8Array {
  return encodeRequest(
    number,
    {
      messageId: own.messageId ?? nextMessageId(),
      careRegion: network.care.address === '11' ? '110000' : '990100',
      insuredRegion: own.insuredRegion,
      signInNumber: own.signInNumber,
      operatorId: '0001',
      operatorName: '收费员',
      sentAt: network.clock.now,
      providerId: own.providerId ?? HOSPITAL,
      providerName: '示例医院',
    },
    input,
  );
}

export function hospital(network: TestNetwork, providerId: string = HOSPITAL): Hospital {
  const send = async <N extends TransactionNumber>(
    number: N,
    input: InputOf<N>,
    own: Own = {},
  ): Promise<Reply<N>> => {
    const body = requestBytes(network, number, input, { providerId, ...own });
    const bytes = await sendBytes(network, body);
    const answer = readAnswer(number, bytes);
    const text = Buffer.from(bytes).toString('utf8');
    if (answer.ok) {
      const { output, warning } = answer.value;
      return { bytes, text, result: { ok: true, value: output }, warning };
    }
    const { refusal } = answer;
    const code = refusal.kind === 'refused' ? (refusal.error ?? 'unnamed') : refusal.kind;
    return { bytes, text, result: { ok: false, refusal: { code, message: refusal.message } }, warning: '' };
  };
  return {
    call: send,
    async must(number, input, own) {
      const { result, text } = await send(number, input, own);
      assert(result.ok, `${number} succeeds: ${text}`);
      return result.value;
    },
  };
}

/** Any bytes to the gateway of the care province. */
export function sendBytes(
  network: TestNetwork,
  body: Uint8Array,
  path = '/fsi/api/call',
): Promise<Uint8Array> {
  const { deps } = network.care.care;
  const now = () => network.clock.now;
  const careOf = (province: string) => (province === network.care.address ? deps : undefined);
  return answerHospital(
    { careOf, now, log: (entry) => void network.log.push(entry) },
    { body, path, headers: {} },
  );
}

/** The text of a failure answer; a success, or bytes that are no answer, is a mistake of the test. */
export function failureOf(bytes: Uint8Array): string {
  const answer = readAnswer('9002', bytes);
  assert(!answer.ok && answer.refusal.kind === 'refused', 'The answer is a failure');
  return answer.refusal.message;
}

/** The error an answer names. */
export const codeOf = <N extends TransactionNumber>({ result }: Reply<N>): string =>
  result.ok ? 'success' : result.refusal.code;

export type TestLine = readonly [itemCode: string, price: string, quantity: string];

export const ITEMS = {
  drugA: 'XZ99ZZA001A001010100001',
  drugB: 'XZ99ZZA002A001010100002',
  drugC: 'XZ99ZZA003A001010100003',
  consultation: '991102000010000',
  bed: '991109000010000',
  stent: 'C9900000000000000001',
} as const;

function priced([itemCode, price, quantity]: TestLine) {
  const unitPrice = parseUnitPrice(price);
  const pieces = parseQuantity(quantity);
  assert(unitPrice.ok && pieces.ok, `${price} × ${quantity} is a line`);
  const amount = lineAmount(unitPrice.value, pieces.value);
  return { itemCode, price: unitPrice.value, quantity: pieces.value, lineAmount: amount };
}

const ordered = {
  hospitalItemCode: 'HIS-1',
  orderingDepartmentCode: '01',
  orderingDepartmentName: '内科',
  orderingDoctorCode: 'D110000000001',
  orderingDoctorName: '示医生',
};

type VisitOf = { readonly visitId: string; readonly personId: string };

export function outpatientLines(
  visit: VisitOf,
  batchNumber: string,
  lines: readonly TestLine[],
): InputOf<'2204'> {
  return lines.map((line, index) => ({
    lineId: `${batchNumber}-${index + 1}`,
    ...visit,
    batchNumber,
    isOutsidePrescription: false,
    occurredAt: at('2026-03-10 08:30:00'),
    hospitalApproval: 'not-needed',
    ...ordered,
    ...priced(line),
  }));
}

export function inpatientLines(
  visit: VisitOf,
  prefix: string,
  lines: readonly TestLine[],
  own: { originalLineId?: string } = {},
): InputOf<'2301'> {
  return lines.map((line, index) => ({
    lineId: `${prefix}-${index + 1}`,
    ...visit,
    careType: 'inpatient',
    occurredAt: at('2026-03-08 08:30:00'),
    ...ordered,
    ...priced(line),
    ...own,
  }));
}
