import { statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type CalendarDate, Failure, isWord } from '@zhijie/kernel';
import { VISIT_SCOPES, type VisitScope } from '@zhijie/population';
import { csvOf } from '../whatif/csv.ts';
import { pageOf } from '../whatif/page.ts';
import {
  basePack,
  type Comparison,
  compare,
  overlayPath,
  readOverlay,
  type Wrong,
} from '../whatif/policies.ts';
import { linesOf } from '../whatif/print.ts';
import { progressOn } from '../whatif/progress.ts';
import { runWhatIf, type WhatIfRun } from '../whatif/run.ts';
import { openTrace } from '../whatif/trace-file.ts';
import { type Command, type Values, withOptions, wrongCall } from './command.ts';
import { dayOf, folderOf, loadPacks, textOf, today } from './pack-arguments.ts';

const MOST_VISITS = 20_000_000;
const MOST_TRACED = 1_000_000;

const USAGE = `zhijie whatif：试算。合成人群在现行政策和改动后的政策下各算一遍，比较钱由谁出、谁受益、谁受损

  zhijie whatif BASE OVERLAY --population SEED [--size N]
      BASE     政策包编号（990100-resident）或统筹区（990100）
      OVERLAY  试算文件，或 policies/overlays 中的编号；写法见 policies/README.md
      例：zhijie whatif 990100-resident demo-a-deductible-1000 --population 20260301 --size 10000

  --population SEED  人群的种子，任意文字；同一种子在任何机器上给出同样的结果哈希
  --size N           人次，1 至 ${MOST_VISITS}，默认 100000
  --care KIND        all 全部（默认）、inpatient 只有住院、outpatient 只有门诊和药店、chronic 只有慢特病
  --on DATE          按哪一天的政策算；默认试算的生效日，没有生效日则为今天
  --csv FILE         全部表格      --html FILE  带图的网页，一个文件，不引用外部资源
  --trace FILE       逐次明细（JSON 行）：两方的每一步及其规则、条款      --trace-visits N  前 N 人次，默认 1000
  --folder 文件夹     政策包所在，默认 policies
  --json             输出 JSON

  人群只含跨省就诊，依据和假定列在网页末尾。退出码：0 完成；1 不能试算；2 命令写错
`;

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  population: TEXT,
  size: TEXT,
  care: TEXT,
  on: TEXT,
  csv: TEXT,
  html: TEXT,
  trace: TEXT,
  'trace-visits': TEXT,
  folder: TEXT,
  json: { type: 'boolean' },
} as const;

/** What the call asks for, checked. */
type Asked = {
  readonly base: string;
  readonly overlay: string;
  readonly seed: string;
  readonly size: number;
  readonly scope: VisitScope;
  readonly on: CalendarDate | null;
  readonly csv: string | undefined;
  readonly html: string | undefined;
  readonly trace: string | undefined;
  readonly traced: number;
  readonly folder: string;
  readonly isJson: boolean;
};

/** Calculates a reform over a seeded synthetic population. */
export const whatif: Command = {
  name: 'whatif',
  summary: '试算：改动政策，看钱和人怎样变化',
  run: (args) =>
    withOptions(args, { usage: USAGE, options: OPTIONS, positionals: true }, (values, given) => {
      const asked = askedOf(values, given);
      if ('wrong' in asked) return wrongCall(asked.wrong, USAGE);
      try {
        const wrong = run(asked);
        return wrong === null ? 0 : wrongCall(wrong.wrong, USAGE);
      } catch (cause) {
        if (!(cause instanceof Failure)) throw cause;
        console.error(cause.message);
        return 1;
      }
    }),
};

function askedOf(values: Values, given: readonly string[]): Asked | Wrong {
  const [base, overlay, ...more] = given;
  if (base === undefined || overlay === undefined || more.length > 0) {
    return { wrong: '写成 zhijie whatif BASE OVERLAY --population SEED' };
  }
  const seed = textOf(values, 'population');
  if (seed === undefined || seed.trim() === '' || seed.length > 64) {
    return { wrong: `--population："${seed ?? ''}" 应为 1 至 64 个字的种子，如 20260301` };
  }
  const size = wholeNumber(values, 'size', 100_000, MOST_VISITS);
  if (typeof size !== 'number') return size;
  const traced = wholeNumber(values, 'trace-visits', 1000, MOST_TRACED);
  if (typeof traced !== 'number') return traced;
  const scope = textOf(values, 'care') ?? 'all';
  if (!isWord(VISIT_SCOPES, scope))
    return { wrong: `--care："${scope}" 应为 ${VISIT_SCOPES.join('、')} 之一` };
  const day = textOf(values, 'on');
  const on = day === undefined ? null : dayOf(day, '--on');
  if (on !== null && typeof on !== 'string') return on;
  const files = { csv: textOf(values, 'csv'), html: textOf(values, 'html'), trace: textOf(values, 'trace') };
  const unusable = wrongFile(files);
  if (unusable !== null) return unusable;
  const folder = folderOf(values);
  return { base, overlay, seed, size, scope, on, ...files, traced, folder, isJson: values.json === true };
}

function wholeNumber(values: Values, name: string, otherwise: number, most: number): number | Wrong {
  const text = textOf(values, name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= 1 && value <= most) return value;
  return { wrong: `--${name}："${text}" 应为 1 至 ${most} 的整数` };
}

/** Before a long run, what would only fail at its end. */
function wrongFile(files: Readonly<Record<string, string | undefined>>): Wrong | null {
  const taken = new Map<string, string>();
  for (const [name, file] of Object.entries(files)) {
    if (file === undefined) continue;
    const path = resolve(file);
    const other = taken.get(path);
    if (other !== undefined) return { wrong: `--${name} 和 --${other} 是同一个文件 "${file}"，请分开写` };
    taken.set(path, name);
    const isFolder = (at: string) => statSync(at, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (!isFolder(dirname(path))) return { wrong: `--${name}：没有文件夹 ${dirname(path)}，请先建立` };
    if (isFolder(path)) return { wrong: `--${name}："${file}" 是文件夹，请写文件名` };
  }
  return null;
}

function run(asked: Asked): Wrong | null {
  const { base, folder, scope, seed, size } = asked;
  const library = loadPacks(folder);
  const path = overlayPath(folder, asked.overlay);
  if (typeof path !== 'string') return path;
  const overlay = readOverlay(library, path);
  const pack = basePack(library, overlay, base);
  if ('wrong' in pack) return pack;
  const on = asked.on ?? overlay.from ?? today();
  const comparison = compare(library, overlay, pack, { on, scope });
  const trace =
    asked.trace === undefined
      ? null
      : openTrace(asked.trace, comparison, {
          hash: overlay.hash,
          seed,
          size,
          scope,
          on,
          visits: asked.traced,
        });
  try {
    const done = runWhatIf(comparison, {
      seed,
      size,
      scope,
      overlayName: asked.overlay,
      onProgress: progressOn(process.stderr, size),
      ...(trace === null ? {} : { onVisit: trace.see }),
    });
    finish(asked, comparison, done);
  } finally {
    trace?.close();
  }
  return null;
}

function finish({ csv, html, isJson }: Asked, comparison: Comparison, { report, examples }: WhatIfRun): void {
  if (csv !== undefined) writeFileSync(csv, csvOf(report));
  if (html !== undefined) writeFileSync(html, pageOf(report, comparison, examples()));
  console.log(isJson ? JSON.stringify(report, null, 2) : linesOf(report).join('\n'));
}
