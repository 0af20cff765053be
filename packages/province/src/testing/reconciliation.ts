/** Test support: what a hospital does to reconcile a period. */
import { assert, type CalendarDate, type Fen } from '@zhijie/kernel';
import { firstFileOf, type OutputOf, statementRows, writeRowFile } from '@zhijie/wire';
import { type Hospital, nextMessageId, requestBytes, sendBytes } from './hospital.ts';
import type { TestNetwork } from './network.ts';

/** A row of the hospital's own book. */
export type BookRow = {
  readonly settlementId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly feeTotal: Fen;
  readonly paidByFunds: Fen;
  readonly paidByPersonalAccount: Fen;
  readonly isRefund: boolean;
};

type Settled = OutputOf<'2207'>['settlement'] | OutputOf<'2208'>['settlement'];

/** What a hospital books of an answer. */
export function booked(settlement: Settled, personId: string, isRefund = false): BookRow {
  const { settlementId, visitId, feeTotal, paidByFunds, paidByPersonalAccount } = settlement;
  return { settlementId, visitId, personId, feeTotal, paidByFunds, paidByPersonalAccount, isRefund };
}

export type Day = { readonly from: CalendarDate; readonly until: CalendarDate; readonly agency?: string };

const total = (book: readonly BookRow[], of: (row: BookRow) => Fen): Fen =>
  book.reduce((sum, row) => sum + of(row), 0) as Fen;

/** 3201 over a book of ordinary outpatient bills of residents. */
export function totalsOf(book: readonly BookRow[], { from, until, agency = '990100' }: Day) {
  return {
    insuranceType: 'resident',
    clearingCategory: 'outpatient',
    settlementAgency: agency,
    statementFrom: from,
    statementUntil: until,
    feeTotal: total(book, (row) => row.feeTotal),
    paidByFunds: total(book, (row) => row.paidByFunds),
    paidByPersonalAccount: total(book, (row) => row.paidByPersonalAccount),
    settlementCount: book.length,
  } as const;
}

/** A row of the answered file by the standard's columns; null where nothing stands. */
export type VerdictRow = {
  readonly personId: string | null;
  readonly visitId: string | null;
  readonly settlementId: string | null;
  readonly messageId: string | null;
  readonly result: string | null;
  readonly isRefund: string | null;
  readonly note: string | null;
  readonly feeTotal: string | null;
};

/** 9101, 3202 and 9102: the verdict on each row. */
export async function verdictsOf(
  network: TestNetwork,
  from: Hospital,
  book: readonly BookRow[],
  day: Day,
): Promise<{ rows: readonly VerdictRow[]; warning: string }> {
  const content = writeRowFile(statementRows, '3202.txt', book);
  const { fileId } = await from.must('9101', { fileName: '3202.zip', fileContent: content });
  const { statementFrom, statementUntil, feeTotal, paidByFunds, settlementCount, settlementAgency } =
    totalsOf(book, day);
  const { result, text, warning } = await from.call('3202', {
    settlementAgency,
    fileId,
    statementFrom,
    statementUntil,
    feeTotal,
    paidByFunds,
    paidInCashInQuery: 0 as Fen,
    settlementCount,
    clearingCategory: 'outpatient',
  });
  assert(result.ok, text);
  return { rows: await downloaded(network, result.value), warning };
}

async function downloaded(
  network: TestNetwork,
  { fileId, fileName }: OutputOf<'3202'>,
): Promise<readonly VerdictRow[]> {
  const bytes = await sendBytes(
    network,
    requestBytes(network, '9102', { fileId, fileName }, { messageId: nextMessageId() }),
  );
  const file = firstFileOf(bytes, 10_000_000);
  assert(file !== null, 'The result is an archive');
  const lines = Buffer.from(file.content).toString('utf8').trim().split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [personId, visitId, settlementId, messageId, result, isRefund, note, feeTotal] = line
        .split('\t')
        .map((cell) => (cell === 'null' ? null : cell));
      return { personId, visitId, settlementId, messageId, result, isRefund, note, feeTotal } as VerdictRow;
    });
}
