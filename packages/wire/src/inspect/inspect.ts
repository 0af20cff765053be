/**
 * A call taken apart for its developer. Where `readRequest` and `decodeInput` stop at the first fault, as the
 * gateway must, this looks at every field of every row and says of each what is right or wrong with it.
 */
import { sentValue } from '../decode.ts';
import { CARRIED, HEADER, type HeaderField, readRequest, sent } from '../envelope/request.ts';
import { errorOfText, errorText, type WireErrorName } from '../errors/index.ts';
import {
  isAbsent,
  isObject,
  property,
  readJson,
  readJsonText,
  type WireJson,
  type WireObject,
} from '../json.ts';
import { type Message, type Node, nodesOf } from '../message.ts';
import { officialTransactions } from '../official-transactions.ts';
import { isSupported, transactionOf } from '../transactions/index.ts';
import { envelopeText, type FieldVerdict, ignoredKey, shown, textOf, verdictOf } from './verdict.ts';

export type InspectedRow = {
  readonly node: string;
  readonly label: string;
  /** From 1 in a multi-row node. */
  readonly row: number | null;
  readonly fields: readonly FieldVerdict[];
};

/** The numbers by which people look a call up. */
export type CallReferences = {
  readonly personId: string | null;
  readonly visitId: string | null;
  readonly settlementId: string | null;
};

export type InspectedCall = {
  /** What stopped the reading of the whole message, as the hospital hears it; null when it was readable. */
  readonly unreadable: string | null;
  readonly interfaceNumber: string | null;
  readonly label: string;
  readonly isSupported: boolean;
  readonly messageId: string | null;
  readonly providerId: string | null;
  readonly careRegion: string | null;
  readonly insuredRegion: string | null;
  readonly envelope: readonly FieldVerdict[];
  readonly rows: readonly InspectedRow[];
  readonly references: CallReferences;
  /** Values that tell who somebody is, as they stand in the message. */
  readonly personal: readonly string[];
};

export type InspectedAnswer = {
  readonly kind: 'success' | 'refused' | 'gateway' | 'file' | 'unreadable';
  readonly error: WireErrorName | null;
  /** Empty for a success. */
  readonly message: string;
  readonly warning: string;
  readonly rows: readonly InspectedRow[];
  readonly references: CallReferences;
  readonly personal: readonly string[];
};

/** Rows beyond this are counted, not shown: the log stays small whatever was sent. */
const MOST_ROWS = 200;

const REGIONS: readonly string[] = [HEADER.careRegion.code, HEADER.insuredRegion.code];
const REQUIRED: readonly string[] = [
  HEADER.messageId.code,
  HEADER.careRegion.code,
  HEADER.providerId.code,
  HEADER.operatorId.code,
  HEADER.operatorType.code,
  HEADER.sentAt.code,
];

const present = (value: WireJson | undefined): WireJson | undefined => (isAbsent(value) ? undefined : value);

function inspectEnvelope(body: WireObject): FieldVerdict[] {
  const fields = Object.values(HEADER) as HeaderField[];
  const known = new Set<string>([...CARRIED, ...fields.map((field) => field.code)]);
  const verdicts = fields.map((field) =>
    envelopeText(field, present(sent(body, field.code)), {
      presence: REQUIRED.includes(field.code) ? 'required' : 'optional',
      isRegion: REGIONS.includes(field.code),
    }),
  );
  const spellings = new Set(
    fields.flatMap(({ code }) => (present(property(body, code)) === undefined ? otherSpelling(code) : [])),
  );
  for (const key of Object.keys(body))
    if (!known.has(key) && !spellings.has(key)) verdicts.push(ignoredKey(key, body[key]));
  return verdicts;
}

const otherSpelling = (code: string): string[] =>
  code.endsWith('_admvs') ? [code.replace('_admvs', '_admdvs')] : [code.replace('_admdvs', '_admvs')];

function rowFields(node: Node, row: WireObject, besides: readonly string[]): FieldVerdict[] {
  const known = new Set<string>([...besides, ...Object.values(node.nested).map(({ code }) => code)]);
  const verdicts: FieldVerdict[] = [];
  for (const [, field, presence] of node.fields) {
    for (const code of [field.code, ...field.spellings, ...field.alsoWrittenAs]) known.add(code);
    verdicts.push(verdictOf({ field, value: sentValue(row, field), presence }));
  }
  for (const key of Object.keys(row)) if (!known.has(key)) verdicts.push(ignoredKey(key, row[key]));
  return verdicts;
}

/** A fault of a whole node stands as a row with one verdict. */
function faultyNode(node: Node, wanted: string, value: WireJson | undefined): InspectedRow {
  const fault = { rule: 'node', wanted } as const;
  const { code, label } = node;
  const about = {
    presence: 'required',
    verdict: 'fault',
    meaning: '',
    length: '',
    isPersonal: false,
  } as const;
  return { node: code, label, row: null, fields: [{ ...about, code, label, value: shown(value), fault }] };
}

function inspectNode(node: Node, value: WireJson | undefined, besides: readonly string[]): InspectedRow[] {
  const { code, label } = node;
  if (isAbsent(value)) {
    const isMissing = node.many ? node.atLeast > 0 : Object.keys(node.required).length > 0;
    return isMissing ? [faultyNode(node, node.many ? '至少一行' : '缺少该节点', undefined)] : [];
  }
  const list: readonly WireJson[] = Array.isArray(value) ? value : [value as WireJson];
  if (!node.many && list.length > 1) return [faultyNode(node, `只能一行，收到 ${list.length} 行`, undefined)];
  if (node.many && list.length < node.atLeast) return [faultyNode(node, '至少一行', undefined)];
  return list.slice(0, MOST_ROWS).flatMap((row, index) => {
    if (!isObject(row)) return [faultyNode(node, node.many ? '填对象数组' : '填一个对象', row)];
    const fields = rowFields(node, row, besides);
    const within = Object.values(node.nested).flatMap((inner) =>
      inspectNode(inner, property(row, inner.code), []),
    );
    return [{ node: code, label, row: node.many ? index + 1 : null, fields }, ...within];
  });
}

function inspectMessage(message: Message, value: WireJson | undefined): InspectedRow[] {
  const whole = typeof value === 'string' ? readJsonText(value) : value;
  const object: WireObject = isObject(whole) ? whole : {};
  const nodes = nodesOf(message);
  const codes = nodes.map(([, node]) => node.code);
  const rows = nodes.flatMap(([name, node]) => {
    if (node.code !== '') return inspectNode(node, property(object, node.code), []);
    return inspectNode(node, name === null ? whole : object, codes);
  });
  const extra = codes.includes('') ? [] : Object.keys(object).filter((key) => !codes.includes(key));
  if (extra.length === 0) return rows;
  const fields = extra.map((key) => ignoredKey(key, object[key]));
  return [...rows, { node: '', label: '没有这个节点', row: null, fields }];
}

/** Keys under which persons, visits and settlements are named, in requests as in answers. */
const REFERENCES = {
  personId: ['psn_no', 'psnNo'],
  // Calls about an order for mobile payment belong together by its number: not all of them know the visit.
  visitId: ['mdtrt_id', 'payOrdId'],
  settlementId: ['setl_id'],
} as const;
const DEEPEST = 6;

function findText(value: WireJson | undefined, key: string, depth = 0): string | null {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return null;
  const inner = Array.isArray(value) ? value.slice(0, MOST_ROWS) : Object.values(value);
  if (!Array.isArray(value)) {
    const own = property(value, key);
    if (typeof own === 'string' && !isAbsent(own)) return own.trim().slice(0, 60);
  }
  for (const item of inner) {
    const found = findText(item, key, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function findFirst(value: WireJson | undefined, keys: readonly string[]): string | null {
  for (const key of keys) {
    const found = findText(value, key);
    if (found !== null) return found;
  }
  return null;
}

const referencesOf = (value: WireJson | undefined): CallReferences => ({
  personId: findFirst(value, REFERENCES.personId),
  visitId: findFirst(value, REFERENCES.visitId),
  settlementId: findFirst(value, REFERENCES.settlementId),
});

/** Whole values of the fields that are personal: what is masked wherever it stands in the text. */
function personalValues(body: WireObject, rows: readonly InspectedRow[], envelope: readonly FieldVerdict[]) {
  const codes = new Set<string>();
  for (const field of [...envelope, ...rows.flatMap((row) => row.fields)])
    if (field.isPersonal) codes.add(field.code);
  const values = new Set<string>();
  const walk = (value: WireJson, isPersonal: boolean, depth: number): void => {
    if (typeof value === 'string') {
      if (isPersonal && value.trim() !== '') values.add(value);
      const nested = depth <= DEEPEST && /^\s*[{[]/.test(value) ? readJsonText(value) : undefined;
      if (nested !== undefined && typeof nested !== 'string') walk(nested, isPersonal, depth + 1);
      return;
    }
    if (typeof value !== 'object' || value === null || depth > DEEPEST + 2) return;
    if (Array.isArray(value)) for (const item of value) walk(item, isPersonal, depth + 1);
    else for (const [key, item] of Object.entries(value)) walk(item, isPersonal || codes.has(key), depth + 1);
  };
  walk(body as WireJson, false, 0);
  return [...values];
}

const UNREADABLE: Omit<InspectedCall, 'unreadable'> = {
  interfaceNumber: null,
  label: '',
  isSupported: false,
  messageId: null,
  providerId: null,
  careRegion: null,
  insuredRegion: null,
  envelope: [],
  rows: [],
  references: { personId: null, visitId: null, settlementId: null },
  personal: [],
};

/** Looks at every field of a request. Never throws for any bytes. */
export function inspectCall(bytes: Uint8Array, path: string): InspectedCall {
  const read = readRequest(bytes, { path, maxBytes: Math.max(bytes.byteLength, 1) });
  const unreadable = read.ok ? null : errorText(read.refusal);
  const json = readJson(bytes);
  if (!json.ok || !isObject(json.value)) return { ...UNREADABLE, unreadable };
  const body = json.value;
  const text = (field: HeaderField): string | null => {
    const value = sent(body, field.code);
    return isAbsent(value) ? null : textOf(value).slice(0, 60);
  };
  const inBody = property(body, 'infno');
  const number = read.ok
    ? read.value.interfaceNumber
    : typeof inBody === 'string' && !isAbsent(inBody)
      ? inBody.slice(0, 10)
      : null;
  const rows =
    number !== null && isSupported(number)
      ? inspectMessage(transactionOf(number).input, property(body, 'input'))
      : [];
  const envelope = inspectEnvelope(body);
  return {
    unreadable,
    interfaceNumber: number,
    label: number === null ? '' : (officialTransactions.get(number)?.label ?? ''),
    isSupported: number !== null && isSupported(number),
    messageId: text(HEADER.messageId),
    providerId: text(HEADER.providerId),
    careRegion: text(HEADER.careRegion),
    insuredRegion: text(HEADER.insuredRegion),
    envelope,
    rows,
    references: referencesOf(property(body, 'input')),
    personal: personalValues(body, rows, envelope),
  };
}

const NOT_AN_ENVELOPE: Omit<InspectedAnswer, 'kind' | 'message'> = {
  error: null,
  warning: '',
  rows: [],
  references: UNREADABLE.references,
  personal: [],
};

/** Looks at an answer of the gateway. Never throws for any bytes. */
export function inspectAnswer(bytes: Uint8Array, interfaceNumber: string | null): InspectedAnswer {
  const json = readJson(bytes);
  if (!json.ok || !isObject(json.value)) {
    const isFile = bytes[0] !== 0x7b && bytes.byteLength > 0;
    return { ...NOT_AN_ENVELOPE, kind: isFile ? 'file' : 'unreadable', message: '' };
  }
  const body = json.value;
  const text = (key: string): string => textOf(property(body, key));
  if (property(body, 'infcode') === undefined)
    return { ...NOT_AN_ENVELOPE, kind: 'gateway', message: text('message') };
  const output = property(body, 'output');
  const isSuccess = text('infcode') === '0';
  const rows =
    isSuccess && interfaceNumber !== null && isSupported(interfaceNumber)
      ? inspectMessage(transactionOf(interfaceNumber).output, output)
      : [];
  return {
    kind: isSuccess ? 'success' : 'refused',
    error: isSuccess ? null : errorOfText(text('err_msg')),
    message: text('err_msg'),
    warning: text('warn_msg'),
    rows,
    references: referencesOf(output),
    personal: personalValues(body, rows, []),
  };
}
