import { createHospital, openOutpatient, settleVisit, uploadLines } from '@zhijie/counterparties';
import { type Instant, parseDateTime } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import type { InputOf, OutputOf } from '@zhijie/wire';
import { describe, expect, it, vi } from 'vitest';
import { agency } from '../commands/agency.ts';
import { ITEM, SHORT_BILL } from './bills.ts';
import { findings, quiet, sendRaw, useNetwork } from './network-under-test.ts';

function at(text: string): Instant {
  const parsed = parseDateTime(text);
  if (!parsed.ok) throw new Error(`${text} is no moment`);
  return parsed.value;
}

let clock = at('2026-03-10 09:00:00');
const underTest = useNetwork(['11', '99'], { now: () => clock });
const now = (text: string): void => {
  clock = at(text);
};

const PROVIDER = 'H11010500001';
const person = knownPersonOf('journey-long-term')!;
const hospital = createHospital({
  providerId: PROVIDER,
  name: '北京示例医院',
  careRegion: '110000',
  now: () => clock,
  prefix: 'CA',
  post: async (body) => (await sendRaw(underTest().url, body)).bytes,
});
const patient = () => hospital.identify(person.citizenNumber, '990100');

async function settled() {
  const visit = await uploadLines(hospital, await openOutpatient(hospital, await patient()), SHORT_BILL);
  const settlement = await settleVisit(hospital, visit, { usesPersonalAccount: false });
  return { visit, settlement };
}

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text)));
  const error = vi.spyOn(console, 'error').mockImplementation((text) => void out.push(String(text)));
  try {
    const where = ['--url', underTest().url, '--agency', '110000'];
    // What a call says itself comes last, and counts.
    const [noun, verb, ...rest] = args;
    return { code: await agency.run([noun!, verb!, ...where, ...rest]), out: out.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

async function ask(area: string, path: string, body?: object) {
  const response = await fetch(`${underTest().url}/api/agency/${path}`, {
    headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': 'maker' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

type Month = '03' | '04' | '05';
const rowsOf = async (clearingMonthOfYear: Month): Promise<OutputOf<'3260'>> =>
  (await hospital.expect('3260', { clearingYear: 2026, clearingMonthOfYear })).output;
const serials = async (of: Month) => (await rowsOf(of)).map(({ clearingSerial }) => clearingSerial);
const confirmation = (clearingMonthOfYear: Month, rows: OutputOf<'3260'>): InputOf<'3261'> => ({
  period: { clearingYear: 2026, clearingMonthOfYear },
  rows: rows.map(({ certificateNumber, visitId, visitSettledAt, clearingSerial, feeTotal, agencyPays }) => ({
    ...{ certificateNumber, visitId, visitSettledAt, clearingSerial, feeTotal, agencyPays },
  })),
});
/** What of a month the nation cleared, with the months of the deferral. */
async function cleared(period: string) {
  await ask('000000', `clearing/${period}/generate`, {});
  const { body } = await ask('110000', `clearing/${period}/items`);
  const items = body.items as { settlementId: string; deferral: { months: number } | null }[];
  return items.map(({ settlementId, deferral }) => [settlementId, deferral?.months ?? 0]);
}
const care = () => underTest().network.provinces.get('11')!.care;

describe('R-03 an item that its hospital has not confirmed on the 20th', () => {
  it('is out of the month, deferred by one, and clears in the next when it is confirmed there', async () => {
    now('2026-03-10 09:00:00');
    const first = (await settled()).settlement.settlementId;
    const second = (await settled()).settlement.settlementId;
    const demand = ['agreement', 'set', PROVIDER, '--confirms-from', '2026-03-01', '--reason', '按月确认'];
    expect(await run(...demand)).toMatchObject({ code: 0 });
    now('2026-04-15 09:00:00');
    const rows = await rowsOf('03');
    expect(rows.map(({ clearingSerial }) => clearingSerial).sort()).toEqual([first, second].sort());
    const confirmed = confirmation(
      '03',
      rows.filter((row) => row.clearingSerial === first),
    );
    await hospital.expect('3261', confirmed);
    now('2026-04-20 22:59:59');
    expect(await care().deferUnconfirmed()).toBe(0);
    now('2026-04-20 23:00:00');
    expect(await care().deferUnconfirmed()).toBe(1);
    expect(await care().deferUnconfirmed()).toBe(0);
    expect(await serials('03')).toEqual([first]);
    expect(await serials('04')).toEqual([second]);
    const late = await hospital.call('3261', confirmation('03', rows));
    expect(late.ok ? null : late.refusal.message).toContain('该月没有这条清分明细');
    now('2026-04-21 00:00:00');
    expect(await cleared('2026-03')).toEqual([[first, 0]]);
    now('2026-05-12 09:00:00');
    await hospital.expect('3261', confirmation('04', await rowsOf('04')));
    now('2026-05-20 23:30:00');
    expect(await care().deferUnconfirmed()).toBe(0);
    now('2026-05-21 00:00:00');
    expect(await cleared('2026-04')).toEqual([[second, 1]]);
  });

  it('of an institution that nobody asks for confirmations clears as it stands', async () => {
    now('2026-05-22 09:00:00');
    const { settlementId } = (await settled()).settlement;
    const demand = ['agreement', 'set', PROVIDER, '--confirms-from', '2026-07-01', '--reason', '改为七月起'];
    expect(await run(...demand)).toMatchObject({ code: 0 });
    now('2026-06-20 23:30:00');
    expect(await care().deferUnconfirmed()).toBe(0);
    now('2026-06-21 00:00:00');
    expect(await cleared('2026-05')).toEqual([[settlementId, 0]]);
  });
});

describe('special items, over HTTP and by command', () => {
  const item = ITEM.drugSmall;

  it('are registered, applied for, and approved by two people; a bill then uses the approval', async () => {
    now('2026-07-10 09:00:00');
    const wrong = await run('approvals', 'require', item, '--kind', 'drug', '--from', '2026-07-01');
    expect(wrong).toMatchObject({ code: 2, out: expect.stringContaining('缺少 --reason') });
    const demand = [
      'approvals',
      'require',
      item,
      '--kind',
      'drug',
      '--from',
      '2026-07-01',
      '--reason',
      '贵重',
    ];
    expect((await run(...demand)).out).toContain('须事前审批');
    const { personId } = await patient();
    const applied = await run(
      ...['approvals', 'apply', '--provider', PROVIDER, '--person', personId, '--item', item],
      ...[
        '--diagnosis',
        'I25.103',
        '--quantity',
        '3',
        '--materials',
        '病历,检查报告',
        '--reason',
        '病情需要',
      ],
      ...['--key', 'approval-1', '--json'],
    );
    expect(applied.code).toBe(0);
    const { approvalId } = JSON.parse(applied.out).approval;
    const listed = await run('approvals', 'list', '--level', '1');
    expect(listed.out).toContain(approvalId);
    expect(listed.out).toContain('材料：病历、检查报告');
    const days = ['--from', '2026-07-10', '--until', '2026-08-10'];
    const approve = (operator: string, reason = '符合') =>
      run('approvals', 'approve', approvalId, ...days, '--operator', operator, '--reason', reason);
    expect((await approve('one')).out).toContain('待复审');
    expect((await approve('one')).out).toContain('没有变化');
    expect(await approve('one', '复审同意')).toMatchObject({ code: 1, out: expect.stringContaining('两人') });
    expect((await ask('990100', 'approvals?level=2')).body).toEqual({ approvals: [], next: null });
    expect((await approve('two')).out).toContain('已同意');
    expect((await run('approvals', 'list', '--level', '2')).out).toBe('没有待审批的申请');
    const lines = [{ item, price: '10.00', quantity: '2' }];
    const visit = await openOutpatient(hospital, await patient());
    const uploaded = await uploadLines(hospital, visit, lines);
    expect(uploaded.total).toBe(2_000);
  });

  it('a decision without its fields, or by a stranger, names what is wrong', async () => {
    expect(await ask('110000', 'approvals/none/decision', {})).toMatchObject({
      status: 422,
      body: { refusal: { code: 'invalid-input' } },
    });
    const decision = { decision: 'approve', reason: '符合', startsOn: '2026-07-10', endsOn: '2026-08-10' };
    expect(await ask('110000', 'approvals/none/decision', decision)).toMatchObject({
      status: 422,
      body: { refusal: { code: 'approval-unknown', field: 'approvalId' } },
    });
    const demand = { itemCode: item, kind: 'drug', fromOn: '2026-07-01', reason: '贵重', area: '110000' };
    expect(await ask('990100', 'approval-items', demand)).toMatchObject({ status: 403 });
  });
});

describe('V-14 a planned stoppage', () => {
  it('is declared, met by a new call with its end, and called off', async () => {
    now('2026-07-11 21:00:00');
    const declare = ['stoppages', 'declare', '--starts', '2026-07-11 22:00:00', '--reason', '升级'];
    expect(await run(...declare)).toMatchObject({ code: 2, out: expect.stringContaining('缺少 --ends') });
    const whole = [...declare, '--ends', '2026-07-12 02:00:00', '--key', 'stop-1'];
    expect(await run(...whole)).toMatchObject({ code: 0, out: expect.stringContaining('stop-1') });
    now('2026-07-11 23:00:00');
    const met = await hospital.call('9001', { operatorNumber: '001' });
    expect(met.ok ? null : met.refusal.message).toContain('2026-07-12 02:00:00');
    expect(await run('stoppages', 'call-off', 'stop-1')).toMatchObject({ code: 0 });
    expect((await hospital.call('9001', { operatorNumber: '001' })).ok).toBe(true);
    const backwards = {
      requestKey: 'stop-2',
      startsAt: '2026-07-12 02:00:00',
      endsAt: '2026-07-12 01:00:00',
    };
    expect(await ask('110000', 'downtimes', { ...backwards, reason: '升级' })).toMatchObject({
      status: 422,
      body: { refusal: { code: 'ends-before-start', field: 'endsAt' } },
    });
  });
});

describe('V-12 a bill that cannot be settled directly', () => {
  it('is closed as a packet, reaches the insured place and its agency, and is settled never', async () => {
    now('2026-07-13 09:00:00');
    const visit = await uploadLines(hospital, await openOutpatient(hospital, await patient()), SHORT_BILL);
    const close = ['claims', 'close', visit.visitId, '--provider', PROVIDER, '--receipt', 'P-0001'];
    expect(await run(...close)).toMatchObject({ code: 2, out: expect.stringContaining('缺少 --reason') });
    expect(await run(...close, '--reason', '专线中断')).toMatchObject({ code: 0 });
    await quiet(underTest());
    const { personId } = visit.patient;
    const packets = await run('claims', 'packets', '--person', personId, '--agency', '990100');
    expect(packets).toMatchObject({ code: 0, out: expect.stringContaining('票据 P-0001') });
    expect((await ask('110000', `manual-claims?personId=${personId}`)).status).toBe(422);
    await expect(settleVisit(hospital, visit, { usesPersonalAccount: false })).rejects.toThrow();
    const unknown = { providerId: PROVIDER, visitId: 'none', receiptNumber: 'P-2', reason: '中断' };
    expect(await ask('110000', 'manual-claims', unknown)).toMatchObject({
      status: 422,
      body: { refusal: { code: 'visit-unknown', field: 'visitId' } },
    });
  });
});

describe('who practises', () => {
  it('is registered by command and told to the institution', async () => {
    const register = ['staff', 'register', 'D110000000001', '--provider', PROVIDER, '--name', '示医生'];
    const rest = ['--number', person.citizenNumber, '--from', '2026-01-01', '--reason', '首次登记'];
    expect((await run(...register, ...rest)).out).toContain('已办理：示医生（D110000000001）');
    expect((await run(...register, ...rest)).out).toContain('没有变化');
    const { output } = await hospital.expect('5102', { practitionerKind: 'physician' });
    expect(output).toMatchObject([{ practitionerName: '示医生', isInsuranceDoctor: true }]);
    const malformed = await run('staff', 'register', 'X1', '--provider', PROVIDER, '--name', '示', ...rest);
    expect(malformed).toMatchObject({ code: 1, out: expect.stringContaining('医务人员编码不对') });
  });
});

it('the books agree', async () => {
  expect(await findings(underTest())).toEqual([]);
});
