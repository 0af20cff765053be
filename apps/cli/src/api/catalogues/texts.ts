import { formatPercent, type Rate, type Refusal } from '@zhijie/kernel';
import {
  RELEASE_REFUSAL_TEXTS,
  type ReleaseRefusalCode,
  ROW_PROBLEM_TEXTS,
  type RowProblem,
} from '@zhijie/province';
import type { Told } from '../agency/index.ts';
import { detailText } from '../telling.ts';
import { headerOf } from './columns.ts';

/** What to do; the text is the release's own. */
const FIXES: Readonly<Record<ReleaseRefusalCode, string>> = {
  'not-permitted': '请由该统筹区的经办机构办理',
  'release-unknown': '请核对版本编号',
  'file-empty': '请在模板的表头下填写',
  'effective-too-early': '请另选明天或以后的日期重新导入',
  'row-unknown': '请只选择单位不同的行',
  'note-missing': '写明两个单位怎么换算，如“每次检查一个部位，1 次 = 1 部位”',
  'release-decided': '请刷新，查看现在的版本',
  'maker-is-checker': '请另一位工作人员登录后发布',
  'nothing-to-publish': '请先更正隔离区的行，再导入',
  'units-open': '请逐行确认单位换算，或在文件中改正后再导入',
  'reason-missing': '请写明撤回的理由',
};

const FILE_TEXTS: Readonly<Record<string, readonly [text: string, fix: string]>> = {
  'not-a-workbook': ['不是可读的 Excel 文件', '请另存为 .xlsx 或 UTF-8 的 .csv'],
  'too-many-rows': ['超过 5 万行', '请分几次导入'],
  'header-missing': ['表头缺少列', '请用模板填写，不要改表头'],
};

export function catalogueTelling(refusal: Refusal): Told {
  const { code, field = 'body', detail = {} } = refusal;
  const file = FILE_TEXTS[code];
  if (file !== undefined) {
    const missing = detail.headers === undefined ? '' : `：${detail.headers}`;
    return { code, field: 'file', text: `${file[0]}${missing}。`, fix: file[1] };
  }
  const known = code as ReleaseRefusalCode;
  const said = RELEASE_REFUSAL_TEXTS[known] ?? '未予办理';
  const about = detailText(refusal, { money: {}, plain: { row: '第几行', rows: '行数' } });
  return { code, field, text: `${said}${about}。`, fix: FIXES[known] ?? '请核对后再办' };
}

export function catalogueStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'not-permitted' || code === 'maker-is-checker') return 403;
  if (code === 'release-unknown') return 404;
  return code === 'release-decided' ? 409 : 422;
}

/** What is wrong with a row and what to write instead, also in one line for the file. */
export function problemText({ field, code, otherRow, sum }: RowProblem) {
  const [said, fix] = ROW_PROBLEM_TEXTS[code];
  const total = sum === null ? '' : `（合计 ${formatPercent(sum as Rate)}）`;
  const other = otherRow === null ? '' : `（见第 ${otherRow} 行）`;
  const text = `${said}${total}${other}`;
  return { field, header: headerOf(field), code, text, fix, line: `${headerOf(field)}：${text}，${fix}` };
}
