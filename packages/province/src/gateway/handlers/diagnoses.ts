import type { InputOf } from '@zhijie/wire';
import type { Diagnosis } from '../../care/visit/store.ts';

type Row = InputOf<'2203'>['diagnoses'][number] & { readonly isMainDiagnosis?: boolean | undefined };
type StayRow = InputOf<'2401'>['diagnoses'][number];

/** Rows of a diagnosis node. An outpatient row carries no main flag: the first in order is the main one. */
export function diagnosesOf(rows: readonly (Row | StayRow)[]): Diagnosis[] {
  return rows.map((row) => ({
    kind: row.diagnosisKind,
    orderNumber: row.diagnosisRank,
    code: row.diagnosisCode,
    name: row.diagnosisName,
    isMain: row.isMainDiagnosis ?? row.diagnosisRank === 1,
    department: row.diagnosisDepartment,
    doctorId: row.diagnosingDoctorCode,
    doctorName: row.diagnosingDoctorName,
    diagnosedAt: row.diagnosedAt,
    isVoided: row.isValid === false,
  }));
}
