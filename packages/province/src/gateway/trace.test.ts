import { statement, useTestDatabase } from '@zhijie/database';
import { type Actor, calendarDate, type Fen, quantity } from '@zhijie/kernel';
import type { InputOf } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { careInvariants, setAgreement } from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import {
  codeOf,
  HOSPITAL,
  type Hospital,
  hospital,
  ITEMS,
  inpatientLines,
  outpatientLines,
} from '../testing/hospital.ts';
import { admission, PERSON, personOf, registration, settlementOf } from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
let other: Hospital;
beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
  const [, second] = (await network.care.care.institutions()).filter((one) =>
    one.providerId.startsWith('H11'),
  );
  other = hospital(network, second!.providerId);
});

const region = { insuredRegion: '990100' };
const person = personOf(PERSON);
let count = 0;
/** A code of its own, as they look: twenty digits. */
const next = () => {
  count += 1;
  return String(count).padStart(13, '0');
};
const code = () => `8123456${next()}`;

type Visit = { readonly visitId: string; readonly personId: string };
async function open(at: Hospital = beijing): Promise<Visit> {
  const { visitId, personId } = await at.must('2201', registration(person), region);
  await at.must('2203', {
    visit: { visitId, personId, careType: 'outpatient', startedAt: registration(person).startedAt },
    diagnoses: [],
  });
  return { visitId, personId };
}
/** One line of ¥98.00 with these packs. */
const dispensed = (visit: Visit, batch: string, codes: readonly string[], own: object = {}) =>
  outpatientLines(visit, batch, [[ITEMS.drugA, '98.00', '1']]).map((line) => ({
    ...line,
    packs: codes.map((traceCode) => ({ traceCode })),
    ...own,
  }));
const sold = async (by: Hospital, codes: readonly string[], own: object = {}) =>
  codeOf(await by.call('2204', dispensed(await open(by), 'B1', codes, own)));
const settle = (visit: Visit) => beijing.must('2207', settlementOf({ ...visit, batch: 'B1' }, 9800 as Fen));

const goods = (codes: readonly string[], own: object = {}): InputOf<'3506'>['sale'] => ({
  itemCode: ITEMS.drugA,
  mappedItemCode: 'YP-1',
  mappedItemName: '示例甲类片',
  stockBatchNumber: 'PC-1',
  isSplitPack: false,
  goodsQuantity: quantity(10_000 * Math.max(1, codes.length)),
  goodsMovedAt: at('2026-03-10 08:40:00'),
  visitSerial: 'HIS-1',
  packs: codes.map((traceCode) => ({ traceCode })),
  ...own,
});
const sale = (codes: readonly string[], own: object = {}, by = beijing) =>
  by.call('3505', { sale: { ...goods(codes), receiptNumber: `LS-${next()}`, ...own } });
const back = (codes: readonly string[], by = beijing) => by.call('3506', { sale: goods(codes) });

describe('V-17 one code, one sale', () => {
  it('a second sale is refused, here and at another hospital, and says when and where, not to whom', async () => {
    const pack = code();
    expect(await sold(beijing, [pack])).toBe('success');
    const again = await beijing.call('2204', dispensed(await open(), 'B1', [pack]));
    expect(codeOf(again)).toBe('trace-code-sold');
    expect(again.text).toContain('由本机构售出');
    const elsewhere = await other.call('2204', dispensed(await open(other), 'B1', [pack]));
    expect(codeOf(elsewhere)).toBe('trace-code-sold');
    expect(elsewhere.text).toContain('由其他定点医药机构售出');
    expect(elsewhere.text).not.toContain(person.personId);
    expect(codeOf(await sale([pack]))).toBe('trace-code-sold');
  });

  it('a refused upload sells nothing: the other packs of its message stay free', async () => {
    const [taken, free] = [code(), code()];
    await sold(beijing, [taken]);
    expect(await sold(beijing, [free, taken])).toBe('trace-code-sold');
    expect(await sold(beijing, [free])).toBe('success');
  });

  it('two hospitals that sell one pack at the same moment: one of them does', async () => {
    const pack = code();
    const outcomes = await Promise.all([sold(beijing, [pack]), sold(other, [pack])]);
    expect(outcomes.toSorted()).toEqual(['success', 'trace-code-sold']);
  });

  it('a reversal of the same settlement is not a second sale, nor is the report of the sale', async () => {
    const pack = code();
    const visit = await open();
    await beijing.must('2204', dispensed(visit, 'B1', [pack]));
    const { settlement } = await settle(visit);
    const { settlementId } = settlement;
    expect(codeOf(await sale([pack], { settlementId }))).toBe('success');
    expect(codeOf(await sale([pack], { settlementId }))).toBe('success');
    expect(codeOf(await back([pack]))).toBe('trace-code-settled');
    await beijing.must('2208', { settlementId, ...visit });
    await settle(visit);
    expect(await sold(other, [pack])).toBe('trace-code-sold');
  });

  it('a withdrawn line, a cancelled visit and a returned sale make the pack free again', async () => {
    const [first, second, third] = [code(), code(), code()];
    const visit = await open();
    await beijing.must('2204', dispensed(visit, 'B1', [first]));
    await beijing.must('2205', { ...visit, batchNumber: 'B1' });
    expect(await sold(other, [first])).toBe('success');

    const cancelled = await open();
    await beijing.must('2204', dispensed(cancelled, 'B1', [second]));
    const serial = { hospitalVisitNumber: 'x' };
    await beijing.must('2202', { ...cancelled, ...serial });
    expect(await sold(other, [second])).toBe('success');

    expect(codeOf(await sale([third]))).toBe('success');
    expect(codeOf(await back([third], other))).toBe('trace-code-not-sold');
    expect(codeOf(await back([third]))).toBe('success');
    expect(codeOf(await back([third]))).toBe('trace-code-not-sold');
    expect(await sold(other, [third])).toBe('success');
  });

  it('a refund line of a stay takes its pack back', async () => {
    const pack = code();
    const { visitId } = await beijing.must('2401', admission(person), region);
    const stay = { visitId, personId: person.personId };
    const packs = [{ traceCode: pack }];
    const [line] = inpatientLines(stay, 'L', [[ITEMS.drugA, '98.00', '1']]);
    await beijing.must('2301', [{ ...line!, packs }]);
    const [refund] = inpatientLines(stay, 'R', [[ITEMS.drugA, '98.00', '-1']], { originalLineId: 'L-1' });
    await beijing.must('2301', [{ ...refund!, packs }]);
    expect(await sold(other, [pack])).toBe('success');
    const cancelled = await beijing.call('2302', [
      { ...stay, lineId: 'L-1' },
      { ...stay, lineId: 'R-1' },
    ]);
    expect(codeOf(cancelled)).toBe('success');
    expect(await sold(beijing, [pack])).toBe('trace-code-sold');
  });

  it('a split pack comes again at the same place, never elsewhere and never whole', async () => {
    const pack = code();
    expect(await sold(beijing, [pack], { isSplitPack: true })).toBe('success');
    expect(await sold(beijing, [pack], { isSplitPack: true })).toBe('success');
    expect(await sold(beijing, [pack])).toBe('trace-code-sold');
    expect(await sold(other, [pack], { isSplitPack: true })).toBe('trace-code-sold');
  });

  it('what is no code, or stands twice in one message, is refused; a wrong number of packs is told', async () => {
    expect(await sold(beijing, ['无追溯码无追溯码无追溯码'])).toBe('trace-code-malformed');
    expect(await sold(beijing, ['00000000000000000000'])).toBe('trace-code-malformed');
    const pack = code();
    expect(await sold(beijing, [pack, pack])).toBe('trace-code-repeated');
    const reply = await beijing.call('2204', dispensed(await open(), 'B1', [code(), code()]));
    expect(reply.warning).toContain('数量 1，追溯码 2 个');
    expect((await sale([code()], { goodsQuantity: quantity(20_000) })).warning).toContain('追溯码 1 个');
  });
});

describe('V-16 a drug line carries its trace code', () => {
  const agency: Actor = { id: 'agency', kind: 'agency', node: '11', areas: ['110000'], roles: [] };
  const demand = (day: string | null) =>
    setAgreement(network.care.care.deps, agency, {
      providerId: HOSPITAL,
      traceCodesFrom: day === null ? null : calendarDate(day),
      reason: '全量采集上传',
    });

  it('from the day on that the agency demands it; herbs, services and split packs are exempt', async () => {
    expect(await sold(beijing, [])).toBe('success');
    expect(await demand('2026-03-10')).toMatchObject({ value: { outcome: 'applied' } });
    expect(await demand('2026-03-10')).toMatchObject({ value: { outcome: 'unchanged' } });
    const visit = await open();
    const refused = await beijing.call('2204', dispensed(visit, 'B1', []));
    expect(codeOf(refused)).toBe('trace-code-missing');
    expect(refused.text).toContain('明细 B1-1 示例甲类片，本机构自 2026-03-10 起须采集');
    expect(await sold(beijing, [code()])).toBe('success');
    expect(await sold(beijing, [], { isSplitPack: true })).toBe('success');
    const service = outpatientLines(visit, 'B2', [[ITEMS.consultation, '50.00', '1']]);
    expect(codeOf(await beijing.call('2204', service))).toBe('success');
    expect(await sold(other, [])).toBe('success');
    expect(await demand('2026-03-11')).toMatchObject({ value: { outcome: 'applied' } });
    expect(await sold(beijing, [])).toBe('success');
    await demand(null);
  });
});

describe('the doctor of the care side', () => {
  it('finds every sold pack on its line, and names one whose line is gone', async () => {
    expect(await careInvariants(care, network.clock.now)).toEqual([]);
    const pack = code();
    await sold(beijing, [pack]);
    const gone = statement(
      'test-line-gone',
      `DELETE FROM care.fee_line l USING care.trace_code t
       WHERE t.trace_code = $1 AND l.visit_id = t.sale_key AND l.line_number = t.line_number`,
    );
    await care.query(gone, [pack]);
    expect(await careInvariants(care, network.clock.now)).toMatchObject([
      { invariant: 'sold-packs-are-on-their-lines', subject: pack },
    ]);
  });
});
