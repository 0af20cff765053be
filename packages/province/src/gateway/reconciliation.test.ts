import { generateKeyPair } from '@zhijie/crypto';
import { runScript, useTestDatabase } from '@zhijie/database';
import { headSigner, headVerifier, sealJournal, verifyJournal } from '@zhijie/evidence';
import { calendarDate, type Fen } from '@zhijie/kernel';
import { type OutputOf, zipOf } from '@zhijie/wire';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import { codeOf, type Hospital, hospital, ITEMS, nextMessageId, type TestLine } from '../testing/hospital.ts';
import { BILL, BILL_TOTAL, settlementOf, visitWithBatch } from '../testing/journeys.ts';
import { at, type TestNetwork, testNetwork } from '../testing/network.ts';
import { type BookRow, booked, type Day, totalsOf, verdictsOf } from '../testing/reconciliation.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

/** Each story has days of its own. */
let used = 10;
function newDay(): Day {
  used += 1;
  const day = calendarDate(`2026-03-${used}`);
  network.clock.now = at(`${day} 09:00:00`);
  return { from: day, until: day };
}

const yuan = (amount: string): Fen => Number(amount.replace('.', '')) as Fen;

async function settled(
  lines: readonly TestLine[] = BILL,
  feeTotal: Fen = BILL_TOTAL,
  messageId = nextMessageId(),
): Promise<OutputOf<'2207'>['settlement'] & { messageId: string }> {
  const visit = await visitWithBatch(beijing, { lines });
  const { settlement } = await beijing.must('2207', settlementOf(visit, feeTotal), { messageId });
  return { ...settlement, messageId };
}

const row = (settlement: Awaited<ReturnType<typeof settled>>) => booked(settlement, settlement.personId);
const undoing = ({ settlementId, visitId, personId }: BookRow) => ({ settlementId, visitId, personId });
const reversalOf = (settlement: Awaited<ReturnType<typeof settled>>) => ({
  personId: settlement.personId,
  reversedMessageId: settlement.messageId,
  reversedTransaction: '2207',
});

describe('journey 3: a gap of ¥61.00 is named row by row', () => {
  it('R-02 four rows and no more, then no difference and a sheet in the signed journal', async () => {
    const day = newDay();
    const bills: readonly (readonly [TestLine, string])[] = [
      [[ITEMS.drugB, '120.00', '1'], '120.00'],
      [[ITEMS.drugA, '98.00', '900'], '88200.00'],
      [[ITEMS.stent, '1500.00', '50'], '75000.00'],
      [[ITEMS.consultation, '50.00', '100'], '5000.00'],
      [[ITEMS.drugC, '260.00', '10'], '2600.00'],
      [[ITEMS.drugB, '258.20', '1'], '258.20'],
    ];
    const own: BookRow[] = [];
    for (const [line, amount] of bills) own.push(row(await settled([line], yuan(amount))));
    const platform = totalsOf(own, day);
    expect(platform.feeTotal).toBe(yuan('171178.20'));

    const [first, ...rest] = own as [BookRow, ...BookRow[]];
    const mistaken = { ...first, feeTotal: yuan('136.00') };
    const alone = ['10.00', '25.00', '10.00'].map((amount, index) => ({
      ...first,
      settlementId: `HIS-ONLY-${index}`,
      feeTotal: yuan(amount),
      paidByFunds: 0 as Fen,
    }));
    const book = [mistaken, ...rest, ...alone];
    expect(totalsOf(book, day).feeTotal).toBe(yuan('171239.20'));

    const totals = await beijing.must('3201', totalsOf(book, day));
    expect(totals.statementResult).toBe('differs');
    expect(totals.statementExplanation).toContain('本院171239.20平台171178.20差61.00');

    const { rows, warning } = await verdictsOf(network, beijing, book, day);
    expect(warning).toBe('');
    expect(rows).toHaveLength(book.length);
    const different = rows.filter(({ result }) => result !== '0');
    expect(different.map(({ settlementId, feeTotal }) => [settlementId, feeTotal])).toEqual([
      [first.settlementId, '136.00'],
      ['HIS-ONLY-0', '10.00'],
      ['HIS-ONLY-1', '25.00'],
      ['HIS-ONLY-2', '10.00'],
    ]);
    expect(different[0]!.note).toMatch(/总额本院 136.00、医保 120.00，差 16.00。更正：.*2208/);
    for (const { note } of different.slice(1)) expect(note).toMatch(/本院有、医保无.*冲销/);

    const repaired = [first, ...rest];
    const equal = await beijing.must('3201', totalsOf(repaired, day));
    expect(equal).toMatchObject({ statementResult: 'equal' });
    const statementId = /对账单 ([0-9a-f]{30})/.exec(equal.statementExplanation!)![1]!;
    const after = await verdictsOf(network, beijing, repaired, day);
    expect(after.rows.map(({ result }) => result)).toEqual(repaired.map(() => '0'));

    const keys = generateKeyPair();
    // Sealed is what is older than every open transaction of the server, those of other tests included.
    const sealed = async () => {
      while ((await sealJournal(care, headSigner(keys.privateKey), network.clock.now)) !== null);
      const [leaf] = await care.query<{ leafIndex: number | null }>(LEAF, [statementId]);
      return leaf!.leafIndex !== null;
    };
    await vi.waitUntil(sealed, { timeout: 45_000, interval: 200 });
    expect(await verifyJournal(care, headVerifier(keys.publicKey))).toEqual([]);
  });
});

const LEAF = {
  name: 'test-statement-leaf',
  text: `SELECT leaf_index AS "leafIndex" FROM evidence.journal
    WHERE kind = 'care.statement' AND subject = $1`,
};

describe('R-02 rows of both sides', () => {
  it('a row only here names its settlement in the note, and its message for a reversal', async () => {
    const day = newDay();
    const [known, unknown] = [await settled(), await settled()];
    const { rows } = await verdictsOf(network, beijing, [row(known)], day);
    expect(rows.map(({ result, settlementId }) => [result, settlementId])).toEqual([
      ['0', known.settlementId],
      ['1', null],
    ]);
    expect(rows[1]).toMatchObject({ visitId: null, messageId: unknown.messageId, feeTotal: '366.00' });
    expect(rows[1]!.note).toContain(unknown.settlementId);
    expect(codeOf(await beijing.call('2601', reversalOf(unknown)))).toBe('success');
    expect((await beijing.must('3201', totalsOf([row(known)], day))).statementResult).toBe('equal');
  });

  it('a settlement and its void come to nothing, listed as two rows, as none, or as one too few', async () => {
    const day = newDay();
    const kept = await settled();
    const voided = await settled();
    const { settlement: undone } = await beijing.must('2208', undoing(row(voided)));
    const pair = [row(voided), booked(undone, voided.personId, true)];
    for (const book of [[row(kept), ...pair], [row(kept)]]) {
      const { rows } = await verdictsOf(network, beijing, book, day);
      expect(rows.map(({ result }) => result)).toEqual(['0', '0', '0']);
      expect((await beijing.must('3201', totalsOf(book, day))).statementResult).toBe('equal');
    }
    const underOriginal = { ...booked(undone, voided.personId, true), settlementId: voided.settlementId };
    const named = await verdictsOf(network, beijing, [row(kept), row(voided), underOriginal], day);
    expect(named.rows.every(({ result }) => result === '0')).toBe(true);
    const missing = await verdictsOf(network, beijing, [row(kept), row(voided)], day);
    expect(missing.rows.map(({ result, isRefund }) => [result, isRefund])).toEqual([
      ['0', '0'],
      ['0', '0'],
      ['1', '1'],
    ]);
  });

  it('what is reversed by its message is in no sum, and a row of it is told as such', async () => {
    const day = newDay();
    const kept = await settled();
    const reversed = await settled();
    await beijing.must('2601', reversalOf(reversed));
    expect((await beijing.must('3201', totalsOf([row(kept)], day))).statementResult).toBe('equal');
    const { rows } = await verdictsOf(network, beijing, [row(kept), row(reversed)], day);
    expect(rows.map(({ result }) => result)).toEqual(['0', '1']);
    expect(rows[1]!.note).toContain('已冲正');
  });

  it('an outcome that is not known yet is no difference of amounts, and is not reconciled', async () => {
    const day = newDay();
    const kept = await settled();
    const visit = await visitWithBatch(beijing);
    network.faults.push({ message: 'settlement.settle@1', what: 'lose-answer' });
    const messageId = nextMessageId();
    expect(codeOf(await beijing.call('2207', settlementOf(visit), { messageId }))).toBe('outcome-unknown');
    const totals = await beijing.must('3201', totalsOf([row(kept)], day));
    expect(totals.statementResult).toBe('equal');
    expect(totals.statementExplanation).toContain('另有 1 笔结果未定');
    const { rows } = await verdictsOf(network, beijing, [row(kept)], day);
    expect(rows.map(({ result }) => result)).toEqual(['0', '1']);
    expect(rows[1]!.note).toContain('结果未定');
    const reversal = { personId: visit.personId, reversedMessageId: messageId, reversedTransaction: '2207' };
    expect(codeOf(await beijing.call('2601', reversal))).toBe('success');
  });

  it('a settlement of another day, and one of an agency that is not reconciled, are told as elsewhere', async () => {
    newDay();
    const before = await settled();
    const day = newDay();
    const { rows } = await verdictsOf(network, beijing, [row(before)], day);
    expect(rows.map(({ result }) => result)).toEqual(['1']);
    expect(rows[0]!.note).toContain('不在本次对账');
    const today = await settled();
    const elsewhere = await verdictsOf(network, beijing, [row(today)], { ...day, agency: '990101' });
    expect(elsewhere.rows[0]!.note).toContain('不在本次对账');
    const own = { ...day, agency: '110000' };
    expect((await beijing.must('3201', totalsOf([row(today)], own))).statementResult).toBe('equal');
    expect((await verdictsOf(network, beijing, [row(today)], own)).rows[0]!.result).toBe('0');
  });

  it.each([
    ['a row with a column too few', zipOf('a.txt', Buffer.from('S1\tV1\tP1\n')), '缺少必填字段'],
    ['an amount that is none', zipOf('a.txt', Buffer.from('S1\tV1\tP1\tx\t1\t1\t0\n')), '第 1 行'],
    ['another text than UTF-8', zipOf('a.txt', Buffer.from([0xc4, 0xe3, 0x09])), 'UTF-8'],
  ])('a file with %s is refused by name', async (_what, fileContent, says) => {
    const day = newDay();
    const { fileId } = await beijing.must('9101', { fileName: '3202.zip', fileContent });
    const input = { ...totalsOf([], day), fileId, paidInCashInQuery: 0 as Fen };
    const reply = await beijing.call('3202', input);
    expect(codeOf(reply)).toBe('statement-file-invalid');
    expect(reply.text).toContain(says);
  });

  it('an agency of no province is refused: an empty statement would agree with its nothing', async () => {
    const day = newDay();
    const typo = { ...totalsOf([], day), settlementAgency: '001100' };
    const reply = await beijing.call('3201', typo);
    expect(codeOf(reply)).toBe('field-dictionary');
    expect(reply.text).toContain('没有经办机构 001100');
  });

  it('dates in the wrong order, and a file that is not the caller’s, are refused', async () => {
    const day = newDay();
    const reversed = { from: day.until, until: calendarDate('2026-03-01') };
    expect(codeOf(await beijing.call('3201', totalsOf([], reversed)))).toBe('statement-period-invalid');
    const other = hospital(network, 'H11010500002');
    const { fileId } = await other.must('9101', { fileName: 'x.zip', fileContent: zipOf('x', Buffer.of()) });
    const input = { ...totalsOf([], day), fileId, paidInCashInQuery: 0 as Fen };
    expect(codeOf(await beijing.call('3202', input))).toBe('file-not-found');
  });
});

describe('T-04 once reconciled', () => {
  it('2601 is refused and names the void, which is a new negative record of its own day', async () => {
    const day = newDay();
    const settlement = await settled();
    await beijing.must('3201', totalsOf([row(settlement)], day));
    const refused = await beijing.call('2601', reversalOf(settlement));
    expect(codeOf(refused)).toBe('settlement-cleared');
    expect(refused.text).toContain('请用 2208 撤销');
    const next = newDay();
    const { settlement: refund } = await beijing.must('2208', undoing(row(settlement)));
    expect(refund.feeTotal).toBe(-BILL_TOTAL);
    expect((await beijing.must('3201', totalsOf([row(settlement)], day))).statementResult).toBe('equal');
    const book = [booked(refund, settlement.personId, true)];
    expect((await beijing.must('3201', totalsOf(book, next))).statementResult).toBe('equal');
    expect(codeOf(await beijing.call('2601', reversalOf(settlement)))).toBe('success');
    expect(await booksOf(network, care)).toMatchObject({ breaches: [] });
  });

  it('a row that matched is reconciled, one that differs is not', async () => {
    const day = newDay();
    const [same, other] = [await settled(), await settled()];
    await verdictsOf(network, beijing, [row(same), { ...row(other), feeTotal: 1 as Fen }], day);
    expect(codeOf(await beijing.call('2601', reversalOf(same)))).toBe('settlement-cleared');
    expect(codeOf(await beijing.call('2601', reversalOf(other)))).toBe('success');
  });
});

it('the doctor names a statement that was changed by hand', async () => {
  const day = newDay();
  const settlement = await settled();
  const { statementExplanation } = await beijing.must('3201', totalsOf([row(settlement)], day));
  const statementId = /对账单 ([0-9a-f]{30})/.exec(statementExplanation!)![1]!;
  const change = (by: number) =>
    runScript(
      care,
      'tamper',
      `UPDATE care.statement SET item_count = item_count + (${by}) WHERE statement_id = '${statementId}'`,
    );
  await change(1);
  const { breaches } = await booksOf(network, care);
  expect(breaches).toMatchObject([{ invariant: 'rows-equal-their-leaves', subject: statementId }]);
  await change(-1);
  expect(await booksOf(network, care)).toMatchObject({ breaches: [] });
});
