import { statement, useTestDatabase } from '@zhijie/database';
import { calendarDate, startOfDay } from '@zhijie/kernel';
import type { InputOf } from '@zhijie/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { codeOf, type Hospital, hospital } from '../testing/hospital.ts';
import { testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let beijing: Hospital;
let other: Hospital;

beforeAll(async () => {
  const network = await testNetwork({ care, insured });
  beijing = hospital(network);
  other = hospital(network, 'H11010500002');
});

const department = (code: string, more: Partial<InputOf<'3401'>> = {}): InputOf<'3401'> => ({
  hospitalDepartmentCode: code,
  hospitalDepartmentName: `示例科${code}`,
  specialty: 'A03.04',
  startedAt: startOfDay(calendarDate('2026-01-01')),
  introduction: '示例',
  departmentHeadName: '示例主任',
  departmentHeadTelephone: '010-99990000',
  establishedOn: calendarDate('2010-05-01'),
  approvedBeds: 40,
  poolingAreaNumber: '110000',
  doctorCount: 12,
  pharmacistCount: 1,
  nurseCount: 20,
  technicianCount: 2,
  ...more,
});
const named = (code: string) => ({
  hospitalDepartmentCode: code,
  hospitalDepartmentName: `示例科${code}`,
  startedAt: startOfDay(calendarDate('2026-01-01')),
});
const codesOf = async (who: Hospital) =>
  (await who.must('5101', {})).departments.map((one) => one.hospitalDepartmentCode);

describe('departments of an institution', () => {
  it('3401 and 3401A add, 3402 changes, 3403 withdraws, 5101 lists the caller’s own', async () => {
    await beijing.must('3401', department('D1'));
    await beijing.must('3401A', [department('D3'), department('D2')]);
    expect(await codesOf(beijing)).toEqual(['D1', 'D2', 'D3']);
    expect(await codesOf(other)).toEqual([]);
    await beijing.must('3402', department('D2', { approvedBeds: 55, specialty: 'A04' }));
    const { departments } = await beijing.must('5101', {});
    expect(departments[1]).toMatchObject({
      approvedBeds: 55,
      specialty: 'A04',
      departmentHeadName: '示例主任',
    });
    await beijing.must('3403', named('D1'));
    expect(await codesOf(beijing)).toEqual(['D2', 'D3']);
    await beijing.must('3401', department('D1', { approvedBeds: 1 }));
    expect(await codesOf(beijing)).toEqual(['D1', 'D2', 'D3']);
  });

  it.each([
    ['3401', department('D2'), 'department-exists'],
    ['3401A', [department('N1'), department('N1')], 'department-repeated'],
    ['3401A', [department('N1'), department('D3')], 'department-exists'],
    ['3402', department('N9'), 'department-not-found'],
    ['3401', department('N2', { specialty: 'Z77' }), 'specialty-unknown'],
    [
      '3401',
      department('N2', { endedAt: startOfDay(calendarDate('2025-12-31')) }),
      'department-period-invalid',
    ],
    ['3403', named('N9'), 'department-not-found'],
    ['3403', { ...named('D2'), hospitalDepartmentName: '别的科' }, 'department-not-found'],
  ] as const)('%s is refused by name and leaves nothing', async (number, input, code) => {
    const before = await codesOf(beijing);
    expect(codeOf(await beijing.call(number, input as never))).toBe(code);
    expect(await codesOf(beijing)).toEqual(before);
  });

  it('gives the same bytes for the same message, and keeps name and telephone of the head encrypted', async () => {
    const messageId = 'H11010500001DEPT1';
    const first = await beijing.call('3401', department('D8'), { messageId });
    const second = await beijing.call('3401', department('D8'), { messageId });
    expect(second.text).toBe(first.text);
    const rows = await care.query(statement('test-departments', 'SELECT * FROM care.department'), []);
    expect(JSON.stringify(rows)).not.toMatch(/示例主任|99990000/);
  });
});
