import type { CalendarDate } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { type Amendment, amendPack } from './amend.ts';
import { createPolicyLibrary, type PolicyLibrary } from './library.ts';
import { lint } from './lint/lint.ts';
import { readRepositoryPolicies } from './testing/policy-files.ts';

const files = readRepositoryPolicies().filter(({ path }) => /(000000-national|990100-example)\//.test(path));
const file = (name: string) => files.find(({ path }) => path.endsWith(`990100-example/${name}`))!;
const before = createPolicyLibrary(files);
const amount = { table: 'deductible', path: 'amount', value: '1000元' };
const source = { title: '示例市调整办法（虚构）', document: '示例规〔2026〕1号', issued: '2026-03-01' };
const asked = { changes: [amount], from: '2026-07-01', source, article: '第三条' };

function planOn(library: PolicyLibrary, day: string) {
  const on = day as CalendarDate;
  const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
  const plan = library.planFor({ area: '990100', insuranceType: 'resident', benefit: 'inpatient', dates });
  if (!plan.ok) throw new Error(plan.refusal.code);
  return plan.value;
}
const plan = planOn(before.ok ? before.value : null!, '2026-03-01');
const amend = (more: Partial<Amendment> = {}) =>
  amendPack(plan, { pack: file('resident.yaml'), sources: file('sources.yaml') }, { ...asked, ...more });

test('a new entry of a day is added: the policy before it is the same version, after it has the new figure', () => {
  const amended = amend();
  if (!amended.ok) throw new Error(amended.refusal.code);
  const next = [amended.value.pack, amended.value.sources];
  const after = createPolicyLibrary(files.map((one) => next.find(({ path }) => path === one.path) ?? one));
  if (!after.ok) throw new Error(JSON.stringify(after.refusal));
  expect(planOn(after.value, '2026-06-30').hash).toBe(plan.hash);
  const entry = planOn(after.value, '2026-07-01').policy.tables.get('deductible')!.entry;
  expect(entry).toEqual({
    from: '2026-07-01',
    cite: 'amendment-2026-07-01#第三条',
    basis: 'per-stay',
    amount: '1000元',
  });
  const errors = lint(after.value, { areas: new Set(['990100']) }).filter(
    ({ severity }) => severity === 'error',
  );
  expect(errors).toEqual([]);
});

test('the rest of the file stays as it was written, comments too', () => {
  const amended = amend();
  const lines = amended.ok ? amended.value.pack.text.split('\n') : [];
  const missing = file('resident.yaml')
    .text.split('\n')
    .filter((line) => !lines.includes(line));
  expect(missing).toEqual([]);
  expect(lines[0]).toMatch(/^# DEMO/);
});

test.each([
  ['a day of an entry that stands', { from: '2024-01-01' }, 'from-not-after'],
  ['no change', { changes: [{ ...amount, value: '1500元' }] }, 'nothing-changed'],
  ['an unknown cell', { changes: [{ ...amount, path: 'x' }] }, 'no-such-parameter'],
])('%s is refused', (_what, more, code) => {
  expect(amend(more)).toMatchObject({ ok: false, refusal: { code } });
});
