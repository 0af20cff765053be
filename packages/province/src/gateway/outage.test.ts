import { useTestDatabase } from '@zhijie/database';
import { NotDelivered } from '@zhijie/exchange';
import type { Actor } from '@zhijie/kernel';
import { readAnswer } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { callOffDowntime, closeForManualClaim, declareDowntime } from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import {
  codeOf,
  HOSPITAL,
  type Hospital,
  hospital,
  nextMessageId,
  outpatientLines,
  requestBytes,
  sendBytes,
} from '../testing/hospital.ts';
import {
  BILL,
  BILL_TOTAL,
  PERSON,
  personOf,
  registration,
  settlementOf,
  visitWithBatch,
} from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

const REGION = { insuredRegion: '990100' };
/** No frame leaves the care province. */
const cutLine = () =>
  network.restart({
    transport: {
      async send() {
        throw new NotDelivered('The line is cut');
      },
    },
  });

describe('V-14 a planned stoppage', () => {
  const agency: Actor = { id: 'bj-1', kind: 'agency', node: '11', areas: ['110000'], roles: ['operator'] };
  const stop = {
    downtimeId: 'D1',
    startsAt: at('2026-03-12 22:00:00'),
    endsAt: at('2026-03-13 04:00:00'),
    reason: '升级',
  };

  it('is published at the sign-in, answers with the stop code and its end while it lasts, and ends', async () => {
    const { deps } = network.care.care;
    const before = nextMessageId();
    const visit = await visitWithBatch(beijing);
    const answer = await beijing.call('2207', settlementOf(visit), { messageId: before });
    expect(await declareDowntime(deps, agency, stop)).toMatchObject({ ok: true });
    expect(await declareDowntime(deps, agency, stop)).toMatchObject({ ok: true });
    expect((await beijing.call('9001', { operatorNumber: '1' })).warning).toBe(
      '计划停机：2026-03-12 22:00:00 至 2026-03-13 04:00:00，升级',
    );
    network.clock.now = at('2026-03-12 21:59:59');
    expect(codeOf(await beijing.call('9001', { operatorNumber: '1' }))).toBe('success');

    network.clock.now = stop.startsAt;
    const books = await booksOf(network, care);
    for (const number of ['2201', '9001', '5206'] as const) {
      const input = {
        '2201': registration(personOf(PERSON)),
        '9001': { operatorNumber: '1' },
        '5206': { personId: PERSON },
      }[number];
      const refused = await beijing.call(number, input as never, REGION);
      expect(codeOf(refused)).toBe('planned-downtime');
      expect(refused.text).toContain('【5004】系统停机维护，预计 2026-03-13 04:00:00 恢复');
    }
    const again = await beijing.call('2207', settlementOf(visit), { messageId: before });
    expect(again.text).toBe(answer.text);
    expect(await booksOf(network, care)).toEqual(books);

    network.clock.now = stop.endsAt;
    expect(codeOf(await beijing.call('9001', { operatorNumber: '1' }))).toBe('success');
  });

  it('that is called off stops nothing', async () => {
    const { deps } = network.care.care;
    const next = {
      ...stop,
      downtimeId: 'D2',
      startsAt: at('2026-03-14 00:00:00'),
      endsAt: at('2026-03-15 00:00:00'),
    };
    await declareDowntime(deps, agency, next);
    network.clock.now = at('2026-03-14 01:00:00');
    expect(codeOf(await beijing.call('9001', { operatorNumber: '1' }))).toBe('planned-downtime');
    expect(await callOffDowntime(deps, agency, 'D2')).toEqual({ ok: true, value: true });
    expect(await callOffDowntime(deps, agency, 'D2')).toEqual({ ok: true, value: false });
    expect(codeOf(await beijing.call('9001', { operatorNumber: '1' }))).toBe('success');
  });

  it.each([
    ['not-permitted', {}, { ...agency, areas: ['990100'] }],
    ['not-permitted', {}, { ...agency, kind: 'hospital' }],
    ['reason-missing', { reason: ' ' }, agency],
    ['ends-before-start', { endsAt: stop.startsAt }, agency],
    ['ends-in-past', { startsAt: at('2026-03-01 00:00:00'), endsAt: at('2026-03-02 00:00:00') }, agency],
    ['longer-than-a-week', { endsAt: at('2026-03-20 00:00:00') }, agency],
  ] as const)('is refused: %s', async (code, change, actor) => {
    const { deps } = network.care.care;
    const made = await declareDowntime(deps, actor as Actor, { ...stop, downtimeId: 'D3', ...change });
    expect(made).toMatchObject({ ok: false, refusal: { code } });
  });
});

describe('V-12 the line to the hub is cut', () => {
  it('a visit goes on, a new one of a known patient is kept, and both settle once when the line is back', async () => {
    network.clock.now = at('2026-03-16 09:00:00');
    const open = await visitWithBatch(beijing, { lines: BILL });
    const books = await booksOf(network, care);
    cutLine();

    const registered = await beijing.call('2201', registration(personOf(PERSON)), REGION);
    expect(codeOf(registered)).toBe('success');
    expect(registered.warning).toContain('参保地暂不可达');
    const { visitId, personId } = (registered.result as { value: { visitId: string; personId: string } })
      .value;
    await beijing.must('2204', outpatientLines({ visitId, personId }, 'B1', BILL), REGION);
    const started = {
      visitId,
      personId,
      careType: 'outpatient',
      startedAt: at('2026-03-10 08:00:00'),
    } as const;
    const diagnoses = [
      {
        diagnosisKind: 'western',
        diagnosisRank: 1,
        diagnosisCode: 'J18.900',
        diagnosisName: '肺炎',
        diagnosisDepartment: '内科',
        diagnosingDoctorCode: 'D110000000001',
        diagnosingDoctorName: '示医生',
        diagnosedAt: at('2026-03-10 08:10:00'),
        isValid: true,
      },
    ] as const;
    await beijing.must('2203', { visit: started, diagnoses }, REGION);
    const visits = [open, { visitId, personId, batch: 'B1' }];
    const messages = visits.map((visit) =>
      requestBytes(network, '2207', settlementOf(visit), { messageId: nextMessageId(), ...REGION }),
    );
    // Not done; repeated, nobody knows whether the withdrawal of the first try arrived.
    for (const error of ['【5001】', '【4051】']) {
      for (const message of messages) {
        expect(Buffer.from(await sendBytes(network, message)).toString()).toContain(error);
      }
    }
    expect(await booksOf(network, care)).toMatchObject({ settled: books.settled, owed: books.owed });

    network.restart();
    network.clock.now = at('2026-03-16 12:00:00');
    await network.care.resolve();
    for (const message of messages) {
      const first = await sendBytes(network, message);
      expect(readAnswer('2207', first).ok).toBe(true);
      expect(await sendBytes(network, message)).toEqual(first);
    }
    const after = await booksOf(network, care);
    expect(after).toMatchObject({ settled: books.settled + 2, open: 0, breaches: [] });
    expect(after.owed).toBe(after.owedByInsured);
  });

  it('a patient who was never here, or shows another certificate, is not registered', async () => {
    cutLine();
    const stranger = registration(personOf('journey-referral'));
    expect(codeOf(await beijing.call('2201', stranger, REGION))).toBe('insured-place-unreachable');
    const other = {
      ...registration(personOf(PERSON)),
      credentialNumber: personOf('journey-referral').certificate,
    };
    expect(codeOf(await beijing.call('2201', other, REGION))).toBe('person-mismatch');
    network.restart();
  });
});

describe('V-12 B-05 a bill that cannot be settled directly', () => {
  const clerk: Actor = {
    id: `${HOSPITAL}/0001`,
    kind: 'hospital',
    node: '11',
    areas: ['110000'],
    roles: [`operator:${HOSPITAL}`],
  };
  const close = (visitId: string, receiptNumber: string, actor: Actor = clerk) =>
    closeForManualClaim(network.care.care.deps, actor, {
      providerId: HOSPITAL,
      visitId,
      receiptNumber,
      reason: '网络中断',
    });
  const packets = async () => {
    const insuredAgency: Actor = {
      ...clerk,
      id: 'sys',
      kind: 'system',
      node: '99',
      areas: ['990100'],
      roles: [],
    };
    const found = await network.insured.insured.services.claimPackets(
      insuredAgency,
      personOf(PERSON).personId,
    );
    if (!found.ok) throw new Error(found.refusal.code);
    return found.value;
  };

  it('is closed as a packet for an online manual claim, arrives once, and never settles', async () => {
    const visit = await visitWithBatch(beijing);
    cutLine();
    expect(codeOf(await beijing.call('2207', settlementOf(visit)))).toBe('insured-place-unreachable');
    // The withdrawal of the try is still under way: nobody knows yet that it did not settle.
    expect(await close(visit.visitId, 'R-1')).toMatchObject({ refusal: { code: 'settlement-pending' } });
    network.restart();
    network.clock.now = (network.clock.now + 60_000) as typeof network.clock.now;
    await network.care.resolve();

    cutLine();
    const closed = await close(visit.visitId, 'R-1');
    expect(closed).toMatchObject({ ok: true, value: { bill: { totals: { total: BILL_TOTAL } } } });
    expect(await close(visit.visitId, 'R-1')).toEqual(closed);
    expect(await network.care.care.deliver()).toBe(0);
    network.restart();
    expect(codeOf(await beijing.call('2207', settlementOf(visit)))).toBe('no-lines');
    expect(codeOf(await beijing.call('2205', { ...visit, batchNumber: 'B1' }))).toBe('line-not-found');

    network.faults.push({ message: 'claim.deliver@1', what: 'lose-answer' });
    expect(await network.care.care.deliver()).toBe(0);
    expect(await network.care.care.deliver()).toBe(1);
    expect(await network.care.care.deliver()).toBe(0);
    const [packet, ...others] = await packets();
    expect(others).toEqual([]);
    expect(packet).toMatchObject({
      receiptNumber: 'R-1',
      reason: '网络中断',
      bill: { visitId: visit.visitId, diagnoses: [{ code: 'J18.900' }], totals: { total: BILL_TOTAL } },
    });
    expect(packet!.lines.reduce((sum, line) => sum + line.fees.total, 0)).toBe(BILL_TOTAL);
    expect(await booksOf(network, care)).toMatchObject({ open: 0, breaches: [] });
  });

  it('is refused once settled, without lines, twice under one receipt, and for another institution', async () => {
    const visit = await visitWithBatch(beijing);
    const stranger = { ...clerk, roles: ['operator:H11010500002'] };
    expect(await close(visit.visitId, 'R-2', stranger)).toMatchObject({ refusal: { code: 'not-permitted' } });
    expect(await close(visit.visitId, 'R-1')).toMatchObject({ refusal: { code: 'receipt-used' } });
    expect(await close('V0', 'R-3')).toMatchObject({ refusal: { code: 'visit-unknown' } });
    await beijing.must('2207', settlementOf(visit));
    expect(await close(visit.visitId, 'R-4')).toMatchObject({ refusal: { code: 'nothing-to-settle' } });
  });
});
