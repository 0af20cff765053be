import { posix } from 'node:path';
import { type Finding, isCode, isTest, lineOf, type SourceFile } from './source.ts';

/** Who may use whom (design, "The house"); every package may use `kernel`. */
export const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  audit: ['kernel'],
  crypto: ['kernel'],
  evidence: ['kernel', 'crypto', 'database'],
  engine: ['kernel'],
  population: ['kernel'],
  database: ['kernel'],
  wire: ['kernel', 'crypto'],
  exchange: ['kernel', 'crypto', 'database'],
  ledger: ['kernel', 'database'],
  invoice: ['kernel', 'crypto'],
  clearing: ['kernel', 'crypto', 'evidence'],
  payments: ['kernel'],
  iso20022: ['kernel'],
  insurer: ['kernel', 'crypto', 'evidence', 'exchange', 'invoice', 'ledger', 'database'],
  hub: ['kernel', 'crypto', 'wire', 'exchange', 'ledger', 'clearing', 'evidence', 'database'],
  province: [
    'kernel',
    'audit',
    'crypto',
    'evidence',
    'engine',
    'wire',
    'exchange',
    'ledger',
    'clearing',
    'payments',
    'invoice',
    'database',
    'population',
    'iso20022',
  ],
  sim: [
    'kernel',
    'crypto',
    'evidence',
    'engine',
    'wire',
    'exchange',
    'ledger',
    'clearing',
    'database',
    'province',
    'hub',
    'population',
    'counterparties',
    'insurer',
  ],
  counterparties: ['kernel', 'wire', 'iso20022'],
  documents: ['kernel'],
  web: ['kernel', 'engine'],
  sandbox: ['kernel', 'crypto', 'wire', 'exchange', 'province', 'population', 'web', 'documents'],
};

/** What tests of a package may use besides: the harness and the packages they prove together. */
const TESTS_MAY_ALSO_USE = [
  'counterparties',
  'sim',
  'population',
  'database',
  'engine',
  'ledger',
  'evidence',
  'crypto',
  'exchange',
];

const IMPORT = /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g;

function partOf(path: string): string | null {
  return /^(?:packages|apps)\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function importsOf(file: SourceFile): { target: string; line: number }[] {
  return [...file.text.matchAll(IMPORT)].map((match) => ({
    target: match[1] ?? '',
    line: lineOf(file.text, match.index),
  }));
}

function packageFinding(file: SourceFile, part: string, target: string, line: number): Finding | null {
  const used = /^@zhijie\/([^/]+)(\/.*)?$/.exec(target);
  if (used === null || used[1] === undefined || used[1] === part || part === 'cli') return null;
  const allowed = MAY_USE[part] ?? [];
  if (allowed.includes(used[1]) || (isTest(file) && TESTS_MAY_ALSO_USE.includes(used[1]))) return null;
  return {
    path: file.path,
    line,
    rule: 'dependency',
    message: `${part} may not use ${used[1]}; it may use ${allowed.join(', ') || 'nothing'}`,
  };
}

const SIDES = ['care', 'insured'] as const;

function relativeFinding(file: SourceFile, target: string, line: number): Finding | null {
  const resolved = posix.normalize(posix.join(posix.dirname(file.path), target));
  const from = partOf(file.path);
  const to = partOf(resolved);
  // What is handed to integrators is used as they use it: by its files.
  if (isTest(file) && resolved.startsWith('clients/')) return null;
  if (from !== null && to !== from) {
    return {
      path: file.path,
      line,
      rule: 'dependency',
      message: `reach ${to ?? resolved} by its package name, not by path`,
    };
  }
  for (const side of SIDES) {
    const other = side === 'care' ? 'insured' : 'care';
    if (
      file.path.startsWith(`packages/province/src/${side}/`) &&
      resolved.startsWith(`packages/province/src/${other}/`)
    ) {
      return {
        path: file.path,
        line,
        rule: 'two-sides',
        message: `${side} may not import ${other}: they speak by messages only`,
      };
    }
  }
  return null;
}

/** The dependency direction between packages, and the wall between the two sides of a province. */
export function checkDependencies(files: readonly SourceFile[]): Finding[] {
  const findings: Finding[] = [];
  for (const file of files) {
    const part = partOf(file.path);
    if (!isCode(file) || part === null) continue;
    for (const { target, line } of importsOf(file)) {
      const finding = target.startsWith('.')
        ? relativeFinding(file, target, line)
        : packageFinding(file, part, target, line);
      if (finding !== null) findings.push(finding);
    }
  }
  return findings;
}
