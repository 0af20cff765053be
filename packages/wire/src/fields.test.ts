import { describe, expect, test } from 'vitest';
import { decodeInput, decodeOutput, type FieldFault } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { exampleInput, exampleOutput, type RawRow, type SampleSize } from './examples/messages.ts';
import type { Field } from './field.ts';
import { readJsonText } from './json.ts';
import { type Node, nodesOf } from './message.ts';
import { TRANSACTION_NUMBERS, type TransactionNumber, transactionOf } from './transactions/index.ts';

type Case = { number: TransactionNumber; node: Node; name: string; field: Field<unknown>; presence: string };

const cases: Case[] = TRANSACTION_NUMBERS.flatMap((number) =>
  nodesOf(transactionOf(number).input).flatMap(([, node]) =>
    node.fields.map(([name, field, presence]) => ({ number, node, name, field, presence })),
  ),
);

/** The maximal valid message with one field of one row changed. */
function messageWith(one: Case, change: (row: RawRow) => void, size: SampleSize = 'maximal'): RawRow {
  const message = exampleInput(one.number, size) as Record<string, RawRow | RawRow[]>;
  const rows = message[one.node.code]!;
  const row = { ...(Array.isArray(rows) ? rows.at(-1)! : rows) };
  change(row);
  message[one.node.code] = Array.isArray(rows) ? [...rows.slice(0, -1), row] : row;
  return message;
}

function faultOf(one: Case, change: (row: RawRow) => void): FieldFault | string {
  const decoded = decodeInput(one.number, messageWith(one, change));
  return decoded.ok ? 'accepted' : decoded.refusal;
}

function expectFault(one: Case, rule: string, change: (row: RawRow) => void): void {
  const fault = faultOf(one, change);
  const where = `${one.number} ${one.node.code}.${one.field.code}`;
  expect(fault, where).toMatchObject({
    node: one.node.code,
    field: one.field.code,
    label: one.field.label,
    rule,
    row: one.node.many ? 2 : null,
  });
  const { message } = fault as FieldFault;
  expect(message.length, where).toBeLessThanOrEqual(200);
  expect(message, where).toContain(one.field.code);
}

describe.each(TRANSACTION_NUMBERS)('transaction %s', (number) => {
  const transaction = transactionOf(number);
  const own = cases.filter((one) => one.number === number);

  test('the smallest valid message is read', () => {
    expect(decodeInput(number, exampleInput(number, 'minimal'))).toMatchObject({ ok: true, ignored: [] });
  });

  test('the largest valid message is read, and written again it reads the same', () => {
    const read = decodeInput(number, exampleInput(number, 'maximal'));
    expect(read).toMatchObject({ ok: true, ignored: [] });
    if (!read.ok) return;
    const text = encodeMessage(transaction.input, read.value, 'omitted');
    expect(decodeInput(number, readJsonText(text))).toEqual(read);
  });

  test('the largest answer written is read the same by a client', () => {
    const read = decodeOutput(number, exampleOutput(number, 'maximal'));
    expect(read).toMatchObject({ ok: true, ignored: [] });
    if (!read.ok) return;
    const text = encodeMessage(transaction.output, read.value, 'empty');
    expect(decodeOutput(number, readJsonText(text))).toEqual(read);
  });

  test('a required field that is missing, null, "" or "null" is named', () => {
    for (const one of own.filter((each) => each.presence === 'required')) {
      expectFault(one, 'missing', (row) => delete row[one.field.code]);
      for (const empty of [null, '', ' ', 'null']) {
        expectFault(one, 'missing', (row) => {
          row[one.field.code] = empty;
        });
      }
    }
  });

  test('an object, array or boolean where a value belongs is named', () => {
    for (const one of own) {
      const takesObjects = one.field.kind === 'extension' || one.field.kind === 'json-text';
      const wrong = takesObjects ? [[], true] : one.field.kind === 'flag' ? [{}, []] : [{}, [], true];
      for (const value of wrong) {
        expectFault(one, 'type', (row) => {
          row[one.field.code] = value;
        });
      }
    }
  });

  test('a text that is too long or holds control characters is named', () => {
    for (const one of own.filter((each) => each.field.kind === 'text')) {
      expectFault(one, 'too-long', (row) => {
        row[one.field.code] = '医'.repeat(Number(one.field.length) + 1);
      });
      expectFault(one, 'characters', (row) => {
        row[one.field.code] = 'a\u0000b';
      });
    }
  });

  test('a code outside its dictionary is named with the codes that are allowed', () => {
    for (const one of own.filter((each) => each.field.kind === 'word' || each.field.kind === 'flag')) {
      expectFault(one, 'dictionary', (row) => {
        row[one.field.code] = '777';
      });
    }
  });

  test('a number of the wrong form, with too many decimals or too many digits is named', () => {
    const decimals: Record<string, string> = {
      money: '1.001',
      'unit-price': '1.0000001',
      quantity: '1.00001',
      ratio: '0.00001',
      whole: '1.5',
      decimal: '1.001',
    };
    for (const one of own.filter((each) => each.field.kind in decimals)) {
      const set = (value: string) => (row: RawRow) => {
        row[one.field.code] = value;
      };
      expectFault(one, 'decimals', set(decimals[one.field.kind]!));
      for (const text of ['abc', '1e3', '1,000', '0x10', '1.', '.5', '--1'])
        expectFault(one, 'type', set(text));
      expectFault(one, 'range', set('1'.repeat(18)));
    }
  });

  test('a date that does not exist or is written otherwise is named', () => {
    for (const one of own.filter((each) =>
      ['date', 'date-time', 'month', 'year'].includes(each.field.kind),
    )) {
      for (const text of ['2026-02-30', '2026/01/01', '今天', '20261301']) {
        expectFault(one, 'format', (row) => {
          row[one.field.code] = text;
        });
      }
    }
  });
});

test('every field of every transaction is covered by the generated cases', () => {
  expect(cases.length).toBeGreaterThan(250);
});
