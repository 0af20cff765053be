import { readFileSync, writeFileSync } from 'node:fs';
import { readCsv } from '@zhijie/engine';
import { Failure, LABELS } from '@zhijie/kernel';
import { LARGEST_FEED, RANK_LABELS, type RowAnswer, TIER_LABELS, type Told } from '../../api/agency/index.ts';
import { type Values, wrongCall } from '../command.ts';
import { type AgencyClient, refusalLine, textOf } from './client.ts';

/** Columns of the feed; the first row names them in either way. */
const COLUMNS: Readonly<Record<string, string>> = {
  业务编号: 'eventId',
  人员编号: 'personId',
  身份证号: 'certificateNumber',
  险种: 'insuranceType',
  参保状态: 'status',
  生效日期: 'effectiveOn',
  缴费档次: 'contributionTier',
  公务员级别: 'civilServantRank',
  连续参保起始日: 'enrolledSince',
  签约家庭医生: 'hasFamilyDoctor',
};
const NAMES = Object.values(COLUMNS);

const wordOf = (labels: Readonly<Record<string, string>>, text: string): string =>
  Object.entries(labels).find(([, label]) => label === text)?.[0] ?? text;
const INSURANCES = { ...LABELS.insuranceType, employee: '职工', resident: '居民' };

type Line = { readonly number: number; readonly cells: readonly string[]; readonly row: object };

const YES_NO: Readonly<Record<string, boolean>> = { 是: true, yes: true, 否: false, no: false };

/** A cell as the interface wants it; what is not understood is sent as it is and refused there by name. */
function sentAs(name: string, text: string): string | boolean {
  if (name === 'insuranceType') return wordOf(LABELS.insuranceType, wordOf(INSURANCES, text));
  if (name === 'status') return wordOf(LABELS.coverageStatus, text);
  if (name === 'contributionTier') return wordOf(TIER_LABELS, text);
  if (name === 'civilServantRank') return wordOf(RANK_LABELS, text);
  return name === 'hasFamilyDoctor' ? (YES_NO[text] ?? text) : text;
}

function lineOf(header: readonly string[], cells: readonly string[], number: number): Line {
  const given = header.flatMap((name, index) => {
    const text = (cells[index] ?? '').trim();
    if (text === '') return [];
    return [[name, sentAs(name, text)] as const];
  });
  const extra = cells.length > header.length ? { extraColumn: cells[header.length] } : {};
  return { number, cells, row: { ...Object.fromEntries(given), ...extra } };
}

type Read = { readonly header: readonly string[]; readonly lines: readonly Line[] };

/** The rows of the file with their line numbers; a text says what is wrong with the file itself. */
function readFeed(path: string): Read | string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch {
    return `读不到 ${path}，或不是 UTF-8 编码的 CSV；在表格软件中另存为 CSV UTF-8`;
  }
  const [first, ...rest] = readCsv(text);
  const header = (first ?? []).map((name) => COLUMNS[name.trim()] ?? name.trim());
  const unknown = header.filter((name) => !NAMES.includes(name));
  const help = `首行应为 ${Object.keys(COLUMNS).join(',')}（人员编号、身份证号可只写一列，缴费档次起可不写），或 ${NAMES.join(',')}`;
  if (header.length === 0) return `${path} 是空的；${help}`;
  if (unknown.length > 0) return `${path} 首行有不认识的列 ${unknown.join('、')}；${help}`;
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) return `${path} 首行的列 ${twice} 写了两次；${help}`;
  const lines = rest.map((cells, index) => lineOf(header, cells, index + 2));
  return {
    header: first ?? [],
    lines: lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')),
  };
}

type FeedAnswer = { readonly rows: readonly RowAnswer[] };
type Fed = { readonly line: Line; readonly answer: RowAnswer };

/**
 * Sends a contribution file row by row and prints what became of each. Whatever is interrupted is sent again
 * as a whole: what took effect does not take effect twice. `--refused FILE` keeps the refused rows with the
 * reason, to be corrected and sent.
 */
export async function feedPersons(
  client: AgencyClient,
  values: Values,
  path: string | undefined,
  usage: string,
): Promise<number> {
  if (path === undefined) return wrongCall('缺少文件：zhijie agency persons feed FILE.csv', usage);
  const read = readFeed(path);
  if (typeof read === 'string') {
    console.error(read);
    return 2;
  }
  const told: Fed[] = [];
  for (let from = 0; from < read.lines.length; from += LARGEST_FEED) {
    const lines = read.lines.slice(from, from + LARGEST_FEED);
    const answer = await post(client, lines, read.lines.length - from);
    if (!answer.ok) return stopped(answer.refusal, lines, told.length);
    answer.value.rows.forEach((row, index) => void told.push({ line: lines[index]!, answer: row }));
  }
  return report(read, told, values);
}

async function post(client: AgencyClient, lines: readonly Line[], left: number) {
  try {
    return await client.post<FeedAnswer>('contributions', { rows: lines.map(({ row }) => row) });
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    const text = `第 ${lines[0]!.number} 行起的 ${left} 行结果未知：原样再报送整个文件即可`;
    throw new Failure(`${text}。${cause.message}`, { cause });
  }
}

function stopped(refusal: Told, lines: readonly Line[], done: number): number {
  console.error(refusalLine(refusal));
  console.error(
    `第 ${lines[0]!.number} 行起没有报送（此前 ${done} 行已有结果）；改正后原样再报送整个文件即可。`,
  );
  return 1;
}

const OUTCOMES = { applied: '已生效', unchanged: '无变化', refused: '未办理' } as const;

function report({ header }: Read, told: readonly Fed[], values: Values): number {
  const refused = told.filter(({ answer }) => answer.outcome === 'refused');
  const count = (outcome: RowAnswer['outcome']) =>
    told.filter(({ answer }) => answer.outcome === outcome).length;
  const sums = { applied: count('applied'), unchanged: count('unchanged'), refused: refused.length };
  if (values.json === true) {
    const rows = told.map(({ line, answer }) => ({ ...answer, row: line.number }));
    console.log(JSON.stringify({ ...sums, rows }, null, 2));
  } else {
    for (const { line, answer } of told) console.log(rowLine(line, answer));
    console.log(
      `共 ${told.length} 行：已生效 ${sums.applied}，无变化 ${sums.unchanged}，未办理 ${sums.refused}`,
    );
  }
  const file = textOf(values, 'refused');
  if (file !== undefined) writeFileSync(file, refusedCsv(header, refused));
  return refused.length === 0 ? 0 : 1;
}

function rowLine({ number }: Line, { outcome, eventId, refusal }: RowAnswer): string {
  const what = `第 ${number} 行  ${eventId ?? '（无业务编号）'}  ${OUTCOMES[outcome]}`;
  return refusal === null ? what : `${what}  ${refusal.field}：${refusal.text}${refusal.fix}`;
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The refused rows as they were, with field and reason in a last column that is to be taken out again. */
function refusedCsv(header: readonly string[], refused: readonly Fed[]): string {
  const rows = refused.map(({ line, answer: { refusal } }) => [
    ...line.cells,
    `${refusal?.field ?? ''}：${refusal?.text ?? ''}${refusal?.fix ?? ''}`,
  ]);
  return [[...header, '未办理原因'], ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
}
