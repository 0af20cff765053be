import { describe, expect, test } from 'vitest';
import { decodeInput, decodeOutput, errorOfFault } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { errorText, wireErrors } from './errors/index.ts';
import { type BrokenInput, brokenInputs, brokenMessage, brokenOnce, changed } from './examples/broken.ts';
import { exampleInput, exampleOutput } from './examples/messages.ts';
import { readJsonText } from './json.ts';
import { allNodesOf } from './message.ts';
import { TRANSACTION_NUMBERS, transactionOf } from './transactions/index.ts';

describe.each(TRANSACTION_NUMBERS)('the contract of %s', (number) => {
  const transaction = transactionOf(number);
  const broken = [...brokenInputs(number, 'maximal')];

  const faultOf = (one: BrokenInput, size: 'minimal' | 'maximal') => {
    const decoded = decodeInput(number, brokenMessage(number, size, one));
    return decoded.ok ? 'accepted' : decoded.refusal;
  };

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

  test('each thing wrong by itself is refused with its node, field, row, rule and value', () => {
    for (const one of broken) {
      const { node, field, label, row, rule, value } = one;
      const where = `${node}.${field} ${rule} ${value}`;
      const fault = faultOf(one, 'maximal');
      expect(fault, where).toMatchObject({ node, field, label, row, rule, value });
      if (fault === 'accepted') continue;
      const { message } = fault;
      expect(message.length, where).toBeLessThanOrEqual(190);
      for (const part of [node, field, label, rule === 'missing' ? '缺少必填字段' : value]) {
        expect(message, where).toContain(part);
      }
      const text = errorText(errorOfFault(fault));
      expect(text, where).toBe(`【${wireErrors[errorOfFault(fault).error].number}】${message}`);
    }
  });

  test('the smallest message is refused by the same rules', () => {
    for (const one of brokenOnce(number, 'minimal')) {
      const { node, field, row, rule } = one;
      expect(faultOf(one, 'minimal'), `${node}.${field} ${rule}`).toMatchObject({ node, field, row, rule });
    }
  });

  test('every field is broken in some way, every required one is left out', () => {
    for (const node of allNodesOf(transaction.input)) {
      for (const [, { code }, presence] of node.fields) {
        const rules = broken.filter((one) => one.node === node.code && one.field === code);
        expect(rules.map(({ rule }) => rule)).toContain(presence === 'required' ? 'missing' : 'type');
      }
    }
  });
});

test('the generated cases are thousands, and break by every rule', () => {
  const all = TRANSACTION_NUMBERS.flatMap((number) => [...brokenInputs(number, 'maximal')]);
  expect(all.length).toBeGreaterThan(3000);
  expect([...new Set(all.map(({ rule }) => rule))].sort()).toEqual(
    'characters decimals dictionary format missing node range rows too-long type'.split(' '),
  );
});

test('a change leaves the rest as it is', () => {
  const message = { data: [{ a: '1' }, { a: '2', b: '3' }] };
  expect(changed(message, { path: ['data', 1, 'a'] })).toEqual({ data: [{ a: '1' }, { b: '3' }] });
  expect(changed(message, { path: ['data', 0, 'c'], to: null })).toEqual({
    data: [
      { a: '1', c: null },
      { a: '2', b: '3' },
    ],
  });
  expect(message).toEqual({ data: [{ a: '1' }, { a: '2', b: '3' }] });
});
