import { type Database, openDatabase, runScript, useTestDatabase } from '@zhijie/database';
import { type Fen, fen, instant, month } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  auditLedger,
  balanceOf,
  expireHolds,
  freeBalanceOf,
  type Hold,
  holdMoney,
  ledgerMigrations,
  openAccounts,
  postHold,
  postTransfers,
  transferRefusalOf,
  tryPostTransfers,
  voidHold,
} from '../index.ts';

const SCHEMA = 'test_ledger';
const T0 = 1_750_000_000_000;
const at = (seconds: number) => instant(T0 + seconds * 1000);

const holdOf = (given: Partial<Hold> & Pick<Hold, 'holdId' | 'debit'>): Hold => ({
  credit: 'payable-to-provider/H99',
  amount: fen(100),
  code: 'deposit',
  reference: 'V1',
  expiresAt: at(60),
  ...given,
});

async function openFilled(db: Database, accountId: string, amount: number): Promise<void> {
  await openAccounts(db, SCHEMA, { accountIds: [accountId], floor: fen(0) });
  await postTransfers(db, SCHEMA, [transferOf(`fill ${accountId}`, 'account-funding/99', accountId, amount)]);
}

const transferOf = (transferId: string, debit: string, credit: string, amount: number) => ({
  transferId,
  debit,
  credit,
  amount: amount as Fen,
  code: 'test',
  reference: transferId,
  month: month('2025-06'),
  postedAt: at(0),
});

const db = useTestDatabase(ledgerMigrations(SCHEMA));

/**
 * One operation a line, on an account of its own that holds 1 000 fen:
 * `hold id amount ends-at now → status`, `post id amount now → status`, `void id now → status`,
 * `expire now → how many`, `spend amount → status`, `free`, `held`, `balance → fen`.
 */
async function runTable(place: string, table: string): Promise<void> {
  const account = `personal-account/${place}`;
  const name = (id: string) => `${place}.${id}`;
  // Holds that other tests left open are not counted here.
  await expireHolds(db, SCHEMA, { at: at(100_000), limit: 1000 });
  await openFilled(db, account, 1000);
  let spent = 0;
  const run = async ([operation, ...rest]: readonly string[]): Promise<string | number | undefined> => {
    const [first = '', ...numbers] = rest;
    const [a = 0, b = 0, c = 0] = numbers.map(Number);
    if (operation === 'hold') {
      const asked = holdOf({ holdId: name(first), debit: account, amount: a as Fen, expiresAt: at(b) });
      return holdMoney(db, SCHEMA, asked, at(c));
    }
    if (operation === 'post') {
      const posting = { holdId: name(first), amount: a as Fen, transferId: name(first), month: '2025-06' };
      return postHold(db, SCHEMA, posting, at(b));
    }
    if (operation === 'void') return voidHold(db, SCHEMA, name(first), at(a));
    if (operation === 'expire') return expireHolds(db, SCHEMA, { at: at(Number(first)), limit: 100 });
    if (operation === 'spend') {
      spent += 1;
      const transfer = transferOf(name(`spend${spent}`), account, 'shop', Number(first));
      return (await tryPostTransfers(db, SCHEMA, [transfer]))[0]?.status;
    }
    if (operation === 'balance') return balanceOf(db, SCHEMA, account);
    const found = await freeBalanceOf(db, SCHEMA, account);
    return operation === 'free' ? found?.free : found?.held;
  };
  for (const line of table.trim().split('\n')) {
    const [call = '', expected] = line.split('→').map((part) => part.trim());
    expect(`${call} → ${await run(call.split(/\s+/))}`).toBe(`${call} → ${expected}`);
  }
  expect(await auditLedger(db, SCHEMA)).toEqual([]);
}

const TABLES: Readonly<Record<string, string>> = {
  'held money is on the account and cannot be spent': `
    hold h1 700 60 0 → held
    balance          → 1000
    free             → 300
    spend 301        → insufficient_balance
    spend 300        → posted
    hold h2 1 60 0   → insufficient_balance`,
  'posting takes what is asked and frees the rest': `
    hold h1 700 60 0 → held
    post h1 701 1    → amount_out_of_range
    post h1 0 1      → amount_out_of_range
    post h1 450 1    → posted
    balance          → 550
    held             → 0
    free             → 550
    post h1 450 2    → exists
    post h1 451 2    → hold_posted
    void h1 3        → hold_posted
    hold h1 700 60 3 → hold_posted
    balance          → 550`,
  'voiding frees all, once': `
    hold h1 700 60 0 → held
    void h1 1        → voided
    void h1 2        → exists
    post h1 700 2    → hold_voided
    hold h1 700 60 2 → hold_voided
    free             → 1000`,
  'a void that overtakes its hold keeps it from taking effect': `
    void h1 0        → voided
    hold h1 700 60 1 → hold_voided
    post h1 700 2    → hold_voided
    free             → 1000`,
  'at its end a hold has expired, swept or not': `
    hold h1 700 60 0  → held
    hold h2 100 61 0  → held
    expire 59         → 0
    post h1 700 60    → hold_expired
    free              → 900
    expire 61         → 1
    free              → 1000
    void h2 62        → exists
    post h2 100 62    → hold_expired
    hold h2 100 61 63 → hold_expired`,
  'the last second before the end is in time': `
    hold h1 700 60 0  → held
    post h1 700 59.999 → posted
    balance           → 300`,
  'the same hold again has no effect, another content is a conflict': `
    hold h1 700 60 0 → held
    hold h1 700 60 5 → exists
    hold h1 701 60 5 → hold_conflict
    hold h1 700 61 5 → hold_conflict
    held             → 700`,
  'what cannot be held is refused by name': `
    hold h1 0 60 0            → amount_out_of_range
    hold h1 -5 60 0           → amount_out_of_range
    hold h1 900000000001 60 0 → amount_out_of_range
    hold h1 1 60 60           → expiry_passed
    post h1 1 0               → hold_unknown
    held                      → 0`,
};

describe('a hold (预授权、冻结)', () => {
  test.each(Object.entries(TABLES))('%s', async (title, table) => {
    await runTable(`t${Object.keys(TABLES).indexOf(title)}`, table);
  });

  test('is refused on an account that nobody opened, on an open account, and on one account for itself', async () => {
    const ask = (hold: Partial<Hold> & { debit: string }) =>
      holdMoney(db, SCHEMA, holdOf({ holdId: `x ${hold.debit}`, ...hold }), at(0));
    expect(await ask({ debit: 'personal-account/nobody' })).toBe('account_unknown');
    expect(await ask({ debit: 'pooled-fund/990100/resident' })).toBe('account_unknown');
    expect(await ask({ debit: 'same', credit: 'same' })).toBe('accounts_must_differ');
  });

  test('ends once: neither its state nor its content can be changed by hand', async () => {
    await openFilled(db, 'personal-account/hand', 1000);
    await holdMoney(db, SCHEMA, holdOf({ holdId: 'hand', debit: 'personal-account/hand' }), at(0));
    const change = (set: string) =>
      runScript(db, 'test', `UPDATE ${SCHEMA}.hold SET ${set} WHERE hold_id = 'hand'`);
    await expect(change('amount = 1')).rejects.toThrow('append_only');
    await voidHold(db, SCHEMA, 'hand', at(1));
    await expect(change(`state = 'held', ended_at = NULL`)).rejects.toThrow('append_only');
    await expect(runScript(db, 'test', `DELETE FROM ${SCHEMA}.hold`)).rejects.toThrow('append_only');
  });

  test('shows in the audit when an account holds what no hold says', async () => {
    await openFilled(db, 'personal-account/audit', 1000);
    await runScript(
      db,
      'test',
      `UPDATE ${SCHEMA}.account SET held = 7 WHERE account_id = 'personal-account/audit'`,
    );
    expect(await auditLedger(db, SCHEMA)).toEqual([
      { kind: 'held-differs', accountId: 'personal-account/audit', stored: 7, expected: 0 },
    ]);
    await runScript(
      db,
      'test',
      `UPDATE ${SCHEMA}.account SET held = 0 WHERE account_id = 'personal-account/audit'`,
    );
  });
});

type Step = {
  readonly kind: 'hold' | 'post' | 'void' | 'expire' | 'spend';
  readonly hold: number;
  readonly amount: number;
};

/** The protocol in a few lines, without a database: what the account must be worth after each step. */
function modelOf(opening: number) {
  const holds = new Map<number, { state: string; amount: number; expires: number }>();
  let balance = opening;
  const held = () => [...holds.values()].reduce((sum, h) => sum + (h.state === 'held' ? h.amount : 0), 0);
  const step = ({ kind, hold, amount }: Step, now: number): void => {
    const known = holds.get(hold);
    if (kind === 'spend' && balance - held() >= amount) balance -= amount;
    if (kind === 'hold' && known === undefined && balance - held() >= amount) {
      holds.set(hold, { state: 'held', amount, expires: now + 3 });
    }
    if (kind === 'void' && known?.state !== 'posted')
      holds.set(hold, { state: 'voided', amount: 0, expires: 0 });
    if (kind === 'post' && known?.state === 'held') {
      if (now >= known.expires) known.state = 'expired';
      else if (amount <= known.amount) {
        known.state = 'posted';
        balance -= amount;
      }
    }
    if (kind !== 'expire') return;
    for (const each of holds.values())
      if (each.state === 'held' && now >= each.expires) each.state = 'expired';
  };
  return { step, figures: () => ({ balance, held: held() }) };
}

const STEP: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('hold', 'post', 'void', 'expire', 'spend'),
  hold: fc.integer({ min: 0, max: 3 }),
  amount: fc.integer({ min: 1, max: 600 }),
});

describe('any order of holding, posting, voiding, expiring and spending', () => {
  let place = 0;
  test('leaves what a model of the protocol leaves, and never overdraws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 14 }), async (steps) => {
        place += 1;
        const debit = `personal-account/model${place}`;
        await openFilled(db, debit, 1000);
        const model = modelOf(1000);
        for (const [now, step] of steps.entries()) {
          const holdId = `${debit} ${step.hold}`;
          const amount = step.amount as Fen;
          if (step.kind === 'hold') {
            await holdMoney(db, SCHEMA, holdOf({ holdId, debit, amount, expiresAt: at(now + 3) }), at(now));
          }
          if (step.kind === 'post') {
            await postHold(db, SCHEMA, { holdId, amount, transferId: holdId, month: '2025-06' }, at(now));
          }
          if (step.kind === 'void') await voidHold(db, SCHEMA, holdId, at(now));
          if (step.kind === 'expire') await expireHolds(db, SCHEMA, { at: at(now), limit: 10 });
          if (step.kind === 'spend') {
            await tryPostTransfers(db, SCHEMA, [transferOf(`${debit} s${now}`, debit, 'shop', amount)]);
          }
          model.step(step, now);
          const found = await freeBalanceOf(db, SCHEMA, debit);
          const balance = await balanceOf(db, SCHEMA, debit);
          expect({ balance, held: found!.held }).toEqual(model.figures());
          expect(found!.free).toBe(balance - found!.held);
          expect(found!.free).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 40 },
    );
    expect(await auditLedger(db, SCHEMA)).toEqual([]);
  });
});

/** 16 clients hold 10 fen each, 8 times, and post every second one; the account holds 500 fen. */
async function rush(
  ledger: Database,
): Promise<{ left: number; open: number; granted: number; refusedPosts: number }> {
  const debit = 'personal-account/rush';
  const clients = openDatabase({ url: ledger.url, max: 16 });
  await openFilled(ledger, debit, 500);
  let granted = 0;
  let refusedPosts = 0;
  const client = async (number: number) => {
    for (let i = 0; i < 8; i++) {
      const holdId = `r${number}-${i}`;
      const status = await holdMoney(clients, SCHEMA, holdOf({ holdId, debit, amount: fen(10) }), at(0));
      if (status !== 'held') continue;
      granted += 1;
      if (i % 2 === 0) {
        const posting = { holdId, amount: fen(10), transferId: holdId, month: '2025-06' };
        await postHold(clients, SCHEMA, posting, at(1)).catch((error: unknown) => {
          expect(transferRefusalOf(error)?.code).toBe('insufficient_balance');
          refusedPosts += 1;
        });
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: 16 }, (_, number) => client(number)));
    const open = (await freeBalanceOf(ledger, SCHEMA, debit))!.held;
    return { left: await balanceOf(ledger, SCHEMA, debit), open, granted, refusedPosts };
  } finally {
    await clients.close();
  }
}

describe('16 clients holding on one account', () => {
  const sound = useTestDatabase(ledgerMigrations(SCHEMA));
  // Without the lock of `hold` and the constraint that stands behind it.
  const unlocked = useTestDatabase(
    ledgerMigrations(SCHEMA).map(({ id, sql }) => ({
      id: `${id}-unlocked-hold`,
      sql: sql
        .replace('WHERE account_id = p_debit FOR NO KEY UPDATE', 'WHERE account_id = p_debit')
        .replace(
          "THEN RETURN 'expiry_passed'; END IF;",
          "THEN RETURN 'expiry_passed'; END IF; PERFORM pg_sleep(0.002);",
        )
        .replace(/,\s+CONSTRAINT balance_at_or_above_floor CHECK \([^)]*\)/, ''),
    })),
  );

  test('never promise more than there is', async () => {
    const { left, open, granted, refusedPosts } = await rush(sound);
    expect({ granted, refusedPosts }).toEqual({ granted: 50, refusedPosts: 0 });
    expect(left - open).toBe(0);
    expect(await auditLedger(sound, SCHEMA)).toEqual([]);
  });

  test('would promise more without the lock', async () => {
    expect((await rush(unlocked)).granted).toBeGreaterThan(50);
  });
});
