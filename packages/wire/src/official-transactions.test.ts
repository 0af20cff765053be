import { describe, expect, test } from 'vitest';
import { readRequest } from './envelope/request.ts';
import { errorText } from './errors/index.ts';
import { nearestSupported, officialTransactions } from './official-transactions.ts';
import { isSupported, TRANSACTION_NUMBERS } from './transactions/index.ts';

const call = (number: string) => {
  const body = {
    infno: number,
    msgid: 'M1',
    mdtrtarea_admvs: '110000',
    insuplc_admdvs: '',
    fixmedins_code: 'H11010500001',
    input: {},
  };
  return readRequest(Buffer.from(JSON.stringify(body)), { path: '/fsi/call', maxBytes: 10_000 });
};

const all = [...officialTransactions.values()];
const unsupported = all.filter(({ number }) => !isSupported(number));

test('the list has 235 numbers, and every supported one is among them', () => {
  expect(all).toHaveLength(235);
  expect(new Set(all.map(({ number }) => number)).size).toBe(235);
  for (const number of TRANSACTION_NUMBERS) expect(officialTransactions.has(number)).toBe(true);
});

describe('of the 235 numbers', () => {
  test.each(all.filter(({ number }) => isSupported(number)).map(({ number }) => number))(
    '%s is read',
    (number) => {
      expect(call(number)).toMatchObject({ ok: true, value: { interfaceNumber: number } });
    },
  );

  test.each(unsupported)(
    '$number $label says that it is not supported, and what is near',
    ({ number, label }) => {
      const read = call(number);
      if (read.ok) throw new Error(`${number} was read`);
      const text = errorText(read.refusal);
      expect(text.startsWith(`【1008】交易 ${number}（${label}）暂不支持`)).toBe(true);
      const near = nearestSupported(number);
      expect(text.includes('相近且已支持的是')).toBe(near !== null);
      if (near !== null) expect(text).toContain(`${near}（${officialTransactions.get(near)!.label}）`);
    },
  );

  test.each([
    ['2161', '1101'],
    ['2181', '2601'],
    ['7101', null],
  ])('nearest to %s is %s', (number, near) => {
    expect(nearestSupported(number)).toBe(near);
  });

  test('a number that no edition knows is told apart', () => {
    const read = call('9990');
    expect(read.ok ? null : read.refusal.error).toBe('unknown-transaction');
  });
});
