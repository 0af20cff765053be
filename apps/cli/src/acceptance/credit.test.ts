import {
  createHospital,
  dischargeInpatient,
  openOutpatient,
  settleVisit,
  uploadLines,
} from '@zhijie/counterparties';
import { statement } from '@zhijie/database';
import { calendarDate, formatYuan, type Instant, instant, startOfDay } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { describe, expect, it, vi } from 'vitest';
import { SHORT_BILL } from './bills.ts';
import { findings, sendRaw, useNetwork } from './network-under-test.ts';
import { stayOfCash } from './stay-of-cash.ts';
import { type Json, visitorOf } from './visitor.ts';

const at = (day: string, hour: number): Instant => instant(startOfDay(calendarDate(day)) + hour * 3_600_000);

let clock = at('2026-03-02', 9);
const underTest = useNetwork(['99'], { now: () => clock });
const HOME = 'H99010100001';
const son = knownPersonOf('journey-1');
const mother = knownPersonOf('journey-temporary');
const hospital = createHospital({
  providerId: HOME,
  name: '示例市人民医院',
  careRegion: '990100',
  now: () => clock,
  prefix: 'CR',
  post: async (body) => (await sendRaw(underTest().url, body)).bytes,
});

/** A browser of one person, who may also agree to something. */
async function visitor(number: string) {
  const own = await visitorOf(underTest().url, number);
  const agree = async (terms: Json): Promise<void> => {
    const form = await own.must('person/consents/form', terms);
    const { textHash, sensitiveClasses } = form;
    await own.must('person/consents', { ...terms, textHash, separately: sensitiveClasses });
  };
  return { ...own, agree };
}

async function desk(path: string, body?: Json): Promise<Json> {
  const response = await fetch(`${underTest().url}/api/agency/${path}`, {
    headers: { 'x-zhijie-agency': '990100', 'x-zhijie-operator': '0001' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return (await response.json()) as Json;
}

/** An act once nothing of it is under way: the node's background may be the one that brings it there. */
async function acted(path: string, body: Json): Promise<Json> {
  let { act } = (await desk(path, body)) as { act: Json };
  const isMoving = () => ['settling', 'paying', 'undoing'].includes(String(act.word));
  const look = async () => {
    if (isMoving()) ({ act } = (await desk(`acts/${HOME}/${act.actId}`)) as { act: Json });
    return !isMoving();
  };
  await vi.waitUntil(look, { timeout: 30_000, interval: 100 });
  return act;
}

const CASH = { usesPersonalAccount: false };
const BANK = {
  recipientKind: 'bank',
  recipientId: 'demo-bank',
  recipientName: '示例银行',
  purpose: 'credit',
  product: 'example-59',
  dataClasses: ['identity', 'cashPart'],
};

describe('journey 14 through the public interfaces', () => {
  let lineId: string;
  let actId: string;
  const line = async () => (await visitor(son.citizenNumber)).must(`person/credit/lines/${lineId}`);
  const owedAtBank = () => {
    const { book } = underTest().bank;
    const contract = book.entries(0).at(-1)!.contract;
    return [book.owedOf(contract), book.paidTo(HOME)];
  };

  it('Q-06 he signs with a consent of its own; the stay is flagged and nobody asks for a deposit', async () => {
    const his = await visitor(son.citizenNumber);
    const sign = { requestKey: 'S-1', product: 'example-59' };
    expect((await his.call('person/credit/lines', sign)).body.refusal).toMatchObject({
      code: 'credit-consent-missing',
      fix: '请先阅读并单独同意，再签约或支付',
    });
    await his.agree(BANK);
    const signed = await his.must('person/credit/lines', sign);
    expect(signed).toMatchObject({ state: 'open', granted: 2_000_000, available: 2_000_000, label: '可用' });
    lineId = String(signed.lineId);
    const stay = await stayOfCash(hospital, son.citizenNumber, '3218.46');
    const { visitId } = stay;
    const flag = { providerId: HOME, visitId };
    expect(await desk('credit/visits', flag)).toMatchObject({ payer: lineId, bank: '示例银行' });
    const deposit = { ...flag, requestKey: 'D', channel: 'cash', serial: '1', amount: '100.00' };
    expect((await desk('deposits/payments', deposit)).refusal).toMatchObject({ code: 'deposit-free' });
    await dischargeInpatient(hospital, stay);
    // VI5: he has left; the hospital settles without him, the funds first.
    clock = at('2026-03-02', 17);
    const settled = await settleVisit(hospital, stay, CASH);
    expect(formatYuan(settled.paidInCash)).toBe('3218.46');
    expect(settled.paidByFunds).toBeGreaterThan(0);
    const methods = [{ kind: 'credit', payer: lineId }];
    const opened = { requestKey: 'A-1', providerId: HOME, settlementId: settled.settlementId, methods };
    const { act } = (await desk('acts', opened)) as { act: Json };
    expect(act).toMatchObject({ word: 'paid', rest: '3218.46', left: '0.00' });
    actId = String(act.actId);
  });

  it('Q-05 remaining 16,781.54, due 2026-04-30 after 59 days; the bank paid the hospital', async () => {
    expect(await line()).toMatchObject({
      available: 1_678_154,
      owed: 321_846,
      nextDueOn: '2026-04-30',
      bills: [{ billedOn: '2026-04-01', dueOn: '2026-04-30', amount: 321_846, label: '未出账' }],
    });
    expect(owedAtBank()).toEqual([321_846, 321_846]);
    expect((await desk('credit/lines')).lines).toMatchObject([{ lineId, state: 'open', owed: 321_846 }]);
    expect((await desk('credit/lines?state=suspended')).lines).toEqual([]);
  });

  it('Q-07 shares 5,000.00 with his mother: the settlement is hers, the debt his; revoked, it ends', async () => {
    const his = await visitor(son.citizenNumber);
    const sharing = {
      requestKey: 'F-1',
      lineId,
      name: mother.name,
      certificateNumber: mother.citizenNumber,
      relationship: 'parent',
      amount: '5000.00',
      until: '2026-12-31',
    };
    const { shareId } = await his.must('person/credit/shares', sharing);
    const hers = await visitor(mother.citizenNumber);
    const [share] = (await hers.must('person/credit/shares')).shares as Json[];
    expect(share).toMatchObject({ shareId, isOwn: false, available: 500_000, label: '父母' });
    await hers.agree({
      recipientKind: 'relative',
      recipientId: share!.grantorId,
      recipientName: '儿子',
      purpose: 'family-payment',
      dataClasses: ['cashPart'],
    });
    const patient = await hospital.identify(mother.citizenNumber, '990100');
    const visit = await uploadLines(hospital, await openOutpatient(hospital, patient), SHORT_BILL);
    const { settlementId, paidInCash } = await settleVisit(hospital, visit, CASH);
    const methods = [{ kind: 'credit', payer: shareId }];
    const opened = { requestKey: 'A-2', providerId: HOME, settlementId, methods };
    expect(await acted('acts', opened)).toMatchObject({ word: 'paid' });
    expect(await line()).toMatchObject({ available: 1_678_154 - paidInCash });
    const db = underTest().network.databases.get('99')!;
    const whose = statement(
      'acceptance-whose-settlement',
      'select person_id as id from insured.settlement where settlement_id = $1',
    );
    expect(await db.query(whose, [settlementId])).toEqual([{ id: mother.personId }]);
    const { movements } = await his.must(`person/credit/lines/${lineId}/movements?limit=1`);
    expect(movements).toMatchObject([{ label: '信用支付', by: '周**', amount: paidInCash }]);
    await hers.must(`person/credit/lines/${lineId}/repayments`, {
      requestKey: 'R-1',
      amount: formatYuan(paidInCash),
    });
    await his.must(`person/credit/shares/${shareId}/revoke`, {});
    expect((await his.must('person/credit/shares')).shares).toMatchObject([{ isOver: true, available: 0 }]);
  });

  it('Q-06 early repayment, then the refund: the line first, the rest to the holder', async () => {
    const his = await visitor(son.citizenNumber);
    const path = `person/credit/lines/${lineId}/repayments`;
    const much = await his.call(path, { requestKey: 'R-2', amount: '3218.47' });
    expect(much.body.refusal).toMatchObject({ code: 'credit-not-owed', field: 'amount' });
    expect(await his.must(path, { requestKey: 'R-3', amount: '1218.46' })).toMatchObject({ label: '已还款' });
    expect(await line()).toMatchObject({ available: 1_800_000, owed: 200_000 });
    const act = await acted(`acts/${HOME}/${actId}/undo`, { reason: 'patient' });
    expect(act).toMatchObject({ word: 'undone' });
    expect(await line()).toMatchObject({ available: 2_000_000, owed: 0, nextDueOn: null });
    const [owed] = owedAtBank();
    expect(owed).toBe(0);
    const out = underTest()
      .bank.book.entries(0)
      .filter(({ kind }) => kind === 'payout');
    expect(out).toMatchObject([{ amount: 121_846 }]);
    const province = underTest().network.provinces.get('99')!;
    await province.insured.followCredit();
    expect(await findings(underTest())).toEqual([]);
  });
});
