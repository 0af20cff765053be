/**
 * Valid messages made from the dictionary itself: the smallest, the largest, and one coherent story
 * (Li Na, insured in Zhengzhou, treated in Beijing) that the golden messages of `spec/` are written
 * from.
 */
import type { Field } from '../field.ts';
import { isNode, type Message, type Node, nodesOf } from '../message.ts';
import { type TransactionNumber, transactionOf } from '../transactions/index.ts';
import { EMPTY_ZIP, STORY } from './story.ts';

export type SampleSize = 'minimal' | 'maximal' | 'story';
export type RawRow = Record<string, unknown>;

const VOIDS: readonly string[] = ['2103', '2208', '2305'];

/** Where a stay or a void tells the story differently. */
function toldFor(number: string, isOutput: boolean): Readonly<Record<string, string>> {
  const told: Record<string, string> = { ...STORY };
  if (number.startsWith('23') || number.startsWith('24')) {
    Object.assign(told, { careType: '21', clearingCategory: '21' });
  }
  if (number.startsWith('210')) Object.assign(told, { careType: '41', clearingCategory: '41' });
  if (VOIDS.includes(number)) {
    for (const name of ['feeTotal', 'feeEligible', 'deductibleApplied', 'borneByPerson', 'paidInCash']) {
      told[name] = `-${told[name]}`;
    }
    for (const name of ['paidByPooledFund', 'paidByFunds', 'fundAmount']) told[name] = `-${told[name]}`;
  }
  if (isOutput && VOIDS.includes(number)) told.settlementId = '11202611R000000001';
  return told;
}

const LONGEST: Readonly<Record<string, string>> = {
  money: '999999999.99',
  'unit-price': '99999999.999999',
  quantity: '99999999.9999',
  ratio: '1.0000',
  date: '2026-12-31',
  'date-time': '2026-12-31 23:59:59',
  month: '202612',
  year: '2026',
  region: '999999',
  flag: '1',
  truth: 'true',
  bytes: EMPTY_ZIP,
  extension:
    '{"MDTRT_GRP_TYPE":"2","TRUM_FLAG":"1","REL_TTP_FLAG":"0","IPT_TYPE":"2","OTP_ER_REFL_FLAG":"3"}',
};

const SHORTEST: Readonly<Record<string, string>> = {
  text: 'A',
  'json-text': '{}',
  region: '110000',
  money: '0',
  'unit-price': '0',
  quantity: '1',
  ratio: '0',
  whole: '0',
  decimal: '0',
  date: '2026-01-01',
  'date-time': '2026-01-01 00:00:00',
  month: '202601',
  year: '2026',
  flag: '0',
  truth: 'false',
  bytes: EMPTY_ZIP,
  extension: '{}',
};

type Told = Readonly<Record<string, string>>;

function rawValue(name: string, field: Field<unknown>, size: SampleSize, told: Told): string {
  const known = size === 'story' && Object.hasOwn(told, name) ? told[name] : undefined;
  if (known !== undefined) return known;
  if (field.table !== null) {
    const codes = Object.values(field.table.codes);
    return (size === 'maximal' ? codes.at(-1) : codes[0])![0];
  }
  if (size !== 'maximal') return SHORTEST[field.kind]!;
  const digits = Number(field.length.split(',')[0]);
  if (field.kind === 'text') return '医'.repeat(digits);
  if (field.kind === 'json-text') return `{"备注":"${'医'.repeat(digits - 9)}"}`;
  if (field.kind === 'whole') return '9'.repeat(digits);
  if (field.kind === 'decimal') return '9.5';
  return LONGEST[field.kind]!;
}

function rawRow(node: Node, size: SampleSize, told: Told): RawRow {
  const row: RawRow = {};
  for (const [name, field, presence] of node.fields) {
    const isTold = size === 'story' && presence === 'optional' && Object.hasOwn(told, name);
    if (presence === 'required' || size === 'maximal' || isTold)
      row[field.code] = rawValue(name, field, size, told);
  }
  for (const inner of Object.values(node.nested)) row[inner.code] = rawRows(inner, size, told);
  return row;
}

/**
 * A nested node that may be empty is left empty by the smallest message, and where the story tells nothing
 * of it.
 */
function rawRows(node: Node, size: SampleSize, told: Told): RawRow | RawRow[] {
  const row = rawRow(node, size, told);
  if (!node.many) return row;
  const isTold = Object.keys(node.required).every((name) => Object.hasOwn(told, name));
  if (node.atLeast === 0 && (size === 'minimal' || (size === 'story' && !isTold))) return [];
  return size === 'maximal' ? [row, row] : [row];
}

function rawMessage(message: Message, size: SampleSize, told: Told): RawRow | RawRow[] {
  const value: RawRow = {};
  for (const [, node] of nodesOf(message)) {
    const row = rawRow(node, size, told);
    const rows = size === 'maximal' ? [row, row] : [row];
    if (isNode(message) && node.code === '') return node.many ? rows : row;
    if (node.code === '') Object.assign(value, row);
    else value[node.code] = node.many ? rows : row;
  }
  return value;
}

/** A valid input as parsed JSON (numbers as their text), by official codes. */
export function exampleInput(number: TransactionNumber, size: SampleSize): RawRow {
  const raw = rawMessage(transactionOf(number).input, size, toldFor(number, false)) as Record<string, RawRow>;
  // Some transactions want one of several fields, none of which is required by itself.
  if (number === '1101' && size === 'minimal') raw.data!.certno = STORY.certificateNumber;
  if (number === '1201' && size === 'minimal') raw.medinsinfo!.fixmedins_code = STORY.providerId;
  if (number === '1162') raw.data!.ecQrCode ??= STORY.credentialCode;
  if (number === '6101') raw.InData!.ecQrCode ??= STORY.credentialCode;
  if (number === '6202') raw.data!.payAuthNo ??= STORY.credentialToken;
  // Exactly one of the two allows a refund.
  if (number === '6203' && size === 'story') delete raw.data!.payAuthNo;
  if (number === '6203') raw.data!.ecToken ??= STORY.credentialToken;
  return raw;
}

/** A valid output as parsed JSON (numbers as their text); an array for the line query. */
export function exampleOutput(number: TransactionNumber, size: SampleSize): RawRow | RawRow[] {
  return rawMessage(transactionOf(number).output, size, toldFor(number, true));
}
