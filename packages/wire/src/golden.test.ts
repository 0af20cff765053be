import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeInput } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { readAnswer } from './envelope/client.ts';
import { readRequest } from './envelope/request.ts';
import {
  isSupported,
  TRANSACTION_NUMBERS,
  type TransactionNumber,
  transactionOf,
} from './transactions/index.ts';

const folder = join(import.meta.dirname, '../../../spec/golden');
const versions = readdirSync(folder).filter((name) => name.startsWith('wire-'));

const numberOf = (file: string): TransactionNumber => {
  const number = file.split('.')[0]!;
  if (!isSupported(number)) throw new Error(`golden message ${file} of no transaction`);
  return number;
};

describe.each(versions)('golden messages of %s', (version) => {
  const files = readdirSync(join(folder, version));
  const bytesOf = (file: string) => readFileSync(join(folder, version, file));

  test('cover every transaction in both directions', () => {
    const answering = TRANSACTION_NUMBERS.filter((number) => !transactionOf(number).answersFile);
    expect(files).toHaveLength(TRANSACTION_NUMBERS.length + answering.length);
  });

  test.each(files.filter((file) => file.endsWith('.request.json')))(
    '%s is read whole and written back',
    (file) => {
      const number = numberOf(file);
      const read = readRequest(bytesOf(file), { path: '/fsi/call', maxBytes: 100_000 });
      expect(read).toMatchObject({ ok: true, value: { interfaceNumber: number, ignored: [] } });
      if (!read.ok) return;
      const input = decodeInput(number, read.value.input);
      expect(input).toMatchObject({ ok: true, ignored: [] });
      if (!input.ok) return;
      const written = encodeMessage(transactionOf(number).input, input.value, 'omitted');
      expect(bytesOf(file).toString('utf8')).toContain(`"input":${written}}`);
    },
  );

  test.each(files.filter((file) => file.endsWith('.answer.json')))(
    '%s is read whole and written back',
    (file) => {
      const number = numberOf(file);
      const answer = readAnswer(number, bytesOf(file));
      expect(answer).toMatchObject({ ok: true });
      if (!answer.ok) return;
      const written = encodeMessage(transactionOf(number).output, answer.value.output, 'empty');
      expect(bytesOf(file).toString('utf8')).toContain(`"output":${written}}`);
    },
  );

  test('an inpatient settlement reads as fen, dates and words', () => {
    expect(readAnswer('2304', bytesOf('2304.answer.json'))).toMatchObject({
      ok: true,
      value: {
        output: {
          settlement: {
            personName: '李娜',
            insuranceType: 'resident',
            careType: 'inpatient',
            birthDate: '1985-03-12',
            feeTotal: 9_800,
            deductibleApplied: 2_040,
            poolRate: 5_000,
            paidByPooledFund: 3_880,
            paidInCash: 5_920,
          },
          funds: [{ fund: 'resident-pooled', fundAmount: 3_880 }],
        },
      },
    });
  });
});
