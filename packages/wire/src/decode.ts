/** From the nodes of a message to English names and kernel values; from there back is `encode.ts`. */
import { ERROR_OF_RULE, shorten, type WireError } from './errors/index.ts';
import { type Field, type FieldRule, scalarText, type ValueFault } from './field.ts';
import { isAbsent, isObject, property, readJsonText, type WireJson, type WireObject } from './json.ts';
import { isNode, type Message, type Node, type NodeValue, nodesOf } from './message.ts';
import { type InputOf, type TransactionNumber, transactionOf } from './transactions/index.ts';

/** What is wrong with one field, where, and how to put it right (Chinese, at most 190 characters). */
export type FieldFault = {
  readonly node: string;
  readonly field: string;
  readonly label: string;
  /** Row of a multi-row node, from 1. */
  readonly row: number | null;
  readonly rule: FieldRule;
  /** The value as sent, shortened; empty when nothing was sent. */
  readonly value: string;
  readonly message: string;
};

export type Decoded<T> =
  | { readonly ok: true; readonly value: T; readonly ignored: readonly string[] }
  | { readonly ok: false; readonly refusal: FieldFault };

class Stop extends Error {
  readonly fault: FieldFault;
  constructor(fault: FieldFault) {
    super(fault.message);
    this.fault = fault;
  }
}

type Place = { readonly node: string; readonly row: number | null };

function stop(
  place: Place,
  field: { code: string; label: string },
  fault: ValueFault,
  sent: WireJson | undefined,
): never {
  const text =
    sent === undefined || sent === null ? '' : typeof sent === 'string' ? sent : JSON.stringify(sent);
  const value = shorten(text.toWellFormed().replace(/\p{Cc}/gu, '?'), 40);
  const where = `节点 ${place.node || 'output'}${place.row === null ? '' : ` 第 ${place.row} 行`} `;
  const what =
    fault.rule === 'missing'
      ? `缺少必填字段 ${field.code}（${field.label}）`
      : `字段 ${field.code}（${field.label}）值“${value}”有误`;
  const message = shorten(`${where}${what}：${fault.wanted}，改正后重发`, 190);
  throw new Stop({ ...place, field: field.code, label: field.label, rule: fault.rule, value, message });
}

function stopAtNode(node: Node, rule: FieldRule, wanted: string): never {
  const message = `节点 ${node.code || 'output'}（${node.label}）有误：${wanted}，改正后重发`;
  throw new Stop({ node: node.code, field: '', label: node.label, row: null, rule, value: '', message });
}

/** The value under the official code, or under another spelling seen on the wire. */
export function sentValue(row: WireObject, field: Field<unknown>): WireJson | undefined {
  const value = property(row, field.code);
  if (!isAbsent(value)) return value;
  for (const code of field.spellings) {
    const other = property(row, code);
    if (!isAbsent(other)) return other;
  }
  return undefined;
}

function decodeRow(
  node: Node,
  row: WireObject,
  place: Place,
  ignored: Set<string>,
  besides: readonly string[] = [],
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const known = new Set<string>(besides);
  for (const [name, field, presence] of node.fields) {
    known.add(field.code);
    for (const code of [...field.spellings, ...field.alsoWrittenAs]) known.add(code);
    const sent = sentValue(row, field);
    if (sent === undefined) {
      if (presence === 'required') stop(place, field, { rule: 'missing', wanted: '请填写' }, undefined);
      continue;
    }
    const text = scalarText(sent, field.kind);
    if (!text.ok) stop(place, field, text.fault, sent);
    const read = field.read(text.value);
    if (!read.ok) stop(place, field, read.fault, sent);
    value[name] = read.value;
  }
  for (const [name, inner] of Object.entries(node.nested)) {
    known.add(inner.code);
    value[name] = decodeNode(inner, property(row, inner.code), ignored);
  }
  for (const key of Object.keys(row)) if (!known.has(key)) ignored.add(`${node.code}.${shorten(key, 40)}`);
  return value;
}

/** The rows that were sent for a node: a bare object and a one-element array mean the same. */
function rowsOf(node: Node, sent: WireJson | undefined): readonly WireObject[] {
  if (isAbsent(sent)) return [];
  const list = Array.isArray(sent) ? sent : [sent];
  for (const row of list) {
    if (!isObject(row)) stopAtNode(node, 'node', node.many ? '填对象数组' : '填一个对象');
  }
  return list as readonly WireObject[];
}

/** Whether a single-row node cannot be left out. */
const needsRow = (node: Node): boolean =>
  Object.keys(node.required).length > 0 || Object.values(node.nested).some((inner) => inner.atLeast > 0);

function decodeNode(node: Node, sent: WireJson | undefined, ignored: Set<string>): unknown {
  const rows = rowsOf(node, sent);
  if (node.many) {
    if (rows.length < node.atLeast) stopAtNode(node, rows.length === 0 ? 'node' : 'rows', '至少一行');
    return rows.map((row, index) => decodeRow(node, row, { node: node.code, row: index + 1 }, ignored));
  }
  if (rows.length > 1) stopAtNode(node, 'rows', `只能一行，收到 ${rows.length} 行`);
  const row = rows[0];
  if (row === undefined && needsRow(node)) stopAtNode(node, 'node', '缺少该节点');
  return decodeRow(node, row ?? {}, { node: node.code, row: null }, ignored);
}

/** Some clients send the nodes as one JSON text instead of an object. */
function unwrapped(sent: unknown): WireJson | undefined {
  if (typeof sent !== 'string') return sent as WireJson | undefined;
  return sent.trimStart().startsWith('{') ? readJsonText(sent) : sent;
}

/** Whether the fields of a message's only row stand in the message itself, as some clients write them. */
const standsInMessage = (message: Message, node: Node, object: WireObject): boolean =>
  isNode(message) &&
  !node.many &&
  isAbsent(property(object, node.code)) &&
  node.fields.some(
    ([, field]) => !isAbsent(sentValue(object, field)) && !isObject(property(object, field.code)),
  );

/** Reads any message; faults are thrown as `Stop` and caught by the two callers below. */
function decodeMessage(message: Message, sent: unknown, ignored: Set<string>): unknown {
  const whole = unwrapped(sent);
  if (isNode(message) && message.code === '') return decodeNode(message, whole, ignored);
  const object: WireObject = isObject(whole) ? whole : {};
  const nodes = nodesOf(message);
  const codes = new Set<string>(nodes.map(([, node]) => node.code));
  const value: Record<string, unknown> = {};
  let only: unknown;
  for (const [name, node] of nodes) {
    if (node.code === '' && name !== null) {
      value[name] = decodeRow(node, object, { node: '', row: null }, ignored, [...codes]);
      continue;
    }
    const sent = standsInMessage(message, node, object) ? object : property(object, node.code);
    const rows = decodeNode(node, sent, ignored);
    if (name === null) only = rows;
    else value[name] = rows;
  }
  if (!codes.has('') && !(isNode(message) && standsInMessage(message, message, object))) {
    for (const key of Object.keys(object)) if (!codes.has(key)) ignored.add(shorten(key, 40));
  }
  return isNode(message) ? only : value;
}

function guarded<T>(work: (ignored: Set<string>) => T): Decoded<T> {
  const ignored = new Set<string>();
  try {
    return { ok: true, value: work(ignored), ignored: [...ignored] };
  } catch (error) {
    if (error instanceof Stop) return { ok: false, refusal: error.fault };
    throw error;
  }
}

/**
 * Reads the input of a transaction: English names, kernel values. Keys nobody knows are ignored and listed.
 * Refuses with the first field that is missing, too long, of the wrong type or not in its dictionary.
 */
export function decodeInput<N extends TransactionNumber>(number: N, input: unknown): Decoded<InputOf<N>> {
  const transaction = transactionOf(number);
  return guarded((ignored) => {
    const value = decodeMessage(transaction.input, input, ignored);
    const fault = transaction.check?.(value as never) ?? null;
    if (fault !== null) {
      stop(
        { node: fault.node, row: null },
        { code: fault.field, label: fault.label },
        { rule: 'missing', wanted: fault.wanted },
        undefined,
      );
    }
    return value as InputOf<N>;
  });
}

/** Rows that came by position in a file instead of a message. */
export function decodeRows<N extends Node>(node: N, rows: readonly WireObject[]): Decoded<NodeValue<N>> {
  return guarded((ignored) => decodeNode(node, [...rows], ignored) as NodeValue<N>);
}

/** Reads the output of a transaction (the client's side). */
export function decodeOutput(number: TransactionNumber, output: unknown): Decoded<unknown> {
  return guarded((ignored) => decodeMessage(transactionOf(number).output, output, ignored));
}

/** The wire error that a field fault is answered with. */
export function errorOfFault(fault: FieldFault): WireError {
  return { error: ERROR_OF_RULE[fault.rule], message: fault.message };
}
