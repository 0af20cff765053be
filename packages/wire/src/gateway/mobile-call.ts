/**
 * A call of the mobile gateway as a call of the interface, and its answer back in the gateway's envelope.
 * What stands between is the ordinary path: the same checks, idempotency, and log.
 */
import { type Sm2PrivateKey, type Sm2PublicKey, sm3Hex } from '@zhijie/crypto';
import type { Instant } from '@zhijie/kernel';
import { encodeMessage } from '../encode.ts';
import { readAnswerEnvelope } from '../envelope/client.ts';
import type { WireError, WireErrorName } from '../errors/index.ts';
import { isObject, property, quote, readJsonText, type WireJson, type WireObject } from '../json.ts';
import { type InputOf, isSupported, transactionOf } from '../transactions/index.ts';
import { decodeMobile, encodeMobile, type MobileApp, type MobileFault } from './mobile.ts';

/** An application that calls; it signs with its key, the platform with its own. */
export type KnownMobileApp = MobileApp & {
  /** Verifies what the application sends. */
  readonly publicKey: Sm2PublicKey;
  /** Signs what it is answered. */
  readonly privateKey: Sm2PrivateKey;
  /** Institutions that it speaks for; none named: any. */
  readonly providers?: readonly string[] | undefined;
};

/** Last parts of the paths that clients have compiled in. */
export const MOBILE_PATHS: Readonly<Record<string, string>> = {
  uldFeeInfo: '6201',
  pay_order: '6202',
  refund_Order: '6203',
  query_order_info: '6301',
  revoke_order: '6401',
};

const ERROR_OF_FAULT: Readonly<Record<MobileFault, WireErrorName>> = {
  'not-json': 'mobile-not-json',
  'app-unknown': 'mobile-app-unknown',
  'type-unsupported': 'mobile-type-unsupported',
  'cipher-missing': 'mobile-cipher-missing',
  'cipher-unreadable': 'mobile-cipher-unreadable',
  'signature-missing': 'mobile-signature-missing',
  'signature-wrong': 'mobile-signature-wrong',
};

export type MobileCall = {
  readonly app: KnownMobileApp;
  readonly version: string;
  readonly interfaceNumber: string;
  /** The same question in the ordinary envelope. */
  readonly request: Uint8Array;
};

export type ReadMobileCall =
  | { readonly ok: true; readonly value: MobileCall }
  | { readonly ok: false; readonly refusal: WireError; readonly app: KnownMobileApp | null };

/** The institution of a message: named, or the first part of an order's number. */
function providerOf(data: WireObject): string | null {
  const inner = property(data, 'InData');
  const rows = isObject(inner) ? [data, inner] : [data];
  for (const row of rows) {
    for (const key of ['orgCodg', 'orgId', 'payOrdId']) {
      const value = property(row, key);
      const found = typeof value === 'string' ? /^[HP]\d{11}/.exec(value.trim()) : null;
      if (found !== null) return found[0];
    }
  }
  return null;
}

/** The same bytes again are the same message; another time stamp makes another one. */
const messageIdOf = (parts: readonly string[]): string =>
  `MB${sm3Hex(parts.join('\n')).slice(0, 28).toUpperCase()}`;

/** Numbers go on as the texts they were sent as: nothing is rounded on the way. */
function envelopeOf(call: {
  interfaceNumber: string;
  messageId: string;
  providerId: string;
  app: MobileApp;
  data: WireJson;
  sentAt: string;
}): Uint8Array {
  const { interfaceNumber, messageId, providerId, app, sentAt } = call;
  const data = call.data as WireObject;
  const insured = property(data, 'insuCode');
  const keys = {
    infno: interfaceNumber,
    msgid: messageId,
    mdtrtarea_admvs: `${providerId.slice(1, 3)}0000`,
    insuplc_admdvs: typeof insured === 'string' ? insured.trim() : '',
    recer_sys_code: 'MBS',
    infver: 'V1.0',
    opter_type: '3',
    opter: app.appId.slice(0, 20),
    opter_name: '移动支付',
    inf_time: sentAt,
    fixmedins_code: providerId,
    fixmedins_name: '',
  };
  const envelope = Object.entries(keys).map(([key, value]) => `${quote(key)}:${quote(value)}`);
  const isWrapped = ['InData', 'data'].some((key) => isObject(property(data, key)));
  const input = JSON.stringify(isWrapped ? data : interfaceNumber === '6101' ? { InData: data } : { data });
  return new TextEncoder().encode(`{${envelope.join(',')},"input":${input}}`);
}

type Asked = { readonly path: string; readonly sentAt: string };

/** Reads a call of the mobile gateway. Never throws for any bytes. */
export function readMobileCall(
  body: Uint8Array,
  asked: Asked,
  appOf: (appId: string) => KnownMobileApp | undefined,
): ReadMobileCall {
  let app: KnownMobileApp | null = null;
  const read = decodeMobile(body, (appId) => {
    app = appOf(appId) ?? null;
    return app ?? undefined;
  });
  const refused = (error: WireErrorName, detail?: WireError['detail']): ReadMobileCall => ({
    ok: false,
    refusal: { error, detail },
    app,
  });
  if (!read.ok) return refused(ERROR_OF_FAULT[read.refusal]);
  const last = asked.path.split(/[?#]/)[0]!.split('/').filter(Boolean).at(-1) ?? '';
  const named = Object.hasOwn(MOBILE_PATHS, last) ? MOBILE_PATHS[last]! : last;
  if (!isSupported(named)) return refused('mobile-path-unknown', { path: last.slice(0, 40) });
  const { appId, version, timestamp, data } = read.value;
  const known = app as unknown as KnownMobileApp;
  const providerId = isObject(data) ? providerOf(data) : null;
  if (providerId === null) return refused('mobile-institution-missing');
  if (known.providers !== undefined && !known.providers.includes(providerId)) {
    return refused('mobile-app-unknown', { appId });
  }
  const messageId = messageIdOf([appId, named, timestamp, JSON.stringify(data)]);
  const { sentAt } = asked;
  const request = envelopeOf({ interfaceNumber: named, messageId, providerId, app: known, data, sentAt });
  return { ok: true, value: { app: known, version, interfaceNumber: named, request } };
}

const encoder = new TextEncoder();

/** A refusal of the envelope itself, in plain: whoever cannot be told from others gets nothing signed. */
export function encodeMobileFailure(message: string): Uint8Array {
  return encoder.encode(`{"code":-1,"success":false,"message":${quote(message)},"encData":"","signData":""}`);
}

/** The answer of the ordinary path, encrypted and signed for the application. */
export function encodeMobileAnswer(
  { app, version }: Pick<MobileCall, 'app' | 'version'>,
  answer: Uint8Array,
  at: Instant,
): Uint8Array {
  const read = readAnswerEnvelope(answer);
  if (read === null) return encodeMobileFailure('系统内部错误，结果未知，请用 6301 查询');
  const { isSuccess, message, output } = read;
  const whole = isObject(output) ? output : {};
  const inner = property(whole, 'data') ?? property(whole, 'OutData') ?? whole;
  return encodeMobile(app, {
    data: isSuccess ? inner : {},
    at,
    version: version === '' ? undefined : version,
    besides: { code: isSuccess ? 0 : -1, success: isSuccess, message: isSuccess ? '成功' : message },
  });
}

/** A notice of a paid order for the hospital's application, as the gateway sends it (6302). */
export function encodeMobileNotice(
  app: Pick<KnownMobileApp, 'appId' | 'appSecret' | 'privateKey'>,
  notice: InputOf<'6302'>,
  at: Instant,
): Uint8Array {
  const text = encodeMessage(transactionOf('6302').input, notice, 'omitted');
  const input = readJsonText(text) as WireObject;
  return encodeMobile(app, { data: property(input, 'data') ?? {}, at });
}

/** Whether a hospital took a notice: in the gateway's envelope or in plain, as hospitals answer. */
export function isNoticeTaken(app: KnownMobileApp, answer: Uint8Array): boolean {
  const read = decodeMobile(answer, (appId) => (appId === app.appId ? app : undefined));
  const plain = readJsonText(Buffer.from(answer).toString('utf8'));
  const told = read.ok ? read.value.data : plain;
  if (!isObject(told)) return false;
  const inner = property(told, 'data');
  const success = property(told, 'success') ?? (isObject(inner) ? property(inner, 'success') : undefined);
  return success === true || success === 'true';
}
