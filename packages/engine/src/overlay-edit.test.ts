import type { CalendarDate } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { applyOverlay } from './overlay.ts';
import { overlayFromChanges, type ParameterChange, parametersOf } from './overlay-edit.ts';
import { libraryOf } from './testing/policy-files.ts';

const library = libraryOf('990100-example');
const on = '2026-03-01' as CalendarDate;
const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
const planned = library.planFor({ area: '990100', insuranceType: 'resident', benefit: 'inpatient', dates });
const plan = planned.ok ? planned.value : null!;
const AMOUNT = { table: 'deductible', path: 'amount', value: '1000元' };
const RATE = { table: 'poolRates', path: 'rate', value: '70%' };

function laid(changes: readonly ParameterChange[]) {
  const file = overlayFromChanges(plan, changes);
  if (!file.ok) return file;
  const overlay = applyOverlay(library, file.value);
  return overlay.ok ? { ok: true as const, file: file.value, overlay: overlay.value } : overlay;
}

test('every amount and ratio of the tables in force is a parameter; what an entry says of itself is none', () => {
  const cells = parametersOf(plan).map(({ table, path, value }) => `${table}/${path}=${value}`);
  expect(cells).toContain('deductible/amount=1500元');
  expect(cells).toContain('poolRates/rate=65%');
  expect(cells).toContain('medicalAid/rate/rows/minimum-living=70%');
  const aid = parametersOf(plan).find(({ path }) => path === 'rate/rows/minimum-living');
  expect(aid?.by).toEqual(['aid']);
  expect(cells.filter((cell) => /cite|verified|\/by\//.test(cell))).toEqual([]);
});

test('changed cells become an overlay that replaces the tables they stand in, whatever their order', () => {
  const one = laid([AMOUNT, RATE]);
  const other = laid([RATE, AMOUNT]);
  if (!one.ok || !('file' in one) || !other.ok || !('file' in other)) throw new Error('not laid');
  expect(one.file.text).toBe(other.file.text);
  expect(one.overlay.title).toBe('试算：起付标准 1500元改为1000元，统筹基金支付比例 65%改为70%');
  const after = one.overlay.planFor({
    area: '990100',
    insuranceType: 'resident',
    benefit: 'inpatient',
    dates,
  });
  const cells = after.ok ? parametersOf(after.value) : [];
  expect(cells).toContainEqual({ ...AMOUNT, by: [] });
  expect(cells).toContainEqual({ ...RATE, by: [] });
  expect(cells).toHaveLength(parametersOf(plan).length);
});

test('every parameter written again by an overlay lays: no source or day of the pack is missing', () => {
  for (const { table, path, value } of parametersOf(plan)) {
    if (!/^\d+(\.\d+)?%$/.test(value) || value === '0%') continue;
    const result = laid([{ table, path, value: '1%' }]);
    expect(result.ok, `${table}/${path} ${JSON.stringify(result)}`).toBe(true);
  }
});

test('a cell that is not there and a change of nothing are refused; a bad value is the schema’s to refuse', () => {
  expect(laid([{ table: 'deductible', path: 'amounts', value: '1元' }])).toEqual({
    ok: false,
    refusal: { code: 'no-such-parameter', field: 'deductible/amounts' },
  });
  expect(laid([{ ...AMOUNT, value: '1500元' }])).toEqual({ ok: false, refusal: { code: 'nothing-changed' } });
  const bad = laid([{ ...AMOUNT, value: '1000' }]);
  expect(bad.ok ? [] : bad.refusal).toMatchObject([{ message: expect.stringContaining('1000') }]);
});
