import { openDatabase, statement, useTestDatabase } from '@zhijie/database';
import { calendarDate, type Fen, instant, sumFen } from '@zhijie/kernel';
import { balanceOf, creditLine, creditShare } from '@zhijie/ledger';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { insuredInvariants } from '../index.ts';
import { allMigrations, examplePersons, valueIn } from '../testing/harness.ts';
import { readBanks } from './background.ts';
import { BankSilent } from './bank.ts';
import { creditPayer } from './payer.ts';
import { willingBank } from './testing/willing-bank.ts';
import {
  type CreditWorld,
  creditProducts,
  creditWorld,
  HOME,
  MOTHER,
  MOTHER_ACTOR,
  MOTHER_NAME,
  SON,
  SON_ACTOR,
  yuan,
} from './testing/world.ts';

const db = useTestDatabase(allMigrations);
let w: CreditWorld;
let line: string;
let legs = 0;
beforeAll(async () => {
  w = await creditWorld(db);
});

const UNTIL = instant(Date.parse('2026-12-31T00:00:00+08:00'));
const leg = () => {
  legs += 1;
  return `LEG-${legs}`;
};

type Ask = { payer?: string; person?: string; settlementId: string; asked: Fen; legId?: string };

/** As the care side's act does: by messages. */
async function hold({ payer = line, person = SON, settlementId, asked, legId = leg() }: Ask) {
  const ask = {
    legId,
    actId: 'ACT',
    settlementId,
    personId: person,
    kind: 'credit',
    payer,
    asked,
    until: UNTIL,
  } as const;
  const outcome = valueIn(await w.ask('leg.hold@1', ask, HOME));
  return { legId, outcome };
}
const confirm = async (legId: string) => valueIn(await w.ask('leg.confirm@1', { legId }, HOME));
const undo = async (legId: string, person = SON) =>
  valueIn(await w.ask('leg.void@1', { legId, personId: person, kind: 'credit' }, HOME));
const free = () => w.side.services.creditLine(SON_ACTOR, { personId: SON, lineId: line }).then(valueIn);
const found = async () => (await insuredInvariants(db)).map(({ invariant, subject }) => [invariant, subject]);
const codeOf = (result: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  result.ok ? 'ok' : result.refusal.code;

describe('Q-06 signing', () => {
  it('needs a consent of its own; the bank hears nothing before it', async () => {
    const asked = { personId: SON, product: 'example-59', requestKey: 'early' };
    expect(codeOf(await w.side.services.signCredit(SON_ACTOR, asked))).toBe('credit-consent-missing');
    const unknown = { ...asked, product: 'nobody' };
    expect(codeOf(await w.side.services.signCredit(SON_ACTOR, unknown))).toBe('credit-product-unknown');
    expect(codeOf(await w.side.services.signCredit(MOTHER_ACTOR, asked))).toBe('not-permitted');
    const elsewhere = { ...asked, product: 'quanzhou' };
    expect(codeOf(await w.side.services.signCredit(SON_ACTOR, elsewhere))).toBe('credit-product-elsewhere');
    const offered = valueIn(await w.side.services.creditProducts(SON_ACTOR, SON));
    expect(offered.map(({ product, isSigned }) => [product, isSigned])).toEqual([
      ['example-59', false],
      ['example-split', false],
    ]);
  });

  it('opens a guarded line at what the bank grants, once, also when its first answer is lost', async () => {
    w.bank.fails('open', 'lost');
    line = await w.sign();
    expect(await free()).toMatchObject({ state: 'asked', available: 0 });
    expect(await w.side.driveCredit()).toBe(1);
    expect(await free()).toMatchObject({ state: 'open', granted: 2_000_000, available: 2_000_000, owed: 0 });
    const again = { personId: SON, product: 'example-59', requestKey: 'second' };
    expect(codeOf(await w.side.services.signCredit(SON_ACTOR, again))).toBe('credit-signed-already');
    const same = { ...again, requestKey: 'sign-example-59' };
    expect(await w.side.services.signCredit(SON_ACTOR, same)).toMatchObject({ value: { lineId: line } });
  });
});

describe('journey 14', () => {
  let own: string;

  it('Q-06 3,218.46 at discharge on 2026-03-02 leaves 16,781.54, due 2026-04-30', async () => {
    const settlementId = await w.bill(SON, yuan(3218.46));
    const quoted = { settlementId, personId: SON, left: yuan(3218.46) };
    expect(valueIn(await w.ask('leg.quote@1', quoted, HOME)).offers).toEqual([
      { kind: 'credit', payer: line, name: '示例银行信用就医', amount: 321_846, obstacle: null },
    ]);
    const held = await hold({ settlementId, asked: yuan(3218.46) });
    own = held.legId;
    expect(held.outcome).toMatchObject({ state: 'held', amount: 321_846, reason: null });
    expect(await free()).toMatchObject({ available: 1_678_154, owed: 0 });
    expect(await confirm(own)).toMatchObject({ state: 'confirmed', amount: 321_846 });
    expect(await free()).toMatchObject({
      available: 1_678_154,
      owed: 321_846,
      nextDueOn: '2026-04-30',
      bills: [
        { billedOn: '2026-04-01', dueOn: '2026-04-30', amount: 321_846, left: 321_846, state: 'running' },
      ],
    });
    expect(w.bank.book).toMatchObject([{ kind: 'debit', payee: 'H99010000001', amount: 321_846 }]);
  });

  it('Q-07 the son shares 5,000.00 with his mother: payer ≠ patient, the settlement stays hers', async () => {
    const number = examplePersons.find(({ personId }) => personId === MOTHER)!.citizenNumber;
    const sharing = {
      personId: SON,
      lineId: line,
      relative: { name: MOTHER_NAME, certificateNumber: number },
      relationship: 'parent',
      amount: yuan(5000),
      until: calendarDate('2026-12-31'),
      requestKey: 'share',
    } as const;
    const share = (change: object) => w.side.services.shareCredit(SON_ACTOR, { ...sharing, ...change });
    const stranger = { name: '别人', certificateNumber: number };
    expect(codeOf(await share({ relative: stranger }))).toBe('credit-relative-unknown');
    expect(codeOf(await share({ relationship: 'cousin' }))).toBe('credit-relationship');
    expect(codeOf(await share({ amount: yuan(20_000.01) }))).toBe('credit-share-too-large');
    expect(codeOf(await share({ until: calendarDate('2027-03-03') }))).toBe('credit-share-date');
    const { shareId } = valueIn(await share({}));
    expect(valueIn(await share({})).shareId).toBe(shareId);
    expect(codeOf(await share({ amount: yuan(4000) }))).toBe('credit-request-differs');

    const settlementId = await w.bill(MOTHER, yuan(6000));
    const asked = { payer: shareId, person: MOTHER, settlementId };
    const early = await hold({ ...asked, asked: yuan(1000) });
    expect(early.outcome).toMatchObject({ state: 'refused', reason: { code: 'credit-consent-missing' } });
    const recipient = { kind: 'relative', id: SON, name: '儿子' } as const;
    await w.agree({ personId: MOTHER, recipient, purpose: 'family-payment', dataClasses: ['cashPart'] });
    const much = await hold({ ...asked, asked: yuan(5000.01) });
    expect(much.outcome).toMatchObject({ state: 'refused', reason: { code: 'credit-insufficient' } });
    const held = await hold({ ...asked, asked: yuan(1200) });
    expect(await confirm(held.legId)).toMatchObject({ state: 'confirmed', amount: 120_000 });
    expect(await balanceOf(db, 'insured_ledger', creditShare(shareId))).toBe(380_000);
    expect(await free()).toMatchObject({ available: 1_558_154, owed: 441_846 });
    const [whose] = await db.query<{ person_id: string }>(
      statement('test-credit-1', 'select person_id from insured.settlement where settlement_id = $1'),
      [settlementId],
    );
    expect(whose).toEqual({ person_id: MOTHER });
    // The line is not the mother's, nor the share anybody else's.
    const wrong = await hold({ settlementId, person: MOTHER, asked: yuan(1) });
    expect(wrong.outcome.reason?.code).toBe('credit-not-for-this-bill');
    const steps = valueIn(await w.side.services.creditMovements(SON_ACTOR, { personId: SON, lineId: line }));
    expect(steps.movements.map(({ kind, by }) => [kind, by]).slice(0, 3)).toEqual([
      ['used', '周**'],
      ['shared', null],
      ['used', null],
    ]);
    const revoke = { personId: SON, shareId };
    expect(codeOf(await w.side.services.revokeCreditShare(SON_ACTOR, revoke))).toBe('ok');
    const late = await hold({ ...asked, asked: yuan(1) });
    expect(late.outcome.reason?.code).toBe('credit-share-ended');
    expect(await undo(held.legId, MOTHER)).toMatchObject({ state: 'voided' });
    expect(await balanceOf(db, 'insured_ledger', creditShare(shareId))).toBe(500_000);
  });

  it('Q-06 early and partial repayment, by a relative too; the refund restores the line first', async () => {
    const repay = (who: string, amount: number, requestKey: string) =>
      w.side.services.repayCredit(who === SON ? SON_ACTOR : MOTHER_ACTOR, {
        personId: who,
        lineId: line,
        amount: yuan(amount),
        requestKey,
      });
    expect(await repay(SON, 3218.47, 'more')).toMatchObject({
      refusal: { code: 'credit-not-owed', detail: { owed: 321_846 } },
    });
    const toRelative = await repay(MOTHER, 3218.47, 'more');
    expect(toRelative).toMatchObject({ refusal: { code: 'credit-not-owed', field: 'amount' } });
    expect(JSON.stringify(toRelative)).not.toContain('321846');
    expect(await repay(MOTHER, 218.46, 'r1')).toMatchObject({ value: { state: 'done' } });
    expect(await repay(MOTHER, 218.46, 'r1')).toMatchObject({ value: { state: 'done' } });
    w.bank.fails('repay', 'lost');
    expect(await repay(SON, 1000, 'r2')).toMatchObject({ value: { state: 'asked' } });
    expect(codeOf(await repay(SON, 2000.01, 'r3'))).toBe('credit-not-owed');
    expect(await w.side.driveCredit()).toBe(1);
    expect(await free()).toMatchObject({ available: 1_800_000, owed: 200_000 });
    // A second use, so that the refund of the first has something to restore beyond its own rest.
    const settlementId = await w.bill(SON, yuan(500));
    const { legId } = await hold({ settlementId, asked: yuan(500) });
    await confirm(legId);
    expect(await undo(own)).toMatchObject({ state: 'voided', amount: 0 });
    expect(await undo(own)).toMatchObject({ state: 'voided' });
    expect(await free()).toMatchObject({ available: 2_000_000, owed: 0 });
    const [row] = await db.query<{ out: number }>(
      statement('test-credit-2', 'select paid_out as out from insured.credit_use where leg_id = $1'),
      [own],
    );
    expect(row).toEqual({ out: 71_846 });
    expect(await balanceOf(db, 'insured_ledger', creditLine(line))).toBe(2_000_000);
    expect(await undo(legId)).toMatchObject({ state: 'voided' });
    expect(await found()).toEqual([]);
  });
});

describe('Q-06 a line of 500.00 and 800.00 in cash', () => {
  it('is declined whole where the product declines', async () => {
    const settlementId = await w.bill(SON, yuan(20_000.01));
    const asked = { settlementId, asked: yuan(20_000.01) };
    expect((await hold(asked)).outcome).toMatchObject({
      state: 'refused',
      amount: 0,
      reason: { code: 'credit-insufficient', text: '信用额度不足，没有扣款；请改用其他方式支付。' },
    });
    expect(await free()).toMatchObject({ available: 2_000_000 });
  });

  it('is split where the product splits, and the reversal restores', async () => {
    const split = await w.sign('example-split');
    const settlementId = await w.bill(SON, yuan(800));
    const { legId, outcome } = await hold({ payer: split, settlementId, asked: yuan(800) });
    expect(outcome).toMatchObject({ state: 'held', amount: 50_000 });
    expect(await confirm(legId)).toMatchObject({ state: 'confirmed', amount: 50_000 });
    const other = await hold({ payer: split, settlementId, asked: yuan(300) });
    expect(other.outcome.reason?.code).toBe('credit-insufficient');
    expect(await undo(legId)).toMatchObject({ state: 'voided' });
    expect(await balanceOf(db, 'insured_ledger', creditLine(split))).toBe(50_000);
    expect(await found()).toEqual([]);
  });
});

describe('a bank that fails', () => {
  const bill = () => w.bill(SON, yuan(100));
  const asked = yuan(100);

  it('silent at the reservation: nothing is held, the patient pays otherwise, the bank is freed later', async () => {
    const settlementId = await bill();
    for (const act of ['reserve', 'query', 'cancel'] as const)
      w.bank.fails(act, act === 'reserve' ? 'lost' : 'down');
    const { legId, outcome } = await hold({ settlementId, asked });
    expect(outcome).toMatchObject({ state: 'refused', reason: { code: 'credit-bank-silent' } });
    expect(await free()).toMatchObject({ available: 2_000_000 });
    expect((await w.bank.query(legId)).state).toBe('reserved');
    expect(await w.side.driveCredit()).toBe(1);
    expect((await w.bank.query(legId)).state).toBe('cancelled');
  });

  it('an answer lost at the debit is asked for with our own reference', async () => {
    const settlementId = await bill();
    const { legId } = await hold({ settlementId, asked });
    w.bank.fails('debit', 'lost');
    expect(await confirm(legId)).toMatchObject({ state: 'confirmed', amount: 10_000 });
    await undo(legId);
  });

  it('down at the debit: still held for the act, carried on by the node, debited once', async () => {
    const settlementId = await bill();
    const { legId } = await hold({ settlementId, asked });
    w.bank.fails('debit', 'lost');
    w.bank.fails('query', 'down');
    expect(await confirm(legId)).toMatchObject({ state: 'held', amount: 10_000 });
    w.bank.fails('query', 'down');
    await w.side.driveCredit();
    expect(await found()).toEqual([]);
    await w.side.driveCredit();
    expect(await confirm(legId)).toMatchObject({ state: 'confirmed' });
    expect(w.bank.book.filter(({ reference }) => reference === legId)).toHaveLength(1);
    w.bank.fails('cancel', 'lost');
    expect(await undo(legId)).toMatchObject({ state: 'confirmed', amount: 10_000 });
    expect(await free()).toMatchObject({ owed: 10_000 });
    await w.side.driveCredit();
    expect(await undo(legId)).toMatchObject({ state: 'voided' });
    expect(await free()).toMatchObject({ owed: 0, available: 2_000_000 });
  });

  it('a debit done twice is found in the bank’s own book, named by the doctor and taken back', async () => {
    const settlementId = await bill();
    const { legId } = await hold({ settlementId, asked });
    w.bank.fails('debit', 'twice');
    await confirm(legId);
    await w.side.followCredit();
    expect(await free()).toMatchObject({ owed: 10_000 });
    expect(await found()).toEqual([['credit-bank-agrees', legId]]);
    await w.side.followCredit();
    expect(w.bank.book.at(-1)).toMatchObject({ kind: 'correction', reference: legId, amount: 10_000 });
    expect(await found()).toEqual([]);
    await undo(legId);
  });

  it('a void that comes first stops its hold; an expired reservation is not paid', async () => {
    const settlementId = await bill();
    const legId = leg();
    expect(await undo(legId)).toMatchObject({ state: 'voided' });
    expect((await hold({ settlementId, asked, legId })).outcome).toMatchObject({ state: 'voided' });
    const ask = { legId: leg(), actId: 'A', settlementId, personId: SON, payer: line, asked } as const;
    const until = instant(w.clock.now + 60_000);
    expect(await creditPayer.hold(w.deps, { ...ask, until })).toMatchObject({ state: 'held' });
    w.clock.now = until;
    expect(await creditPayer.confirm(w.deps, ask.legId)).toMatchObject({
      state: 'refused',
      reason: { code: 'credit-hold-expired' },
    });
    expect(await free()).toMatchObject({ available: 2_000_000 });
  });

  it('a consent withdrawn stops new uses', async () => {
    const consents = valueIn(await w.side.services.consentsOf(SON_ACTOR, { personId: SON }));
    const own = consents.find(({ product }) => product === 'example-59')!;
    valueIn(await w.side.services.revokeConsent(SON_ACTOR, { consentId: own.consent_id, channel: 'web' }));
    const settlementId = await bill();
    const { outcome } = await hold({ settlementId, asked });
    expect(outcome).toMatchObject({ state: 'refused', reason: { code: 'credit-consent-missing' } });
    const recipient = { kind: 'bank', id: 'demo-bank', name: '示例银行' } as const;
    const again = { personId: SON, recipient, purpose: 'credit', product: 'example-59' } as const;
    await w.agree({ ...again, dataClasses: ['identity', 'cashPart'] });
  });
});

describe('after the due day', () => {
  const messages = async () =>
    (
      await db.query<{ subject: string }>(
        statement(
          'test-credit-3',
          `select subject from insured.message
      where kind = 'repayment-due' order by created_at, subject`,
        ),
        [],
      )
    ).map(({ subject }) => subject.split(':')[0]);

  it('is told on the next day, before and after the due day, then suspended; repaid, it is open again', async () => {
    const before = (await messages()).length;
    const settlementId = await w.bill(SON, yuan(300));
    const { legId } = await hold({ settlementId, asked: yuan(300) });
    await confirm(legId);
    const told = async (moment: string) => {
      w.goTo(moment);
      await w.side.followCredit();
      return [(await messages()).length - before, (await free()).state, (await free()).bills[0]?.state];
    };
    expect(await told('2026-03-02 23:00:00')).toEqual([0, 'open', 'running']);
    expect(await told('2026-03-03 09:00:00')).toEqual([1, 'open', 'running']);
    expect(await told('2026-04-26 09:00:00')).toEqual([1, 'open', 'billed']);
    expect(await told('2026-04-27 09:00:00')).toEqual([2, 'open', 'billed']);
    expect(await told('2026-04-30 09:00:00')).toEqual([2, 'open', 'billed']);
    expect(await told('2026-05-01 09:00:00')).toEqual([3, 'open', 'overdue']);
    expect(await told('2026-05-09 23:00:00')).toEqual([4, 'open', 'overdue']);
    expect(await told('2026-05-10 09:00:00')).toEqual([4, 'suspended', 'overdue']);
    const refused = await hold({ settlementId: await w.bill(SON, yuan(1)), asked: yuan(1) });
    expect(refused.outcome.reason?.code).toBe('credit-suspended');
    // Repaid at the bank itself: learned from its book.
    const contract = w.bank.book.find(({ reference }) => reference === legId)!.contract;
    await w.bank.repay({ reference: 'B-1', contract, amount: yuan(300) });
    expect(await told('2026-05-10 10:00:00')).toEqual([4, 'open', 'paid']);
    expect(await found()).toEqual([]);
  });
});

it('the doctor names a line whose account or whose bank says something else', async () => {
  await db.query(
    statement(
      'test-credit-5',
      `update insured_ledger.account set balance = balance - 1 where account_id = $1 returning 1`,
    ),
    [creditLine(line)],
  );
  const broken = (await found()).map(([invariant]) => invariant);
  await db.query(
    statement(
      'test-credit-6',
      `update insured_ledger.account set balance = balance + 1 where account_id = $1 returning 1`,
    ),
    [creditLine(line)],
  );
  expect(broken).toEqual(['guarded-balance-is-the-fold-of-transfers', 'credit-line-is-its-uses']);
});

/** 16 debits of 2,000.00 at once on a line of 20,000.00, by 16 connections, at a bank that knows no limit. */
async function rush(over: typeof db): Promise<{ promised: Fen; paid: Fen }> {
  const clients = openDatabase({ url: over.url, max: 16 });
  try {
    const own = await creditWorld(clients);
    const payer = await own.sign();
    const settlementId = await own.bill(SON, yuan(2000));
    const one = async (number: number) => {
      const ask = { legId: `R${number}`, actId: 'A', settlementId, personId: SON, payer, until: UNTIL };
      const { amount } = await creditPayer.hold(own.deps, { ...ask, asked: yuan(2000) });
      // Behind the lock stands the ledger: it posts no debit below zero.
      await creditPayer.confirm(own.deps, ask.legId).catch(() => null);
      return amount;
    };
    const amounts = await Promise.all(Array.from({ length: 16 }, (_, number) => one(number)));
    return { promised: sumFen(amounts), paid: sumFen(own.bank.book.map(({ amount }) => amount)) };
  } finally {
    await clients.close();
  }
}

describe('two banks', () => {
  const both = useTestDatabase(allMigrations);

  it('a silent one is asked once a round, and no holder of the other waits for it', async () => {
    const [first, second] = [willingBank(), willingBank()];
    let isDown = false;
    let asked = 0;
    const query = () => {
      asked += 1;
      return Promise.reject(new BankSilent('down'));
    };
    const down = { ...first, query };
    const products = creditProducts().map((each) =>
      each.product === 'example-split' ? { ...each, bank: 'second-bank' } : each,
    );
    const bankOf = (bank: string) => (bank === 'second-bank' ? second : isDown ? down : first);
    const own = await creditWorld(both, { credit: { products, bankOf } });
    const lines = [await own.sign(), await own.sign('example-split')] as const;
    const legs = ['L1', 'L2', 'L3'] as const;
    for (const legId of legs) {
      const isSecond = legId === 'L3';
      const payer = lines[isSecond ? 1 : 0];
      const settlementId = await own.bill(SON, yuan(10));
      const ask = { legId, actId: 'A', settlementId, personId: SON, payer, asked: yuan(10), until: UNTIL };
      expect(await creditPayer.hold(own.deps, ask)).toMatchObject({ state: 'held' });
      const bank = isSecond ? second : first;
      bank.fails('debit', 'lost');
      bank.fails('query', 'down');
      await creditPayer.confirm(own.deps, legId);
    }
    isDown = true;
    expect(await own.side.driveCredit()).toBe(3);
    expect(asked).toBe(1);
    expect((await creditPayer.outcome(own.deps, 'L3')).state).toBe('confirmed');
    isDown = false;
    expect(await own.side.driveCredit()).toBe(2);
    expect((await creditPayer.outcome(own.deps, 'L1')).state).toBe('confirmed');

    // Both banks call a repayment made at them B-1, and the first tells its whole book each time it is asked.
    isDown = false;
    for (const [bank, legId] of [[first, 'L1'] as const, [second, 'L3'] as const]) {
      const { contract } = bank.book.find(({ reference }) => reference === legId)!;
      await bank.repay({ reference: 'B-1', contract, amount: yuan(4) });
    }
    const { entries } = first;
    first.entries = () => entries(0);
    own.goTo('2026-03-04 10:00:00');
    expect(await readBanks(own.deps)).toBe(5);
    const repaid = statement(
      'test-credit-7',
      `select amount from insured.credit_repayment where bank_reference = 'B-1'`,
    );
    expect(await both.query(repaid, [])).toEqual([{ amount: yuan(4) }, { amount: yuan(4) }]);
    expect(await insuredInvariants(both)).toEqual([]);
  });
});

describe('16 debits at once', () => {
  const sound = useTestDatabase(allMigrations);
  const unlocked = useTestDatabase(
    allMigrations.map(({ id, sql }) => ({
      id: `${id}-unlocked`,
      sql: sql
        .replace('perform from insured.credit_line where line_id = p_line for no key update', 'perform 1')
        .replace('WHERE account_id = p_debit FOR NO KEY UPDATE', 'WHERE account_id = p_debit')
        .replace(
          "THEN RETURN 'expiry_passed'; END IF;",
          "THEN RETURN 'expiry_passed'; END IF; PERFORM pg_sleep(0.05);",
        )
        .replace(/,\s+CONSTRAINT balance_at_or_above_floor CHECK \([^)]*\)/, ''),
    })),
  );

  test('Q-06 never exceed the line', async () => {
    expect(await rush(sound)).toEqual({ promised: 2_000_000, paid: 2_000_000 });
    expect(await insuredInvariants(sound)).toEqual([]);
  });

  test('would promise more than the line without the lock', async () => {
    expect((await rush(unlocked)).promised).toBeGreaterThan(2_000_000);
  });
});
