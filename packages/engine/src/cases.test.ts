import { expect, test } from 'vitest';
import { runCases } from './cases.ts';
import { createPolicyLibrary } from './library.ts';
import { readRepositoryPolicies } from './testing/policy-files.ts';

const files = readRepositoryPolicies();
const library = createPolicyLibrary(files);
if (!library.ok) throw new Error(JSON.stringify(library.refusal[0]));
const results = runCases(library.value, files);

test.each(results.map((result) => [`${result.packId ?? result.file} ${result.name}`, result] as const))(
  '%s',
  (_, result) => {
    expect(result.differences).toEqual([]);
    expect(result.ok).toBe(true);
  },
);

test('there are cases for every fictional pack', () => {
  const covered = new Set(results.map((result) => result.packId));
  for (const pack of library.value.packs.filter((one) => one.isFictional))
    expect(covered).toContain(pack.packId);
});

test.each([
  [
    'a fen of difference',
    'paidByPooledFund: 82.92元',
    'paidByPooledFund: 82.93元',
    '应为 82.93元，实为 82.92元',
  ],
  ['a part that does not exist', 'paidInCash: 39.48元', 'paidInCoins: 39.48元', '没有结算项 paidInCoins'],
  [
    'a refusal that does not come',
    'expectRefusal: filing-required',
    'expectRefusal: unknown',
    '应为拒绝 unknown',
  ],
  ['parts that do not sum', 'total: 168元', 'total: 169元', '各项之和不等于总额'],
  ['a bare number', 'total: 168元', 'total: 168', '裸数字'],
])('a case fails for %s', (_, what, by, message) => {
  const path = 'policies/990100-example/resident.test.yaml';
  const text = files.find((file) => file.path === path)!.text.replace(what, by);
  const failed = runCases(library.value, [{ path, text }]).filter((result) => !result.ok);
  expect(failed).toHaveLength(1);
  expect(failed[0]!.differences.join()).toContain(message);
  expect(failed[0]!.line).toBeGreaterThan(0);
});
