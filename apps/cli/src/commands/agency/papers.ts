import { createWriteStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { CellProblem } from '@zhijie/documents';
import type { Imported } from '../../api/papers/deductions.ts';
import { type Values, wrongCall } from '../command.ts';
import { type AgencyClient, refusalLine, textOf } from './client.ts';

type Work = (client: AgencyClient, values: Values, usage: string, id?: string) => Promise<number>;

export const PAPERS_USAGE = `
  zhijie agency reconciliation print 2026-03-10 --out 对账单.pdf   已签名的日对账单，可打印，内附签名文件
  zhijie agency clearing notice 2026-03 [--kind payment|collection] --out 通知书.pdf
      付款（默认）或收款通知书，可打印；国家端加 --province 43
  zhijie agency clearing export 2026-03 --out 清算表.xlsx [--counterparty 43] [--part deductions]
      清算表 Excel：分省应付、净额、款项，省级另有逐笔明细
  zhijie agency payments export --out 支付.xlsx [--period 2026-03]    应付、批次、待复核、待查流水、预付金、扣款率
  zhijie agency payments lines 批次编号 --out 明细.xlsx        一批付款的明细
  zhijie agency reconciliation export 2026-03-10 --out 差异.xlsx
  zhijie agency prepayment export 2026 --out 预付金.xlsx
  zhijie agency claims export --out 手工报销.xlsx
  zhijie agency clearing template --out 扣款.xlsx             扣款清单的模板
  zhijie agency clearing import 扣款.xlsx                     按清单扣款、恢复、违约金；有一格不对就整个不办并逐格指明
`;

/** Options that only papers take. */
export const PAPERS_OPTIONS = ['kind', 'province'] as const;

async function saved(client: AgencyClient, values: Values, path: string): Promise<number> {
  const out = textOf(values, 'out')!;
  const answer = await client.file(path);
  if (!answer.ok) {
    console.error(refusalLine(answer.refusal));
    return 1;
  }
  await pipeline(answer.value, createWriteStream(out));
  console.log(`已写入 ${out}`);
  return 0;
}

type Asking = {
  /** The path of the file, by what it is of. */
  readonly path: (of: string) => string;
  /** What it is of, for whoever left it out; null: of nothing. */
  readonly of: string | null;
  /** Options that narrow it: [option, name in the query]. */
  readonly options?: readonly (readonly [option: string, query: string])[];
};

const filed =
  ({ path, of, options = [] }: Asking): Work =>
  async (client, values, usage, given) => {
    if (of !== null && given === undefined) return wrongCall(`缺少${of}`, usage);
    if (textOf(values, 'out') === undefined) return wrongCall('缺少 --out 文件', usage);
    const asked = new URLSearchParams();
    for (const [option, query] of options) {
      const text = textOf(values, option);
      if (text !== undefined) asked.set(query, text);
    }
    return saved(client, values, `${path(given ?? '')}?${asked}`);
  };

const MOST_TOLD = 20;

function tellProblems(problems: readonly CellProblem[]): void {
  for (const { sheet, row, column, header, text, fix } of problems.slice(0, MOST_TOLD))
    console.error(`  ${sheet}!${column}${row}（${header}）：${text}。${fix}。`);
  if (problems.length > MOST_TOLD) console.error(`  还有 ${problems.length - MOST_TOLD} 处`);
}

const imported: Work = async (client, values, usage, file) => {
  if (file === undefined) return wrongCall('缺少文件，如 扣款.xlsx', usage);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch {
    return wrongCall(`读不到文件 ${file}`, usage);
  }
  const answer = await client.send<Imported>('clearing/deductions/import', bytes);
  if (values.json === true) console.log(JSON.stringify(answer.ok ? answer.value : answer, null, 2));
  if (!answer.ok) {
    if (values.json !== true) console.error(refusalLine(answer.refusal));
    if (values.json !== true) tellProblems(answer.problems ?? []);
    return 1;
  }
  const { applied, unchanged, refused, rows } = answer.value;
  if (values.json !== true) {
    console.log(`已办理 ${applied} 行，此前已办理 ${unchanged} 行，未办理 ${refused} 行`);
    for (const { row, requestKey, refusal } of rows)
      if (refusal !== null) console.error(`  第 ${row} 行 ${requestKey}：${refusal.text}${refusal.fix}。`);
  }
  return refused === 0 ? 0 : 1;
};

const MONTH = '月份，如 2026-03';

/** Papers of `zhijie agency …`, by noun and verb. */
export const PAPERS_WORK: Readonly<Record<string, Work>> = {
  'reconciliation print': filed({
    path: (day) => `reconciliation/days/${day}/sheet.pdf`,
    of: '日期，如 2026-03-10',
  }),
  'clearing notice': filed({
    path: (month) => `clearing/${month}/notice.pdf`,
    of: MONTH,
    options: [
      ['kind', 'kind'],
      ['province', 'province'],
    ],
  }),
  'clearing export': filed({
    path: (month) => `clearing/${month}/tables.xlsx`,
    of: MONTH,
    options: [
      ['counterparty', 'counterparty'],
      ['part', 'part'],
      ['insurance', 'insuranceType'],
    ],
  }),
  'payments export': filed({
    path: () => 'payments/tables.xlsx',
    of: null,
    options: [
      ['agency', 'area'],
      ['period', 'period'],
    ],
  }),
  'payments lines': filed({ path: (id) => `payments/batches/${id}/lines.xlsx`, of: '批次编号' }),
  'reconciliation export': filed({
    path: (day) => `reconciliation/days/${day}/tables.xlsx`,
    of: '日期，如 2026-03-10',
  }),
  'prepayment export': filed({ path: (year) => `prepayment/${year}/tables.xlsx`, of: '年度，如 2026' }),
  'claims export': filed({ path: () => 'claims/tables.xlsx', of: null }),
  'clearing template': filed({ path: () => 'clearing/deductions/template.xlsx', of: null }),
  'clearing import': imported,
};
