import { join } from 'node:path';
import { TRANSACTION_NUMBERS } from '@zhijie/wire';
import { describe, expect, test } from 'vitest';
import { testsByTransaction } from './tested-by.ts';
import { transactionsPage } from './transactions-page.ts';

const tests = testsByTransaction(join(import.meta.dirname, '../..'));

describe('the reference of transactions', () => {
  test.each(TRANSACTION_NUMBERS)('%s is sent to a gateway by a test', (number) => {
    expect(tests.get(number) ?? []).not.toEqual([]);
  });

  test('has a row for each of the 235 numbers and a section for each supported one', () => {
    const page = transactionsPage(tests).split('\n');
    expect(page.filter((line) => /^\| \d{4,6}[A-Z]? \|/.test(line))).toHaveLength(235);
    expect(page.filter((line) => line.startsWith('## '))).toHaveLength(TRANSACTION_NUMBERS.length);
  });

  test('says of an unsupported number what it answers', () => {
    const page = transactionsPage(tests);
    expect(page).toMatch(/\| 2161 \|.*\| 1008，相近 \[1101\]\(#1101\) \|/);
    expect(page).toMatch(/\| 7101 \|.*\| 1008 \|/);
  });
});
