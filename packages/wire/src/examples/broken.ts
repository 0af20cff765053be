/**
 * Messages that are wrong in exactly one place, made from the dictionary itself: what a contract test sends,
 * and what `spec/vectors/messages` is written from. A transaction that is added is covered by that alone.
 */
import { shorten } from '../errors/index.ts';
import type { Field, FieldRule } from '../field.ts';
import { type Node, nodesOf } from '../message.ts';
import { type TransactionNumber, transactionOf } from '../transactions/index.ts';
import { exampleInput, type RawRow, type SampleSize } from './messages.ts';

type Path = readonly (string | number)[];

/** One value put in the place of another; without `to` the key is left out. */
export type Change = { readonly path: Path; readonly to?: unknown };

/** The change, and the refusal that must name it. */
export type BrokenInput = {
  readonly change: Change;
  readonly node: string;
  /** Official code; empty when the node itself is wrong. */
  readonly field: string;
  readonly label: string;
  readonly row: number | null;
  readonly rule: FieldRule;
  /** The value as the refusal shows it: without control characters, at most forty characters. */
  readonly value: string;
};

type Wrong = readonly [rule: FieldRule, ...to: readonly unknown[]];

/** Values that stand for "not sent"; the key left out is the fifth way. */
const ABSENT = [null, '', ' ', 'null'];

const TOO_MANY_DECIMALS: Readonly<Record<string, string>> = {
  money: '1.001',
  'unit-price': '1.0000001',
  quantity: '1.00001',
  ratio: '0.00001',
  whole: '1.5',
};

/** A decimal has as many places as its own length says. */
const onePlaceMore = (length: string): string => `1.${'0'.repeat(Number(length.split(',')[1]))}1`;

const NOT_NUMBERS = ['abc', '1e3', '1,000', '0x10', '1.', '.5', '--1'];
const NOT_DAYS = ['2026-02-30', '2026/01/01', '今天', '20261301'];
const TIME_KINDS: readonly string[] = ['date', 'date-time', 'month', 'year'];

/** What is no text and no number; some kinds read one of them. */
function notScalars(kind: string): readonly unknown[] {
  if (kind === 'extension' || kind === 'json-text') return [[], true];
  if (kind === 'flag' || kind === 'truth') return [{}, []];
  return [{}, [], true];
}

/** Every way in which a field of its kind is wrong by itself, the plainest first. */
function waysToBreak(field: Field<unknown>): readonly Wrong[] {
  const ways: Wrong[] = [['type', ...notScalars(field.kind)]];
  const { kind } = field;
  if (kind === 'text' || kind === 'json-text') {
    ways.push(['too-long', '医'.repeat(Number(field.length) + 1)], ['characters', 'a\u0000b']);
  }
  if (kind === 'region') {
    ways.push(['too-long', '1100000'], ['format', '1100', '11000A'], ['characters', 'a\u0000b']);
  }
  if (kind === 'word' || kind === 'flag' || kind === 'truth') ways.push(['dictionary', '777']);
  const decimals = kind === 'decimal' ? onePlaceMore(field.length) : TOO_MANY_DECIMALS[kind];
  if (decimals !== undefined) {
    ways.push(['decimals', decimals], ['type', ...NOT_NUMBERS], ['range', '1'.repeat(18)]);
  }
  if (TIME_KINDS.includes(kind)) ways.push(['format', ...NOT_DAYS]);
  return ways;
}

/** As the refusal shows a value. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  return shorten((typeof value === 'string' ? value : JSON.stringify(value)).replace(/\p{Cc}/gu, '?'), 40);
}

function placeOf(node: Node, path: Path, size: SampleSize): { readonly path: Path; row: number | null } {
  if (!node.many) return { path, row: null };
  const row = size === 'maximal' ? 2 : 1;
  return { path: [...path, row - 1], row };
}

function* brokenFields(node: Node, place: ReturnType<typeof placeOf>): Generator<BrokenInput> {
  const { path, row } = place;
  for (const [, field, presence] of node.fields) {
    const { code, label } = field;
    const one = (rule: FieldRule, change: Omit<Change, 'path'>): BrokenInput => {
      const about = { node: node.code, field: code, label, row, rule };
      const value = rule === 'missing' ? '' : shown(change.to);
      return { change: { path: [...path, code], ...change }, ...about, value };
    };
    if (presence === 'required') {
      yield one('missing', {});
      for (const to of ABSENT) yield one('missing', { to });
    }
    for (const [rule, ...values] of waysToBreak(field)) for (const to of values) yield one(rule, { to });
  }
}

const isNeeded = (node: Node): boolean =>
  node.many
    ? node.atLeast > 0
    : Object.keys(node.required).length > 0 || Object.values(node.nested).some(({ atLeast }) => atLeast > 0);

function* brokenWhole(node: Node, path: Path): Generator<BrokenInput> {
  if (node.code === '') return;
  const about = { node: node.code, field: '', label: node.label, row: null, value: '' };
  if (isNeeded(node)) {
    yield { ...about, change: { path }, rule: 'node' };
    yield { ...about, change: { path, to: [] }, rule: 'node' };
  }
  yield { ...about, change: { path, to: 'text' }, rule: 'node' };
  if (!node.many) yield { ...about, change: { path, to: [{}, {}] }, rule: 'rows' };
}

function* brokenNode(node: Node, outside: Path, size: SampleSize): Generator<BrokenInput> {
  const path = node.code === '' ? outside : [...outside, node.code];
  yield* brokenWhole(node, path);
  // The smallest message leaves a nested node empty that may be empty.
  if (size === 'minimal' && outside.length > 0 && node.many && node.atLeast === 0) return;
  const place = placeOf(node, path, size);
  yield* brokenFields(node, place);
  for (const inner of Object.values(node.nested)) yield* brokenNode(inner, place.path, size);
}

/** Every way to break one place of a valid message: each field, each rule that it knows, each node. */
export function* brokenInputs(number: TransactionNumber, size: SampleSize): Generator<BrokenInput> {
  for (const [, node] of nodesOf(transactionOf(number).input)) yield* brokenNode(node, [], size);
}

/** One way per field and rule: enough where each message costs a call. */
export function brokenOnce(number: TransactionNumber, size: SampleSize): BrokenInput[] {
  const seen = new Set<string>();
  return [...brokenInputs(number, size)].filter((one) => {
    const key = `${one.node} ${one.field} ${one.rule}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

/** A copy of a message with one change; what it does not touch is shared. */
export function changed(value: unknown, { path, ...change }: Change): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change.to;
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === key ? changed(item, { path: rest, ...change }) : item));
  }
  const copy = { ...(value as RawRow) };
  if (rest.length === 0 && !('to' in change)) delete copy[key];
  else copy[key] = changed(copy[key], { path: rest, ...change });
  return copy;
}

/** The valid message of a size with one thing wrong. */
export function brokenMessage(number: TransactionNumber, size: SampleSize, { change }: BrokenInput): RawRow {
  return changed(exampleInput(number, size), change) as RawRow;
}
