import { useTestDatabase } from '@zhijie/database';
import { type Fen, LARGEST_FEN, type Quantity, type UnitPrice } from '@zhijie/kernel';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { type Books, booksOf } from '../testing/books.ts';
import {
  codeOf,
  type Hospital,
  hospital,
  ITEMS,
  inpatientLines,
  nextMessageId,
  outpatientLines,
  type TestLine,
} from '../testing/hospital.ts';
import { settlementOf, staySettlement, stayWithLines, visitWithBatch } from '../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
let before: Books;
const books = () => booksOf(network, care);

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});
beforeEach(async () => {
  before = await books();
});

/** 90 000 000.00 × 200: price and quantity are in their bounds, the product is not. */
const oversized = {
  price: 90_000_000_000_000 as UnitPrice,
  quantity: 2_000_000 as Quantity,
  lineAmount: 99_999_999_999 as Fen,
};
/** 900 000 000.00, a tenth of the limit: a single field holds no more than nine digits before the point. */
const TENTH: TestLine = [ITEMS.drugA, '90000000.00', '10'];
const tenths = (count: number) => Array<TestLine>(count).fill(TENTH);

describe('T-03 an amount beyond the largest is refused, and named with its limit', () => {
  it('a line of a visit whose price × quantity is too large', async () => {
    const visit = await visitWithBatch(beijing);
    before = await books();
    const [line] = outpatientLines(visit, 'B9', [TENTH]);
    const messageId = nextMessageId();
    const reply = await beijing.call('2204', [{ ...line!, ...oversized }], { messageId });
    expect(codeOf(reply)).toBe('line-too-large');
    expect(reply.text).toContain('单价 90000000.00 × 数量 200，');
    expect(reply.text).toContain('9000000000.00');
    expect(await books()).toEqual(before);
    expect(codeOf(await beijing.call('2204', [{ ...line!, ...oversized }], { messageId }))).toBe(
      'line-too-large',
    );
  });

  it('a line of a stay', async () => {
    const stay = await stayWithLines(beijing);
    before = await books();
    const [line] = inpatientLines(stay, 'X', [[ITEMS.bed, '60.00', '1']]);
    expect(codeOf(await beijing.call('2301', [{ ...line!, ...oversized }]))).toBe('line-too-large');
    expect(await books()).toEqual(before);
  });

  it('lines that only together are too large, in one message and in two', async () => {
    const visit = await visitWithBatch(beijing);
    before = await books();
    const both = await beijing.call('2204', outpatientLines(visit, 'B7', tenths(10)));
    expect(codeOf(both)).toBe('visit-total-too-large');
    expect(both.text).toContain('9000000000.00');
    expect(both.text).toContain('9000000366.00');
    expect(await books()).toEqual(before);
    await beijing.must('2204', outpatientLines(visit, 'B8', tenths(6)));
    before = await books();
    const second = await beijing.call('2204', outpatientLines(visit, 'B9', tenths(4)));
    expect(codeOf(second)).toBe('visit-total-too-large');
    expect(await books()).toEqual(before);
  });

  it('up to what the field of the total can say, visits and stays are quoted and settled', async () => {
    const most = 99_999_999_999 as Fen;
    const visit = await visitWithBatch(beijing, { lines: [TENTH, [ITEMS.drugA, '99999999.99', '1']] });
    const asked = settlementOf(visit, most);
    expect(codeOf(await beijing.call('2206', asked))).toBe('success');
    expect(codeOf(await beijing.call('2207', asked))).toBe('success');
    const stay = await stayWithLines(beijing);
    await beijing.must('2301', inpatientLines(stay, 'X', [TENTH, [ITEMS.drugA, '99984179.99', '1']]));
    const interim = staySettlement(stay, { feeTotal: most, isInterim: true });
    expect(codeOf(await beijing.call('2303', interim))).toBe('success');
    expect(codeOf(await beijing.call('2304', interim))).toBe('success');
    expect(await books()).toMatchObject({ breaches: [], open: 0 });
  });

  it('a visit at the very limit is refused for what it declares, never for a mistake of ours', async () => {
    const visit = await visitWithBatch(beijing, { lines: tenths(10) });
    before = await books();
    const quoted = await beijing.call('2206', settlementOf(visit, 99_999_999_999 as Fen));
    expect(codeOf(quoted)).toBe('total-mismatch');
    expect(quoted.text).toContain('9000000000.00');
    expect(codeOf(await beijing.call('2207', settlementOf(visit, LARGEST_FEN as Fen)))).toBe('field-range');
    expect(await books()).toEqual(before);
  });
});
