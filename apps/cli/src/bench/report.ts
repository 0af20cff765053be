import type { Machine } from './machine.ts';
import type { RungResult } from './rung.ts';
import { targetCell } from './targets.ts';

export type Report = {
  readonly startedAt: string;
  readonly seed: string;
  readonly seconds: number;
  readonly machine: Machine;
  /** Rungs that could not run here, and why. */
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
  readonly rungs: readonly RungResult[];
};

/** Figures of a run whose books are wrong mean nothing. */
export const isVoid = (report: Report): boolean => report.rungs.some(({ breaches }) => breaches.length > 0);

const number = (value: number | null, digits: number): string =>
  value === null ? '–' : value.toLocaleString('en', { maximumFractionDigits: digits });

/** A wide character takes two columns of a terminal. */
const width = (text: string): number => [...text].reduce((sum, c) => sum + (c > '\u2e7f' ? 2 : 1), 0);
const padded = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - width(text)));
const right = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - width(text))) + text;

/** Column widths of a terminal; the second is the title's. */
const COLUMNS = [7, 76, 12, 8, 9, 9, 10, 9, 34] as const;
const HEADS = ['级', '测什么', '每秒', '比例', 'p50 ms', 'p99 ms', 'CPU 程序', 'CPU 库', '目标'] as const;

/** Texts left, figures right; behind the figures what the check of the books found. */
function row(cells: readonly string[], books: string): string {
  const fitted = cells.map((cell, i) => (i < 2 ? padded(cell, COLUMNS[i]!) : right(cell, COLUMNS[i]!)));
  return `${fitted.join('')}  ${books}`;
}

function line(rung: RungResult): string {
  const { id, title, perSecond, ratio, p50, p99, breaches, latencyFrom, cpu } = rung;
  const checked =
    breaches.length > 0 ? `✗ ${breaches.length}` : /^[PLKS]/.test(id) && id !== 'P0' ? '✓' : '–';
  const from = latencyFrom === 'intended-start' ? '*' : ' ';
  const cells = [
    id,
    title,
    number(perSecond, 0),
    ratio === null ? '–' : `${number(ratio * 100, 0)} %`,
    number(p50, 1),
    `${number(p99, 1)}${from}`,
    number(cpu?.node ?? null, 2),
    number(cpu?.postgres ?? null, 2),
    targetCell(rung),
  ];
  return row(cells, checked);
}

/** The table of a run, with what it ran on. */
export function table(report: Report): string[] {
  const { machine, rungs, skipped, seed, seconds } = report;
  const { settings } = machine;
  return [
    `机器      ${machine.cpu}，${machine.cores} 核，${machine.memoryGb} GB，开始时负载 ${machine.loadBefore}`,
    `软件      Node ${machine.node}，PostgreSQL ${machine.postgres}（fsync ${settings.fsync}，synchronous_commit ${
      settings.synchronous_commit
    }，shared_buffers ${settings.shared_buffers}×8 kB）`,
    `磁盘      写 8 KB 并落盘 ${machine.flushMicroseconds} µs（中位数）；每级 ${seconds} 秒，种子 ${seed}`,
    '',
    row(HEADS, '账'),
    ...rungs.map(line),
    '',
    '比例：P 级对 P1，L2 对 L1，L3 对 L2，S2 是 S1 的倍数，E 级对同一轮做同样工作的手写流水线（E 级按处理器时间计）。* 从应到时刻计（开环）。压测程序在同一台机器的同样核上。',
    'CPU：每笔毫秒处理器时间（本程序 / PostgreSQL），受其他程序影响较小。',
    '目标：比例（E2、E4、L2、L3、P3）和内存（E6）未达则退出码 1；绝对数和标“参考”的只报告，随机器而变。',
    '账：每级之后检查全部不变量、试算平衡和已应答笔数；✗ 则本轮作废。',
    ...skipped.map(({ id, reason }) => `跳过 ${id}：${reason}`),
    ...rungs.flatMap(({ id, note }) => (note === undefined ? [] : [`${id}：${note}`])),
    ...rungs.flatMap(({ id, breaches }) => breaches.slice(0, 5).map((breach) => `✗ ${id} ${breach}`)),
  ];
}
