import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  dischargeInpatient,
  type OpenVisit,
  openInpatient,
  openOutpatient,
  type Patient,
  quoteVisit,
  type SettledVisit,
  settleVisit,
  uploadLines,
  voidSettlement,
} from '@zhijie/counterparties';
import { addDays, dateOf, type Fen, type SettlementParts, startOfDay } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { readAnswer } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../policy-files.ts';
import { amountsOf, calculated, expectIdentities, SHORT_BILL, TWENTY_LINES } from './bills.ts';
import {
  type ClientUnderTest,
  clientOf,
  effects,
  findings,
  sendRaw,
  useNetwork,
} from './network-under-test.ts';

const LI_JIANGUO = '419900198503121358';
const BEIJING = 'H11010500001';
const ZHENGZHOU = 'H41010500001';
const CASH = { usesPersonalAccount: false };

const underTest = useNetwork(['11', '41']);
let beijing: ClientUnderTest;
let patient: Patient;

beforeAll(async () => {
  beijing = clientOf(underTest().url, BEIJING);
  patient = await beijing.hospital.identify(LI_JIANGUO);
});

const inInsuredPlace = (of: Patient) => ({ insuredRegion: of.insuredRegion });

async function accumulators(client: ClientUnderTest, of: Patient) {
  const { output } = await client.hospital.expect('5206', { personId: of.personId }, inInsuredPlace(of));
  return output.accumulators.filter((row) => row.counterValue !== 0);
}

/** The very same bytes once more. */
async function expectSameBytes(client: ClientUnderTest): Promise<void> {
  const { request, answer } = client.latest();
  const again = await sendRaw(underTest().url, request);
  expect(Buffer.from(again.bytes).toString('utf8')).toBe(Buffer.from(answer).toString('utf8'));
}

/** What `zhijie calc` says of these lines for the known person, at the settlement's own day. */
function expectAsCalculated(
  settlement: SettledVisit,
  lines: typeof TWENTY_LINES,
  care: 'inpatient' | 'outpatient',
): void {
  const expected = calculated(lines, {
    area: '410100',
    insuranceType: 'resident',
    care,
    referral: 'long-term',
    group: 'adult',
    usesAccount: false,
    careArea: '110000',
    certificateNumber: LI_JIANGUO,
    on: dateOf(settlement.settledAt),
  });
  expect(amountsOf(settlement)).toEqual(expected);
  expectIdentities(settlement);
}

const recorded = (number: string): string =>
  readFileSync(join(REPOSITORY, 'spec/golden/wire-1', `${number}.request.json`), 'utf8');

describe('as raw JSON over HTTP', () => {
  it('signs in, and finds the person by ID card, whatever the path and the content type say', async () => {
    const { url } = underTest();
    const signedIn = await sendRaw(url, recorded('9001'), { contentType: 'text/plain' });
    expect(signedIn.status).toBe(200);
    expect(signedIn.contentType).toMatch(/json/);
    expect(readAnswer('9001', signedIn.bytes)).toMatchObject({ ok: true });
    const found = await sendRaw(url, recorded('1101').replace('李娜', '李建国'), {
      path: '/fsi/anything/at/all/1101',
      contentType: 'application/x-www-form-urlencoded',
    });
    expect(readAnswer('1101', found.bytes)).toMatchObject({
      ok: true,
      value: { output: { person: { personName: '李建国', certificateNumber: LI_JIANGUO } } },
    });
  });

  it.each([
    ['no insured place', undefined],
    ['the insured place', '410100'],
  ])('V-01 the person is found by ID card with %s given', async (_what, insuredRegion) => {
    const found = await beijing.hospital.identify(LI_JIANGUO, insuredRegion);
    expect(found).toMatchObject({
      personId: knownPersonOf('li-jianguo').personId,
      name: '李建国',
      insuranceType: 'resident',
      insuredRegion: '410100',
    });
  });
});

describe('a stay in Beijing of a resident of Zhengzhou', () => {
  let before: Awaited<ReturnType<typeof accumulators>>;
  let stay: OpenVisit;
  let first: SettledVisit;

  const query = (settlementId: string) =>
    beijing.hospital.expect(
      '5203',
      { personId: patient.personId, settlementId, visitId: stay.visitId },
      inInsuredPlace(patient),
    );

  it('is admitted, gets twenty lines, and is quoted twice without effect', async () => {
    before = await accumulators(beijing, patient);
    const open = await openInpatient(beijing.hospital, patient);
    await expectSameBytes(beijing);
    stay = await uploadLines(beijing.hospital, open, TWENTY_LINES);
    await expectSameBytes(beijing);
    const rows = await effects(underTest());
    const quotes = [
      await quoteVisit(beijing.hospital, stay, CASH),
      await quoteVisit(beijing.hospital, stay, CASH),
    ];
    expect(amountsOf(quotes[0]!)).toEqual(amountsOf(quotes[1]!));
    expectIdentities(quotes[0]!);
    expect(await accumulators(beijing, patient)).toEqual(before);
    expect(await effects(underTest())).toEqual(rows);
  });

  it('T-01 settles after the discharge for what the calculator says, once per message', async () => {
    await dischargeInpatient(beijing.hospital, stay);
    await expectSameBytes(beijing);
    first = await settleVisit(beijing.hospital, stay, CASH);
    await expectSameBytes(beijing);
    expectAsCalculated(first, TWENTY_LINES, 'inpatient');
    expect(first.paidByFunds).toBeGreaterThan(0);
    expect(first.feeTotal).toBe(stay.total);
    expect(await accumulators(beijing, patient)).not.toEqual(before);
    expect(await findings(underTest())).toEqual([]);
  });

  it('can be read: the settlement, its lines, the visit', async () => {
    const { settlement } = (await query(first.settlementId)).output;
    expect(settlement).toMatchObject({
      ...amountsOf(first),
      settlementId: first.settlementId,
      isRefund: false,
      personName: '李建国',
      careType: 'inpatient',
      paymentPlace: 'cross-province',
    });
    const key = { personId: patient.personId, visitId: stay.visitId };
    const { output: lines } = await beijing.hospital.expect('5204', {
      ...key,
      settlementId: first.settlementId,
    });
    expect(lines).toHaveLength(TWENTY_LINES.length);
    const sum = (pick: (line: (typeof lines)[number]) => Fen) =>
      lines.reduce((total, line) => total + pick(line), 0);
    expect(sum((line) => line.lineAmount)).toBe(first.feeTotal);
    expect(sum((line) => line.feeExcluded)).toBe(first.feeExcluded);
    expect(sum((line) => line.feeOverLimit)).toBe(first.feeOverLimit);
    expect(sum((line) => line.feeSelfPaidFirst)).toBe(first.feeSelfPaidFirst);
    expect(sum((line) => line.feeEligible)).toBe(first.feeEligible);
    const today = dateOf(first.settledAt);
    const { output } = await beijing.hospital.expect('5201', {
      ...key,
      startedAt: startOfDay(addDays(today, -5)),
      endedAt: startOfDay(addDays(today, 1)),
    });
    expect(output.visits).toHaveLength(1);
    expect(output.visits[0]).toMatchObject({ personName: '李建国', careType: 'inpatient' });
  });

  it('T-06 is reversed by negative amounts, and the counters return to where they were', async () => {
    const undone = await voidSettlement(beijing.hospital, stay, first.settlementId);
    await expectSameBytes(beijing);
    for (const name of Object.keys(amountsOf(first)) as (keyof SettlementParts)[]) {
      if (name !== 'poolRate') expect(undone[name] + first[name], name).toBe(0);
    }
    expect(await accumulators(beijing, patient)).toEqual(before);
    expect((await query(first.settlementId)).output.settlement.settlementId).toBe(first.settlementId);
    const again = await beijing.hospital.call('2305', {
      settlementId: first.settlementId,
      visitId: stay.visitId,
      personId: patient.personId,
    });
    expect(again).toMatchObject({ ok: false, refusal: { error: 'settlement-already-reversed' } });
    expect(await findings(underTest())).toEqual([]);
  });

  it('is discharged anew after the discharge was cancelled, and settles again for the same', async () => {
    const key = { visitId: stay.visitId, personId: patient.personId };
    await beijing.hospital.expect('2405', key, inInsuredPlace(patient));
    await expectSameBytes(beijing);
    await dischargeInpatient(beijing.hospital, stay);
    const second = await settleVisit(beijing.hospital, stay, CASH);
    expect(second.settlementId).not.toBe(first.settlementId);
    expect(amountsOf(second)).toEqual(amountsOf(first));
    expectAsCalculated(second, TWENTY_LINES, 'inpatient');
    await voidSettlement(beijing.hospital, stay, second.settlementId);
    expect(await accumulators(beijing, patient)).toEqual(before);
    expect(await findings(underTest())).toEqual([]);
  });

  it('settles in part during the stay, then the rest; the whole is taken back in reverse order', async () => {
    const open = await openInpatient(beijing.hospital, patient);
    const part = await uploadLines(beijing.hospital, open, TWENTY_LINES.slice(0, 12));
    const interim = await settleInterim(part);
    expectIdentities(interim);
    expect(interim.feeTotal).toBe(part.total);
    const rest = await addLines(open, TWENTY_LINES.slice(12));
    await dischargeInpatient(beijing.hospital, rest);
    const final = await settleVisit(beijing.hospital, rest, CASH);
    expectIdentities(final);
    expect(final.feeTotal).toBe(rest.total);
    expect(await findings(underTest())).toEqual([]);
    await voidSettlement(beijing.hospital, rest, final.settlementId);
    await voidSettlement(beijing.hospital, rest, interim.settlementId);
    expect(await accumulators(beijing, patient)).toEqual(before);
    expect(await findings(underTest())).toEqual([]);
  });
});

async function settleInterim(visit: OpenVisit) {
  const { output } = await beijing.hospital.expect(
    '2304',
    {
      personId: visit.patient.personId,
      credentialType: 'id-card',
      credentialNumber: visit.patient.certificateNumber,
      feeTotal: visit.total,
      settlementWay: 'by-item',
      visitId: visit.visitId,
      accountUse: 'none',
      insuranceType: visit.patient.insuranceType,
      isInterim: true,
    },
    inInsuredPlace(visit.patient),
  );
  return output.settlement;
}

/** Further lines of a stay under numbers of their own; the answer's total is of these lines only. */
async function addLines(visit: OpenVisit, lines: typeof TWENTY_LINES): Promise<OpenVisit> {
  const { hospital } = beijing;
  const renumbered = Object.assign(Object.create(hospital) as typeof hospital, {
    expect: ((number, input, options) => {
      const rows = (input as { lineId: string }[]).map((row) => ({ ...row, lineId: `9${row.lineId}` }));
      return hospital.expect(number, (number === '2301' ? rows : input) as never, options);
    }) as typeof hospital.expect,
  });
  return uploadLines(renumbered, visit, lines);
}

describe('an outpatient visit in Beijing of a resident of Zhengzhou', () => {
  it('is registered, quoted, settled as calculated, read, reversed and settled again', async () => {
    const before = await accumulators(beijing, patient);
    const open = await openOutpatient(beijing.hospital, patient);
    await expectSameBytes(beijing);
    const visit = await uploadLines(beijing.hospital, open, TWENTY_LINES);
    await expectSameBytes(beijing);
    const quotes = [
      await quoteVisit(beijing.hospital, visit, CASH),
      await quoteVisit(beijing.hospital, visit, CASH),
    ];
    expect(await accumulators(beijing, patient)).toEqual(before);
    const first = await settleVisit(beijing.hospital, visit, CASH);
    await expectSameBytes(beijing);
    for (const quote of quotes) expect(amountsOf(quote)).toEqual(amountsOf(first));
    expectAsCalculated(first, TWENTY_LINES, 'outpatient');
    const key = { personId: patient.personId, visitId: visit.visitId, settlementId: first.settlementId };
    const { output } = await beijing.hospital.expect('5203', key);
    expect(output.settlement).toMatchObject(amountsOf(first));
    const undone = await voidSettlement(beijing.hospital, visit, first.settlementId);
    await expectSameBytes(beijing);
    expect(undone.paidByFunds + first.paidByFunds).toBe(0);
    expect(undone.paidInCash + first.paidInCash).toBe(0);
    expect(await accumulators(beijing, patient)).toEqual(before);
    const second = await settleVisit(beijing.hospital, visit, CASH);
    expect(amountsOf(second)).toEqual(amountsOf(first));
    await voidSettlement(beijing.hospital, visit, second.settlementId);
    expect(await findings(underTest())).toEqual([]);
  });
});

describe('T-06 a reversal by the message id of the original', () => {
  const reverse = (reversedMessageId: string) =>
    beijing.hospital.call('2601', {
      personId: patient.personId,
      reversedMessageId,
      reversedTransaction: '2207',
    });

  async function readyVisit(): Promise<OpenVisit> {
    const open = await openOutpatient(beijing.hospital, patient);
    return uploadLines(beijing.hospital, open, SHORT_BILL);
  }

  it('takes the settlement back, is repeated without effect, and keeps the original from settling', async () => {
    const before = await accumulators(beijing, patient);
    const visit = await readyVisit();
    const messageId = beijing.hospital.nextMessageId();
    await settleVisit(beijing.hospital, visit, { ...CASH, messageId });
    const { request } = beijing.latest();
    expect(await reverse(messageId)).toMatchObject({ ok: true });
    await expectSameBytes(beijing);
    expect(await reverse(messageId)).toMatchObject({ ok: true });
    expect(await accumulators(beijing, patient)).toEqual(before);
    const late = readAnswer('2207', (await sendRaw(underTest().url, request)).bytes);
    expect(late).toMatchObject({ ok: false, refusal: { error: 'call-reversed' } });
    await settleVisit(beijing.hospital, visit, CASH);
    expect(await findings(underTest())).toEqual([]);
  });

  it('that comes before the original refuses it for ever', async () => {
    const before = await accumulators(beijing, patient);
    const visit = await readyVisit();
    const messageId = beijing.hospital.nextMessageId();
    expect(await reverse(messageId)).toMatchObject({ ok: true });
    for (let round = 0; round < 2; round += 1) {
      await expect(settleVisit(beijing.hospital, visit, { ...CASH, messageId })).rejects.toThrow(
        '该报文已被冲正',
      );
    }
    expect(await accumulators(beijing, patient)).toEqual(before);
    expect(await findings(underTest())).toEqual([]);
  });
});

describe('a bill inside one province', () => {
  it('settles as calculated and leaves nothing at the hub', async () => {
    const zhengzhou = clientOf(underTest().url, ZHENGZHOU);
    const known = knownPersonOf('a7-second');
    const local = await zhengzhou.hospital.identify(known.citizenNumber, '410100');
    const atHub = async () =>
      Object.entries(await effects(underTest())).filter(([name]) => name.startsWith('hub '));
    const before = await atHub();
    const open = await openInpatient(zhengzhou.hospital, local);
    const stay = await uploadLines(zhengzhou.hospital, open, TWENTY_LINES);
    await dischargeInpatient(zhengzhou.hospital, stay);
    const settlement = await settleVisit(zhengzhou.hospital, stay, CASH);
    await expectSameBytes(zhengzhou);
    const expected = calculated(TWENTY_LINES, {
      area: '410100',
      insuranceType: 'employee',
      care: 'inpatient',
      referral: 'local',
      group: 'active',
      usesAccount: false,
      careArea: '410100',
      certificateNumber: known.citizenNumber,
      on: dateOf(settlement.settledAt),
    });
    expect(amountsOf(settlement)).toEqual(expected);
    expect(await findings(underTest())).toEqual([]);
    await voidSettlement(zhengzhou.hospital, stay, settlement.settlementId);
    expect(await findings(underTest())).toEqual([]);
    expect(await atHub()).toEqual(before);
  });
});
