import { type CellProblem, type ReadColumn, type ReadRow, readTable, writeWorkbook } from '@zhijie/documents';
import { type Fen, formatYuan, instant, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { Told } from '../agency/index.ts';
import { shapeProblem } from '../agency/shape.ts';
import { DeductionBody } from '../clearing/schema.ts';
import type { Desk } from '../desk.ts';

const SHEET = '扣款';
/** Each row is one question to the nation; more are sent as several files. */
const MOST_ROWS = 500;

const KINDS = { 审核扣款: 'deduction', 恢复扣款: 'restoration', 违约金: 'penalty' } as const;

const COLUMNS: readonly ReadColumn[] = [
  { key: 'requestKey', header: '编号', kind: 'id' },
  { key: 'kind', header: '种类', kind: 'choice', choices: KINDS },
  { key: 'careArea', header: '就医地统筹区', kind: 'id' },
  { key: 'settlementId', header: '结算编号', kind: 'id' },
  { key: 'amount', header: '金额（元）', kind: 'yuan' },
  { key: 'reason', header: '理由', kind: 'text' },
];

const NOTES = [
  ['编号', '本机构自编，不可重复；同一编号同样内容再报，不会重复扣款'],
  ['种类', `${Object.keys(KINDS).join('、')}之一；违约金不参加清算`],
  ['就医地统筹区', '六位，如 110000'],
  ['结算编号', '被扣的结算'],
  ['金额（元）', '大于零，至多两位小数'],
  ['理由', '为什么扣'],
] as const;

/** An empty list to fill in, with what each column wants. */
export function deductionTemplate(): Promise<Uint8Array> {
  const columns = COLUMNS.map(({ header }, index) => ({ header, width: [24, 12, 14, 32, 16, 40][index]! }));
  const notes = [
    { header: '列', width: 16 },
    { header: '怎么填', width: 60 },
  ];
  const sheets = [
    { name: SHEET, columns, rows: [] },
    { name: '填写说明', columns: notes, rows: NOTES },
  ];
  return writeWorkbook(sheets, instant(Date.UTC(2026, 0, 1)));
}

export type RowOutcome = {
  /** As Excel numbers it. */
  readonly row: number;
  readonly requestKey: string;
  readonly outcome: 'applied' | 'unchanged' | 'refused';
  /** Why it was refused; null otherwise. */
  readonly refusal: Told | null;
};

export type Imported = {
  readonly applied: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly rows: readonly RowOutcome[];
};

/** A list that cannot be taken: nothing of it was done. */
export type ListRefusal = Refusal<'list-wrong' | 'list-unreadable'> & {
  readonly problems: readonly CellProblem[];
};

const unreadable = (text: string): Result<never, ListRefusal> => ({
  ok: false,
  refusal: { code: 'list-unreadable', detail: { text }, problems: [] },
});
const listWrong = (problems: readonly CellProblem[]): Result<never, ListRefusal> => ({
  ok: false,
  refusal: { code: 'list-wrong', problems },
});

type Wrong = { readonly text: string; readonly fix: string };

function problemAt({ row, letters }: ReadRow, key: string, { text, fix }: Wrong): CellProblem {
  const { header = key } = COLUMNS.find((column) => column.key === key) ?? {};
  return { sheet: SHEET, row, column: letters[key] ?? '', header, text, fix };
}

type Order = Omit<DeductionBody, 'amount'> & { readonly amount: Fen };

const orderOf = ({ values }: ReadRow): Order => values as unknown as Order;

/** The first thing that is wrong with a row, or null. `firstRows`: where each key stood first. */
function problemOf(read: ReadRow, firstRows: ReadonlyMap<string, number>): CellProblem | null {
  const order = orderOf(read);
  const first = firstRows.get(order.requestKey);
  if (first !== undefined)
    return problemAt(read, 'requestKey', { text: `编号与第 ${first} 行重复`, fix: '每行用自己的编号' });
  if (order.amount <= 0)
    return problemAt(read, 'amount', { text: '金额不大于零', fix: '写大于零的元；退回扣款选“恢复扣款”' });
  const problem = shapeProblem(DeductionBody, { ...order, amount: formatYuan(order.amount) });
  return problem === null ? null : problemAt(read, problem.field, problem);
}

function checkRows(rows: readonly ReadRow[]): Result<readonly ReadRow[], ListRefusal> {
  const firstRows = new Map<string, number>();
  const problems = rows.flatMap((read) => {
    const problem = problemOf(read, firstRows);
    firstRows.set(orderOf(read).requestKey, read.row);
    return problem === null ? [] : [problem];
  });
  return problems.length === 0 ? ok(rows) : listWrong(problems);
}

async function readOrders(bytes: Uint8Array): Promise<Result<readonly ReadRow[], ListRefusal>> {
  const read = await readTable(bytes, SHEET, COLUMNS);
  if (!read.ok) {
    const { refusal } = read;
    if (refusal.code === 'cells-wrong') return listWrong(refusal.problems);
    const { headers = '' } = (refusal.detail ?? {}) as { headers?: string };
    const said = {
      'not-a-workbook': '不是 Excel 文件（.xlsx）',
      'sheet-missing': `没有名为“${SHEET}”的工作表`,
      'header-missing': `第一行缺少列：${headers}`,
      'too-many-rows': `行数过多：一次至多 ${MOST_ROWS} 行`,
    }[refusal.code];
    return unreadable(said);
  }
  if (read.value.length === 0) return unreadable('没有要办的行');
  if (read.value.length > MOST_ROWS) return unreadable(`行数过多：一次至多 ${MOST_ROWS} 行`);
  return checkRows(read.value);
}

/**
 * Deductions, restorations and penalties by a list (C-06). One wrong cell refuses the whole list, naming
 * sheet, row and column; then every row is done under its own key, and a row that the nation refuses says why
 * while the others stand. The same file sent again does nothing twice. Refusals: `list-unreadable`,
 * `list-wrong`, `not-permitted`.
 */
export async function importDeductions(
  desk: Desk,
  bytes: Uint8Array,
  tell: (refusal: Refusal) => Told,
): Promise<Result<Imported, ListRefusal | Refusal>> {
  if (desk.province === null) return refuse('not-permitted');
  const orders = await readOrders(bytes);
  if (!orders.ok) return orders;
  const rows: RowOutcome[] = [];
  for (const read of orders.value) {
    const { row } = read;
    const order = orderOf(read);
    const { requestKey } = order;
    const done = await desk.province.clearing.deduct(desk.actor, order);
    if (done.ok) rows.push({ row, requestKey, outcome: done.value.outcome, refusal: null });
    else rows.push({ row, requestKey, outcome: 'refused', refusal: tell(done.refusal) });
  }
  const count = (outcome: RowOutcome['outcome']) => rows.filter((each) => each.outcome === outcome).length;
  return ok({ applied: count('applied'), unchanged: count('unchanged'), refused: count('refused'), rows });
}
