import { runScript, statement, useTestDatabase } from '@zhijie/database';
import { type StatementEntry, writeStatement } from '@zhijie/iso20022';
import { type Actor, calendarDate, type Fen, fen, month, rate, totalFen } from '@zhijie/kernel';
import { balanceOf, payableToProvider } from '@zhijie/ledger';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import { type Hospital, hospital } from '../../testing/hospital.ts';
import { settlementOf, visitWithBatch } from '../../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../../testing/network.ts';
import type { CareDeps } from '../deps.ts';
import { careInvariants } from '../doctor/invariants.ts';
import { setAgreement } from '../institution/service.ts';
import { workingCapital } from './accounts.ts';
import { checkBatch, proposeBatch, readBatch } from './batch.ts';
import { declareMonth, noteAccount, setTerms, stopOrLift } from './declaration.ts';
import { takeFromNation } from './deduction.ts';
import { takeStatement } from './statement.ts';
import { takeTurn } from './store.ts';
import { closeLine } from './suspense.ts';
import { deductionRates, instantFigures, payables } from './view.ts';
import { grantsOf, grantWorkingCapital, offsetWorkingCapital, reportUse } from './working-capital.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
const AREA = '110000';
const PROVIDER = 'H11010500001';
const OTHER = 'H11010500002';
const ACCOUNT = '110060012345678901';
const MARCH = month('2026-03');
let network: TestNetwork;
let deps: CareDeps;
let beijing: Hospital;

const agency = (id: string): Actor => ({
  id,
  kind: 'agency',
  node: '11',
  areas: [AREA],
  roles: ['operator'],
});
const [maker, checker] = [agency('li'), agency('wang')];
const setClock = (text: string): void => {
  network.clock.now = at(text);
};
type Said =
  | { readonly ok: true; readonly value: object }
  | { readonly ok: false; readonly refusal: { code: string } };
const said = (result: Said): string =>
  result.ok ? String((result.value as { outcome?: string }).outcome) : result.refusal.code;
const owed = () => balanceOf(care, 'care_ledger', payableToProvider(PROVIDER));
const found = async () =>
  (await careInvariants(care, network.clock.now)).map(({ invariant, subject }) => `${invariant} ${subject}`);

let keys = 0;
async function propose(kind: 'instant' | 'month-end', period = MARCH, actor = maker) {
  keys += 1;
  return proposeBatch(deps, actor, { area: AREA, kind, period, requestKey: `k${keys}` });
}
/** The batch of a proposal that must have lines. */
async function batchOf(kind: 'instant' | 'month-end') {
  const made = await propose(kind);
  if (!made.ok) throw new Error(made.refusal.code);
  return made.value.batch;
}
const check = (batchId: string, isReleased = true, actor = checker) =>
  checkBatch(deps, actor, { batchId, isReleased, reason: isReleased ? null : '金额待核' });

let sequence = 0;
let closing = totalFen(0);
/** The bank executes these lines, at once and in full. */
async function execute(batchId: string): Promise<string> {
  const read = await readBatch(deps, maker, batchId);
  if (!read.ok) throw new Error(read.refusal.code);
  sequence += 1;
  const entries = read.value.lines.map(
    ({ lineId, amount }, index): StatementEntry => ({
      bankReference: `R${sequence}-${index}`,
      direction: 'out',
      amount,
      bookedOn: calendarDate('2026-03-12'),
      endToEndId: lineId,
      returnReason: null,
      isCharge: false,
      counterparty: null,
      counterpartyAccount: null,
      information: null,
    }),
  );
  const opening = closing;
  closing = totalFen(entries.reduce<number>((sum, { amount }) => sum - amount, opening));
  const day = calendarDate('2026-03-12');
  const told = {
    statementId: `S${sequence}`,
    sequence,
    createdAt: network.clock.now,
    account: ACCOUNT,
    from: day,
    until: day,
  };
  return said(await takeStatement(deps, maker, writeStatement({ ...told, opening, closing, entries })));
}

let claim: Fen;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  ({ deps } = network.care.care);
  beijing = hospital(network);
  for (const batch of ['B1', 'B2']) {
    const visit = await visitWithBatch(beijing, { batch });
    const { settlement } = await beijing.must('2207', settlementOf(visit));
    claim = settlement.paidByFunds;
  }
  const account = {
    holder: '示例',
    bankName: '示例银行',
    bankNumber: null,
    fromOn: calendarDate('2026-01-01'),
  };
  for (const [owner, number] of [
    [AREA, ACCOUNT],
    [PROVIDER, '220060012345678900'],
    [OTHER, '220060012345678901'],
  ] as const)
    expect(said(await noteAccount(deps, maker, { ...account, owner, number }))).toBe('applied');
});

describe('instant settlement', () => {
  const itemwise = (isCrossProvinceIncluded: boolean) =>
    setTerms(deps, maker, {
      providerId: PROVIDER,
      fromOn: calendarDate('2026-03-10'),
      mode: 'itemwise',
      cycle: null,
      share: rate(6000),
      isCrossProvinceIncluded,
      reason: '即时结算试点',
    });

  it('I-01 is by the institution’s terms; who has none is paid by the month', async () => {
    expect(said(await propose('instant'))).toBe('nothing-to-pay');
    expect(said(await itemwise(false))).toBe('applied');
    network.clock.now = at('2026-03-11 08:00:00');
    expect(said(await itemwise(false))).toBe('terms-in-the-past');
  });

  it('I-05 cross-province bills are left to the month end unless it is switched on', async () => {
    expect(said(await propose('instant'))).toBe('nothing-to-pay');
    setClock('2026-03-10 20:00:00');
    expect(said(await itemwise(true))).toBe('applied');
    // Decided today: the next day has not begun.
    expect(said(await propose('instant'))).toBe('nothing-to-pay');
  });

  it('I-06 stops at once when the agreement is suspended, also between proposal and release', async () => {
    setClock('2026-03-11 00:00:00');
    const batch = await batchOf('instant');
    expect(batch.total).toBe(Math.round(Number(claim) * 0.6) * 2);
    const agreement = (state: 'active' | 'suspended') =>
      setAgreement(deps, maker, { providerId: PROVIDER, agreement: state, reason: '检查' });
    await agreement('suspended');
    expect(said(await check(batch.batchId))).toBe('agreement-not-active');
    expect(said(await check(batch.batchId, false))).toBe('applied');
    expect(said(await propose('instant'))).toBe('nothing-to-pay');
    await agreement('active');
  });

  it('I-06 stands still while a stop is open; a person stops and lets it go on, with a reason', async () => {
    const batch = await batchOf('instant');
    const stop = (isStopped: boolean, reason = '数据异常，约谈') =>
      stopOrLift(deps, maker, { providerId: PROVIDER, isStopped, reason });
    expect(said(await stop(true, ' '))).toBe('reason-missing');
    expect(said(await stop(true))).toBe('applied');
    expect(said(await stop(true))).toBe('unchanged');
    expect(said(await check(batch.batchId))).toBe('institution-stopped');
    expect(said(await check(batch.batchId, false))).toBe('applied');
    expect(said(await stop(false))).toBe('applied');
    expect(said(await stop(false))).toBe('stop-unknown');
  });

  it('waits for its turn: two proposals, or a proposal and a statement, never see the same money', async () => {
    let proposal: ReturnType<typeof propose> | undefined;
    await care.transaction(async (tx) => {
      await takeTurn(tx, AREA);
      let isDone = false;
      proposal = propose('instant', MARCH, agency('qian'));
      void proposal.then(() => {
        isDone = true;
      });
      while (!isDone && !(await care.query<{ isWaiting: boolean }>(WAITING, []))[0]!.isWaiting);
      expect(isDone).toBe(false);
    });
    const made = await proposal!;
    expect(said(made)).toBe('applied');
    if (made.ok) expect(said(await check(made.value.batch.batchId, false))).toBe('applied');
  });

  it('I-01 I-07 pays 60 % of each bill the day after, once, to whoever proposes first', async () => {
    const both = await Promise.all([propose('instant'), propose('instant', MARCH, agency('zhao'))]);
    expect(both.map(said).toSorted()).toEqual(['applied', 'nothing-to-pay']);
    const [made] = both.flatMap((each) => (each.ok ? [each.value.batch] : []));
    expect(said(await check(made!.batchId, true, agency('sun')))).toBe('applied');
    expect(await execute(made!.batchId)).toBe('applied');
    expect(await owed()).toBe(2 * claim - made!.total);
    expect(said(await propose('instant'))).toBe('nothing-to-pay');
    expect(await found()).toEqual([]);
  });
});

describe('the month end', () => {
  it('I-03 the 10th 23:59:59 is in time, the 11th is late', async () => {
    setClock('2026-04-10 23:59:58');
    const request = { providerId: PROVIDER, period: MARCH, items: 2, claimTotal: 2 * claim };
    const made = await declareMonth(deps, maker, request);
    expect(made).toMatchObject({ ok: true, value: { declaration: { isLate: false, payBy: '2026-05-12' } } });
    setClock('2026-04-11 00:00:00');
    const late = await declareMonth(deps, maker, { ...request, providerId: OTHER, items: 0, claimTotal: 0 });
    expect(late).toMatchObject({ ok: true, value: { declaration: { isLate: true, payBy: '2026-06-05' } } });
  });

  it('I-02 V-13 the balance is 100 % less deductions less what was paid at once', async () => {
    await care.query(PASS, []);
    const [bill] = await care.query<{ settlementId: string; personId: string }>(BILL, []);
    const { now } = network.clock;
    const decided = {
      ...bill!,
      providerId: PROVIDER,
      careArea: AREA,
      insuredArea: '990100',
      insuranceType: 'resident',
      reason: '超标准收费',
      decidedBy: 'li',
      decidedAt: now,
    } as const;
    const taken = { ...decided, deductionId: 'D11-a', kind: 'deduction', amount: fen(100) } as const;
    expect(await takeFromNation(deps, taken)).toBe(true);
    expect(await takeFromNation(deps, taken)).toBe(false);
    const penalty = { ...decided, deductionId: 'D11-b', kind: 'penalty', amount: fen(50) } as const;
    expect(await takeFromNation(deps, penalty)).toBe(true);
    const instant = Math.round(Number(claim) * 0.6) * 2;
    const batch = await batchOf('month-end');
    expect(batch.total).toBe(2 * claim - instant - 150);
    expect(await owed()).toBe(batch.total);

    // What is taken off between proposal and release is not paid all the same.
    const restored = { ...decided, deductionId: 'D11-c', kind: 'deduction', amount: fen(1) } as const;
    expect(await takeFromNation(deps, restored)).toBe(true);
    expect(said(await check(batch.batchId))).toBe('payable-smaller');
    expect(said(await check(batch.batchId, false))).toBe('applied');
  });

  it('I-06 a payment that fails at the bank is owed again and goes with the next', async () => {
    const first = await batchOf('month-end');
    expect(said(await check(first.batchId, true, maker))).toBe('maker-is-checker');
    expect(said(await check(first.batchId))).toBe('applied');
    expect(said(await propose('month-end'))).toBe('nothing-to-pay');
    const read = await readBatch(deps, maker, first.batchId);
    const { lineId } = read.ok ? read.value.lines[0]! : { lineId: '' };
    expect(said(await closeLine(deps, maker, { lineId, reason: '银行拒收文件' }))).toBe('applied');
    expect(said(await closeLine(deps, maker, { lineId, reason: '银行拒收文件' }))).toBe('unchanged');
    const second = await batchOf('month-end');
    expect(second.total).toBe(first.total);
    expect(said(await check(second.batchId))).toBe('applied');
    expect(await execute(second.batchId)).toBe('applied');
    expect(await owed()).toBe(0);
    // It comes after all: more than the line carries.
    expect(await execute(first.batchId)).toBe('applied');
    expect(await owed()).toBe(0);
    expect(await found()).toEqual([]);
    const late = await careInvariants(care, at('2026-04-25 00:00:00'));
    expect(late.map(({ invariant }) => invariant)).toEqual(['suspense-is-explained']);
  });

  it('G-01 the rate of deduction of people from elsewhere stands beside that of the own', async () => {
    const rates = await deductionRates(deps, maker, { area: AREA, period: MARCH });
    const cross = { claims: 2 * claim, deducted: 101, rate: Math.floor((101 * 10_000) / (2 * claim)) };
    const expected = { providerId: PROVIDER, cross, local: { claims: 0 }, isAuditedLess: false };
    expect(rates).toMatchObject({ ok: true, value: [expected] });
  });

  it('I-04 the tiles show money and institutions paid at once against 80 %', async () => {
    const figures = await instantFigures(deps, maker, { area: AREA, period: MARCH });
    expect(figures).toMatchObject({
      ok: true,
      value: {
        money: { target: 8000, rate: expect.any(Number) },
        institutions: { instant: 1, target: 8000 },
      },
    });
    const { money, institutions } = figures.ok ? figures.value : ({} as never);
    expect([money.rate > 5900 && money.rate < 6100, institutions.rate]).toEqual([
      true,
      Math.floor(10_000 / institutions.all),
    ]);
  });

  it('I-03 what is declared and not paid after 20 working days is named', async () => {
    const visit = await visitWithBatch(beijing, { batch: 'B3' });
    await beijing.must('2207', settlementOf(visit));
    const period = month('2026-04');
    setClock('2026-05-05 09:00:00');
    const due = await owed();
    const request = { providerId: PROVIDER, period, items: 1, claimTotal: due };
    expect(said(await declareMonth(deps, maker, request))).toBe('applied');
    const overdue = async (when: string) =>
      (await careInvariants(care, at(when))).filter(
        ({ invariant }) => invariant === 'payables-are-paid-or-explained',
      );
    expect(await overdue('2026-06-05 23:59:59')).toEqual([]);
    expect(await overdue('2026-06-06 00:00:00')).toMatchObject([{ subject: `${PROVIDER}/2026-04` }]);
    const explained = await payables(deps, maker, AREA);
    const own = explained.ok ? explained.value.find(({ providerId }) => providerId === PROVIDER) : undefined;
    expect(own).toMatchObject({ balance: due, parts: { due, undeclared: 0, underWay: 0, paidAhead: 0 } });
  });
});

describe('I-08 working capital', () => {
  const wanted = { providerId: OTHER, surplusMonths: 12, reason: '采购药品' };
  const grant = (amount: number, more: object = {}) => {
    keys += 1;
    return grantWorkingCapital(deps, maker, {
      ...wanted,
      amount: fen(amount),
      requestKey: `w${keys}`,
      ...more,
    });
  };

  it('I-08 is granted in the first quarter, up to a month of last year, from a fund that lasts', async () => {
    await runScript(
      care,
      'last-year',
      `INSERT INTO care.declaration (provider_id, period, item_count, claim_total, is_late, pay_by, declared_by,
         declared_at) VALUES ('${OTHER}', '2025-12', 0, 120000, false, '2026-02-10', 'li', 0)`,
    );
    setClock('2026-04-01 00:00:00');
    expect(said(await grant(10_000))).toBe('not-first-quarter');
    setClock('2026-03-31 23:59:58');
    expect(said(await grant(10_000, { surplusMonths: 11 }))).toBe('surplus-too-small');
    expect(said(await grant(10_001))).toBe('grant-too-large');
    expect(said(await grant(10_000))).toBe('applied');
    expect(said(await grant(1))).toBe('grant-exists');
  });

  it('I-08 lies in a book of its own, is spent on drugs and consumables only, and is set against the payable', async () => {
    const [before] = await grantsOf(care, [AREA]);
    const { grantId } = before!;
    const [{ batchId }] = (await care.query<{ batchId: string }>(BATCH_OF_GRANT, [])) as [
      { batchId: string },
    ];
    expect(said(await check(batchId))).toBe('applied');
    expect(await execute(batchId)).toBe('applied');
    expect(await balanceOf(care, 'care_ledger', workingCapital(OTHER))).toBe(-10_000);
    expect(await balanceOf(care, 'care_ledger', payableToProvider(OTHER))).toBe(0);
    const use = { useId: 'u1', grantId, purpose: 'drugs', amount: fen(6000), document: '发票 001' } as const;
    expect(said(await reportUse(deps, maker, use))).toBe('applied');
    expect(said(await reportUse(deps, maker, { ...use, useId: 'u2', amount: fen(4001) }))).toBe(
      'use-too-large',
    );
    await expect(
      runScript(
        care,
        'building',
        `INSERT INTO care.working_capital_use VALUES ('u3', '${grantId}', 'building', 1, 'x', 'li', 0)`,
      ),
    ).rejects.toThrow(/purpose/);
    const offset = { grantId, amount: fen(1), requestKey: 'o1' };
    expect(said(await offsetWorkingCapital(deps, maker, offset))).toBe('offset-too-large');
    expect(await grantsOf(care, [AREA])).toMatchObject([{ paid: 10_000, used: 6000, outstanding: 10_000 }]);
  });
});

const WAITING = statement(
  'test-waiting-for-turn',
  `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS "isWaiting"`,
);
const BILL = statement(
  'test-a-bill',
  `SELECT settlement_id AS "settlementId", person_id AS "personId" FROM care.settlement
   WHERE state = 'settled' ORDER BY settlement_id LIMIT 1`,
);
// The sample is drawn by the bills' ids, which differ from run to run.
const PASS = statement(
  'test-pass-reviews',
  `INSERT INTO care.review_decision (provider_id, item_id, verdict, reason, decided_by, decided_at)
   SELECT provider_id, item_id, 'passed', '合规', 'li', 0 FROM care.declared_item WHERE review <> 'clear'
   ON CONFLICT DO NOTHING`,
);
const BATCH_OF_GRANT = statement(
  'test-batch-of-grant',
  `SELECT batch_id AS "batchId" FROM care.payment_batch WHERE kind = 'working-capital'`,
);
