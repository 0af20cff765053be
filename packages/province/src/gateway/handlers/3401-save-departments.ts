import { ok, type Result } from '@zhijie/kernel';
import { type InputOf, officialDictionaries } from '@zhijie/wire';
import { departmentsOf, removeDepartment, saveDepartments } from '../../care/department/service.ts';
import type { Department } from '../../care/department/store.ts';
import { type CareRefusal, careRefusal } from '../../care/refusals.ts';
import { type HandlerOf, orNull } from '../handling.ts';

const SPECIALTIES = new Set(officialDictionaries.get('dept')!.entries.map(({ code }) => code));

function departmentOf(row: InputOf<'3401'>): Department {
  return {
    code: row.hospitalDepartmentCode,
    name: row.hospitalDepartmentName,
    specialty: row.specialty,
    startedAt: row.startedAt,
    endedAt: orNull(row.endedAt),
    headName: row.departmentHeadName,
    headTelephone: row.departmentHeadTelephone,
    details: {
      introduction: row.introduction,
      serviceScope: row.departmentServiceScope,
      establishedOn: row.establishedOn,
      approvedBeds: row.approvedBeds,
      recognisedBeds: row.recognisedBeds,
      poolingArea: row.poolingAreaNumber,
      doctors: row.doctorCount,
      pharmacists: row.pharmacistCount,
      nurses: row.nurseCount,
      technicians: row.technicianCount,
      remark: row.remark,
    },
  };
}

/** A department's kind is one of the national list. */
function unknownSpecialty(rows: readonly InputOf<'3401'>[]): Result<never, CareRefusal> | null {
  const row = rows.find(({ specialty }) => !SPECIALTIES.has(specialty));
  if (row === undefined) return null;
  const { hospitalDepartmentCode: departmentCode, specialty } = row;
  return careRefusal('specialty-unknown', 'specialty', { departmentCode, specialty });
}

/** 3401, 3401A and 3402 differ in how many departments they carry, and whether these are new. */
export const addDepartment: HandlerOf<'3401'> = async ({ deps, call, input, answer }) =>
  unknownSpecialty([input]) ?? saveDepartments(deps, call, 'add', [departmentOf(input)], () => answer({}));

export const addDepartments: HandlerOf<'3401A'> = async ({ deps, call, input, answer }) =>
  unknownSpecialty(input) ?? saveDepartments(deps, call, 'add', input.map(departmentOf), () => answer({}));

export const changeDepartment: HandlerOf<'3402'> = async ({ deps, call, input, answer }) =>
  unknownSpecialty([input]) ?? saveDepartments(deps, call, 'change', [departmentOf(input)], () => answer({}));

export const withdrawDepartment: HandlerOf<'3403'> = async ({ deps, call, input, answer }) => {
  const { hospitalDepartmentCode: code, hospitalDepartmentName: name } = input;
  return removeDepartment(deps, call, { code, name }, () => answer({}));
};

export const listDepartments: HandlerOf<'5101'> = async ({ deps, call, answer }) => {
  const found = await departmentsOf(deps, call);
  const departments = found.map((one) => ({
    hospitalDepartmentCode: one.code,
    hospitalDepartmentName: one.name,
    specialty: one.specialty,
    startedAt: one.startedAt,
    endedAt: one.endedAt ?? undefined,
    departmentHeadName: one.headName,
    departmentHeadTelephone: one.headTelephone,
    introduction: one.details.introduction,
    departmentServiceScope: one.details.serviceScope,
    establishedOn: one.details.establishedOn,
    approvedBeds: one.details.approvedBeds,
    recognisedBeds: one.details.recognisedBeds,
    poolingAreaNumber: one.details.poolingArea,
    doctorCount: one.details.doctors,
    pharmacistCount: one.details.pharmacists,
    nurseCount: one.details.nurses,
    technicianCount: one.details.technicians,
    remark: one.details.remark,
  }));
  return ok(answer({ departments }));
};
