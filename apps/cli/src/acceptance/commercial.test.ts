import { dischargeInpatient, openInpatient, settleVisit, uploadLines } from '@zhijie/counterparties';
import { dateOf, parseYuan, yearOf } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { describe, expect, it } from 'vitest';
import { wallClock } from '../network/network.ts';
import { ITEM } from './bills.ts';
import { clientOf, findings, useNetwork } from './network-under-test.ts';
import { type Json, visitorOf } from './visitor.ts';

const underTest = useNetwork(['99']);
const HOME = 'H99010100001';
const patient = knownPersonOf('curl');
const PRODUCT = 'demo-a-2026';
const year = yearOf(dateOf(wallClock()));

async function agency(path: string, body: Json, area = '990100') {
  const response = await fetch(`${underTest().url}/api/agency/${path}`, {
    method: 'POST',
    headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': '0001' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

const cover = {
  name: patient.name,
  certificateNumber: patient.citizenNumber,
  insurer: 'demo-life',
  product: PRODUCT,
  policyNumber: 'DA-000001',
  startsOn: `${year}-01-01`,
  endsOn: `${year}-12-31`,
  premium: '99.00',
};

async function settledStay(): Promise<string> {
  const { hospital } = clientOf(underTest().url, HOME);
  const open = await openInpatient(hospital, await hospital.identify(patient.citizenNumber));
  const stay = await uploadLines(hospital, open, [{ item: ITEM.drugA, price: '98.00', quantity: '600' }]);
  await dischargeInpatient(hospital, stay);
  return (await settleVisit(hospital, stay, { usesPersonalAccount: false })).settlementId;
}

const fenOf = (text: unknown): number => {
  const amount = parseYuan(String(text));
  return amount.ok ? amount.value : Number.NaN;
};

describe('a commercial cover over the API, from the insurer’s list to the second slip', () => {
  it('an insurer’s list is entered by the agency of the person’s area, once, and by no other', async () => {
    const entered = await agency('commercial/covers', cover);
    expect(entered.status, JSON.stringify(entered.body)).toBe(200);
    expect((await agency('commercial/covers', cover)).body).toEqual(entered.body);
    const other = await agency('commercial/covers', { ...cover, premium: '98.00' });
    expect([other.status, other.body.refusal]).toMatchObject([
      409,
      { code: 'enrolment-differs', field: 'premium' },
    ]);
    const wrong = await agency('commercial/covers', { ...cover, policyNumber: 'DA-2', name: '王五' });
    expect(wrong.body.refusal).toMatchObject({ code: 'enrolment-person-unknown', field: 'name' });
    const foreign = await agency('commercial/covers', { ...cover, insurer: 'demo-property' });
    expect(foreign.body.refusal).toMatchObject({ code: 'enrolment-product-unknown', field: 'insurer' });
  });

  it('K-06 the person finds the cover, consents, is paid at the counter and prints two slips', async () => {
    const his = await visitorOf(underTest().url, patient.citizenNumber);
    const { covers } = await his.must('person/commercial/covers');
    expect(covers).toMatchObject([
      { product: PRODUCT, insurerName: '示例人寿保险（虚构）', isInForce: true },
    ]);
    const terms = {
      recipientKind: 'insurer',
      recipientId: 'demo-life',
      recipientName: '示例人寿保险（虚构）',
      purpose: 'claim-settlement',
      product: PRODUCT,
      dataClasses: ['inScope'],
    };
    const form = await his.must('person/consents/form', terms);
    await his.must('person/consents', {
      ...terms,
      textHash: form.textHash,
      separately: form.sensitiveClasses,
    });
    const settlementId = await settledStay();
    const methods = [
      { kind: 'insurer', payer: PRODUCT },
      { kind: 'channel', payer: 'cash' },
    ];
    const opened = await agency('acts', { requestKey: 'C1', providerId: HOME, settlementId, methods });
    expect(opened.status, JSON.stringify(opened.body)).toBe(200);
    const act = opened.body.act as Json;
    const leg = (act.legs as Json[]).find(({ kind }) => kind === 'insurer')!;
    const amount = fenOf(leg.amount);
    expect(amount).toBeGreaterThan(0);
    await agency(`acts/${HOME}/${act.actId}/resume`, {});

    const { slips } = await his.must('person/commercial/slips');
    const [slip] = slips as Json[];
    expect(slip).toMatchObject({ settlementId, amount, payee: 'hospital', state: 'confirmed' });
    const layers = slip!.layers as Json[];
    expect(layers).toMatchObject([{ key: 'in-catalogue', deductibleUsed: 1_000_000, paid: amount }]);
    expect(layers[0]!.text).toContain('80%');
    const paper = await his.file(`person/commercial/slips/${slip!.slipId}/pdf`);
    expect([paper.type, paper.bytes.subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-']);
    expect((await his.must('person/commercial/claims')).claims).toEqual([]);
    const again = await his.call('person/commercial/claims', { settlementId, product: PRODUCT });
    expect(again.body.refusal).toMatchObject({ code: 'later-not-possible' });

    const hers = await visitorOf(underTest().url, knownPersonOf('journey-1').citizenNumber);
    const foreign = await hers.call(`person/commercial/slips/${slip!.slipId}`);
    expect([foreign.status, foreign.body.refusal]).toMatchObject([404, { code: 'slip-unknown' }]);
    expect(await findings(underTest())).toEqual([]);
  });
});
