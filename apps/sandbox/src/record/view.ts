import type { FieldVerdict, GatewayHeaders, InspectedCall, InspectedRow } from '@zhijie/wire';
import { WHO_FIXES, type WireErrorEntry, wireErrors } from '@zhijie/wire';
import type { CallSummary, RecordedCall, Step } from './call.ts';
import { maskMessage, maskSentence, maskValue } from './mask.ts';
import { inspect, personalOf } from './summary.ts';

export type ShownField = Pick<
  FieldVerdict,
  'code' | 'label' | 'presence' | 'verdict' | 'value' | 'meaning'
> & {
  readonly rule: string;
  /** What is wrong and what would be right, Chinese; empty for a good field. */
  readonly fix: string;
};

export type ShownRow = {
  readonly node: string;
  readonly label: string;
  readonly row: number | null;
  readonly fields: readonly ShownField[];
};

export type HeaderVerdict = {
  /** Which style of signed headers the request carries. */
  readonly style: 'x-tif' | 'csb' | 'apikey' | 'token' | 'none';
  readonly text: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
};

export type CallView = {
  readonly summary: CallSummary;
  readonly path: string;
  readonly isUnmasked: boolean;
  readonly isCut: boolean;
  readonly isDelivered: boolean;
  /** Null when the message could be read as a whole. */
  readonly unreadable: string | null;
  readonly envelope: readonly ShownField[];
  readonly request: readonly ShownRow[];
  readonly answer: readonly ShownRow[];
  /** Of a refusal: who puts it right, and how. */
  readonly advice: { readonly number: number; readonly who: string; readonly next: string } | null;
  readonly warning: string;
  readonly headers: HeaderVerdict;
  readonly rawRequest: string;
  readonly rawAnswer: string;
  readonly requestBytes: number;
  readonly answerBytes: number;
  readonly steps: readonly Step[];
  readonly afterwards: readonly Step[];
};

const SECRET_HEADERS = /^(authorization|cookie|apikey|x-api-key|x-tif-signature|_api_signature|token)$/i;
const CALL_HEADERS = /^(x-tif-|_api_|apikey|x-api-key|authorization|token|user-agent|x-zhijie-)/i;

/** Signatures and tokens let others call: only their ends are shown. */
const shownHeader = (name: string, value: string): string =>
  SECRET_HEADERS.test(name) ? `…${value.slice(-4)}（共 ${value.length} 字符）` : value;

function styleOf(headers: GatewayHeaders): HeaderVerdict['style'] {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  if (names.some((name) => name.startsWith('x-tif-'))) return 'x-tif';
  if (names.some((name) => name.startsWith('_api_'))) return 'csb';
  if (names.includes('apikey') || names.includes('x-api-key')) return 'apikey';
  return names.includes('authorization') || names.includes('token') ? 'token' : 'none';
}

const STYLE_TEXTS: Readonly<Record<HeaderVerdict['style'], string>> = {
  'x-tif': 'x-tif 签名头',
  csb: 'CSB 签名头',
  apikey: 'apikey 头',
  token: '令牌头',
  none: '没有签名头',
};

function headersOf(call: RecordedCall): HeaderVerdict {
  const style = styleOf(call.headers);
  const isRejected = call.summary.end === 'rejected';
  const verdict = isRejected ? `网关拒绝：${call.summary.message}` : '网关放行';
  const shown = Object.entries(call.headers).flatMap(([name, value]) => {
    if (value === undefined || !CALL_HEADERS.test(name)) return [];
    const text = typeof value === 'string' ? value : value.join(', ');
    return [[name, shownHeader(name, maskSentence(text, []))] as const];
  });
  return { style, text: `${STYLE_TEXTS[style]}；${verdict}`, headers: shown };
}

type RawField = InspectedRow['fields'][number];

function shownField(isUnmasked: boolean, personal: readonly string[]) {
  return (field: RawField): ShownField => {
    const { code, label, presence, verdict, meaning, fault } = field;
    const value = isUnmasked
      ? field.value
      : field.isPersonal
        ? maskValue(field.value)
        : maskSentence(field.value, personal);
    const isUnknown = verdict === 'ignored';
    const fix = isUnknown ? '没有这个键，已忽略，不影响办理' : (fault?.wanted ?? '');
    return { code, label, presence, verdict, value, meaning, rule: fault?.rule ?? '', fix };
  };
}

function rawText(bytes: Uint8Array, isUnmasked: boolean, personal: readonly string[]): string {
  if (bytes.byteLength === 0) return '';
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return `（ZIP 文件，${bytes.byteLength} 字节）`;
  const text = new TextDecoder().decode(bytes);
  return isUnmasked ? text : maskMessage(text, personal);
}

function adviceOf({ error }: CallSummary): CallView['advice'] {
  if (error === null) return null;
  const entry: WireErrorEntry = wireErrors[error];
  return { number: entry.number, who: WHO_FIXES[entry.who], next: entry.next };
}

const rowsOf = (rows: InspectedCall['rows'], shown: (field: RawField) => ShownField): readonly ShownRow[] =>
  rows.map((row) => ({ ...row, fields: row.fields.map(shown) }));

/** A call for its page: masked unless the viewer may see everything. */
export function viewOf(call: RecordedCall, { isUnmasked }: { readonly isUnmasked: boolean }): CallView {
  const inspected = inspect(call);
  const personal = personalOf(inspected);
  const shown = shownField(isUnmasked, personal);
  return {
    summary: call.summary,
    path: isUnmasked ? call.path : maskSentence(call.path, personal),
    isUnmasked,
    isCut: call.isCut,
    isDelivered: call.isDelivered,
    unreadable: inspected.call.unreadable,
    envelope: inspected.call.envelope.map(shown),
    request: rowsOf(inspected.call.rows, shown),
    answer: rowsOf(inspected.answer.rows, shown),
    advice: adviceOf(call.summary),
    warning: inspected.answer.warning,
    headers: headersOf(call),
    rawRequest: rawText(call.request, isUnmasked, personal),
    rawAnswer: rawText(call.answer, isUnmasked, personal),
    requestBytes: call.request.byteLength,
    answerBytes: call.answer.byteLength,
    steps: call.steps,
    afterwards: [...call.afterwards],
  };
}
