import { type ClearingItem, ORDER_LABELS } from '@zhijie/clearing';
import { isRaised, runScript, statement, useTestDatabase } from '@zhijie/database';
import { headVerifier } from '@zhijie/evidence';
import { fen, type Month, month, totalFen } from '@zhijie/kernel';
import { balanceOf, hubClaim, hubOwed, trialBalance } from '@zhijie/ledger';
import { describe, expect, test } from 'vitest';
import { hubMigrations } from '../migrations.ts';
import { agencyOf, at, ISSUER, MARCH, reversalOf, testClearing, tradeOf } from '../testing/clearing.ts';
import { publicKeyOf } from '../testing/network.ts';
import { hubFigures } from '../trade/figures.ts';
import { recordTrades } from '../trade/store.ts';
import { recordDeduction, signDeferral } from './facts.ts';
import { clearedItems } from './items.ts';
import { rootBytes } from './run.ts';

const db = useTestDatabase(hubMigrations);
const APRIL = month('2026-04');
const pair = { careArea: '110000', insuredArea: '410100', insuranceType: 'resident' } as const;
const maker = agencyOf('11', 'maker-11', 'clearing-maker');
const open = async () => [
  await balanceOf(db, 'hub_ledger', hubClaim(pair)),
  await balanceOf(db, 'hub_ledger', hubOwed(pair)),
];
async function itemsOf(period: Month): Promise<ClearingItem[]> {
  const items: ClearingItem[] = [];
  for await (const page of clearedItems(db, period)) items.push(...page);
  return items;
}
const idsOf = async (period: Month) => (await itemsOf(period)).map(({ itemId }) => itemId);

type TestClearing = ReturnType<typeof testClearing>;

/** Both provinces confirm, the nation issues. */
async function confirmAll({ step, clearing, setClock }: TestClearing, period: Month, provinces: string[]) {
  for (const province of provinces) {
    expect(await step(period, province, { kind: 'propose', province })).toMatchObject({ ok: true });
    expect(await step(period, province, { kind: 'confirm', province })).toMatchObject({ ok: true });
  }
  setClock(`${period === MARCH ? '2026-04-30' : '2026-05-31'} 10:00:00`);
  const issued = await clearing.step({
    stepId: `issue-${period}`,
    period,
    actor: ISSUER,
    request: { kind: 'issue' },
  });
  expect(issued).toMatchObject({ ok: true });
}

async function payAll({ step, clearing, now }: TestClearing, period: Month, paidOn: string) {
  const { book } = (await clearing.state(period))!;
  for (const { orderId, payer, payee, amount } of book.orders) {
    expect(await step(period, payer, { kind: 'submit', orderId })).toMatchObject({ ok: true });
    const transfer = {
      bank: '示例银行',
      serial: `B-${orderId}`,
      paidOn: paidOn as never,
      purpose: 'clearing',
      amount,
    } as const;
    expect(now()).toBeGreaterThan(0);
    expect(await step(period, payer, { kind: 'pay', orderId, transfer })).toMatchObject({ ok: true });
    const receivedOn = paidOn as never;
    expect(await step(period, payee, { kind: 'receive', orderId, receivedOn })).toMatchObject({ ok: true });
  }
}

describe('two months of Henan people in Beijing', () => {
  const underTest = testClearing(db, '2026-03-20 10:00:00');
  const { clearing, setClock, step, now } = underTest;
  const [kept, refunded, late] = [tradeOf(1), tradeOf(2, { claim: 40_000 }), tradeOf(3, { claim: 7_000 })];
  const deferred = tradeOf(4, { claim: 5_000 });
  const own = { actor: maker, now };

  test('C-06 a deduction makes the claim smaller; a penalty stays with the care agency', async () => {
    await recordTrades(db, [kept, refunded, deferred]);
    const { settlementId, careArea } = kept;
    const order = { careArea, settlementId, reason: '重复收费' };
    const given = { actor: own.actor, at: now() };
    const deduction = { ...order, deductionId: 'D11-1', kind: 'deduction', amount: fen(10_000) } as const;
    expect(await recordDeduction(db, deduction, given)).toEqual({ ok: true, value: { outcome: 'applied' } });
    expect(await recordDeduction(db, deduction, given)).toEqual({
      ok: true,
      value: { outcome: 'unchanged' },
    });
    const penalty = { ...order, deductionId: 'D11-2', kind: 'penalty', amount: fen(5_000) } as const;
    expect(await recordDeduction(db, penalty, given)).toMatchObject({ ok: true });
    expect(await open()).toEqual([-135_000, 135_000]);
    const refused = await Promise.all([
      recordDeduction(db, { ...deduction, amount: fen(1) }, given),
      recordDeduction(db, { ...deduction, deductionId: 'D11-3', amount: fen(90_001) }, given),
      recordDeduction(
        db,
        { ...deduction, deductionId: 'D11-4', kind: 'restoration', amount: fen(10_001) },
        given,
      ),
      recordDeduction(db, { ...deduction, deductionId: 'D11-5', settlementId: 'S-none' }, given),
      recordDeduction(db, { ...deduction, deductionId: 'D11-6', reason: ' ' }, given),
      recordDeduction(
        db,
        { ...deduction, deductionId: 'D11-7' },
        { ...given, actor: agencyOf('41', 'x', 'clearing-maker') },
      ),
    ]);
    expect(refused.map((result) => !result.ok && result.refusal.code)).toEqual([
      'deduction-differs',
      'amount-exceeds-claim',
      'amount-exceeds-claim',
      'settlement-unknown',
      'reason-missing',
      'not-permitted',
    ]);
  });

  test('C-03 R-03 an item is deferred before its month is generated, at most two months', async () => {
    const { settlementId, careArea } = deferred;
    const order = { careArea, settlementId, itemId: settlementId, reason: '医院未确认' };
    setClock('2026-04-20 18:00:00');
    const given = { actor: maker, at: now() };
    const tooFar = await signDeferral(db, { ...order, to: month('2026-06') }, given);
    expect(tooFar).toMatchObject({ ok: false, refusal: { code: 'more-than-two-months' } });
    expect(await signDeferral(db, { ...order, to: APRIL }, given)).toMatchObject({ ok: true });
    expect(await signDeferral(db, { ...order, to: APRIL }, given)).toMatchObject({
      value: { outcome: 'unchanged' },
    });
    const foreign = await signDeferral(db, { ...order, to: APRIL }, { ...given, actor: ISSUER });
    expect(foreign).toMatchObject({ ok: false, refusal: { code: 'not-permitted' } });
  });

  test('C-02 a month is generated on the 21st, once; the hub signs its root', async () => {
    setClock('2026-04-20 23:59:59');
    expect(await clearing.generate(MARCH, 'hub')).toMatchObject({ refusal: { code: 'too-early' } });
    setClock('2026-04-21 00:00:00');
    const first = await clearing.generate(MARCH, 'hub');
    if (!first.ok) throw new Error(first.refusal.code);
    const { run } = first.value;
    expect(run.tables.lines).toMatchObject([
      { careProvince: '11', insuredProvince: '41', insuranceType: 'resident', amount: 130_000 },
    ]);
    expect(run.tables.penalties).toMatchObject([{ penaltyId: 'D11-2', amount: 5_000 }]);
    expect(run.tables.nets.reduce((sum, { net }) => sum + net, 0)).toBe(0);
    const verify = headVerifier(publicKeyOf('hub'));
    expect(verify(rootBytes({ period: MARCH, root: run.root! }), run.signature!)).toBe(true);
    expect(verify(rootBytes({ period: APRIL, root: run.root! }), run.signature!)).toBe(false);
    await recordTrades(db, [late]);
    const again = await clearing.generate(MARCH, 'hub');
    expect(again).toMatchObject({ ok: true, value: { isNew: false, run: { root: run.root } } });
    expect(await idsOf(MARCH)).toEqual(['D11-1', kept.settlementId, refunded.settlementId]);
  });

  test('a late item is in no month until a deferral is signed for it', async () => {
    const { settlementId, careArea } = late;
    const order = { careArea, settlementId, itemId: settlementId, reason: '晚到' };
    const given = { actor: maker, at: now() };
    const cleared = { ...order, settlementId: kept.settlementId, itemId: kept.settlementId };
    expect(await signDeferral(db, { ...cleared, to: APRIL }, given)).toMatchObject({
      refusal: { code: 'item-cleared', detail: { period: MARCH } },
    });
    expect(await signDeferral(db, { ...order, to: APRIL }, given)).toMatchObject({ ok: true });
  });

  test('maker ≠ checker; an objection returns the clearing; notices wait for every province', async () => {
    const objection = { kind: 'object', province: '41', reason: '三笔有疑问' } as const;
    expect(await step(MARCH, '41', { kind: 'propose', province: '41' })).toMatchObject({ ok: true });
    const same = agencyOf('41', 'clearing-maker-41', 'clearing-checker');
    const confirm = { kind: 'confirm', province: '41' } as const;
    expect(
      await clearing.step({ stepId: 'same', period: MARCH, actor: same, request: confirm }),
    ).toMatchObject({ refusal: { code: 'maker-is-checker' } });
    expect(await step(MARCH, '41', objection)).toMatchObject({ ok: true });
    const early = { stepId: 'early', period: MARCH, actor: ISSUER, request: { kind: 'issue' } } as const;
    expect(await clearing.step(early)).toMatchObject({ refusal: { code: 'not-all-confirmed' } });
    expect(await step(MARCH, '11', { kind: 'propose', province: '41' })).toMatchObject({
      refusal: { code: 'not-permitted' },
    });
  });

  test('C-05 C-04 notices show the account of the day; a payment settles the claim between the areas', async () => {
    const issue = { stepId: 'no-account', period: MARCH, actor: ISSUER, request: { kind: 'issue' } } as const;
    expect(await clearing.step(issue)).toMatchObject({ ok: false });
    await underTest.accounts('11', '41');
    await confirmAll(underTest, MARCH, ['11', '41']);
    const { book } = (await clearing.state(MARCH))!;
    expect(book.notices.map(({ kind, province, words }) => [kind, province, words])).toEqual([
      ['collection', '11', '人民币壹仟叁佰元整'],
      ['payment', '41', '人民币壹仟叁佰元整'],
    ]);
    expect(book.notices[1]!.lines[0]!.account).toMatchObject({ province: '11', number: '99001100000001' });
    const [before] = await open();
    setClock('2026-05-08 10:00:00');
    await payAll(underTest, MARCH, '2026-05-08');
    expect((await clearing.state(MARCH))!.book.state).toBe('settled');
    expect(await open()).toEqual([before! + 130_000, 12_000]);
    expect((await trialBalance(db, 'hub_ledger')).total).toBe(0);
  });

  test('T-04 C-09 a refund after clearing goes back in the next run, marked *', async () => {
    await recordTrades(db, [reversalOf(refunded, at('2026-04-15'))]);
    setClock('2026-05-21 00:00:00');
    expect(await clearing.generateDue()).toEqual([APRIL]);
    expect(await idsOf(APRIL)).toEqual([
      refunded.settlementId.replace('S', 'R'),
      late.settlementId,
      deferred.settlementId,
    ]);
    await confirmAll(underTest, APRIL, ['11', '41']);
    const { book } = (await clearing.state(APRIL))!;
    expect(book.lines[0]).toMatchObject({
      amount: -28_000,
      parts: { returns: { count: 1, amount: -40_000 } },
    });
    expect(book.orders).toMatchObject([{ payer: '11', payee: '41', amount: 28_000, isReturn: true }]);
    expect(book.notices[0]).toMatchObject({ kind: 'payment', province: '11', total: 28_000 });
    expect(book.notices[0]!.lines[0]!.name).toBe('河南省*');
    setClock('2026-06-05 10:00:00');
    await payAll(underTest, APRIL, '2026-06-05');
    expect(await open()).toEqual([0, 0]);
    expect(ORDER_LABELS[(await clearing.state(APRIL))!.book.orders[0]!.state]).toBe('已到账');
  });

  test('C-06 a deduction of a settlement that is reversed afterwards is restored with the reversal', async () => {
    const may = tradeOf(30, { at: at('2026-05-02') });
    await recordTrades(db, [may]);
    setClock('2026-05-20 10:00:00');
    const { careArea, settlementId } = may;
    const deduction = {
      deductionId: 'D11-9',
      kind: 'deduction',
      careArea,
      settlementId,
      amount: fen(300),
      reason: '超量',
    } as const;
    expect(await recordDeduction(db, deduction, { actor: maker, at: now() })).toMatchObject({ ok: true });
    await recordTrades(db, [reversalOf(may, at('2026-05-30'))]);
    setClock('2026-06-21 09:00:00');
    expect(await clearing.generateDue()).toEqual(['2026-05']);
    const { run } = (await clearing.state(month('2026-05')))!;
    expect(run.tables.lines).toMatchObject([
      { amount: 0, parts: { restorations: { count: 1, amount: 300 } } },
    ]);
    expect(await open()).toEqual([0, 0]);
  });

  test('the doctor finds nothing', async () => {
    expect((await hubFigures(db)).breaches).toEqual([]);
  });
});

describe('the doctor names what was changed by hand', () => {
  const CHANGES: readonly (readonly [string, string, string, RegExp])[] = [
    [
      'an amount of an item',
      'hub.clearing_item',
      `SET amount = amount + 1 WHERE item_id = '${tradeOf(1).settlementId}'`,
      /^clearing-item-has-its-trade S110000000001$/m,
    ],
    [
      'the root of a run',
      'hub.clearing_run',
      `SET root = repeat('ab', 32) WHERE period = '2026-03'`,
      /^clearing-run-(from-its-items|in-journal) 2026-03$/m,
    ],
    [
      'a net',
      'hub.clearing_run',
      `SET tables = jsonb_set(tables, '{nets,0,net}', '7') WHERE period = '2026-03'`,
      /^clearing-nets-cancel 2026-03$/m,
    ],
    [
      'the actor of a step',
      'hub.clearing_step',
      `SET actor = jsonb_set(actor, '{id}', '"other"') WHERE period = '2026-03' AND version = 4`,
      /^clearing-step-(follows|in-journal) 2026-03\/4$/m,
    ],
    [
      'the amount of a deduction',
      'hub.clearing_deduction',
      `SET amount = 9999 WHERE deduction_id = 'D11-1'`,
      /^clearing-deduction-posted D11-1$/m,
    ],
    [
      'a posted payment',
      'hub_ledger.transfer',
      `SET amount = amount - 1 WHERE code = 'clearing-payment' AND reference LIKE 'C202603%'`,
      /^clearing-payment-posted C202603-41-11-resident$/m,
    ],
  ];
  test.each(CHANGES)('%s', async (_what, table, change, expected) => {
    const found: string[] = [];
    await db
      .transaction(async (tx) => {
        await runScript(
          tx,
          'by hand',
          `ALTER TABLE ${table} DISABLE TRIGGER USER; UPDATE ${table} ${change};`,
        );
        const { breaches } = await hubFigures(tx);
        found.push(...breaches.map(({ check, subject }) => `${check} ${subject}`));
        throw new Error('undo');
      })
      .catch((error: Error) => expect(error.message).toBe('undo'));
    expect(found.join('\n')).toMatch(expected);
  });

  test('and an item cannot be changed or be in a second month', async () => {
    const change = statement('test-clearing-change', 'UPDATE hub.clearing_item SET amount = amount');
    await expect(db.query(change, []).catch((e) => isRaised(e, 'append_only'))).resolves.toBe(true);
    const twice = statement(
      'test-clearing-twice',
      `INSERT INTO hub.clearing_item SELECT (i).* FROM (SELECT i FROM hub.clearing_item i LIMIT 1) AS x`,
    );
    await expect(db.query(twice, [])).rejects.toThrow(/clearing_item_pkey/);
  });
});

describe('two persons at once', () => {
  const underTest = testClearing(db, '2026-08-21 00:00:00');
  const JULY = month('2026-07');
  test('one wins, the other is refused by name', async () => {
    await recordTrades(db, [tradeOf(70, { at: at('2026-07-10') })]);
    await underTest.clearing.generate(JULY, 'hub');
    await underTest.step(JULY, '11', { kind: 'propose', province: '11' });
    const seen = (await underTest.clearing.state(JULY))!.subjects.get('11');
    const request = { kind: 'confirm', province: '11' } as const;
    const attempt = (n: number, look: number | undefined) => {
      const actor = agencyOf('11', `checker-${n}`, 'clearing-checker');
      return underTest.clearing.step({ stepId: `both-${n}`, period: JULY, actor, request, seen: look });
    };
    const results = await Promise.all([1, 2, 3, 4].map((n) => attempt(n, seen)));
    const codes = results.map((result) => (result.ok ? result.value.outcome : result.refusal.code));
    expect(codes.toSorted()).toEqual(['applied', 'overtaken', 'overtaken', 'overtaken']);
    expect(await attempt(9, undefined)).toMatchObject({ refusal: { code: 'wrong-state' } });
  });

  test('of different provinces do not disturb each other; a repeated request has one effect', async () => {
    const propose = (province: string, stepId: string, id = `maker-${province}`) =>
      underTest.clearing.step({
        stepId,
        period: JULY,
        actor: agencyOf(province, id, 'clearing-maker'),
        request: { kind: 'propose', province },
        seen: 0,
      });
    expect(await propose('41', 'p41')).toMatchObject({ ok: true });
    const again = await propose('41', 'p41');
    expect(again).toMatchObject({ ok: true, value: { outcome: 'unchanged' } });
    expect(await propose('41', 'p41', 'other')).toMatchObject({ refusal: { code: 'step-differs' } });
  });
});

test('trades that keep arriving while the month is generated are in it or wait, none lost, none in two', async () => {
  const AUGUST = month('2026-08');
  const underTest = testClearing(db, '2026-09-21 00:00:00');
  const trades = Array.from({ length: 160 }, (_, n) =>
    tradeOf(1000 + n, { at: at('2026-08-20'), claim: 100 + n }),
  );
  await recordTrades(db, trades.slice(0, 60));
  const arriving = (async () => {
    for (const trade of trades.slice(60)) await recordTrades(db, [trade]);
  })();
  const runs = await Promise.all([1, 2, 3].map(() => underTest.clearing.generate(AUGUST, 'hub')));
  await arriving;
  expect(runs.filter((run) => run.ok && run.value.isNew)).toHaveLength(1);
  const cleared = new Set(await idsOf(AUGUST));
  expect(cleared.size).toBeGreaterThanOrEqual(60);
  const waiting = trades.filter(({ settlementId }) => !cleared.has(settlementId));
  const SEPTEMBER = month('2026-09');
  for (const { careArea, settlementId } of waiting) {
    const order = { careArea, settlementId, itemId: settlementId, to: SEPTEMBER, reason: '晚到' };
    const signed = await signDeferral(db, order, { actor: maker, at: underTest.now() });
    expect(signed).toMatchObject({ ok: true });
  }
  underTest.setClock('2026-10-21 00:00:00');
  await underTest.clearing.generate(SEPTEMBER, 'hub');
  const all = [...cleared, ...(await idsOf(SEPTEMBER))];
  expect(all.toSorted()).toEqual(trades.map(({ settlementId }) => settlementId).toSorted());
  const sum = [...(await itemsOf(AUGUST)), ...(await itemsOf(SEPTEMBER))];
  const amount = sum.reduce((total, item) => total + item.amount, 0);
  expect(amount).toBe(trades.reduce((total, { claim }) => total + claim, 0));
  expect(totalFen(amount)).toBe(amount);
  expect((await hubFigures(db)).breaches).toEqual([]);
});
