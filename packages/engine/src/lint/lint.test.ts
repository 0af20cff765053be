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
    'F-12 care at home paid less than a referral',
    RESIDENT,
    replace('homeReturn: { as: referral', 'homeReturn: { as: other-temporary'),
    'home-return-floor',
  ],
  [
    'F-12 a commitment without its papers paid better than with them',
    RESIDENT,
    replace('byCommitment: other-temporary', 'byCommitment: local'),
    'home-return-floor',
  ],
  [
    'V-11 a split stay without a word on the second deductible',
    RESIDENT,
    replace('fictional: true\n', 'fictional: true\nstayOverYearEnd: { is: split, cite: demo-a#第十九条 }\n'),
    'split-without-new-year',
  ],
  [
    'a setting that cites an unknown source',
    RESIDENT,
    replace('cite: demo-a#第十八条', 'cite: demo-x#第十八条'),
    'unknown-source',
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
    'days that neither of two entries covers',
    EMPLOYEE,
    replace(
      '- from: 2024-01-01\n          cite: demo-b#第十二条',
      '- from: 2024-01-01\n          to: 2025-06-30\n          cite: demo-b#第十二条',
    ),
    'gap',
  ],
  [
    'days that two entries cover',
    EMPLOYEE,
    replace(
      '- from: 2024-01-01\n          cite: demo-b#第十二条',
      '- from: 2024-01-01\n          to: 2026-03-31\n          cite: demo-b#第十二条',
    ),
    'overlap',
  ],
  [
    'a table that begins after the ratios',
    RESIDENT,
    replace(
      '- from: 2024-01-01\n          cite: demo-a#第十一条',
      '- from: 2025-01-01\n          cite: demo-a#第十一条',
    ),
    'hole',
  ],
  ['a band beyond the limit', EMPLOYEE, replace('limit: 15万元', 'limit: 2万元'), 'unreachable-band'],
  [
    'a filed visit paid worse than one without filing',
    EMPLOYEE,
    replace('unfiled: { firstSelfPay: 30% }', 'unfiled: { firstSelfPay: 15% }'),
    'filed-worse',
  ],
  [
    'F-13 a factor that takes more than 10 points',
    EMPLOYEE,
    replace('referral: { firstSelfPay: 10% }', 'referral: { factor: 80% }'),
    'reduction-too-large',
  ],
  [
    'a layer above the cap that stops paying there',
    RESIDENT,
    replace('          waivers: [{ lint: cliff, cite: demo-a#第十一条 }]\n', ''),
    'cliff',
  ],
  [
    'own ratios that do not fit the bands',
    EMPLOYEE,
    replace('active: [50%, 50%]', 'active: [50%]'),
    'rates-per-band',
  ],
  [
    'a remark on a row that is not there',
    EMPLOYEE,
    replace(
      '- { fromOrdinal: "4", ages: [70+] }',
      '- { fromOrdinal: "4", ages: [70+] }\n          marks: [{ at: amount level9, sample: true }]',
    ),
    'unknown-row',
  ],
  [
    'a cause of care without a row',
    EMPLOYEE,
    replace(
      'rate: { by: [group], rows: { active: 50%, retired: 60% } }',
      'rate: { by: [cause], rows: { childbirth: 50%, ordinary: 60% } }',
    ),
    'missing-cell',
  ],
  [
    'a contribution tier without a row',
    EMPLOYEE,
    replace(
      'rate: { by: [group], rows: { active: 50%, retired: 60% } }',
      'rate: { by: [tier], rows: { tier1: 50%, tier2: 60% } }',
    ),
    'missing-cell',
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

describe('a fault planted in a copy of 烟台’s pack is named with its file, its line and its fix', () => {
  const YANTAI = 'policies/370600-yantai/employee.yaml';
  const copy = readRepositoryPolicies().filter((file) => /000000|370600/.test(file.path));
  const lines = copy.find((file) => file.path === YANTAI)!.text.split('\n');
  const lineOf = (text: string, after = 0): number =>
    lines.findIndex((line, at) => at >= after && line.includes(text)) + 1;
  const outpatient = lineOf('  outpatient:');
  const rates = lineOf('poolRates:', outpatient);

  /** Name, place of the edit (a line, from one), what stands there, what is planted, where it is told. */
  test.each([
    [
      'gap',
      lineOf('to: 2023-12-31', outpatient),
      'to: 2023-12-31',
      'to: 2023-09-30',
      lineOf('- from', outpatient),
      '补上这段时间的条目',
    ],
    [
      'overlap',
      lineOf('to: 2023-12-31', rates),
      'to: 2023-12-31',
      'to: 2024-03-31',
      lineOf('- from', rates),
      '更正 to',
    ],
    [
      'cliff',
      lineOf('overCap]'),
      ', overCap]',
      ']',
      lineOf('- from', lineOf('poolCap:')),
      '核对比例，以及封顶线以上由哪一层支付',
    ],
    [
      'stale',
      lineOf('confidence: high', lineOf('  account:')),
      'confidence: high',
      'verified: 2025-06-30',
      lineOf('- from', lineOf('  account:')),
      '对照原文核对后更新 verified',
    ],
    [
      'out-of-range',
      lineOf('level3-top: { active: 86%'),
      'active: 86%',
      'active: 186%',
      lineOf('level3-top: { active: 86%'),
      '更正比例',
    ],
  ])('%s', (code, line, what, by, told, fix) => {
    const planted = lines.map((text, index) => (index === line - 1 ? text.replace(what, by) : text));
    expect(planted, 'the fault must be planted').not.toEqual(lines);
    const files = copy.map((file) => (file.path === YANTAI ? { ...file, text: planted.join('\n') } : file));
    const library = createPolicyLibrary(files);
    const found = library.ok ? lint(library.value, { on: '2026-11-21' as CalendarDate }) : library.refusal;
    expect(found.map((finding) => [finding.code, finding.file, finding.line])).toEqual([
      [code, YANTAI, told],
    ]);
    expect(found[0]!.fix).toContain(fix);
  });

  test('without the faults nothing is said', () => {
    const library = createPolicyLibrary(copy);
    expect(library.ok && lint(library.value, { on: '2026-11-21' as CalendarDate })).toEqual([]);
  });
});

test('the packs of the repository load, and nothing in them is doubted', () => {
  const library = createPolicyLibrary(readRepositoryPolicies());
  expect(library.ok ? [] : library.refusal).toEqual([]);
  if (library.ok) expect(lint(library.value, { on: '2026-11-21' as CalendarDate })).toEqual([]);
});
