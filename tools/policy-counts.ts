/**
 * Runs `zhijie pack check` over `policies/` and writes its counts into the READMEs, between the markers.
 * `--check` writes nothing and fails when anything is found or a README is stale. A check of a number that is
 * merely older than a year is a person's work and fails no build.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

type Finding = {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly message: string;
};
export type Counts = {
  readonly packs: number;
  readonly areas: number;
  readonly fictionalAreas: number;
  readonly epochs: number;
  readonly cases: number;
  readonly failed: number;
  readonly clauses: number;
  readonly clausesCovered: number;
  readonly thresholds: number;
  readonly bills: number;
  readonly settled: number;
  readonly numbers: { readonly verified: number; readonly unverified: number; readonly sample: number };
  readonly findings: readonly Finding[];
  readonly failedCases: readonly { readonly file: string; readonly line: number; readonly name: string }[];
  readonly differences: readonly { readonly packId: string; readonly text: string }[];
};

const grouped = (number: number): string => number.toLocaleString('en-US');

type Words = Readonly<Record<string, string>>;

/** Every count as it is written. */
function wordsOf(counts: Counts): Words {
  const { verified, unverified, sample } = counts.numbers;
  const numbers = {
    ...{ packs: counts.packs, areas: counts.areas, fictional: counts.fictionalAreas },
    ...{ real: counts.areas - counts.fictionalAreas, plans: counts.epochs, cases: counts.cases },
    ...{ clauses: counts.clauses, covered: counts.clausesCovered },
    ...{ thresholds: counts.thresholds, bills: counts.bills },
    ...{ settled: counts.settled, refused: counts.bills - counts.settled },
    ...{ numbers: verified + unverified + sample, verified, unverified, sample },
  };
  return Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, grouped(number)]));
}

const SENTENCES: Readonly<Record<string, string>> = {
  'README.md': `The policies today: {packs} packs in {areas} areas ({real} real, {fictional} fictional),
{plans} plans over their epochs, {cases} cases, which use {covered} of {clauses} clauses. Two engines give
the same answer to {bills} bills ({settled} settled, {refused} refused by name)
around {thresholds} places where something may change. Of the {numbers} numbers of real places {verified} are
verified; {unverified} show 待核实 and {sample} 示例数据.`,
  'README.zh-CN.md':
    `政策包现有 {packs} 个，{areas} 个统筹区（{real} 个真实，{fictional} 个虚构），{plans} 个时段的方案，
{cases} 个案例，用到 {clauses} 条条款中的 {covered} 条；两个引擎在 {thresholds} 处可能变化的金额上下对 {bills} 张账单` +
    `答复相同（结算 {settled}，按名拒绝 {refused}）；
真实地区的数字 {numbers} 个：已核实 {verified}，待核实 {unverified}，示例数据 {sample}。`,
};

const filled = (sentence: string, words: Words): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? `{${name}}`);

const MARKED = /(<!-- policy counts[^>]*-->\n)[\s\S]*?(\n<!-- end -->)/;

/** The text with its counts; null when it has no markers. */
export function withCounts(text: string, sentence: string): string | null {
  if (!MARKED.test(text)) return null;
  return text.replace(MARKED, (_, before: string, after: string) => before + sentence + after);
}

function readCounts(): Counts {
  const args = [join(root, 'apps/cli/src/main.mjs'), 'pack', 'check', '--json'];
  const environment = { ...process.env, ZHIJIE_POLICIES: join(root, 'policies') };
  const result = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: environment,
  });
  if (result.stdout === '') throw new Error(result.stderr);
  return JSON.parse(result.stdout) as Counts;
}

function faultsOf(counts: Counts): string[] {
  return [
    ...counts.findings
      .filter(({ code }) => code !== 'stale')
      .map(({ file, line, code, message }) => `policies/${file}:${line} ${code} ${message}`),
    ...counts.failedCases.map(({ file, line, name }) => `policies/${file}:${line} case ${name}`),
    ...counts.differences.map(({ packId, text }) => `${packId} two engines differ: ${text}`),
  ];
}

function run(isCheck: boolean): number {
  const counts = readCounts();
  const faults = faultsOf(counts);
  const words = wordsOf(counts);
  for (const [file, sentence] of Object.entries(SENTENCES)) {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    const fresh = withCounts(text, filled(sentence, words));
    if (fresh === null) faults.push(`${file}: the markers of the policy counts are missing`);
    else if (isCheck && fresh !== text) faults.push(`${file}: stale counts; run node tools/policy-counts.ts`);
    else if (fresh !== text) writeFileSync(path, fresh);
  }
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = run(process.argv.includes('--check'));
