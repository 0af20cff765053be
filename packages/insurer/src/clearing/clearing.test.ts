import { fromBase64Url, verify } from '@zhijie/crypto';
import { statement, useTestDatabase } from '@zhijie/database';
import { type CommercialFact, GATEWAY, routeOf } from '@zhijie/exchange';
import { calendarDate } from '@zhijie/kernel';
import { balanceOf, trialBalance } from '@zhijie/ledger';
import { beforeAll, describe, expect, test } from 'vitest';
import { LEDGER } from '../deps.ts';
import { gatewayBreaches } from '../figures.ts';
import { gatewayMigrations } from '../migrations.ts';
import { at, fact, operator, PAIRS, type TestGateway, testGateway, undoing } from '../testing/network.ts';
import type { StatementStep } from './statement.ts';

const db = useTestDatabase(gatewayMigrations);
const TABLES = statement(
  'test-public-clearing',
  `SELECT count(*) AS n FROM information_schema.tables WHERE table_schema IN ('hub', 'hub_ledger', 'care')`,
);
const [maker, checker] = [operator('m', ['claims', 'payment-maker']), operator('c', ['payment-checker'])];

let net: TestGateway;
beforeAll(async () => {
  net = await testGateway(db);
});

const tell = async (told: CommercialFact) => {
  const route = routeOf({ insuredArea: told.insuredArea });
  const done = await net.insured.ask('commercial.paid@1', route, told);
  return done.ok ? done.value.outcome : done.refusal.code;
};
const books = (month: string | null = null) =>
  net.gateway.statements(maker, { month, after: '', limit: 100 });
const amounts = async (month: string) => (await books(month)).map(({ amount }) => amount);
let key = 0;
const step = async (statementId: string, taken: StatementStep, actor = maker, requestKey = `k${++key}`) => {
  const done = await net.gateway.statementStep(actor, { statementId, requestKey, step: taken });
  return done.ok ? `${done.value.outcome} ${done.value.statement.state}` : done.refusal.code;
};
const pay = (amount: number, serial: string): StatementStep => ({
  kind: 'pay',
  amount,
  bank: '示例银行',
  serial,
  paidOn: calendarDate('2026-04-01'),
});
const owed = (side: 'by' | 'to', hospital = 'H11010500001') =>
  balanceOf(db, LEDGER, `commercial-owed-${side}/demo-health/${hospital}/990100`);

describe('K-08 commercial money is cleared between insurer and hospital, apart from the funds', () => {
  const march = fact({ at: at('2026-03-31 23:59'), amount: 689_910 });
  const other = fact({ hospitalId: 'H11010500002', hospitalName: '另一医院', amount: 5_000 });
  const taken = fact({ at: at('2026-03-20 10:00'), amount: 30_000 });

  test('facts are taken once, in any order, and only from the place that insures', async () => {
    // The undoing arrives before what it undoes.
    expect(await tell(undoing(taken, at('2026-04-01 00:00')))).toBe('taken');
    for (const told of [march, other, taken]) expect(await tell(told)).toBe('taken');
    expect(await tell(march)).toBe('known');
    expect(await tell({ ...march, amount: 1 })).toBe('fact-differs');
    expect(await tell(fact({ paymentId: march.paymentId }))).toBe('fact-differs');
    expect(await tell(fact({ month: '2026-02' }))).toBe('month-differs');
    const foreign = fact({ insuredArea: '410100' });
    const route = routeOf({ insuredArea: '990100' });
    const refused = await net.insured.ask('commercial.paid@1', route, foreign);
    expect(refused.ok || refused.refusal.code).toBe('foreign-area');
    expect(await owed('by')).toBe(-689_910);
    expect(await owed('to')).toBe(689_910);
  });

  test('a month is drawn when it is over, once; a line is in the month that it names itself', async () => {
    net.clock.now = at('2026-03-31 23:59');
    expect(await net.gateway.drawDue()).toBe(0);
    net.clock.now = at('2026-04-01 00:01');
    expect(await net.gateway.drawDue()).toBe(2);
    expect(await net.gateway.drawDue()).toBe(0);
    // The undoing is of April, whatever it undoes: 689 910 + 30 000 in March.
    expect(await amounts('2026-03')).toEqual([719_910, 5_000]);
    const [first] = await books('2026-03');
    expect(first).toMatchObject({ lines: 2, paid: 719_910, undone: 0, state: 'drawn' });
  });

  test('what arrives late is in a further statement of its own month; undone payments are negative lines', async () => {
    const late = fact({ at: at('2026-03-30 08:00'), amount: 777 });
    expect(await tell(late)).toBe('taken');
    net.clock.now = at('2026-05-01 00:01');
    expect(await net.gateway.drawDue()).toBe(2);
    expect(await amounts('2026-03')).toEqual([719_910, 5_000, 777]);
    expect(await amounts('2026-04')).toEqual([-30_000]);
    const back = (await books('2026-04'))[0]!;
    const view = await net.gateway.statement(maker, back.statementId);
    expect(view.ok && view.value.items).toEqual([
      expect.objectContaining({ kind: 'undone', amount: -30_000, undoes: taken.factId }),
    ]);
    expect(await gatewayBreaches(db)).toEqual([]);
  });

  test('confirm, pay, approve by another person, receipt; each step once and in its order', async () => {
    const { statementId } = (await books('2026-03'))[0]!;
    expect(await step(statementId, pay(719_910, 'B1'))).toBe('wrong-state');
    expect(await step(statementId, { kind: 'confirm' }, checker)).toBe('not-permitted');
    expect(await step(statementId, { kind: 'dispute', reason: ' ' })).toBe('reason-missing');
    expect(await step(statementId, { kind: 'dispute', reason: '有一笔不认' })).toBe('applied disputed');
    expect(await step(statementId, { kind: 'confirm' }, maker, 'once')).toBe('applied confirmed');
    expect(await step(statementId, { kind: 'confirm' }, maker, 'once')).toBe('unchanged confirmed');
    expect(await step(statementId, { kind: 'approve' }, checker, 'once')).toBe('step-differs');
    expect(await step(statementId, pay(719_909, 'B1'))).toBe('amount-differs');
    const future = { ...pay(719_910, 'B1'), paidOn: calendarDate('2026-05-02') } as StatementStep;
    expect(await step(statementId, future)).toBe('date-in-future');
    expect(await step(statementId, pay(719_910, 'B1'))).toBe('applied paying');
    expect(await step(statementId, { kind: 'send-back', reason: '流水号写错' }, checker)).toBe(
      'applied confirmed',
    );
    expect(await step(statementId, pay(719_910, 'B1'))).toBe('applied paying');
    const both = operator('m', ['payment-checker']);
    expect(await step(statementId, { kind: 'approve' }, both)).toBe('same-person');
    expect(await step(statementId, { kind: 'approve' }, checker)).toBe('applied paid');
    expect(await step(statementId, { kind: 'approve' }, checker)).toBe('wrong-state');

    const view = await net.gateway.statement(maker, statementId);
    const receipt = view.ok ? view.value.receipt! : null;
    expect(receipt).toMatchObject({
      amount: 719_910,
      words: '人民币柒仟壹佰玖拾玖元壹角',
      payee: 'H11010500001',
    });
    const signature = fromBase64Url(receipt!.signature)!;
    expect(verify(PAIRS.get(GATEWAY)!.publicKey, receipt!.text, signature)).toBe(true);
  });

  test('a statement below zero is given back by the hospital; one bank transaction pays one statement', async () => {
    const [back] = await books('2026-04');
    expect(await step(back!.statementId, { kind: 'confirm' })).toBe('applied confirmed');
    expect(await step(back!.statementId, pay(30_000, 'B1'))).toBe('serial-used');
    expect(await step(back!.statementId, pay(30_000, 'B2'))).toBe('applied paying');
    expect(await step(back!.statementId, { kind: 'approve' }, checker)).toBe('applied paid');
    // 777 came late and is still owed.
    expect(await owed('by')).toBe(-777);
    expect(await owed('to')).toBe(777);
    expect((await trialBalance(db, LEDGER)).total).toBe(0);
    expect(await gatewayBreaches(db)).toEqual([]);
  });

  test('an insurer sees its own statements only', async () => {
    const stranger = operator('x', ['claims', 'payment-maker', 'payment-checker'], 'other-life');
    const { statementId } = (await books('2026-03'))[1]!;
    expect(await step(statementId, { kind: 'confirm' }, stranger)).toBe('no-such-statement');
    expect(await net.gateway.statements(stranger, { month: null, after: '', limit: 9 })).toEqual([]);
    expect((await net.gateway.statement(stranger, statementId)).ok).toBe(false);
    expect((await net.gateway.losses(stranger, 2026)).length).toBe(0);
  });

  test('public clearing has no table here that commercial money could enter', async () => {
    expect(await db.query(TABLES, [])).toEqual([{ n: 0 }]);
  });

  test('the doctor finds a fact that was changed, a sum that is not its lines, a transfer that nobody made', async () => {
    const forge = (sql: string) => db.query(statement(`test-${sql.slice(0, 50)}`, sql), []);
    const guarded = ['payment_fact', 'statement'].flatMap((name) => [
      forge(`ALTER TABLE gateway.${name} DISABLE TRIGGER append_only`),
    ]);
    await Promise.all(guarded);
    const before = await gatewayBreaches(db);
    await forge(`UPDATE gateway.payment_fact SET amount = 1 WHERE fact_id = '${march.factId}'`);
    const found = (await gatewayBreaches(db)).map(({ check }) => check);
    expect(before).toEqual([]);
    expect(found).toEqual(
      expect.arrayContaining(['fact-in-journal', 'fact-has-its-transfer', 'statement-equals-its-lines']),
    );
    await forge(`UPDATE gateway.payment_fact SET amount = 689910 WHERE fact_id = '${march.factId}'`);
    expect(await gatewayBreaches(db)).toEqual([]);
  });
});
