import {
  createTestDatabase,
  type Database,
  openDatabase,
  runScript,
  statement,
  useTestDatabase,
} from '@zhijie/database';
import { createRandom, type Fen, fen, instant, month } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import {
  auditLedger,
  balanceOf,
  foldBalances,
  ledgerMigrations,
  ledgerRights,
  openAccount,
  openAccounts,
  postTransfers,
  statementOf,
  type Transfer,
  transferRefusalOf,
  transfersOf,
  trialBalance,
  tryPostTransfers,
  turnoverOf,
} from './index.ts';

const SCHEMA = 'test_ledger';
const T0 = 1_750_000_000_000;
const transfer = (
  given: Partial<Transfer> & Pick<Transfer, 'transferId' | 'debit' | 'credit'>,
): Transfer => ({
  amount: fen(100),
  code: 'test',
  reference: 'S1',
  month: month('2025-06'),
  postedAt: instant(T0),
  ...given,
});

// Names of the tables below, and the accounts they stand for.
const ACCOUNTS: Readonly<Record<string, string>> = {
  fund: 'pooled-fund/410100/resident',
  due: 'payable-to-care-area/410100/110000/resident',
  bank: 'bank-deposit/410100',
  lina: 'personal-account/lina',
  wang: 'personal-account/wang',
  nobody: 'personal-account/nobody',
};

/**
 * Runs a table on accounts and ids of its own (`place`): one operation a line. `post+` lines and
 * the `post` that ends them are one call.
 * Columns of post: id, debit, credit, amount, code, status. `open` account floor; `is` account balance.
 */
async function runTable(db: Database, place: string, table: string): Promise<void> {
  let call: Transfer[] = [];
  let expected: string[] = [];
  for (const line of table.trim().split('\n')) {
    const words = line.trim().split(/\s+/);
    const [operation, ...rest] = words;
    const name = (word: string | undefined) => `${ACCOUNTS[word ?? ''] ?? word}.${place}`;
    if (operation === 'open') {
      await openAccount(db, SCHEMA, { accountId: name(rest[0]), floor: fen(Number(rest[1])) });
    } else if (operation === 'is') {
      expect(`${line.trim()}: ${await balanceOf(db, SCHEMA, name(rest[0]))}`).toBe(
        `${line.trim()}: ${rest[1]}`,
      );
    } else if (operation === 'post' || operation === 'post+') {
      const [idInTable, debit, credit, amount, code, status] = rest;
      const id = `${place}.${idInTable}`;
      call.push(
        transfer({
          transferId: id,
          debit: name(debit),
          credit: name(credit),
          amount: Number(amount) as Fen,
          code: code!,
        }),
      );
      expected.push(`${id} ${status}`);
      if (operation === 'post+') continue;
      const results = await tryPostTransfers(db, SCHEMA, call);
      expect(results.map((r) => `${r.transferId} ${r.status}`)).toEqual(expected);
      call = [];
      expected = [];
    } else {
      throw new Error(`Unknown operation ${operation}`);
    }
  }
  expect((await trialBalance(db, SCHEMA)).total).toBe(0);
  expect(await auditLedger(db, SCHEMA)).toEqual([]);
}

const TABLES: Readonly<Record<string, string>> = {
  'money moves from the debit to the credit account': `
    post   t1 fund due  300 pooled-fund posted
    is     fund -300
    is     due   300
    post   t2 due  fund 100 pooled-fund posted
    is     fund -200
    is     due   200`,
  'the same transfer again has no effect': `
    post   t1 fund due 300 pooled-fund posted
    post   t1 fund due 300 pooled-fund exists
    post+  t1 fund due 300 pooled-fund exists
    post   t2 fund due  50 pooled-fund posted
    is     due 350`,
  'the same id with any other content is a conflict, and nothing of its call is posted': `
    post   t1 fund due  300 pooled-fund posted
    post   t1 fund due  301 pooled-fund transfer_conflict
    post   t1 due  fund 300 pooled-fund transfer_conflict
    post   t1 fund due  300 other-funds transfer_conflict
    post+  t2 fund due    1 pooled-fund linked_transfer_failed
    post   t1 fund bank 300 pooled-fund transfer_conflict
    is     due 300`,
  'a guarded account pays down to its floor and not below': `
    open   lina 0
    post   t1 fund lina 500 account-funding posted
    post   t2 lina due  500 personal-account posted
    post   t3 lina due    1 personal-account insufficient_balance
    is     lina 0
    is     due 500`,
  'a credit line is a floor below zero': `
    open   lina -1000
    post   t1 lina due 1000 credit posted
    post   t2 lina due    1 credit insufficient_balance
    is     lina -1000`,
  'what one call brings to an account counts for what the same call takes': `
    open   lina 0
    open   wang 0
    post+  t1 lina due  80 personal-account posted
    post   t2 fund lina 80 account-funding posted
    post+  t3 fund wang 50 account-funding linked_transfer_failed
    post+  t4 wang due  30 family-account insufficient_balance
    post   t5 wang due  30 family-account insufficient_balance
    is     lina 0
    is     wang 0
    is     due 80`,
  'a guarded account must be opened before money moves': `
    post   t1 fund nobody 100 account-funding account_unknown
    post   t2 nobody due  100 personal-account account_unknown
    is     due 0`,
  'P-05 a bank charge on a fund is rejected, on the agency it is posted': `
    post   t1 fund bank 15 bank-charge fund_bears_no_bank_charge
    post   t2 bank fund 15 bank-charge fund_bears_no_bank_charge
    post   t3 bank-charges/410100 bank 15 bank-charge posted
    is     fund 0
    is     bank 15`,
  'the first status of the list is given when several apply': `
    open   lina 0
    post   t1 lina due     5 personal-account insufficient_balance
    post   t1 fund fund    0 bank-charge amount_out_of_range
    post   t1 fund fund    1 bank-charge accounts_must_differ
    post+  t2 fund due     1 pooled-fund linked_transfer_failed
    post   t2 fund due     1 pooled-fund id_repeated
    post   t3 fund due 900000000001 pooled-fund amount_out_of_range
    is     due 0`,
};

describe('posting', () => {
  const db = useTestDatabase(ledgerMigrations(SCHEMA));
  for (const [index, [name, table]] of Object.entries(TABLES).entries()) {
    test(name, () => runTable(db, `table${index}`, table));
  }
});

describe('a refused posting inside a transaction', () => {
  const db = useTestDatabase(ledgerMigrations(SCHEMA));

  test('throws its status and the id, and takes the whole transaction with it', async () => {
    await openAccount(db, SCHEMA, { accountId: ACCOUNTS.lina!, floor: fen(0) });
    const problem = await db
      .transaction(async (tx) => {
        await postTransfers(tx, SCHEMA, [
          transfer({ transferId: 'a', debit: ACCOUNTS.fund!, credit: 'other' }),
        ]);
        await postTransfers(tx, SCHEMA, [
          transfer({ transferId: 'b', debit: ACCOUNTS.lina!, credit: ACCOUNTS.due! }),
        ]);
      })
      .catch((error: unknown) => error);
    expect(transferRefusalOf(problem)).toEqual({ code: 'insufficient_balance', transferId: 'b' });
    expect(await transfersOf(db, SCHEMA, 'S1')).toEqual([]);
    expect(transferRefusalOf(new Error('insufficient_balance'))).toBeUndefined();
  });
});

// The horizon is the server's: a transaction of another test file, in another database, may hold it back.
async function foldExactly(db: Database, transfers: number): Promise<void> {
  let folded = 0;
  while (folded < transfers) {
    folded += await foldBalances(db, SCHEMA);
    if (folded < transfers) await new Promise((done) => setTimeout(done, 5));
  }
  expect(folded).toBe(transfers);
}

describe('stored transfers', () => {
  const db = useTestDatabase(ledgerMigrations(SCHEMA));
  const change = (sql: string) => runScript(db, 'change', sql);

  test('cannot be changed, removed or emptied, nor stored one-sided', async () => {
    const one = transfer({ transferId: 'kept', debit: 'a', credit: 'b', reference: 'K' });
    await postTransfers(db, SCHEMA, [one]);
    await expect(change(`UPDATE ${SCHEMA}.transfer SET amount = 1`)).rejects.toThrow('append_only');
    await expect(change(`DELETE FROM ${SCHEMA}.transfer`)).rejects.toThrow('append_only');
    await expect(change(`TRUNCATE ${SCHEMA}.transfer`)).rejects.toThrow('append_only');
    const insert = (values: string) =>
      change(`INSERT INTO ${SCHEMA}.transfer (transfer_id, debit, credit, amount, code, reference, month,
              posted_at)
              VALUES (${values})`);
    await expect(insert(`'x', 'a', 'a', 1, 'c', 'r', '2025-06', 1`)).rejects.toThrow('accounts_differ');
    await expect(insert(`'x', 'a', 'b', 0, 'c', 'r', '2025-06', 1`)).rejects.toThrow('amount_out_of_range');
    await expect(
      insert(`'x', 'pooled-fund/1/resident', 'b', 5, 'bank-charge', 'r', '2025-06', 1`),
    ).rejects.toThrow('fund_bears_no_bank_charge');
    expect(await transfersOf(db, SCHEMA, 'K')).toEqual([one]);
  });

  test('are out of reach of the application’s role even without the trigger', async () => {
    const { db: own, drop } = await createTestDatabase(ledgerMigrations(SCHEMA));
    const role = 'zhijie_rights_test';
    const as = (sql: string) => runScript(own, 'as-role', `BEGIN; SET LOCAL ROLE ${role}; ${sql}; COMMIT`);
    await runScript(own, 'role', `CREATE ROLE ${role}; ${ledgerRights(SCHEMA, role)}`);
    await runScript(own, 'no-trigger', `ALTER TABLE ${SCHEMA}.transfer DISABLE TRIGGER USER`);
    const post = `SELECT ${SCHEMA}.post('{r}', '{a}', '{b}', '{5}', '{c}', 'r', '2025-06', 1)`;
    await as(`${post}; SELECT ${SCHEMA}.fold()`);
    for (const sql of [`UPDATE ${SCHEMA}.transfer SET amount = 1`, `DELETE FROM ${SCHEMA}.transfer`]) {
      await expect(as(sql)).rejects.toThrow('permission denied');
      await runScript(own, 'end', 'ROLLBACK');
    }
    expect(await balanceOf(own, SCHEMA, 'b')).toBe(5);
    await runScript(own, 'tidy', `DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await drop();
  });

  test('show a balance or a month that was changed by hand', async () => {
    const { db: own, drop } = await createTestDatabase(ledgerMigrations(SCHEMA));
    await openAccount(own, SCHEMA, { accountId: ACCOUNTS.lina!, floor: fen(0) });
    await postTransfers(own, SCHEMA, [transfer({ transferId: 't', debit: 'a', credit: ACCOUNTS.lina! })]);
    await foldExactly(own, 1);
    await runScript(own, 'tamper', `UPDATE ${SCHEMA}.account SET balance = 5`);
    expect(await auditLedger(own, SCHEMA)).toEqual([
      { kind: 'balance-differs', accountId: ACCOUNTS.lina, stored: 5, expected: 100 },
    ]);
    expect((await trialBalance(own, SCHEMA)).total).toBe(-95);
    await runScript(
      own,
      'tamper',
      `UPDATE ${SCHEMA}.account SET balance = 100;
       UPDATE ${SCHEMA}.turnover SET debits = 7 WHERE account_id = 'a'`,
    );
    expect(await auditLedger(own, SCHEMA)).toEqual([
      { kind: 'turnover-differs', accountId: 'a', stored: -7, expected: -100 },
    ]);
    await drop();
  });
});

describe('balances', () => {
  const db = useTestDatabase(ledgerMigrations(SCHEMA));

  test('of an open account are the same before and after folding, now and at any past moment', async () => {
    const random = createRandom('balances');
    const expected: number[] = [];
    let balance = 0;
    for (let i = 0; i < 30; i++) {
      const amount = fen(1 + random.below(1000));
      const raises = random.chance(1, 2);
      await postTransfers(db, SCHEMA, [
        transfer({
          transferId: `b${i}`,
          debit: raises ? 'a' : 'hot',
          credit: raises ? 'hot' : 'a',
          amount,
          postedAt: instant(T0 + i),
          month: month(i < 20 ? '2025-06' : '2025-07'),
        }),
      ]);
      balance += raises ? amount : -amount;
      expected.push(balance);
      if (i === 10) await foldExactly(db, 11);
      expect(await balanceOf(db, SCHEMA, 'hot')).toBe(balance);
    }
    await foldExactly(db, 19);
    expect(await foldBalances(db, SCHEMA)).toBe(0);
    for (const [i, then] of expected.entries()) {
      expect(await balanceOf(db, SCHEMA, 'hot', instant(T0 + i))).toBe(then);
    }
    expect(await balanceOf(db, SCHEMA, 'hot', instant(T0 - 1))).toBe(0);
    const months = await turnoverOf(db, SCHEMA, 'hot');
    expect(months.map((m) => m.month)).toEqual(['2025-06', '2025-07']);
    expect(months.reduce((sum, m) => sum + m.credits - m.debits, 0)).toBe(balance);
    expect(await auditLedger(db, SCHEMA)).toEqual([]);
  });

  test('neither miss nor count twice a transfer that commits after a later one', async () => {
    const { promise: release, resolve: commit } = Promise.withResolvers<void>();
    const { promise: posted, resolve: isPosted } = Promise.withResolvers<void>();
    const slow = db.transaction(async (tx) => {
      await postTransfers(tx, SCHEMA, [
        transfer({ transferId: 'slow', debit: 'x', credit: 'late', amount: fen(7) }),
      ]);
      isPosted();
      await release;
    });
    await posted;
    await postTransfers(db, SCHEMA, [
      transfer({ transferId: 'quick', debit: 'x', credit: 'late', amount: fen(5) }),
    ]);
    await foldBalances(db, SCHEMA);
    expect(await balanceOf(db, SCHEMA, 'late')).toBe(5);
    commit();
    await slow;
    expect(await balanceOf(db, SCHEMA, 'late')).toBe(12);
    await foldExactly(db, 2);
    expect(await balanceOf(db, SCHEMA, 'late')).toBe(12);
    expect(await auditLedger(db, SCHEMA)).toEqual([]);
  });
});

describe('a statement', () => {
  const db = useTestDatabase(ledgerMigrations(SCHEMA));

  test('pages through an account oldest first, no gap, no repetition, also within one instant', async () => {
    const posts = Array.from({ length: 23 }, (_, i) =>
      transfer({
        transferId: `p${String(i).padStart(2, '0')}`,
        debit: i % 3 === 0 ? 'me' : 'other',
        credit: i % 3 === 0 ? 'other' : 'me',
        reference: `S${Math.floor(i / 6)}`,
        postedAt: instant(T0 + Math.floor(i / 6)),
      }),
    );
    for (let i = 0; i < 4; i++) await postTransfers(db, SCHEMA, posts.slice(i * 6, i * 6 + 6));
    const seen: string[] = [];
    let sum = 0;
    let page = await statementOf(db, SCHEMA, { accountId: 'me', limit: 5 });
    for (;;) {
      seen.push(...page.lines.map((line) => line.transferId));
      for (const line of page.lines) sum += line.amount;
      if (page.next === null) break;
      page = await statementOf(db, SCHEMA, { accountId: 'me', limit: 5, after: page.next });
    }
    expect(seen).toEqual(posts.map((p) => p.transferId));
    expect(sum).toBe(await balanceOf(db, SCHEMA, 'me'));
    const middle = await statementOf(db, SCHEMA, {
      accountId: 'me',
      from: instant(T0 + 1),
      to: instant(T0 + 2),
      limit: 50,
    });
    expect(middle.lines.map((l) => l.transferId)).toEqual(posts.slice(6, 18).map((p) => p.transferId));
    expect(middle.lines[0]).toMatchObject({ otherAccount: 'other', amount: -100 });
  });
});

const POSTED = statement(
  'test-ledger-posted',
  `SELECT count(*) AS n FROM ${SCHEMA}.transfer WHERE credit = 'shop'`,
);

/** 16 clients take 10 fen each, 12 times, from an account that holds 1 000 fen; answers what is left. */
async function overdraw(db: Database): Promise<{ left: number; posted: number; refused: number }> {
  const clients = openDatabase({ url: db.url, max: 16 });
  const accountId = ACCOUNTS.lina!;
  await openAccounts(db, SCHEMA, { accountIds: [accountId], floor: fen(0) });
  await postTransfers(db, SCHEMA, [
    transfer({ transferId: 'fill', debit: 'funding', credit: accountId, amount: fen(1000) }),
  ]);
  let refused = 0;
  const client = async (number: number) => {
    for (let i = 0; i < 12; i++) {
      const id = `c${number}-${i}`;
      const one = transfer({
        transferId: id,
        debit: accountId,
        credit: 'shop',
        amount: fen(10),
        reference: id,
      });
      const [result] = await tryPostTransfers(clients, SCHEMA, [one]);
      if (result!.status === 'insufficient_balance') refused += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: 16 }, (_, number) => client(number)));
    const [row] = await db.query<{ n: number }>(POSTED, []);
    return { left: await balanceOf(db, SCHEMA, accountId), posted: row!.n, refused };
  } finally {
    await clients.close();
  }
}

describe('16 clients on one guarded account', () => {
  const sound = useTestDatabase(ledgerMigrations(SCHEMA));
  // The same ledger without its lock and its last defence, the constraint: the check alone is not enough.
  const unlocked = useTestDatabase(
    ledgerMigrations(SCHEMA).map(({ id, sql }) => ({
      id: `${id}-unlocked`,
      sql: sql
        .replace('FOR NO KEY UPDATE', '')
        .replace('GET DIAGNOSTICS', 'PERFORM pg_sleep(0.002); GET DIAGNOSTICS')
        .replace(/,\s+CONSTRAINT balance_at_or_above_floor CHECK \([^)]*\)/, ''),
    })),
  );

  test('never overdraw it', async () => {
    expect(await overdraw(sound)).toEqual({ left: 0, posted: 100, refused: 92 });
    expect(await auditLedger(sound, SCHEMA)).toEqual([]);
  });

  test('would overdraw it without the lock', async () => {
    const { left } = await overdraw(unlocked);
    expect(left).toBeLessThan(0);
    expect((await auditLedger(unlocked, SCHEMA)).map((b) => b.kind)).toEqual(['below-floor']);
  });

  test('that touch two accounts in opposite order do not deadlock, and money is conserved', async () => {
    const clients = openDatabase({ url: sound.url, max: 16 });
    const pair = ['personal-account/p1', 'personal-account/p2'] as const;
    await openAccounts(sound, SCHEMA, { accountIds: pair, floor: fen(0) });
    for (const [i, credit] of pair.entries()) {
      await postTransfers(sound, SCHEMA, [
        transfer({ transferId: `pair${i}`, debit: 'funding', credit, amount: fen(50) }),
      ]);
    }
    const swap = async (n: number) => {
      for (let i = 0; i < 8; i++) {
        const [debit, credit] = n % 2 === 0 ? [pair[0], pair[1]] : [pair[1], pair[0]];
        await tryPostTransfers(clients, SCHEMA, [
          transfer({ transferId: `w${n}-${i}`, debit, credit, amount: fen(20) }),
        ]);
      }
    };
    await Promise.all(Array.from({ length: 16 }, (_, n) => swap(n)));
    await clients.close();
    const balances = [await balanceOf(sound, SCHEMA, pair[0]), await balanceOf(sound, SCHEMA, pair[1])];
    expect(balances[0]! + balances[1]!).toBe(100);
    expect(Math.min(...balances)).toBeGreaterThanOrEqual(0);
    expect(await auditLedger(sound, SCHEMA)).toEqual([]);
  });

  test('post one id once when they send it together', async () => {
    const clients = openDatabase({ url: sound.url, max: 16 });
    const one = transfer({ transferId: 'once', debit: 'from', credit: 'once-only', amount: fen(3) });
    const statuses = await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (;;) {
          try {
            return (await tryPostTransfers(clients, SCHEMA, [one]))[0]!.status;
          } catch (error) {
            expect(String(error)).toContain('transfer_race');
          }
        }
      }),
    );
    await clients.close();
    expect(statuses.filter((status) => status === 'posted')).toHaveLength(1);
    expect(await balanceOf(sound, SCHEMA, 'once-only')).toBe(3);
  });
});
