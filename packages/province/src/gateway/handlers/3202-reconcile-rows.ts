import { type Fen, fen, formatYuan, ok, type Result } from '@zhijie/kernel';
import { readRowFile, statementRows, statementVerdicts, writeRowFile } from '@zhijie/wire';
import type { Call, CareDeps } from '../../care/deps.ts';
import { openFile } from '../../care/file/service.ts';
import type { HospitalRow, JudgedRow } from '../../care/reconciliation/rows.ts';
import { reconcileRows as reconcile, sumsOfRows } from '../../care/reconciliation/service.ts';
import { type CareRefusal, careRefusal } from '../../care/refusals.ts';
import type { HandlerOf, Handling } from '../handling.ts';
import { careTypesOf } from '../settlement-output.ts';

/** The rows of a file that the hospital uploaded. Refusals: `file-unknown`, `statement-file`. */
export async function uploadedRows(
  deps: CareDeps,
  call: Call,
  fileId: string,
): Promise<Result<readonly HospitalRow[], CareRefusal>> {
  const archive = await openFile(deps, call, fileId);
  if (archive === null) return careRefusal('file-unknown', 'fileId', { fileId });
  const read = readRowFile(statementRows, archive);
  if (!read.ok) {
    const fault = 'fault' in read ? UNREADABLE : `对账明细文件有误：${read.refusal.message}`;
    return careRefusal('statement-file', 'fileId', { fault });
  }
  return ok(
    read.value.map(
      ({ paidByPersonalAccount, ...row }): HospitalRow => ({ ...row, paidByAccount: paidByPersonalAccount }),
    ),
  );
}

export const reconcileRows: HandlerOf<'3202'> = async ({ deps, call, input, answer }) => {
  const uploaded = await uploadedRows(deps, call, input.fileId);
  if (!uploaded.ok) return uploaded;
  const rows = uploaded.value.filter((row) => input.isRefund !== false || !row.isRefund);
  const { settlementAgency: agency, statementFrom: from, statementUntil: until, clearingCategory } = input;
  const name = `${clearingCategory ?? 'all'}-${from}-${until}`;
  return reconcile(
    deps,
    call,
    {
      agency,
      insuranceType: null,
      clearingCategory: clearingCategory ?? null,
      careTypes: clearingCategory === undefined ? null : careTypesOf(clearingCategory),
      from,
      until,
      rows,
      cash: input.paidInCashInQuery,
    },
    (judged) => verdictFile(`${name}-result`, judged),
    ({ file }) =>
      answer(
        { fileId: file.fileId, fileName: file.name, downloadUntilTime: file.expiresAt },
        warningsOf(input, rows),
      ),
  );
};

const UNREADABLE =
  '对账明细文件不能读取。请上传含一个 UTF-8 文本的 ZIP，每行一笔，各列以制表符分隔，列序按接口规范。';

/** The file's sums are compared with the message's for the hospital's sake; the rows decide. */
function warningsOf(input: Handling<'3202'>['input'], rows: readonly HospitalRow[]): string[] {
  const sums = sumsOfRows(rows);
  const isSame =
    sums.feeTotal === input.feeTotal &&
    sums.paidByFunds === input.paidByFunds &&
    sums.count === input.settlementCount;
  if (isSame) return [];
  return [
    `文件 ${sums.count} 笔、总额 ${formatYuan(sums.feeTotal)} 元、基金 ${formatYuan(sums.paidByFunds)} 元，` +
      '与报文合计不符；已按文件逐笔对账',
  ];
}

/** An archive of rows with what was found of each. */
export const verdictFile = (name: string, judged: readonly JudgedRow[]) => ({
  name: `${name}.zip`,
  content: writeRowFile(statementVerdicts, `${name}.txt`, judged.map(verdictRow)),
});

/**
 * One row of the answered file. A row that only the platform has carries no visit and no settlement in its
 * columns, as the standard says; its note names them.
 */
function verdictRow(row: JudgedRow) {
  const { verdict, hospital, own } = row;
  const shown = hospital ?? own!;
  const isOurs = hospital === null;
  return {
    personId: shown.personId,
    visitId: isOurs ? null : hospital.visitId,
    settlementId: isOurs ? null : hospital.settlementId,
    senderMessageId: own?.messageId ?? null,
    statementResult: verdict === 'matched' || verdict === 'netted' ? 'equal' : 'differs',
    isRefund: shown.isRefund,
    remark: noteOf(row),
    feeTotal: shown.feeTotal,
    paidByFunds: shown.paidByFunds,
    paidByPersonalAccount: shown.paidByAccount,
  };
}

function noteOf(row: JudgedRow): string {
  const { verdict, hospital, own, known } = row;
  switch (verdict) {
    case 'matched':
      return '一致';
    case 'netted':
      return '结算与退费相抵，无差额';
    case 'open':
      return '结果未定：请稍后用 5203 查询，或用同一 msgid 重发后再对账';
    case 'differs':
      return `${differences(row)}。更正：按医保结算更正本院记录；确属医保有误的，撤销（${voidOf(row)}）后重新结算`;
    case 'only-here':
      return (
        `医保有、本院无：结算ID ${own!.settlementId}，就诊ID ${own!.visitId}。` +
        `补记：本院确有此笔的补记；没有的用 2601 冲正原报文，或用 ${voidOf(row)} 撤销`
      );
    case 'elsewhere':
      return `医保有此结算（${known!.settledAt === null ? '' : '已结算，'}不在本次对账的日期、类别或经办机构内）。说明：请按其所属范围对账`;
    case 'only-hospital':
      return known?.reason === 'unknown-outcome'
        ? `本院有、医保无：该结算已冲正。冲销：冲销本院记录，需报销的重新结算 ${formatYuan(hospital!.feeTotal)} 元`
        : `本院有、医保无：医保没有此结算。冲销：冲销本院记录 ${formatYuan(hospital!.feeTotal)} 元，或重新结算`;
  }
}

const voidOf = ({ own }: JudgedRow): string => (own!.careType.includes('inpatient') ? '2305' : '2208');

function differences({ hospital, own }: JudgedRow): string {
  const amounts: readonly (readonly [string, Fen, Fen])[] = [
    ['总额', hospital!.feeTotal, own!.feeTotal],
    ['基金', hospital!.paidByFunds, own!.paidByFunds],
    ['个账', hospital!.paidByAccount, own!.paidByAccount],
  ];
  const said = amounts
    .filter(([, theirs, ours]) => theirs !== ours)
    .map(
      ([name, theirs, ours]) =>
        `${name}本院 ${formatYuan(theirs)}、医保 ${formatYuan(ours)}，差 ${formatYuan(fen(theirs - ours))}`,
    );
  const person = hospital!.personId === own!.personId ? [] : ['人员编号不同'];
  return [...said, ...person].join('；');
}
