import { useTestDatabase } from '@zhijie/database';
import { type CommercialFact, type InsurerQuestion, routeOf } from '@zhijie/exchange';
import { invoiceDigest } from '@zhijie/invoice';
import { calendarDate } from '@zhijie/kernel';
import { balanceOf } from '@zhijie/ledger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LEDGER } from '../deps.ts';
import { gatewayBreaches } from '../figures.ts';
import { gatewayMigrations } from '../migrations.ts';
import type { InsurerActor } from '../operator.ts';
import {
  at,
  fact,
  joinWord,
  operator,
  question,
  type TestGateway,
  type TestInsurer,
  testGateway,
  testInsurer,
  undoing,
} from '../testing/network.ts';

const db = useTestDatabase(gatewayMigrations);
const ROUTE = routeOf({ insuredArea: '990100' });
const clerk = operator('1');
const checker = operator('3');
const stranger = operator('2', ['claims', 'payment-maker'], 'other-life');

let net: TestGateway;
let insurer: TestInsurer;
beforeAll(async () => {
  insurer = await testInsurer();
  net = await testGateway(db);
  await net.gateway.join(joinWord(insurer.url), 'agency-000000/1');
});
afterAll(async () => {
  await net.gateway.stop();
  await insurer.close();
});

const tell = async (told: CommercialFact) => {
  const done = await net.insured.ask('commercial.paid@1', ROUTE, told);
  return done.ok ? done.value.outcome : done.refusal.code;
};
const ask = async (asked: InsurerQuestion) => {
  const done = await net.insured.ask('insurer.ask@1', ROUTE, { question: asked });
  const text = done.ok ? done.value.signed?.text : undefined;
  return text === undefined ? null : (JSON.parse(text) as { decision: string; paid: object });
};
const list = async (actor: InsurerActor = clerk) =>
  (await net.gateway.claims(actor, { state: null, after: null, limit: 50 })).rows;

describe('K-07 what the counter could not settle is decided by a person at the insurer', () => {
  const decide = async (
    questionId: string,
    decision: Parameters<TestGateway['gateway']['decideClaim']>[1]['decision'],
    { actor = clerk, requestKey = 'k1' } = {},
  ) => {
    const done = await net.gateway.decideClaim(actor, { questionId, requestKey, decision });
    return done.ok ? `${done.value.outcome} ${done.value.claim.state}` : done.refusal.code;
  };

  test('a claim is in the work list until the insurer’s own system has signed what its person decided', async () => {
    const asked = question({ policyNumber: 'REVIEWED' });
    await ask(question({ ...asked, questionId: 'the-counter-asked' }));
    net.clock.now = at('2026-03-10 10:00');
    await ask(asked);
    const rows = await list();
    expect(rows.map(({ question: { questionId }, state }) => [questionId, state])).toEqual([
      [asked.questionId, 'waiting'],
    ]);
    expect(Object.keys(rows[0]!.question).sort()).toEqual(Object.keys(asked).sort());

    expect(await decide(asked.questionId, { decision: 'pays', amount: 1 }, { actor: stranger })).toBe(
      'no-such-claim',
    );
    expect(await decide(asked.questionId, { decision: 'pays', amount: 1_862_389 })).toBe('amount-too-large');
    expect(await decide(asked.questionId, { decision: 'pays', amount: 500_000 })).toBe('applied decided');
    expect(await decide(asked.questionId, { decision: 'pays', amount: 500_000 })).toBe('unchanged decided');
    expect(await decide(asked.questionId, { decision: 'pays', amount: 1 })).toBe('step-differs');
    const again = { decision: 'declines', reason: 'not-covered' } as const;
    expect(await decide(asked.questionId, again, { requestKey: 'k2' })).toBe('wrong-state');

    expect(await net.gateway.deliver()).toBe(1);
    expect(await ask(asked)).toMatchObject({ decision: 'pays', paid: { inScope: 500_000 } });
    expect((await list())[0]).toMatchObject({ state: 'answered', amount: 500_000 });
  });

  test('a claim that came to money is paid to the person by two persons, once, and its books agree', async () => {
    const paid = fact({ payee: 'person', policyNumber: 'POL9', amount: 500_000 });
    expect(await tell(paid)).toBe('taken');
    const pay = async (changed: object = {}, actor = clerk) => {
      const payment = {
        factId: paid.factId,
        requestKey: 'p1',
        amount: 500_000,
        bank: '示例银行',
        serial: 'P1',
      };
      const done = await net.gateway.payPerson(actor, {
        ...payment,
        paidOn: calendarDate('2026-03-10'),
        ...changed,
      });
      return done.ok ? `${done.value.outcome} ${done.value.state}` : done.refusal.code;
    };
    const check = async (
      decision: 'approve' | 'send-back',
      actor: InsurerActor,
      reason: string | null = null,
    ) => {
      const said = { factId: paid.factId, requestKey: 'c1', decision, reason };
      const done = await net.gateway.checkPersonPayment(actor, said);
      return done.ok ? `${done.value.outcome} ${done.value.state}` : done.refusal.code;
    };
    const owed = () => balanceOf(db, LEDGER, 'commercial-owed-to-persons/demo-health/990100');
    const before = await owed();
    expect(await check('approve', checker)).toBe('wrong-state');
    expect(await pay({}, stranger)).toBe('no-such-claim');
    expect(await pay({}, operator('9', ['claims']))).toBe('not-permitted');
    expect(await pay({ amount: 1 })).toBe('amount-differs');
    expect(await pay()).toBe('applied paying');
    expect(await pay()).toBe('unchanged paying');
    expect(await pay({ serial: 'P2' })).toBe('wrong-state');
    // Entered by one, it is booked by nobody yet.
    expect(await owed()).toBe(before);
    expect(await check('approve', clerk)).toBe('same-person');
    expect(await check('approve', operator('9', ['payment-maker']))).toBe('not-permitted');
    expect(await check('approve', stranger)).toBe('no-such-claim');
    expect(await check('send-back', checker)).toBe('reason-missing');
    expect(await check('send-back', checker, '账号不符')).toBe('applied sent-back');
    expect(await check('approve', checker)).toBe('wrong-state');
    // What was sent back is entered anew, also under the serial that it had.
    expect(await pay({ requestKey: 'p2' })).toBe('applied paying');
    expect(await check('approve', checker)).toBe('applied paid');
    expect(await check('approve', checker)).toBe('unchanged paid');
    expect(await pay({ requestKey: 'p3' })).toBe('wrong-state');
    expect(await owed()).toBe(before - 500_000);
    const { rows } = await net.gateway.payments(clerk, { after: null, limit: 50 });
    expect(rows.find(({ factId }) => factId === paid.factId)?.personPayment).toMatchObject({
      state: 'paid',
      madeBy: clerk.id,
      checkedBy: checker.id,
    });
    await net.gateway.deliver();
    expect(insurer.book.paidUnder('POL9')).toBe(500_000);
    expect(await gatewayBreaches(db)).toEqual([]);
  });

  test('an insurer that is down hears of payments when it is up again, each once', async () => {
    insurer.habits.isDown = true;
    const paid = fact({ policyNumber: 'POL8', amount: 7 });
    await tell(paid);
    await tell(undoing(paid, at('2026-03-11 09:00')));
    expect(await net.gateway.deliver()).toBe(0);
    insurer.habits.isDown = false;
    expect((await net.gateway.health()).outbox.entries).toBe(2);
    net.clock.now = at('2026-03-10 12:00');
    expect(await net.gateway.deliver()).toBe(2);
    expect(insurer.book.paidUnder('POL8')).toBe(0);
    expect(insurer.book.payments().filter(({ policyNumber }) => policyNumber === 'POL8')).toHaveLength(2);
  });
});

describe('OS2 a receipt is used once across insurers, and none learns of another', () => {
  const invoice = { code: '11060226', number: '0000012345' };
  const use = async (claimReference: string, actor = clerk, changed: object = {}) => {
    const asked = { invoice, purpose: 'expense' as const, claimReference, ...changed };
    const done = await net.gateway.useInvoice(actor, asked);
    return done.ok ? done.value.outcome : done.refusal;
  };
  const release = async (claimReference: string, actor = clerk) => {
    const done = await net.gateway.releaseInvoice(actor, { invoice, claimReference });
    return done.ok ? done.value.outcome : done.refusal.code;
  };

  test('journey 15: the second claim of 11060226/0000012345 is blocked, naming no other insurer', async () => {
    expect(await use('A-1')).toBe('registered');
    expect(await use('A-1')).toBe('known');
    const blocked = await use('B-1', stranger);
    expect(blocked).toEqual({ code: 'invoice-used', field: 'invoiceNumber' });
    // The same words whether it was another insurer or the own one.
    expect(await use('A-2')).toEqual(blocked);
    expect(await release('A-1', stranger)).toBe('invoice-not-in-use');
    expect(await release('A-1')).toBe('released');
    expect(await use('B-1', stranger)).toBe('registered');
    expect(await release('B-1', stranger)).toBe('released');
  });

  test('of many that claim it at the same moment one gets it', async () => {
    const asked = ['1', '2', '3', '4'].flatMap((id) => [use(`A-${id}`), use(`B-${id}`, stranger)]);
    const done = await Promise.all(asked);
    expect(done.filter((each) => each === 'registered')).toHaveLength(1);
    const winner = done.indexOf('registered');
    const reference = `${winner % 2 === 0 ? 'A' : 'B'}-${Math.floor(winner / 2) + 1}`;
    expect(await release(reference, winner % 2 === 0 ? clerk : stranger)).toBe('released');
  });

  test('a fixed benefit takes nothing from anybody else; it is claimed once at each insurer', async () => {
    const benefit = { purpose: 'benefit' };
    expect(await use('A-1', clerk, benefit)).toBe('registered');
    expect(await use('B-1', stranger, benefit)).toBe('registered');
    expect(await use('A-2', clerk, benefit)).toMatchObject({ code: 'invoice-used' });
    expect(await use('A-3', clerk, { invoice: { code: '1', number: '2' } })).toMatchObject({
      code: 'invoice-malformed',
    });
  });

  test('a bill that one stop paid is used; journey 17: its undoing gives the receipt free again', async () => {
    const paid = fact({ settlementId: 'S-one-stop' });
    net.receipts.set(invoiceDigest(new Uint8Array(16).fill(2), invoice), 'S-one-stop');
    await tell(paid);
    expect(await use('B-9', stranger)).toEqual({ code: 'invoice-used', field: 'invoiceNumber' });
    await tell(undoing(paid, at('2026-03-10 12:30')));
    expect(await use('B-9', stranger)).toBe('registered');
    // And the other way about: what the paper claim used is not paid to a person again.
    const late = fact({ settlementId: 'S-one-stop', payee: 'person' });
    await tell(late);
    const done = await net.gateway.payPerson(clerk, {
      factId: late.factId,
      requestKey: 'p9',
      amount: late.amount,
      bank: '示例银行',
      serial: 'P9',
      paidOn: calendarDate('2026-03-10'),
    });
    expect(done.ok || done.refusal).toEqual({ code: 'invoice-used', field: 'factId' });
    expect((await gatewayBreaches(db)).map(({ check }) => check)).toEqual(['expense-receipt-used-once']);
    expect(await release('B-9', stranger)).toBe('released');
  });
});
