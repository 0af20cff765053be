import { useTestDatabase } from '@zhijie/database';
import { calendarDate, type Fen, month } from '@zhijie/kernel';
import { type InputOf, type OutputOf, readAnswer } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import { codeOf, type Hospital, hospital, nextMessageId } from '../testing/hospital.ts';
import {
  dischargeOf,
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

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

const now = (text: string) => {
  network.clock.now = at(text);
};
type Row = OutputOf<'3260'>[number];
type Month = '03' | '04' | '05' | '06';

const extract = (clearingMonthOfYear: Month, firstRow?: number): Promise<readonly Row[]> =>
  beijing.must('3260', { clearingYear: 2026, clearingMonthOfYear, firstRow });

/** What a hospital sends back of the rows that it extracted. */
function confirmation(
  clearingMonthOfYear: Month,
  rows: readonly Row[],
  own: { isConfirmed?: boolean } = {},
): InputOf<'3261'> {
  return {
    period: { clearingYear: 2026, clearingMonthOfYear, rowsInMessage: rows.length },
    rows: rows.map((row) => {
      const { certificateNumber, visitId, visitSettledAt, clearingSerial, feeTotal, agencyPays } = row;
      return { certificateNumber, visitId, visitSettledAt, clearingSerial, feeTotal, agencyPays, ...own };
    }),
  };
}

function referenceOf(bytes: Uint8Array): string {
  const answer = readAnswer('3261', bytes);
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.value.reference;
}

async function settled(messageId = nextMessageId()) {
  const visit = await visitWithBatch(beijing);
  const { settlement } = await beijing.must('2207', settlementOf(visit), { messageId });
  const { settlementId, visitId, personId, paidByFunds, paidByPersonalAccount, feeTotal } = settlement;
  const undo = { settlementId, visitId, personId };
  const reversal = { personId, reversedMessageId: messageId, reversedTransaction: '2207' };
  return { ...undo, undo, reversal, feeTotal, claim: (paidByFunds + paidByPersonalAccount) as Fen };
}

const serials = (rows: readonly Row[]) => rows.map(({ clearingSerial }) => clearingSerial);

describe('the months of March to June at one hospital', () => {
  let first: Awaited<ReturnType<typeof settled>>;
  let second: Awaited<ReturnType<typeof settled>>;

  it('R-02 a month’s bills are extracted with what clears, row by row', async () => {
    now('2026-03-12 09:00:00');
    first = await settled();
    second = await settled();
    now('2026-04-02 09:00:00');
    const rows = await extract('03');
    expect(rows).toMatchObject([
      { rowNumber: '1', clearingSerial: first.settlementId, feeTotal: 36_600, agencyPays: first.claim },
      { rowNumber: '2', clearingSerial: second.settlementId, clearingCareRegion: '110000' },
    ]);
    expect(await extract('04')).toEqual([]);
    expect(serials(await extract('03', 2))).toEqual([second.settlementId]);
    expect(serials(await beijing.must('3260', {}))).toEqual(serials(rows));
  });

  it('R-02 a changed amount, an unknown row, another month and a wrong count are refused by name', async () => {
    const [row] = await extract('03');
    const cases: readonly (readonly [InputOf<'3261'>, string])[] = [
      [confirmation('03', [{ ...row!, feeTotal: 36_601 as Fen }]), 'clearing-row-differs'],
      [confirmation('03', [{ ...row!, agencyPays: 1 as Fen }]), 'clearing-row-differs'],
      [confirmation('03', [{ ...row!, visitId: 'V1' }]), 'clearing-row-differs'],
      [confirmation('03', [{ ...row!, certificateNumber: '1' }]), 'clearing-row-differs'],
      [confirmation('03', [{ ...row!, clearingSerial: 'S1' }]), 'clearing-row-unknown'],
      [confirmation('04', [row!]), 'clearing-row-unknown'],
      [
        {
          ...confirmation('03', [row!]),
          period: { clearingYear: 2026, clearingMonthOfYear: '03', rowsInMessage: 2 },
        },
        'clearing-rows-invalid',
      ],
      [
        confirmation(
          '03',
          Array.from({ length: 101 }, () => row!),
        ),
        'clearing-rows-invalid',
      ],
    ];
    for (const [input, code] of cases) expect(codeOf(await beijing.call('3261', input))).toBe(code);
  });

  it('T-04 what is confirmed is not reversed by its message; taken back, it can be confirmed again', async () => {
    const rows = (await extract('03')).slice(0, 1);
    const confirmed = await beijing.call('3261', confirmation('03', rows));
    expect(codeOf(confirmed)).toBe('success');
    const refused = await beijing.call('2601', first.reversal);
    expect(codeOf(refused)).toBe('settlement-cleared');
    expect(refused.text).toContain('已清分确认');

    const back = { clearingYear: 2026, clearingMonthOfYear: '03' } as const;
    const unknown = { ...back, confirmationReference: '110000202604020900000000000001' };
    expect(codeOf(await beijing.call('3262', unknown))).toBe('confirmation-not-found');
    await beijing.must('3262', { ...back, confirmationReference: referenceOf(confirmed.bytes) });
    await beijing.must('3261', confirmation('03', rows));
    await beijing.must('3262', { ...back, confirmationReference: '0' });
    await beijing.must('3261', confirmation('03', rows));
    await beijing.must('3261', confirmation('03', rows));
    expect(codeOf(await beijing.call('2601', first.reversal))).toBe('settlement-cleared');
  });

  it('R-03 what is not confirmed on the 20th is in the next month, and only there', async () => {
    const open = (await extract('03')).slice(1);
    await beijing.must('3261', confirmation('03', open, { isConfirmed: false }));
    now('2026-04-21 00:00:00');
    expect(serials(await extract('03'))).toEqual([first.settlementId]);
    expect(serials(await extract('04'))).toEqual([second.settlementId]);
    expect(await extract('05')).toEqual([]);
    for (const call of [
      beijing.call('3261', confirmation('03', open)),
      beijing.call('3262', { clearingYear: 2026, clearingMonthOfYear: '03', confirmationReference: '0' }),
    ]) {
      expect(codeOf(await call)).toBe('clearing-closed');
    }
  });

  it('T-04 a refund after clearing, not of the latest visit, is a negative row of its own month', async () => {
    now('2026-05-06 10:00:00');
    const { settlement } = await beijing.must('2208', first.undo);
    expect(settlement.feeTotal).toBe(-first.feeTotal);
    expect(serials(await extract('03'))).toEqual([first.settlementId]);
    const may = await extract('05');
    expect(may).toMatchObject([
      { clearingSerial: settlement.settlementId, feeTotal: -first.feeTotal, agencyPays: -first.claim },
    ]);
    await beijing.must('3261', confirmation('05', may));
    expect(codeOf(await beijing.call('2208', first.undo))).toBe('settlement-already-reversed');
    expect(await booksOf(network, care)).toMatchObject({ breaches: [] });
  });

  it('every item of the books is in exactly one month, and the months sum to what is owed', async () => {
    now('2026-06-25 10:00:00');
    const months = await Promise.all((['03', '04', '05', '06'] as const).map((each) => extract(each)));
    const all = months.flat();
    expect(new Set(serials(all)).size).toBe(all.length);
    const sum = all.reduce((total, row) => total + row.agencyPays, 0);
    expect(sum).toBe((await booksOf(network, care)).owed);
  });
});

describe('T-05 a stay', () => {
  it('confirmed for clearing is voided as a negative record of the month of the void', async () => {
    now('2026-03-20 09:00:00');
    const visit = await stayWithLines(beijing);
    await beijing.must('2402', dischargeOf(visit));
    const messageId = nextMessageId();
    const { settlement } = await beijing.must('2304', staySettlement(visit), { messageId });
    now('2026-04-10 09:00:00');
    const row = (await extract('03')).find((each) => each.clearingSerial === settlement.settlementId)!;
    await beijing.must('3261', confirmation('03', [row]));
    const reversal = { personId: visit.personId, reversedMessageId: messageId, reversedTransaction: '2304' };
    expect((await beijing.call('2601', reversal)).text).toContain('请用 2305 撤销');
    const undone = await beijing.must('2305', { ...visit, settlementId: settlement.settlementId });
    const april = await extract('04');
    expect(april.find((each) => each.clearingSerial === undone.settlement.settlementId)).toMatchObject({
      feeTotal: -settlement.feeTotal,
    });
  });
});

it('T-07 a refund in January takes the money off the counters of the year before', async () => {
  now('2026-12-30 09:00:00');
  const { undo, personId } = await settled();
  const read = async () =>
    (await beijing.must('5206', { personId }, { insuredRegion: '990100' })).accumulators
      .filter(({ policyYear }) => policyYear === 2026)
      .reduce((sum, { counterValue }) => sum + Number(counterValue), 0);
  const before = await read();
  now('2027-01-05 09:00:00');
  await beijing.must('2208', undo);
  now('2026-12-31 09:00:00');
  expect(await read()).toBeLessThan(before);
});

describe('C-02 an application for clearing', () => {
  const sums = async () => {
    now('2026-08-03 09:00:00');
    const one = await settled();
    const two = await settled();
    const whole = await beijing.must('5203', { ...one.undo });
    const { paidByFunds, paidByPersonalAccount, paidInCash } = whole.settlement;
    await beijing.must('2208', two.undo);
    return {
      clearingCategory: 'outpatient',
      clearingMethod: 'by-item',
      clearingMonth: month('2026-08'),
      visitsCounted: 1,
      feeTotal: one.feeTotal,
      recognisedTotal: one.feeTotal,
      fundsDeclared: paidByFunds,
      paidInCashInQuery: paidInCash,
      paidByPersonalAccount,
      startedOn: calendarDate('2026-08-01'),
      endedOn: calendarDate('2026-08-31'),
    } as const;
  };

  it('is taken with the sums of both sides, once; withdrawn, it can be made again until the 21st', async () => {
    const declared = await sums();
    const wrong = await beijing.call('3203', { ...declared, fundsDeclared: 1 as Fen });
    expect(codeOf(wrong)).toBe('application-differs');
    expect(wrong.text).toContain('报送 0.01');
    expect(codeOf(await beijing.call('3203', { ...declared, visitsCounted: 2 }))).toBe('application-differs');
    const outside = { ...declared, endedOn: calendarDate('2026-09-01') };
    expect(codeOf(await beijing.call('3203', outside))).toBe('statement-period-invalid');
    const messageId = nextMessageId();
    const { applicationId } = await beijing.must('3203', declared, { messageId });
    expect(await beijing.must('3203', declared, { messageId })).toEqual({ applicationId });
    expect(codeOf(await beijing.call('3203', declared))).toBe('application-exists');
    expect(codeOf(await beijing.call('3204', { applicationId: 'none' }))).toBe('application-not-found');
    await beijing.must('3204', { applicationId });
    await beijing.must('3204', { applicationId });
    const again = await beijing.must('3203', { ...declared, visitsCounted: 3 });
    now('2026-09-21 00:00:00');
    expect(codeOf(await beijing.call('3204', again))).toBe('clearing-closed');
    expect(codeOf(await beijing.call('3203', declared))).toBe('clearing-closed');
  });
});
