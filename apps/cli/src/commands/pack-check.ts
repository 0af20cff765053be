import { countNumbers, coverClauses, type Finding, lint, runCases } from '@zhijie/engine';
import { readYamlFiles } from '../policy-files.ts';
import type { Values } from './command.ts';
import { folderOf, loadPacks, today } from './pack-arguments.ts';

/** `pack check`: loads, lints, runs the cases, counts what is known. Exit code 1 when anything is wrong. */
export function checkPacks(values: Values): number {
  const folder = folderOf(values);
  const library = loadPacks(folder);
  const files = readYamlFiles(folder);
  const findings = lint(library, { on: today() });
  const cases = runCases(library, files);
  const clauses = coverClauses(library, files);
  const failed = cases.filter((one) => !one.ok);
  const counts = {
    packs: library.packs.length,
    areas: new Set(library.packs.map((pack) => pack.area)).size,
    cases: cases.length,
    failed: failed.length,
    clauses: clauses.length,
    clausesCovered: clauses.filter((clause) => clause.isCovered).length,
    numbers: countNumbers(library),
    errors: findings.filter((finding) => finding.severity === 'error').length,
    warnings: findings.filter((finding) => finding.severity === 'warning').length,
  };
  const isClean = counts.failed + counts.errors === 0;
  if (values.json === true) {
    const uncovered = clauses.filter((clause) => !clause.isCovered);
    console.log(JSON.stringify({ ...counts, findings, failedCases: failed, uncovered }, null, 2));
    return isClean ? 0 : 1;
  }
  for (const finding of findings) console.log(findingLine(finding));
  for (const { file, line, name, differences } of failed) {
    console.log(`${file}:${line} 案例不符：${name}：${differences.join('；')}`);
  }
  const { verified, unverified, sample, fictional } = counts.numbers;
  console.log(
    `${counts.packs} 个政策包（${counts.areas} 个统筹区），${counts.cases} 个案例，${counts.failed} 个不符；` +
      `条款 ${counts.clauses} 条，案例用到 ${counts.clausesCovered} 条；` +
      `${counts.errors} 处错误，${counts.warnings} 处提醒`,
  );
  const real = verified + unverified + sample;
  console.log(
    `数字 ${real} 个：已核实 ${verified}，待核实 ${unverified}，示例数据 ${sample}；另有虚构地区的 ${fictional} 个`,
  );
  return isClean ? 0 : 1;
}

export function findingLine({ file, line, severity, code, message, fix }: Finding): string {
  return `${file}:${line} ${severity === 'error' ? '错误' : '提醒'} ${code}：${message}（改法：${fix}）`;
}
