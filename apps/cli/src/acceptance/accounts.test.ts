import { openOutpatient, settleVisit, uploadLines } from '@zhijie/counterparties';
import { dateOf } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { describe, expect, it } from 'vitest';
import { wallClock } from '../network/network.ts';
import { SHORT_BILL } from './bills.ts';
import { clientOf, findings, useNetwork } from './network-under-test.ts';
import { type Json, visitorOf } from './visitor.ts';

const underTest = useNetwork(['37', '99']);
const HOME = 'H99010100001';
const patient = knownPersonOf('journey-1');
const near = knownPersonOf('a1');
const far = knownPersonOf('wang-min');

const visitor = (certificateNumber: string) => visitorOf(underTest().url, certificateNumber);

async function agency(area: string, path: string, body?: Json): Promise<Json> {
  const response = await fetch(`${underTest().url}/api/agency/${path}`, {
    headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': '0001' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Json;
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer;
}

const relative = (own: Json = {}) => ({
  relativeCertificate: patient.citizenNumber,
  relativeName: patient.name,
  relation: 'sibling',
  byCommitment: true,
  ...own,
});
type Act = { readonly actId: string; readonly word: string; readonly legs: readonly Json[] };
const figures = ({ legs }: Act) => legs.map(({ kind, state, amount }) => `${kind} ${state} ${amount}`);

describe('Q-12 Q-07 a bill paid by relatives in and across provinces, over the API', () => {
  it('a wallet filled from Shandong and an account bound in the province pay what the funds left; undone, all comes back', async () => {
    const her = await visitor(far.citizenNumber);
    const put = (requestKey: string, own: Json = {}) =>
      her.call('person/wallet/transfers', { requestKey, amount: '10.00', ...relative(own) });
    expect((await put('W0', { amount: '2000.01' })).body.refusal).toMatchObject({
      code: 'transfer-too-large',
    });
    expect((await put('W0', { relation: 'friend' })).body.refusal).toMatchObject({ code: 'not-relative' });
    for (const key of ['W1', 'W1', 'W2', 'W3'])
      expect((await put(key)).body).toMatchObject({
        state: 'accepted',
        amount: 1000,
        relationLabel: '兄弟姐妹',
      });
    // The fourth of the day is refused and the money is back.
    expect((await put('W4')).body).toMatchObject({ state: 'refused' });
    expect(await her.must('person/summary')).toMatchObject({ coverages: [{ accountBalance: 183_050 }] });

    await agency('990101', 'account-credits', {
      ...{ eventId: 'C-near', personId: near.personId, insuranceType: 'employee', amount: '100.00' },
    });
    const him = await visitor(near.citizenNumber);
    const bound = await him.must('person/family/bindings', {
      ...{ requestKey: 'B1', scopes: ['outpatient'], ...relative({ byCommitment: false }) },
    });

    const { hospital } = clientOf(underTest().url, HOME);
    const person = await hospital.identify(patient.citizenNumber);
    const open = await uploadLines(hospital, await openOutpatient(hospital, person), SHORT_BILL);
    const { settlementId } = await settleVisit(hospital, open, { usesPersonalAccount: true });
    const methods = [
      { kind: 'family', payer: 'wallet' },
      { kind: 'family', payer: bound.bindingId },
    ];
    const { act } = (await agency('990100', 'acts', {
      ...{ requestKey: 'A1', providerId: HOME, settlementId, methods },
    })) as { act: Act };
    expect(act).toMatchObject({ word: 'paid', settlementId });
    expect(figures(act)).toEqual(expect.arrayContaining(['family confirmed 30.00', 'family confirmed 9.48']));
    const own = await visitor(patient.citizenNumber);
    expect(await own.must('person/wallet')).toMatchObject({ free: 0, held: 0, transfersToday: 3 });
    expect(await findings(underTest())).toEqual([]);
    const month = dateOf(wallClock()).slice(0, 7);
    expect(await agency('370000', `mutual-aid/${month}`)).toMatchObject({
      pairs: [{ donorProvince: '37', careProvince: '99', paid: 3000, owed: 3000 }],
      net: -3000,
    });
    expect(await agency('990000', `mutual-aid/${month}`)).toMatchObject({ net: 3000 });

    await agency('990100', `acts/${HOME}/${act.actId}/undo`, { reason: 'staff' });
    expect(await own.must('person/wallet')).toMatchObject({ free: 3000, held: 0 });
    expect(await agency('370000', `mutual-aid/${month}`)).toMatchObject({ pairs: [{ owed: 0 }], net: 0 });
    expect(await findings(underTest())).toEqual([]);
  });
});

describe('PS2 moving one’s insurance to another province, over the API', () => {
  it('the person applies, both agencies decide, balance and months arrive, books agree', async () => {
    const her = await visitor(far.citizenNumber);
    const wish = { insuranceType: 'employee', toArea: '990101', startsOn: dateOf(wallClock()) };
    const applied = await her.must('person/insurance-transfers', { requestKey: 'T1', ...wish });
    expect(await her.must('person/insurance-transfers', { requestKey: 'T1', ...wish })).toEqual({
      ...applied,
      outcome: 'unchanged',
    });
    const one = `insurance-transfers/${applied.applicationId}`;
    await agency('990101', `${one}/acceptance`, { accept: true });
    expect(await agency('370600', 'insurance-transfers?way=out')).toMatchObject({
      transfers: [{ state: 'received', name: '王*', isOverdue: false }],
    });
    expect(await agency('370600', `${one}/certificate`, { accept: true })).toMatchObject({
      balance: 183_050,
    });
    for (let round = 0; round < 3; round++)
      for (const province of underTest().network.provinces.values()) await province.insured.driveTransfers();
    const { transfers } = await her.must('person/insurance-transfers');
    expect(transfers).toMatchObject([{ state: 'joined', balance: 183_050 }]);
    expect(await agency('990101', 'insurance-transfers?way=in')).toMatchObject({
      transfers: [{ state: 'done', balance: 183_050 }],
    });
    expect(await findings(underTest())).toEqual([]);
  });
});
