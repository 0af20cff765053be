import { useTestDatabase } from '@zhijie/database';
import { addDays, calendarDate, dateOf, type Fen, month } from '@zhijie/kernel';
import { dictionary, firstFileOf, type InputOf, statementRows, writeRowFile } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import {
  codeOf,
  HOSPITAL,
  type Hospital,
  hospital,
  ITEMS,
  nextMessageId,
  requestBytes,
  sendBytes,
} from '../testing/hospital.ts';
import {
  dischargeOf,
  PERSON,
  personOf,
  settlementOf,
  staySettlement,
  stayWithLines,
  visitWithBatch,
} from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';
import { type BookRow, booked } from '../testing/reconciliation.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

const OF = { insuredRegion: '990100' };
const march = (day: string) => calendarDate(`2026-03-${day}`);

async function settled() {
  const visit = await visitWithBatch(beijing);
  const messageId = nextMessageId();
  const { settlement } = await beijing.must('2207', settlementOf(visit), { messageId });
  const { settlementId, visitId, personId } = settlement;
  const reversal = { personId, reversedMessageId: messageId, reversedTransaction: '2207' };
  return { key: { settlementId, visitId, personId }, settlement, reversal };
}

const nothingOf = (day: string): InputOf<'3203A'> => ({
  clearingCategory: 'emergency',
  clearingMonth: month('2026-03'),
  visitsCounted: 0,
  feeTotal: 0 as Fen,
  recognisedTotal: 0 as Fen,
  fundsDeclared: 0 as Fen,
  paidInCashInQuery: 0 as Fen,
  paidByPersonalAccount: 0 as Fen,
  startedOn: march(day),
  endedOn: march(day),
});

describe('C-02 an application in the edition that names the agency', () => {
  it('is kept, told with its state, taken back, and stays as it is from the 21st on', async () => {
    network.clock.now = at('2026-04-10 09:00:00');
    const foreign = { ...nothingOf('01'), clearingAgency: '310000' };
    expect(codeOf(await beijing.call('3203A', foreign))).toBe('clearing-agency-mismatch');
    const { applicationId } = await beijing.must('3203A', { ...nothingOf('01'), clearingAgency: '110000' });
    const kept = await beijing.must('3203A', nothingOf('02'));
    const list = (own: InputOf<'3205A'> = {}) => beijing.must('3205A', { clearingAgency: '110000', ...own });
    expect(await list({ clearedMonth: month('2026-03') })).toMatchObject([
      { applicationId, clearingState: 'applied', startedOn: '2026-03-01', recordedById: '0001' },
      { ...kept, clearingState: 'applied', agencyNumber: '110000', providerId: HOSPITAL },
    ]);
    expect(await list({ clearedMonth: month('2026-02') })).toEqual([]);
    expect(codeOf(await beijing.call('3205A', { clearingAgency: '310000' }))).toBe(
      'clearing-agency-mismatch',
    );
    const wrong = { applicationId, clearingAgency: '310000' };
    expect(codeOf(await beijing.call('3204A', wrong))).toBe('clearing-agency-mismatch');
    await beijing.must('3204A', { applicationId, clearingAgency: '110000' });
    expect(await list({ clearingState: 'not-applied' })).toMatchObject([{ applicationId }]);
    expect(await list({ clearingState: 'applied' })).toMatchObject([kept]);
    expect(await list({ startedOn: march('02'), endedOn: march('02') })).toMatchObject([kept]);
    network.clock.now = at('2026-04-21 00:00:00');
    expect(await list({ clearingState: 'accepted' })).toMatchObject([kept]);
    expect(codeOf(await beijing.call('3204A', { ...kept, clearingAgency: '110000' }))).toBe(
      'clearing-closed',
    );
  });

  it('goes to the agency of this place; a settlement clears with that of the insured place', async () => {
    network.clock.now = at('2026-03-10 09:00:00');
    expect(await beijing.must('3206A', {})).toEqual([{ clearingAgency: '110000', providerId: HOSPITAL }]);
    const { key } = await settled();
    const { settlementId } = key;
    expect(await beijing.must('3206A', { settlementId })).toMatchObject([
      { settlementId, clearingAgency: '990100', clearingCategory: 'outpatient' },
    ]);
    expect(codeOf(await beijing.call('3206A', { settlementId: 'none' }))).toBe('settlement-not-found');
  });
});

describe('R-01 what hospital, insured place and hub do not agree on', () => {
  it('is listed while its outcome is not known, and no longer', async () => {
    network.clock.now = at('2026-03-11 09:00:00');
    const visit = await visitWithBatch(beijing);
    network.faults.push({ message: 'settlement.settle@1', what: 'lose-answer' });
    const messageId = nextMessageId();
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('outcome-unknown');
    const today = dateOf(network.clock.now);
    const list = (own: InputOf<'3209A'> = {}) =>
      beijing.must('3209A', { startedOn: today, endedOn: today, ...own });
    const open = await list();
    expect(open).toMatchObject([{ openInsuredRegion: '990100' }]);
    expect(await beijing.must('3209A', {})).toEqual(open);
    expect(await list({ clearingCategory: 'inpatient' })).toEqual([]);
    expect(await list({ startedOn: addDays(today, 1), endedOn: addDays(today, 1) })).toEqual([]);
    const reversed = await beijing.call('3209A', { startedOn: today, endedOn: addDays(today, -1) });
    expect(codeOf(reversed)).toBe('statement-period-invalid');
    network.clock.now = at('2026-03-11 09:05:00');
    await network.care.care.resolve();
    expect(await list()).toEqual([]);
  });
});

describe('R-02 a comparison of days', () => {
  const fileWith = async (rows: readonly BookRow[]) => {
    const fileContent = writeRowFile(statementRows, '3211.txt', rows);
    return (await beijing.must('9101', { fileName: '3211.zip', fileContent })).fileId;
  };
  const linesOf = async (fileId: string) => {
    const wanted = { fileId, fileName: 'whatever.zip' };
    const bytes = await sendBytes(network, requestBytes(network, '9102', wanted, {}));
    const text = Buffer.from(firstFileOf(bytes, 1_000_000)!.content).toString('utf8');
    return text.split('\n').filter((line) => line !== '');
  };

  it('is a task whose result is three files: all rows, the hospital’s that differ, the platform’s own', async () => {
    network.clock.now = at('2026-05-10 09:00:00');
    expect(codeOf(await beijing.call('3212', { taskKey: 'none' }))).toBe('statement-task-not-found');
    const one = await settled();
    const two = await settled();
    const day = { clearingFrom: calendarDate('2026-05-10'), clearingUntil: calendarDate('2026-05-10') };
    const row = booked(one.settlement, one.key.personId);
    const wrong = { ...row, settlementId: 'none' };
    const fileId = await fileWith([row, wrong]);
    const { taskKey } = await beijing.must('3211', { ...day, fileId });
    const result = await beijing.must('3212', { taskKey });
    expect(result).toMatchObject({ checkState: 'differs', taskState: 'done' });
    expect(await linesOf(result.allRowsFile!)).toHaveLength(3);
    const [only] = await linesOf(result.hospitalRowsFile!);
    expect(only).toContain('none');
    const [ours] = await linesOf(result.platformRowsFile!);
    expect(ours).toContain(two.key.settlementId);
    const both = [row, booked(two.settlement, two.key.personId)];
    await beijing.must('3211', { ...day, fileId: await fileWith(both) });
    expect(await beijing.must('3212', {})).toMatchObject({ checkState: 'equal' });
    // What was agreed on is reconciled, as by 3202.
    expect(codeOf(await beijing.call('2601', one.reversal))).toBe('settlement-cleared');
    const backwards = { ...day, clearingUntil: calendarDate('2026-05-09'), fileId };
    expect(codeOf(await beijing.call('3211', backwards))).toBe('statement-period-invalid');
    expect(codeOf(await beijing.call('3211', { ...day, fileId: 'none' }))).toBe('file-not-found');
    const other = hospital(network, 'H11010500002');
    expect(codeOf(await other.call('3212', { taskKey }))).toBe('statement-task-not-found');
  });
});

const CODES = ['81234567890123456701', '81234567890123456702', '81234567890123456703'] as const;

describe('V-16 the remark of a line', () => {
  const remark = (visit: object, bookedLineId: string, text: string, itemCode: string = ITEMS.drugC) =>
    beijing.call('2306', [{ ...visit, bookedLineId, itemCode, remark: text } as InputOf<'2306'>[number]]);
  // Read as text: a client reads no line that is not settled yet.
  const told = async (visit: { visitId: string; personId: string }) => {
    const { output } = JSON.parse((await beijing.call('5204', visit)).text);
    const { lineId, remark: memo } = dictionary;
    return Object.fromEntries(
      output.map((line: Record<string, string>) => [line[lineId.code], line[memo.code]]),
    );
  };

  it('is kept and told with the line; one that is trace codes books packs, also after settlement', async () => {
    network.clock.now = at('2026-03-10 09:00:00');
    const visit = await stayWithLines(beijing);
    expect(codeOf(await remark(visit, 'L-2', '床位调整', ITEMS.bed))).toBe('success');
    expect(codeOf(await remark(visit, 'L-3', `${CODES[0]}；${CODES[1]}`))).toBe('success');
    expect(await told(visit)).toMatchObject({ 'L-2': '床位调整', 'L-3': `${CODES[0]}；${CODES[1]}` });
    const other = await stayWithLines(beijing);
    expect(codeOf(await remark(other, 'L-3', CODES[0]))).toBe('trace-code-sold');
    expect(await told(other)).toMatchObject({ 'L-3': '' });
    // Before the settlement a pack is put right: the first is free again.
    expect(codeOf(await remark(visit, 'L-3', CODES[1]))).toBe('success');
    expect(codeOf(await remark(other, 'L-3', CODES[0]))).toBe('success');
    await beijing.must('2402', dischargeOf(visit));
    await beijing.must('2304', staySettlement(visit));
    expect(codeOf(await remark(visit, 'L-3', CODES[2]))).toBe('trace-code-settled');
    expect(codeOf(await remark(visit, 'L-3', `${CODES[1]},${CODES[2]}`))).toBe('success');
    expect(await told(visit)).toMatchObject({ 'L-3': `${CODES[1]},${CODES[2]}` });
  });

  it('is of a line of that visit and item, once, all or none', async () => {
    const visit = await stayWithLines(beijing);
    expect(codeOf(await remark(visit, 'L-9', 'x'))).toBe('line-not-found');
    const wrong = await remark(visit, 'L-3', 'x', ITEMS.bed);
    expect(codeOf(wrong)).toBe('line-not-found');
    expect(wrong.text).toContain(`医疗目录编码是 ${ITEMS.drugC}`);
    const row = { ...visit, bookedLineId: 'L-3', itemCode: ITEMS.drugC, remark: '甲' };
    expect(codeOf(await beijing.call('2306', [row, row]))).toBe('line-duplicate');
    const bad = { ...row, bookedLineId: 'L-9' };
    expect(codeOf(await beijing.call('2306', [row, bad]))).toBe('line-not-found');
    expect(await told(visit)).toMatchObject({ 'L-3': '' });
    const elsewhere = { ...row, visitId: 'another' };
    expect(codeOf(await beijing.call('2306', [row, elsewhere]))).toBe('lines-of-several-visits');
  });
});

it('a chronic registration is told by its day and insurance, in the edition that asks so', async () => {
  network.clock.now = at('2026-03-10 09:00:00');
  const { personId, name } = personOf(PERSON);
  const filing: InputOf<'2503'> = {
    personId,
    insuranceType: 'resident',
    registeredDisease: 'M03900',
    registeredDiseaseName: '高血压',
    appraisingInstitution: HOSPITAL,
    appraisingInstitutionName: '北京示例医院',
    appraisedOn: march('01'),
    appraisingDoctorCode: 'D110000000001',
    appraisingDoctorName: '示医生',
    startedOn: march('05'),
  };
  await beijing.must('2503', filing, OF);
  const ask = (own: object = {}) => beijing.call('5360', { personId, ...own }, OF);
  expect((await ask({ insuranceType: 'resident', personName: name })).result).toMatchObject({
    value: [{ diseaseCode: 'M03900', diseaseName: '高血压', careType: 'chronic', startedOn: '2026-03-05' }],
  });
  expect((await ask({ startedAt: at('2026-03-04 00:00:00') })).result).toMatchObject({ value: [] });
  expect((await ask({ insuranceType: 'employee' })).result).toMatchObject({ value: [] });
  expect(codeOf(await ask({ personName: '别人' }))).toBe('name-mismatch');
});

it('settled stays are listed with what became of the settlement list of each', async () => {
  network.clock.now = at('2026-07-10 09:00:00');
  const visit = await stayWithLines(beijing);
  await beijing.must('2402', dischargeOf(visit, at('2026-07-10 08:00:00')));
  const { settlement } = await beijing.must('2304', staySettlement(visit));
  const july = { settledUntil: calendarDate('2026-07-01'), lastSettledUntil: calendarDate('2026-07-31') };
  const [row] = await beijing.must('4160', july);
  expect(row).toMatchObject({
    personId: visit.personId,
    diagnosisCode: 'J18.900',
    diagnosisGroup: 'J18.9',
    totalOfList: settlement.feeTotal,
    paidByFunds: settlement.paidByFunds,
    isListNormal: false,
    listRemark: '未上传',
  });
  expect(await beijing.must('4160', { ...july, isListNormal: true })).toEqual([]);
  expect(await beijing.must('4160', { ...july, diagnosisGroup: 'J18.9' })).toHaveLength(1);
  expect(await beijing.must('4160', { ...july, diagnosisGroup: 'I25.1' })).toEqual([]);
  expect(await beijing.must('4160', { ...july, pageNumber: 2 })).toEqual([]);
  expect(codeOf(await beijing.call('4160', { ...july, pageSize: 0 }))).toBe('page-invalid');
  expect(codeOf(await beijing.call('4160', { providerId: 'H31010100001' }))).toBe('operator-not-allowed');
});
