export {
  createHospital,
  type Hospital,
  type HospitalOptions,
  HospitalRefused,
  type Patient,
  type Post,
} from './hospital/hospital.ts';
export {
  type BillLine,
  dischargeInpatient,
  type OpenVisit,
  openInpatient,
  openOutpatient,
  quoteVisit,
  type SettledVisit,
  settleVisit,
  uploadLines,
  voidSettlement,
} from './hospital/visit.ts';
