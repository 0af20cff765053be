import { existsSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import {
  type CaseResult,
  type ClauseCoverage,
  checkProducts,
  countNumbers,
  coverClauses,
  type Finding,
  lint,
  type NumberCounts,
  type PolicyFile,
  type PolicyLibrary,
  type ProductReport,
  runCases,
} from '@zhijie/engine';
import { checkThresholds, type ThresholdCheck } from '@zhijie/engine/oracle';
import type { CalendarDate } from '@zhijie/kernel';
import { readYamlFiles } from '../policy-files.ts';
import type { Values } from './command.ts';
import { dayOf, folderOf, loadPacks, textOf, today } from './pack-arguments.ts';
import { checkOverlay, checkOverlays, isOverlayFile, overlayLine } from './whatif-check.ts';

/** What `pack check` counts and finds. Clean when there is no finding, no failed case and no difference. */
export type PackReport = {
  readonly packs: number;
  readonly areas: number;
  readonly fictionalAreas: number;
  readonly plans: number;
  readonly epochs: number;
  readonly cases: number;
  readonly failedCases: readonly CaseResult[];
  readonly clauses: number;
  readonly uncovered: readonly ClauseCoverage[];
  readonly thresholds: number;
  readonly bills: number;
  /** Of the bills, those settled; the rest are refusals, which both engines must give alike. */
  readonly settled: number;
  readonly differences: readonly {
    readonly packId: string;
    readonly benefit: string;
    readonly text: string;
  }[];
  readonly numbers: NumberCounts;
  readonly findings: readonly Finding[];
};

/** What to look at: everything, or some areas, of one of them perhaps only one file. */
export type Scope = { readonly areas?: ReadonlySet<string>; readonly file?: string };
type Progress = (text: string) => void;

/**
 * `pack check [AREA|FILE|FOLDER]`: loads, lints, runs the cases, compares the compiled plans with the second
 * engine at every threshold, counts what is known. Exit code 1 when anything is found.
 */
export function checkPacks(values: Values, given: readonly string[]): number | { readonly wrong: string } {
  const on = textOf(values, 'date') === undefined ? today() : dayOf(textOf(values, 'date')!, '--date');
  if (typeof on !== 'string') return on;
  if (given.length > 1) return { wrong: '只写一个统筹区、文件或文件夹，或都不写' };
  const folder = folderOf(values);
  const library = loadPacks(folder);
  if (given[0] !== undefined && isOverlayFile(given[0])) return checkOneOverlay(library, given[0], values);
  const files = readYamlFiles(folder);
  const commercial = given[0] === undefined ? null : commercialOf(folder, given[0]);
  if (commercial !== null) return checkCommercial(files, commercial, values);
  const scope = scopeOf(library, folder, given[0]);
  if ('wrong' in scope) return scope;
  const found = examinePacks(library, files, { on, scope, progress: progressOn(values) });
  const overlays = given[0] === undefined ? checkOverlays(library, folder) : [];
  const products = given[0] === undefined ? checkProducts(files) : null;
  const more = [...overlays.flatMap(({ findings }) => findings), ...(products?.findings ?? [])];
  const report = { ...found, findings: [...found.findings, ...more] };
  if (values.json === true) console.log(JSON.stringify({ ...countsOf(report), overlays, products }, null, 2));
  else {
    printReport(report);
    for (const overlay of overlays) console.log(overlayLine(overlay));
    if (products !== null && products.products > 0) console.log(productsLine(products));
  }
  return isClean(report) ? 0 : 1;
}

/** The path of a commercial product, or of all of them, inside the folder; null when it is none of them. */
function commercialOf(folder: string, given: string): string | null {
  const path = [resolve(given), resolve(folder, given)].find((one) => existsSync(one));
  if (path === undefined) return null;
  const inside = relative(resolve(folder), path).replaceAll('\\', '/');
  return inside === 'commercial' || inside.startsWith('commercial/') ? inside : null;
}

/** `pack check` of commercial products alone, all or one; each finding with file, line and fix. */
function checkCommercial(files: readonly PolicyFile[], wanted: string, values: Values): number {
  const report = checkProducts(files);
  const findings = report.findings.filter(({ file }) => file === wanted || file.startsWith(`${wanted}/`));
  if (values.json === true) console.log(JSON.stringify({ ...report, findings }, null, 2));
  else console.log([...findings.map(findingLine), productsLine(report)].join('\n'));
  return findings.length === 0 ? 0 : 1;
}

const productsLine = ({ products, expressed, layers, numbers }: ProductReport): string =>
  `商业补充保险产品 ${products} 个，写明责任的 ${expressed} 个、责任 ${layers} 项；` +
  `数字：已核实 ${numbers.verified}，待核实 ${numbers.unverified}，虚构 ${numbers.fictional}`;

/** `pack check` of a what-if overlay: does it load over its pack, and what is doubtful in it? */
function checkOneOverlay(library: PolicyLibrary, path: string, values: Values): number {
  const overlay = checkOverlay(library, path);
  if (values.json === true) console.log(JSON.stringify(overlay, null, 2));
  else console.log([...overlay.findings.map(findingLine), overlayLine(overlay)].join('\n'));
  return overlay.findings.length === 0 ? 0 : 1;
}

export const isClean = ({ findings, failedCases, differences }: PackReport): boolean =>
  findings.length + failedCases.length + differences.length === 0;

/** Areas have six digits; a file or a folder below the packs' folder means the area that it belongs to. */
function scopeOf(
  library: PolicyLibrary,
  folder: string,
  given: string | undefined,
): Scope | { wrong: string } {
  if (given === undefined) return {};
  if (/^\d{6}$/.test(given)) {
    const isKnown = library.packs.some((pack) => pack.area === given);
    return isKnown ? { areas: new Set([given]) } : { wrong: `${folder} 里没有统筹区 ${given} 的政策包` };
  }
  const path = [resolve(given), resolve(folder, given)].find((one) => existsSync(one));
  if (path === undefined) return { wrong: `"${given}" 不是统筹区，也没有这个文件或文件夹` };
  const inside = relative(resolve(folder), path).replaceAll('\\', '/');
  const isFile = statSync(path).isFile();
  const owner = isFile ? inside.split('/').slice(0, -1).join('/') : inside;
  const packs = library.files.packs.filter((pack) => pack.folder === owner);
  if (packs.length === 0)
    return { wrong: `${path} 不在 ${folder} 的政策包里；别处的副本请用 --folder 指出其文件夹` };
  const areas = new Set(packs.map((pack) => pack.data.area));
  return isFile ? { areas, file: inside } : { areas };
}

/** Everything that can be found in packs that load. */
export function examinePacks(
  library: PolicyLibrary,
  files: readonly PolicyFile[],
  { on, scope, progress }: { on: CalendarDate; scope: Scope; progress: Progress },
): PackReport {
  const { areas, file } = scope;
  const isWanted = (path: string): boolean => file === undefined || path === file;
  const plans = library.allPlans().filter(({ plan }) => areas?.has(plan.area) ?? true);
  const findings = lint(library, {
    on,
    ...(areas === undefined ? {} : { areas }),
    onPlan: (done, all) => progress(`检查行为 ${done + 1}/${all}`),
  });
  progress('运行案例');
  const cases = runCases(library, areas === undefined ? files : files.filter(isOfAreas(library, areas)));
  const clauses = coverClauses(library, files, areas);
  const thresholds = plans.map(({ plan }, index) => {
    progress(`复核阈值 ${index + 1}/${plans.length}`);
    return checkThresholds(plan);
  });
  progress('');
  const packs = library.packs.filter((pack) => areas?.has(pack.area) ?? true);
  return {
    packs: packs.length,
    areas: new Set(packs.map((pack) => pack.area)).size,
    fictionalAreas: new Set(packs.filter((pack) => pack.isFictional).map((pack) => pack.area)).size,
    plans: new Set(plans.map(({ plan }) => `${plan.packId} ${plan.benefit}`)).size,
    epochs: plans.length,
    cases: cases.length,
    failedCases: cases.filter((one) => !one.ok),
    clauses: clauses.length,
    uncovered: clauses.filter((clause) => !clause.isCovered),
    thresholds: thresholds.reduce((sum, one) => sum + one.thresholds, 0),
    bills: thresholds.reduce((sum, one) => sum + one.bills, 0),
    settled: thresholds.reduce((sum, one) => sum + one.settled, 0),
    differences: thresholds.flatMap(differencesOf),
    numbers: countNumbers(library, areas),
    findings: findings.filter((found) => isWanted(found.file)),
  };
}

const differencesOf = ({ packId, benefit, differences }: ThresholdCheck) =>
  differences.map((text) => ({ packId, benefit, text }));

function isOfAreas(library: PolicyLibrary, areas: ReadonlySet<string>): (file: PolicyFile) => boolean {
  const folders = new Set(
    library.files.packs.filter((pack) => areas.has(pack.data.area)).map((pack) => pack.folder),
  );
  return ({ path }) => folders.has(path.split('/').slice(0, -1).join('/'));
}

/** Progress goes to a terminal only, on one line; the report stands alone on standard output. */
function progressOn(values: Values): Progress {
  if (values.json === true || !process.stderr.isTTY) return () => undefined;
  return (text) => process.stderr.write(`\r\u001b[K${text}`);
}

/** The report for a program: counts first, then what was found, by name. */
export function countsOf({ cases, clauses, ...report }: PackReport): Readonly<Record<string, unknown>> {
  const { failedCases, uncovered, findings, ...rest } = report;
  return {
    ...rest,
    cases,
    failed: failedCases.length,
    clauses,
    clausesCovered: clauses - uncovered.length,
    errors: findings.filter((finding) => finding.severity === 'error').length,
    warnings: findings.filter((finding) => finding.severity === 'warning').length,
    findings,
    failedCases,
    uncovered,
  };
}

export function printReport(report: PackReport): void {
  for (const finding of report.findings) console.log(findingLine(finding));
  for (const { file, line, name, differences } of report.failedCases)
    console.log(`${file}:${line} 案例不符：${name}：${differences.join('；')}`);
  for (const { packId, benefit, text } of report.differences)
    console.log(`${packId} ${benefit} 两个引擎不同：${text}`);
  console.log(summaryOf(report).join('\n'));
}

const count = (number: number): string => number.toLocaleString('en-US');

/** The counts in sentences. */
export function summaryOf(report: PackReport): string[] {
  const { numbers, findings } = report;
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const real = numbers.verified + numbers.unverified + numbers.sample;
  return [
    `${report.packs} 个政策包（${report.areas} 个统筹区），${report.plans} 个方案 ${report.epochs} 个时段；` +
      `${count(report.cases)} 个案例，${report.failedCases.length} 个不符；` +
      `条款 ${report.clauses} 条，案例用到 ${report.clauses - report.uncovered.length} 条；` +
      `${errors} 处错误，${findings.length - errors} 处提醒`,
    `阈值 ${count(report.thresholds)} 处，在 −1、0、+1 分用第二个引擎复核 ${count(report.bills)} 张账单` +
      `（结算 ${count(report.settled)} 张，按名拒绝 ${count(report.bills - report.settled)} 张），` +
      `${report.differences.length} 张不同`,
    `数字 ${count(real)} 个：已核实 ${count(numbers.verified)}，待核实 ${count(numbers.unverified)}，` +
      `示例数据 ${count(numbers.sample)}；另有虚构地区的 ${count(numbers.fictional)} 个`,
  ];
}

export function findingLine({ file, line, severity, code, message, fix }: Finding): string {
  return `${file}:${line} ${severity === 'error' ? '错误' : '提醒'} ${code}：${message}（改法：${fix}）`;
}
