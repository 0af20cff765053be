import { runScript, useTestDatabase } from '@zhijie/database';
import { createRandom, fen, instant, month } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import {
  accountsOfKind,
  balanceOf,
  balanceUpTo,
  foldBalances,
  ledgerMigrations,
  openAccount,
  postTransfers,
  statementOf,
  trialBalance,
} from './index.ts';

const SCHEMA = 'test_ledger';
const T0 = 1_750_000_000_000;
const db = useTestDatabase(ledgerMigrations(SCHEMA));
const ACCOUNTS = ['pooled-fund/a', 'pooled-fund/b', 'payable-to-provider/H1', 'personal-account/p'] as const;

test('at every moment the trial balance is zero, lists what the accounts say, and pages run on', async () => {
  const random = createRandom('books');
  await openAccount(db, SCHEMA, { accountId: 'personal-account/p', floor: fen(-1_000_000) });
  for (let i = 0; i < 24; i++) {
    const debit = random.below(ACCOUNTS.length);
    const credit = (debit + 1 + random.below(ACCOUNTS.length - 1)) % ACCOUNTS.length;
    await postTransfers(db, SCHEMA, [
      {
        transferId: `t${String(i).padStart(2, '0')}`,
        debit: ACCOUNTS[debit]!,
        credit: ACCOUNTS[credit]!,
        amount: fen(1 + random.below(1000)),
        code: 'test',
        reference: `r${i}`,
        month: month('2025-06'),
        // Several at one instant, and not in the order of posting.
        postedAt: instant(T0 + ((i * 7) % 9)),
      },
    ]);
    if (i === 12) await foldBalances(db, SCHEMA);
  }
  for (const at of [T0 - 1, T0, T0 + 3, T0 + 8, undefined]) {
    const moment = at === undefined ? undefined : instant(at);
    const { total, kinds } = await trialBalance(db, SCHEMA, moment);
    expect(total).toBe(0);
    for (const { kind, balance } of kinds) {
      const when = moment === undefined ? {} : { at: moment };
      const rows = await accountsOfKind(db, SCHEMA, { kind, limit: 10, ...when });
      expect(rows.reduce((sum, row) => sum + row.balance, 0)).toBe(balance);
      for (const row of rows) expect(row.balance).toBe(await balanceOf(db, SCHEMA, row.accountId, moment));
    }
  }
  const [first, ...rest] = await accountsOfKind(db, SCHEMA, { kind: 'pooled-fund', limit: 1 });
  expect([first?.accountId, rest]).toEqual(['pooled-fund/a', []]);
  const after = await accountsOfKind(db, SCHEMA, { kind: 'pooled-fund', after: 'pooled-fund/a', limit: 9 });
  expect(after.map(({ accountId }) => accountId)).toEqual(['pooled-fund/b']);
});

test('a page of a statement begins with the balance that the page before ended with', async () => {
  for (const accountId of ACCOUNTS) {
    let balance = 0;
    let next: Parameters<typeof statementOf>[2]['after'] | null;
    do {
      const page = await statementOf(db, SCHEMA, { accountId, limit: 3, ...(next ? { after: next } : {}) });
      if (next) expect(await balanceUpTo(db, SCHEMA, { accountId, upTo: next })).toBe(balance);
      for (const { amount } of page.lines) balance += amount;
      next = page.next;
    } while (next !== null);
    expect(balance).toBe(await balanceOf(db, SCHEMA, accountId));
    const upTo = { postedAt: T0 + 4, transferId: '' };
    expect(await balanceUpTo(db, SCHEMA, { accountId, upTo })).toBe(
      await balanceOf(db, SCHEMA, accountId, instant(T0 + 3)),
    );
  }
});

test('a stored balance that was changed by hand is no zero, at no moment', async () => {
  await runScript(db, 'tamper', `UPDATE ${SCHEMA}.account SET balance = balance + 5`);
  expect((await trialBalance(db, SCHEMA)).total).toBe(5);
  expect((await trialBalance(db, SCHEMA, instant(T0))).total).toBe(5);
});
