/**
 * The envelope of a request. Tolerant of everything seen in the wild (any content type, number of the
 * transaction in the path or in the body, opaque message ids, extra keys, `"null"` texts); strict
 * about what decides the call.
 */
import { type Instant, parseDateTime } from '@zhijie/kernel';
import { operatorKinds } from '../code-tables/institution.ts';
import type { WireError, WireErrorName } from '../errors/index.ts';
import { checkText, scalarText } from '../field.ts';
import {
  isAbsent,
  isObject,
  property,
  quote,
  readJson,
  readJsonText,
  type WireJson,
  type WireObject,
} from '../json.ts';
import { nearestSupported, officialTransactions } from '../official-transactions.ts';
import { isSupported, type TransactionNumber } from '../transactions/index.ts';

export type OperatorKind = Parameters<typeof operatorKinds.codeOf>[0];

export type RequestEnvelope = {
  readonly interfaceNumber: TransactionNumber;
  /** Opaque, at most 30 characters, unique per institution. */
  readonly messageId: string;
  readonly careRegion: string;
  /** Empty for local patients of many hospital systems. */
  readonly insuredRegion: string | null;
  readonly operatorId: string;
  readonly operatorName: string;
  readonly operatorType: OperatorKind;
  /** As the sender's clock has it; null when absent or unreadable. Nothing is decided by it. */
  readonly sentAt: Instant | null;
  readonly providerId: string;
  readonly providerName: string;
  readonly signInNumber: string | null;
  readonly version: string;
  /** The nodes; numbers are kept as their source text. */
  readonly input: WireObject;
  /** Canonical text of everything that makes this call the call it is; see `contentDigest`. */
  readonly rawDigestInput: string;
  /**
   * Envelope keys that nobody knows, and fields that are absent or unreadable although the standard
   * wants them.
   */
  readonly ignored: readonly string[];
};

/** A request that cannot be understood; what is known of the envelope helps to write the answer. */
export type WireFault = WireError & {
  readonly interfaceNumber: string | null;
  readonly messageId: string | null;
  readonly careRegion: string | null;
};

export type ReadOptions = {
  /** Path of the URL; a last segment that looks like a transaction number is one. */
  readonly path: string;
  /** Ignored: clients send JSON under every content type. */
  readonly contentType?: string | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  readonly maxBytes: number;
};

export type ReadRequest =
  | { readonly ok: true; readonly value: RequestEnvelope }
  | { readonly ok: false; readonly refusal: WireFault };

export type HeaderField = { readonly code: string; readonly label: string; readonly longest: number };

/** The envelope fields that mean something here, with their official names and lengths. */
export const HEADER = {
  messageId: { code: 'msgid', label: '发送方报文ID', longest: 30 },
  careRegion: { code: 'mdtrtarea_admvs', label: '就医地医保区划', longest: 6 },
  insuredRegion: { code: 'insuplc_admdvs', label: '参保地医保区划', longest: 6 },
  providerId: { code: 'fixmedins_code', label: '定点医药机构编号', longest: 30 },
  providerName: { code: 'fixmedins_name', label: '定点医药机构名称', longest: 200 },
  operatorId: { code: 'opter', label: '经办人', longest: 30 },
  operatorName: { code: 'opter_name', label: '经办人姓名', longest: 50 },
  operatorType: { code: 'opter_type', label: '经办人类别', longest: 3 },
  sentAt: { code: 'inf_time', label: '交易时间', longest: 30 },
  signInNumber: { code: 'sign_no', label: '签到流水号', longest: 30 },
  version: { code: 'infver', label: '接口版本号', longest: 6 },
} as const satisfies Record<string, HeaderField>;

/** Keys that the standard or an edition knows and that decide nothing here. */
export const CARRIED = [
  'infno',
  'input',
  'recer_sys_code',
  'dev_no',
  'dev_safe_info',
  'cainfo',
  'signtype',
  'enc_type',
];

const SPELLINGS: Readonly<Record<string, string>> = {
  mdtrtarea_admvs: 'mdtrtarea_admdvs',
  insuplc_admdvs: 'insuplc_admvs',
};

class Stop extends Error {
  readonly refusal: WireError;
  constructor(error: WireErrorName, detail?: Record<string, string | number>) {
    super(error);
    this.refusal = { error, detail };
  }
}

const wrong = (field: HeaderField, wanted: string): Stop =>
  new Stop('envelope-field', { field: field.code, label: field.label, wanted });

/** The value of an envelope field under its official name, or under the spelling of another edition. */
export function sent(body: WireObject, code: string): WireJson | undefined {
  const value = property(body, code);
  const other = SPELLINGS[code];
  return isAbsent(value) && other !== undefined ? property(body, other) : value;
}

function optionalText(body: WireObject, field: HeaderField): string | null {
  const value = sent(body, field.code);
  if (isAbsent(value)) return null;
  const text = scalarText(value as WireJson, 'text');
  if (!text.ok) throw wrong(field, text.fault.wanted);
  const fault = checkText(text.value, field.longest);
  if (fault !== null) throw wrong(field, fault.wanted);
  return text.value;
}

function requiredText(body: WireObject, field: HeaderField): string {
  const value = optionalText(body, field);
  if (value === null) throw wrong(field, '必填');
  return value;
}

function region(text: string, field: HeaderField): string {
  if (!/^\d{6}$/.test(text)) throw wrong(field, '填六位医保区划代码');
  return text;
}

const NUMBER = /^\d{4,6}[A-Z]?$/;

function numberOf(body: WireObject, path: string): TransactionNumber {
  const inBody = property(body, 'infno');
  if (!isAbsent(inBody) && typeof inBody !== 'string') throw new Stop('unknown-transaction');
  const bodyNumber = typeof inBody === 'string' && !isAbsent(inBody) ? inBody.trim() : null;
  const last = path.split(/[?#]/)[0]!.split('/').filter(Boolean).at(-1) ?? '';
  const pathNumber = NUMBER.test(last) ? last : null;
  if (bodyNumber !== null && pathNumber !== null && bodyNumber !== pathNumber) {
    throw new Stop('transaction-mismatch', { path: pathNumber, body: bodyNumber.slice(0, 10) });
  }
  const number = bodyNumber ?? pathNumber;
  if (number === null) throw new Stop('transaction-missing');
  if (isSupported(number)) return number;
  const official = officialTransactions.get(number);
  if (official === undefined) throw new Stop('unknown-transaction', { transaction: number.slice(0, 10) });
  const near = nearestSupported(number);
  const nearest = near === null ? {} : { nearest: near, nearestLabel: officialTransactions.get(near)!.label };
  throw new Stop('unsupported-transaction', { transaction: number, label: official.label, ...nearest });
}

function inputOf(body: WireObject): WireObject {
  const value = property(body, 'input');
  const input = typeof value === 'string' ? readJsonText(value) : value;
  if (!isObject(input)) throw new Stop('input-missing');
  return input;
}

/**
 * Canonical JSON text of what a value means: keys sorted, blanks and absent keys left out, numbers as
 * their text. Null when the value means nothing.
 */
function meaningText(value: WireJson): string | null {
  if (typeof value === 'string') {
    const text = value.trim();
    return text === '' || text === 'null' ? null : quote(text);
  }
  if (value === null || typeof value === 'boolean') return value === null ? null : String(value);
  if (Array.isArray(value)) return `[${value.map((item) => meaningText(item) ?? '""').join(',')}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const text = meaningText(value[key]!);
    if (text !== null) parts.push(`${quote(key)}:${text}`);
  }
  return `{${parts.join(',')}}`;
}

function envelopeOf(body: WireObject, path: string): RequestEnvelope {
  const interfaceNumber = numberOf(body, path);
  const messageId = requiredText(body, HEADER.messageId);
  const careRegion = region(requiredText(body, HEADER.careRegion), HEADER.careRegion);
  const insured = optionalText(body, HEADER.insuredRegion);
  const insuredRegion = insured === null ? null : region(insured, HEADER.insuredRegion);
  const providerId = requiredText(body, HEADER.providerId);
  const input = inputOf(body);
  const ignored: string[] = [];
  const known = new Set<string>([...CARRIED, ...Object.values(HEADER).map((field) => field.code)]);
  for (const key of Object.keys(body)) if (!known.has(key)) ignored.push(key.slice(0, 40));
  const remark = <T>(field: HeaderField, value: T | null | undefined, otherwise: T): T => {
    if (value !== null && value !== undefined) return value;
    ignored.push(`${field.code}（${field.label}）未填或无法识别`);
    return otherwise;
  };
  const kind = optionalText(body, HEADER.operatorType);
  const time = optionalText(body, HEADER.sentAt);
  const at = time === null ? null : parseDateTime(time);
  return {
    interfaceNumber,
    messageId,
    careRegion,
    insuredRegion,
    operatorId: remark(HEADER.operatorId, optionalText(body, HEADER.operatorId), ''),
    operatorName: remark(HEADER.operatorName, optionalText(body, HEADER.operatorName), ''),
    operatorType: remark(HEADER.operatorType, kind === null ? null : operatorKinds.wordOf(kind), 'operator'),
    sentAt: remark<Instant | null>(HEADER.sentAt, at?.ok ? at.value : null, null),
    providerId,
    providerName: remark(HEADER.providerName, optionalText(body, HEADER.providerName), ''),
    signInNumber: optionalText(body, HEADER.signInNumber),
    version: remark(HEADER.version, optionalText(body, HEADER.version), ''),
    input,
    rawDigestInput: contentText({ interfaceNumber, careRegion, insuredRegion, providerId, input }),
    ignored,
  };
}

function contentText(call: {
  interfaceNumber: string;
  careRegion: string;
  insuredRegion: string | null;
  providerId: string;
  input: WireObject;
}): string {
  const content = meaningText({
    fixmedins_code: call.providerId,
    infno: call.interfaceNumber,
    input: call.input,
    insuplc_admdvs: call.insuredRegion,
    mdtrtarea_admvs: call.careRegion,
  });
  return content ?? '{}';
}

/** What can be said of a broken request, for its answer. */
function glimpse(body: unknown): Omit<WireFault, keyof WireError> {
  const text = (code: string, longest: number): string | null => {
    const value = isObject(body) ? sent(body, code) : undefined;
    return typeof value === 'string' && !isAbsent(value) && value.length <= longest ? value : null;
  };
  const careRegion = text('mdtrtarea_admvs', 6);
  return {
    interfaceNumber: text('infno', 6),
    messageId: text('msgid', 30),
    careRegion: careRegion !== null && /^\d{6}$/.test(careRegion) ? careRegion : null,
  };
}

/** Reads a request. Never throws for any bytes: what cannot be understood is a named fault. */
export function readRequest(bytes: Uint8Array, options: ReadOptions): ReadRequest {
  const nothing = glimpse(null);
  if (bytes.byteLength > options.maxBytes) {
    return {
      ok: false,
      refusal: { error: 'body-too-large', detail: { limit: options.maxBytes }, ...nothing },
    };
  }
  const json = readJson(bytes);
  if (!json.ok) return { ok: false, refusal: { error: json.fault, ...nothing } };
  if (!isObject(json.value)) return { ok: false, refusal: { error: 'not-an-object', ...nothing } };
  try {
    return { ok: true, value: envelopeOf(json.value, options.path) };
  } catch (error) {
    if (error instanceof Stop) return { ok: false, refusal: { ...error.refusal, ...glimpse(json.value) } };
    throw error;
  }
}
