/** The hospital's side: writes requests and reads answers, as a hospital information system does. */
import { formatDateTime, type Instant } from '@zhijie/kernel';
import { operatorKinds } from '../code-tables/institution.ts';
import { decodeOutput } from '../decode.ts';
import { encodeMessage } from '../encode.ts';
import { errorOfText, type WireErrorName } from '../errors/index.ts';
import { isObject, property, quote, readJson, type WireJson } from '../json.ts';
import { type InputOf, type OutputOf, type TransactionNumber, transactionOf } from '../transactions/index.ts';
import type { OperatorKind } from './request.ts';

export type RequestHeader = {
  readonly messageId: string;
  readonly careRegion: string;
  readonly insuredRegion?: string | null | undefined;
  readonly operatorId: string;
  readonly operatorName: string;
  readonly operatorType?: OperatorKind | undefined;
  readonly sentAt: Instant;
  readonly providerId: string;
  readonly providerName: string;
  readonly signInNumber?: string | null | undefined;
};

/** The bytes of a request with the eighteen usual envelope keys; absent input fields are left out. */
export function encodeRequest<N extends TransactionNumber>(
  number: N,
  header: RequestHeader,
  input: InputOf<N>,
): Uint8Array {
  const keys: Record<string, string> = {
    infno: number,
    msgid: header.messageId,
    mdtrtarea_admvs: header.careRegion,
    insuplc_admdvs: header.insuredRegion ?? '',
    recer_sys_code: 'HIS',
    dev_no: '',
    dev_safe_info: '',
    cainfo: '',
    signtype: '',
    infver: 'V1.0',
    opter_type: operatorKinds.codeOf(header.operatorType ?? 'operator'),
    opter: header.operatorId,
    opter_name: header.operatorName,
    inf_time: formatDateTime(header.sentAt),
    fixmedins_code: header.providerId,
    fixmedins_name: header.providerName,
    sign_no: header.signInNumber ?? '',
  };
  const envelope = Object.entries(keys).map(([key, value]) => `${quote(key)}:${quote(value)}`);
  const body = encodeMessage(transactionOf(number).input, input, 'omitted');
  return new TextEncoder().encode(`{${envelope.join(',')},"input":${body}}`);
}

export type Answer<N extends TransactionNumber> = {
  readonly reference: string;
  readonly output: OutputOf<N>;
  readonly warning: string;
};

/**
 * Why there is no output: the platform refused (with its named error when known), or the bytes are no
 * answer.
 */
export type AnswerRefusal =
  | {
      readonly kind: 'refused';
      readonly error: WireErrorName | null;
      readonly message: string;
      readonly reference: string;
    }
  | { readonly kind: 'gateway'; readonly message: string }
  | { readonly kind: 'not-an-answer'; readonly message: string };

export type ReadAnswer<N extends TransactionNumber> =
  | { readonly ok: true; readonly value: Answer<N> }
  | { readonly ok: false; readonly refusal: AnswerRefusal };

const unreadable = (message: string) => ({ ok: false, refusal: { kind: 'not-an-answer', message } }) as const;

/** Reads an answer. Never throws for any bytes. */
export function readAnswer<N extends TransactionNumber>(number: N, bytes: Uint8Array): ReadAnswer<N> {
  const json = readJson(bytes);
  if (!json.ok || !isObject(json.value)) return unreadable('the answer is not a JSON object');
  const body = json.value;
  const text = (key: string): string => {
    const value = property(body, key);
    return typeof value === 'string' ? value : '';
  };
  if (property(body, 'infcode') === undefined && text('code') !== '') {
    return { ok: false, refusal: { kind: 'gateway', message: text('message') } };
  }
  const reference = text('inf_refmsgid');
  if (text('infcode') !== '0') {
    if (text('infcode') === '') return unreadable('the answer has no infcode');
    const message = text('err_msg');
    return { ok: false, refusal: { kind: 'refused', error: errorOfText(message), message, reference } };
  }
  const output = decodeOutput(number, property(body, 'output'));
  if (!output.ok) return unreadable(output.refusal.message);
  return { ok: true, value: { reference, output: output.value as OutputOf<N>, warning: text('warn_msg') } };
}

/** What an answer of any transaction says, its output as it stands; null for bytes that are no answer. */
export function readAnswerEnvelope(
  bytes: Uint8Array,
): { readonly isSuccess: boolean; readonly message: string; readonly output: WireJson } | null {
  const json = readJson(bytes);
  if (!json.ok || !isObject(json.value)) return null;
  const code = property(json.value, 'infcode') ?? property(json.value, 'code');
  const message = property(json.value, 'err_msg') ?? property(json.value, 'message');
  if (typeof code !== 'string') return null;
  const text = typeof message === 'string' ? message : '';
  return { isSuccess: code === '0', message: text, output: property(json.value, 'output') ?? null };
}
