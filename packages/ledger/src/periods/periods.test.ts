import { type Database, openDatabase, runScript, useTestDatabase } from '@zhijie/database';
import { type Fen, fen, instant, month } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import {
  announceClose,
  auditLedger,
  holdMoney,
  ledgerMigrations,
  openAccounts,
  type PeriodSeal,
  periodStatements,
  periodsOf,
  postHold,
  postTransfers,
  sealPeriod,
  transferRefusalOf,
  tryPostTransfers,
} from '../index.ts';

const SCHEMA = 'test_ledger';
const T0 = instant(1_750_000_000_000);
const transferOf = (transferId: string, of: string, amount = 100) => ({
  transferId,
  debit: 'pooled-fund/410100/resident',
  credit: 'payable-to-care-area/410100/110000/resident',
  amount: amount as Fen,
  code: 'pooled-fund',
  reference: transferId,
  month: month(of),
  postedAt: T0,
});

/** Whatever else runs in this PostgreSQL is waited for too. */
async function sealed(db: Database, of: string): Promise<PeriodSeal> {
  for (;;) {
    const answer = await sealPeriod(db, SCHEMA, of, T0);
    if (answer !== 'draining') return answer;
  }
}

describe('closing a month of the ledger', () => {
  const db = useTestDatabase(ledgerMigrations(SCHEMA));
  const post = async (id: string, of: string, amount?: number) =>
    (await tryPostTransfers(db, SCHEMA, [transferOf(id, of, amount)]))[0]?.status;
  const close = async (of: string): Promise<void> => {
    await announceClose(db, SCHEMA, of, T0);
    await sealed(db, of);
  };

  test('takes nothing more into it or an earlier one; what was stored before is still “exists”', async () => {
    expect(await post('a', '2025-05', 300)).toBe('posted');
    expect(await post('b', '2025-06', 200)).toBe('posted');
    expect(await sealPeriod(db, SCHEMA, '2025-05', T0)).toBe('not_announced');
    expect(await announceClose(db, SCHEMA, '2025-05', T0)).toBe('announced');
    expect(await announceClose(db, SCHEMA, '2025-05', T0)).toBe('exists');
    expect(await announceClose(db, SCHEMA, '2025-04', T0)).toBe('earlier_month');
    expect(await post('late', '2025-05')).toBe('period_closed');
    expect(await post('later', '2025-04')).toBe('period_closed');
    expect(await post('a', '2025-05', 300)).toBe('exists');
    expect(await post('a', '2025-05', 301)).toBe('transfer_conflict');
    expect(await post('c', '2025-06', 50)).toBe('posted');
    expect(await sealed(db, '2025-05')).toBe('closed');
    expect(await sealPeriod(db, SCHEMA, '2025-05', T0)).toBe('exists');
    const closed = { month: '2025-05', announcedAt: T0, closedAt: T0, transfers: 1, turnover: 300 };
    expect(await periodsOf(db, SCHEMA)).toEqual([closed]);
  });

  test('keeps opening and closing balance of every account', async () => {
    await close('2025-06');
    expect(await periodStatements(db, SCHEMA, { month: '2025-06', limit: 10 })).toEqual([
      {
        accountId: 'payable-to-care-area/410100/110000/resident',
        ...{ opening: 300, debits: 0, credits: 250, closing: 550 },
      },
      {
        accountId: 'pooled-fund/410100/resident',
        ...{ opening: -300, debits: 250, credits: 0, closing: -550 },
      },
    ]);
    const after = 'payable-to-care-area/410100/110000/resident';
    const [next, ...rest] = await periodStatements(db, SCHEMA, { month: '2025-06', after, limit: 1 });
    expect(next?.accountId).toBe('pooled-fund/410100/resident');
    expect(rest).toEqual([]);
  });

  test('leaves a hold whose posting comes too late as it is', async () => {
    const debit = 'personal-account/late';
    await openAccounts(db, SCHEMA, { accountIds: [debit], floor: fen(-500) });
    const asked = { holdId: 'h', debit, credit: 'shop', amount: fen(500), code: 'deposit', reference: 'h' };
    await holdMoney(db, SCHEMA, { ...asked, expiresAt: instant(T0 + 1000) }, T0);
    const posting = { holdId: 'h', amount: fen(500), transferId: 'h', month: '2025-06' };
    const problem = await postHold(db, SCHEMA, posting, T0).catch((error: unknown) => error);
    expect(transferRefusalOf(problem)).toEqual({ code: 'period_closed', transferId: 'h' });
    expect(await postHold(db, SCHEMA, { ...posting, month: '2025-07' }, T0)).toBe('posted');
  });

  test('cannot be undone, and a transfer slipped into it is named', async () => {
    const by = (sql: string) => runScript(db, 'test', sql.replaceAll('$S', SCHEMA));
    await expect(by(`DELETE FROM $S.period`)).rejects.toThrow('append_only');
    await expect(by(`UPDATE $S.period SET turnover = 0 WHERE month = '2025-05'`)).rejects.toThrow(
      'append_only',
    );
    await by(`INSERT INTO $S.transfer (transfer_id, debit, credit, amount, code, reference, month, posted_at)
      VALUES ('slipped', 'a', 'b', 1, 'x', 'x', '2025-05', 0)`);
    expect(await auditLedger(db, SCHEMA)).toContainEqual({
      kind: 'closed-month-differs',
      accountId: '2025-05',
      stored: 300,
      expected: 301,
    });
  });
});

describe('closing under load', () => {
  const db = useTestDatabase(ledgerMigrations(SCHEMA));

  test('waits for a posting that looked before the announcement', async () => {
    const other = openDatabase({ url: db.url, max: 2 });
    const stored = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const slow = other.transaction(async (tx) => {
      await postTransfers(tx, SCHEMA, [transferOf('slow', '2025-05')]);
      stored.resolve();
      await mayEnd.promise;
    });
    await stored.promise;
    await announceClose(db, SCHEMA, '2025-05', T0);
    for (let i = 0; i < 3; i++) expect(await sealPeriod(db, SCHEMA, '2025-05', T0)).toBe('draining');
    mayEnd.resolve();
    await slow;
    expect(await sealed(db, '2025-05')).toBe('closed');
    expect((await periodsOf(db, SCHEMA))[0]).toMatchObject({ transfers: 1, turnover: 100 });
    await other.close();
  });

  test('loses nothing and puts nothing into two months', async () => {
    const clients = openDatabase({ url: db.url, max: 8 });
    const counted = { '2025-06': 0, '2025-07': 0 };
    let over = false;
    const client = async (number: number) => {
      for (let i = 0; !over || i < 30; i++) {
        const id = `l${number}-${i}`;
        const [first] = await tryPostTransfers(clients, SCHEMA, [transferOf(id, '2025-06', 1)]).catch(
          (error: unknown) => {
            expect(transferRefusalOf(error)?.code, String(error)).toBe('period_closed');
            return [{ status: 'period_closed' as const }];
          },
        );
        if (first?.status === 'posted') counted['2025-06'] += 1;
        else {
          await postTransfers(clients, SCHEMA, [transferOf(id, '2025-07', 1)]);
          counted['2025-07'] += 1;
        }
      }
    };
    const work = Promise.all(Array.from({ length: 6 }, (_, number) => client(number)));
    while (counted['2025-06'] < 60) await new Promise((done) => setImmediate(done));
    await announceClose(db, SCHEMA, '2025-06', T0);
    await sealed(db, '2025-06');
    over = true;
    await work;
    await clients.close();
    expect(counted['2025-07']).toBeGreaterThan(0);
    const [, june] = await periodsOf(db, SCHEMA);
    expect(june).toMatchObject({ transfers: counted['2025-06'], turnover: counted['2025-06'] });
    expect(await auditLedger(db, SCHEMA)).toEqual([]);
  });
});

describe('PF-04 ring-fenced prepayment', () => {
  const db = useTestDatabase(ledgerMigrations(SCHEMA));
  const move = async (debit: string, credit: string, code: string) => {
    const transfer = { ...transferOf(`${debit} ${credit} ${code}`, '2025-06'), debit, credit, code };
    return (await tryPostTransfers(db, SCHEMA, [transfer]))[0]?.status;
  };

  test.each([
    ['bank-deposit/11', 'prepayment-held/41/11', 'prepayment-paid', 'posted'],
    ['prepayment-held/41/11', 'payable-to-provider/H1', 'prepayment-used', 'posted'],
    ['prepayment-held/41/11', 'payable-to-provider/H1', 'pooled-fund', 'ring_fenced'],
    ['prepayment-held/41/11', 'bank-deposit/11', 'salary', 'ring_fenced'],
    ['bank-deposit/41', 'prepayment-paid/41/11', 'deduction', 'ring_fenced'],
    ['prepayment-held/41/11', 'bank-deposit/11', 'bank-charge', 'ring_fenced'],
  ])('%s → %s as %s is %s', async (debit, credit, code, status) => {
    expect(await move(debit, credit, code)).toBe(status);
  });

  test('holds for whoever writes past the function', async () => {
    const insert = `INSERT INTO ${SCHEMA}.transfer (transfer_id, debit, credit, amount, code, reference, month, posted_at)
      VALUES ('x', 'prepayment-held/41/11', 'b', 1, 'salary', 'x', '2025-06', 0)`;
    await expect(runScript(db, 'test', insert)).rejects.toThrow('ring_fenced');
  });
});
