import { statement, useTestDatabase } from '@zhijie/database';
import { calendarDate, type Fen, fen, month } from '@zhijie/kernel';
import { dictionary, type InputOf, type OutputOf } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { codeOf, HOSPITAL, type Hospital, hospital } from '../testing/hospital.ts';
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

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
let stay: Stay;
beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
  stay = await settledStay();
});

const person = personOf(PERSON);
type Settled = OutputOf<'2304'>;
type Stay = { readonly visitId: string; readonly personId: string; readonly settled: Settled };

async function settledStay(): Promise<Stay> {
  const visit = await stayWithLines(beijing);
  await beijing.must('2402', dischargeOf(visit));
  return { ...visit, settled: await beijing.must('2304', staySettlement(visit)) };
}

const row = (listedFeeCategory: 'bed' | 'materials' | 'western-drug', amount: number) => ({
  listedFeeCategory,
  categoryAmount: fen(amount),
  categoryClassA: fen(0),
  categoryClassB: fen(amount),
  feeExcluded: fen(0),
  categoryOther: fen(0),
});

/** The list of the stay as it should be: ¥15 000 materials, ¥300 bed, ¥520 drugs. */
function listOf({ visitId, personId, settled }: Stay, own: object = {}): InputOf<'4101'> {
  const { settlement, funds } = settled;
  const birth = person.certificate.replace(/^.{6}(\d{4})(\d{2})(\d{2}).*$/, '$1-$2-$3');
  const sex = Number(person.certificate[16]) % 2 === 0 ? 'female' : 'male';
  const paid = funds.filter(({ fundAmount }) => fundAmount !== 0);
  return {
    list: {
      visitId,
      settlementId: settlement.settlementId,
      personId,
      caseNumber: 'BA-1',
      billCode: '110000',
      billNumber: '0001',
      businessSerial: 'YW-1',
      settledFrom: calendarDate('2026-03-05'),
      settledUntil: calendarDate('2026-03-10'),
      filledByDepartment: '医保办',
      filledBy: '王敏',
      stayBeganAt: at('2026-03-05 10:00:00'),
      stayEndedAt: at('2026-03-10 08:00:00'),
      actualStayDays: 5,
      admissionSpecialty: 'A03',
      dischargeSpecialty: 'A03',
      dischargeWay: 'on-advice',
      personName: person.name,
      certificateNumber: person.certificate,
      gender: sex,
      birthDate: calendarDate(birth),
      insuredPlace: '990100',
      excludedForPerson: settlement.feeExcluded,
      copaidByPerson: fen(settlement.borneByPerson - settlement.feeExcluded),
      paidByPersonalAccount: settlement.paidByPersonalAccount,
      cashPaidByPerson: settlement.paidInCash,
      ...own,
    },
    payments: paid.map(({ fund, fundAmount }) => ({ fund, fundAmount: fundAmount as Fen })),
    chronicRows: [],
    diagnoses: [
      { diagnosisKind: 'western', diagnosisCode: 'I25.103', diagnosisName: '冠心病', isMainDiagnosis: true },
    ],
    operations: [],
    intensiveCare: [],
    items: [row('materials', 1_500_000), row('bed', 30_000), row('western-drug', 52_000)],
  };
}

const faultsOf = async (settlementId: string, own: object = {}) =>
  beijing.must('4104', { settledMonth: month('2026-03'), settlementId, ...own });
const submit = (settlementId: string, listState: 'draft' | 'submitted' | 'approved' = 'submitted') =>
  beijing.call('4102', { states: [{ personId: person.personId, settlementId, listState }] });

describe('the settlement list of a settlement', () => {
  it('with faults is kept, says how many, and names each by row and field', async () => {
    const wrong = listOf(stay, { billNumber: undefined, actualStayDays: 9 });
    const items = [row('materials', 1_500_000), row('bed', 30_001)];
    const diagnoses = [{ ...wrong.diagnoses[0]!, diagnosisCode: '冠心病' }];
    const reply = await beijing.call('4101', { ...wrong, items, diagnoses });
    expect(codeOf(reply)).toBe('success');
    expect(reply.warning).toMatch(/清单质控：错误 5 处，提示 0 处，首处 \S+ 票据号码：必填，未填写/);
    const { settlementId } = stay.settled.settlement;
    const [checked] = await faultsOf(settlementId);
    expect(checked).toMatchObject({ isListSound: false, faultLevel: 'error', personName: person.name });
    expect(
      checked!.faults!.map(({ faultField, faultText, faultValue }) => [
        faultField,
        faultText,
        faultValue ?? '',
      ]),
    ).toEqual([
      [dictionary.billNumber.code, '票据号码：必填，未填写', ''],
      [dictionary.actualStayDays.code, '实际住院天数：按入院、出院日期应为 5 天', '9'],
      [dictionary.diagnosisCode.code, '第 1 行 诊断代码：不是医保版 ICD-10 诊断代码', '冠心病'],
      [dictionary.categoryAmount.code, '第 2 行 金额：结算明细该类合计 300.00 元', '300.01'],
      [dictionary.categoryAmount.code, '金额：各类合计应等于医疗费总额 15820.00 元', '15300.01'],
    ]);
    const refused = await submit(settlementId);
    expect(codeOf(refused)).toBe('list-has-faults');
    expect(refused.text).toContain('结算清单质控有 5 处错误，不能提交');
  });

  it('put right it replaces the first, is read back whole, submitted once and frozen', async () => {
    const { settlementId } = stay.settled.settlement;
    const before = (await faultsOf(settlementId))[0]!;
    const reply = await beijing.call('4101', listOf(stay));
    expect(reply.warning).toBe('');
    expect((await faultsOf(settlementId))[0]).toMatchObject({ isListSound: true, faults: [] });
    expect(await faultsOf(settlementId, { faultLevel: 'error' })).toEqual([]);
    const read = await beijing.must('4103', { personId: person.personId, settlementId });
    expect(read.list).toMatchObject({ listState: 'draft', billNumber: '0001', personName: person.name });
    expect(read.items).toEqual(listOf(stay).items);
    expect(before.settlementId).toBe(settlementId);

    expect(codeOf(await submit(settlementId, 'approved'))).toBe('list-frozen');
    expect(codeOf(await submit(settlementId))).toBe('success');
    expect(codeOf(await submit(settlementId))).toBe('success');
    expect(codeOf(await submit(settlementId, 'draft'))).toBe('list-frozen');
    expect(codeOf(await beijing.call('4101', listOf(stay)))).toBe('list-frozen');
    const reject = statement(
      'test-reject-list',
      `UPDATE care.settlement_list SET state = 'rejected' WHERE settlement_id = $1`,
    );
    await care.query(reject, [settlementId]);
    expect(await faultsOf(settlementId, { isReturned: true })).toHaveLength(1);
    expect(codeOf(await submit(settlementId, 'draft'))).toBe('success');
    expect(codeOf(await beijing.call('4101', listOf(stay)))).toBe('success');
    const states = statement(
      'test-list-states',
      `SELECT c.state FROM care.settlement_list_change c JOIN care.settlement_list l USING (list_id)
       WHERE l.settlement_id = $1 ORDER BY changed_at`,
    );
    const rows = await care.query<{ state: string }>(states, [settlementId]);
    expect(rows.map(({ state }) => state)).toEqual(['draft', 'draft', 'submitted', 'draft', 'draft']);
  });

  it('is of one’s own live settlement only', async () => {
    const other = await settledStay();
    const { settlementId } = other.settled.settlement;
    expect(codeOf(await beijing.call('4101', listOf({ ...other, visitId: 'none' })))).toBe(
      'settlement-not-found',
    );
    const alien = listOf(other, { personId: 'somebody' });
    expect(codeOf(await beijing.call('4101', alien))).toBe('visit-person-mismatch');
    expect(codeOf(await beijing.call('4103', { personId: person.personId, settlementId }))).toBe(
      'list-not-found',
    );
    expect(codeOf(await submit(settlementId))).toBe('list-not-found');
    const foreign = { settledMonth: month('2026-03'), providerId: 'H31010100001' };
    expect(codeOf(await beijing.call('4104', foreign))).toBe('operator-not-allowed');
    const page = { settledMonth: month('2026-03'), pageNumber: 0 };
    expect(codeOf(await beijing.call('4104', page))).toBe('page-invalid');
    await beijing.must('2305', { settlementId, visitId: other.visitId, personId: other.personId });
    expect(codeOf(await beijing.call('4101', listOf(other)))).toBe('settlement-already-reversed');
  });

  it('the edition without amounts is controlled without them; lists due and uploaded are counted', async () => {
    const visit = await visitWithBatch(beijing);
    const { settlement } = await beijing.must('2207', settlementOf(visit));
    const counted = (careTypeCodes: string, own: object = {}) =>
      beijing.must('4105', {
        careTypeCodes,
        countedFrom: at('2026-03-01 00:00:00'),
        countedUntil: at('2026-03-31 23:59:59'),
        providerId: HOSPITAL,
        ...own,
      });
    expect(await counted('["11"]')).toEqual({ listsDue: 1, listsUploaded: 0 });
    const { list } = listOf(stay);
    const { caseNumber, billCode, billNumber, businessSerial, settledFrom, settledUntil } = list;
    const papers = { caseNumber, billCode, billNumber, businessSerial, settledFrom, settledUntil };
    const filled = { filledByDepartment: list.filledByDepartment, filledBy: list.filledBy };
    const { visitId, personId } = visit;
    const own = { visitId, personId, settlementId: settlement.settlementId };
    const none = {
      payments: [],
      chronicRows: [],
      diagnoses: [],
      operations: [],
      intensiveCare: [],
      blood: [],
    };
    const reply = await beijing.call('4101A', { list: { ...own, ...papers, ...filled }, ...none });
    expect(codeOf(reply)).toBe('success');
    expect(reply.warning).toBe('');
    expect(await counted('11')).toEqual({ listsDue: 1, listsUploaded: 1 });
    expect(await counted('21,22')).toMatchObject({ listsDue: 1, listsUploaded: 1 });
    expect(await counted('21', { countsRefunds: true })).toMatchObject({ listsDue: 2, listsUploaded: 1 });
    expect(codeOf(await submit(settlement.settlementId))).toBe('success');
  });

  it('the database keeps no name in the clear and submits no list with errors', async () => {
    const texts = await care.query<{ text: string }>(
      statement('test-list-text', 'SELECT l::text AS text FROM care.settlement_list l'),
      [],
    );
    const all = texts.map(({ text }) => text).join('\n');
    for (const secret of [person.name, person.certificate]) expect(all).not.toContain(secret);
    const force = statement(
      'test-force-list',
      `UPDATE care.settlement_list SET state = 'submitted', errors = 1`,
    );
    await expect(care.query(force, [])).rejects.toThrow(/what_is_submitted_is_sound/);
  });
});
