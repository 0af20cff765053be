import type { CalendarDate } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../findings.ts';
import { createPolicyLibrary } from '../library.ts';
import { readRepositoryPolicies } from '../testing/policy-files.ts';
import { lint } from './lint.ts';

const files = readRepositoryPolicies().filter((file) => /000000|990100-example/.test(file.path));
const RESIDENT = 'policies/990100-example/resident.yaml';
const EMPLOYEE = 'policies/990100-example/employee.yaml';

/** Everything said about the repository's example packs after one deliberate edit. */
function findingsAfter(path: string, edit: (text: string) => string, on?: string): readonly Finding[] {
  const broken = files.map((file) => {
    if (file.path !== path) return file;
    const text = edit(file.text);
    expect(text, 'the edit must change something').not.toBe(file.text);
    return { ...file, text };
  });
  const library = createPolicyLibrary(broken);
  if (!library.ok) return library.refusal;
  return lint(library.value, on === undefined ? {} : { on: on as CalendarDate });
}

const replace = (what: string | RegExp, by: string) => (text: string) => text.replace(what, by);

/** Planted fault, file, edit, lint that must name it. */
type Fault = readonly [name: string, path: string, edit: (text: string) => string, code: string, on?: string];
const FAULTS: readonly Fault[] = [
  [
    'a level without a row',
    EMPLOYEE,
    replace('level2: 400元, level3|level3-top: 800元', 'level3|level3-top: 800元'),
    'missing-cell',
  ],
  [
    'a level that does not exist',
    EMPLOYEE,
    replace('level2: 400元', 'level4: 400元'),
    'unknown-dimension-value',
  ],
  [
    'a dimension that does not exist',
    EMPLOYEE,
    replace('by: [level]', 'by: [hospital]'),
    'unknown-dimension',
  ],
  ['a level written twice', EMPLOYEE, replace('level2: 400元', 'level2|level3: 400元'), 'overlap'],
  ['band bounds that do not rise', EMPLOYEE, replace('[1万元, 3万元, ~]', '[3万元, 1万元, ~]'), 'band-order'],
  [
    'a last band that is not open',
    EMPLOYEE,
    replace('[1万元, 3万元, ~]', '[1万元, 3万元, 5万元]'),
    'last-band-open',
  ],
  ['fewer ratios than bands', EMPLOYEE, replace('[85%, 87%, 90%]', '[85%, 87%]'), 'rates-per-band'],
  [
    'bands without saying where edges count from',
    EMPLOYEE,
    replace('edges: above-deductible\n', '\n'),
    'edges',
  ],
  [
    'a ratio outside the delegated range',
    'policies/000000-national/resident.yaml',
    replace('within: [0%, 100%]', 'within: [50%, 62%]'),
    'out-of-range',
  ],
  [
    'a table replaced without delegation',
    'policies/000000-national/resident.yaml',
    replace(/ {2}account: \{ cite.*\n/, ''),
    'not-delegated',
  ],
  ['an unknown source', RESIDENT, replace('demo-a#第九条', 'demo-x#第九条'), 'unknown-source'],
  ['a ratio falling in a higher band', EMPLOYEE, replace('[80%, 83%, 86%]', '[80%, 79%, 86%]'), 'rate-falls'],
  [
    'a ratio rising with the hospital level',
    EMPLOYEE,
    replace('retired: [88%, 90%, 93%]', 'retired: [98%, 98%, 98%]'),
    'rate-rises-with-level',
  ],
  [
    'a check older than a year',
    RESIDENT,
    replace('verified: 2026-11-01', 'verified: 2025-06-30'),
    'stale',
    '2026-11-21',
  ],
  ['two versions on one day', EMPLOYEE, replace('- from: 2026-01-01', '- from: 2024-01-01'), 'two-versions'],
  [
    'a table that no stage reads',
    RESIDENT,
    replace(
      '  outpatient:\n    tables:\n',
      '  outpatient:\n    tables:\n      largeAmount: [{ from: 2024-01-01, cite: demo-a#1, state: absent }]\n',
    ),
    'unread-table',
  ],
  [
    'a stage whose table is missing',
    RESIDENT,
    replace(/ {2}criticalIllness:[\s\S]*?(?= {2}medicalAid)/, ''),
    'stage-without-table',
  ],
  [
    'a stage list that leaves money unpaid',
    'policies/000000-national/resident.yaml',
    replace(/ {6}- \{ id: rest.*\n/, ''),
    'not-drained',
  ],
  ['a bare number', RESIDENT, replace('amount: 1500元', 'amount: 1500'), 'yaml'],
  ['an anchor', RESIDENT, replace('amount: 1500元', 'amount: &a 1500元'), 'yaml'],
  [
    'a duplicate key',
    RESIDENT,
    replace('          basis: per-stay\n', '          basis: per-stay\n          basis: none\n'),
    'yaml',
  ],
  ['an amount without unit', RESIDENT, replace('amount: 1500元', 'amount: "1500"'), 'bad-value'],
  ['a field that does not exist', RESIDENT, replace('basis: per-stay', 'bases: per-stay'), 'schema'],
  ['a word that does not exist', RESIDENT, replace('basis: per-stay', 'basis: weekly'), 'schema'],
  ['a table that does not exist', RESIDENT, replace('      poolCap:', '      poolCapp:'), 'unknown-table'],
  [
    'two algebras at once',
    RESIDENT,
    replace('referral: { minusPoints: 10% }', 'referral: { minusPoints: 10%, factor: 90% }'),
    'referral-algebra',
  ],
  [
    'a filing rule that contradicts its row',
    RESIDENT,
    replace('filing: required', 'filing: reduced'),
    'filing-row',
  ],
  [
    'F-13 a referral reduction above 10 points',
    RESIDENT,
    replace('referral: { minusPoints: 10% }', 'referral: { minusPoints: 12% }'),
    'reduction-too-large',
  ],
  [
    'a source issued after the policy began',
    'policies/990100-example/sources.yaml',
    replace('issued: 2023-12-01', 'issued: 2025-05-01'),
    'issued-after',
  ],
  [
    'a second layer counted over the year twice',
    EMPLOYEE,
    replace(
      'over: stay\n      base: [coinsurance, deductible, overCap]',
      'over: year\n      base: [coinsurance, deductible, overCap]',
    ),
    'yearly-base',
  ],
  [
    'a parent that does not exist',
    RESIDENT,
    replace('extends: 000000-resident', 'extends: 000000-nobody'),
    'extends',
  ],
  [
    'own ratios that do not fit the bands',
    EMPLOYEE,
    replace('active: [50%, 50%]', 'active: [50%]'),
    'rates-per-band',
  ],
];

describe('a planted fault is named with file, line and fix', () => {
  test.each(FAULTS.map((fault) => [fault[0], fault] as const))('%s', (_, fault) => {
    const [, path, edit, code, on] = fault;
    const found = findingsAfter(path, edit, on);
    const named = found.filter((finding) => finding.code === code);
    expect(found.map((finding) => finding.code)).toContain(code);
    for (const finding of named) {
      expect(finding.file).toMatch(/^policies\//);
      expect(finding.line).toBeGreaterThan(0);
      expect(finding.message.length).toBeGreaterThan(4);
      expect(finding.fix.length).toBeGreaterThan(1);
    }
  });

  test('the line is the line of the fault', () => {
    const [finding] = findingsAfter(RESIDENT, replace('amount: 1500元', 'amount: "1500"'));
    const text = files.find((file) => file.path === RESIDENT)!.text;
    const line = text.split('\n').findIndex((row) => row.includes('amount: 1500元')) + 1;
    expect(finding).toMatchObject({ file: RESIDENT, line, code: 'bad-value' });
  });

  test('a cited waiver silences a warning', () => {
    const waived = replace(
      '          over: stay\n          edges: above-deductible',
      '          waivers: [{ lint: rate-falls, cite: demo-b#第十三条 }]\n          over: stay\n          edges: above-deductible',
    );
    const found = findingsAfter(EMPLOYEE, (text) =>
      waived(text).replace('[80%, 83%, 86%]', '[80%, 79%, 86%]'),
    );
    expect(found.map((finding) => finding.code)).not.toContain('rate-falls');
  });
});

test('the packs of the repository load and lint without error', () => {
  const library = createPolicyLibrary(readRepositoryPolicies());
  expect(library.ok ? [] : library.refusal).toEqual([]);
  if (library.ok) {
    const errors = lint(library.value, { on: '2026-11-21' as CalendarDate }).filter(
      (f) => f.severity === 'error',
    );
    expect(errors).toEqual([]);
  }
});
