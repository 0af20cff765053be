import type { Brand } from '../base/brand.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';

/**
 * Medical staff: physician `D` + 12 digits, nurse `N` + 12 digits, pharmacist `HY` and technician `HJ` + 12
 * digits (region 6, sequence 6; the last two: 医保办函〔2022〕39号).
 */
export type StaffCode = Brand<string, 'StaffCode'>;
export type StaffKind = 'physician' | 'nurse' | 'pharmacist' | 'technician';

const KINDS = { D: 'physician', N: 'nurse', HY: 'pharmacist', HJ: 'technician' } as const;

export function isStaffCode(text: string): text is StaffCode {
  return /^(D|N|HY|HJ)\d{12}$/.test(text);
}

/** Refusal: `not-a-staff-code`. */
export function parseStaffCode(text: string): Result<StaffCode, Refusal<'not-a-staff-code'>> {
  return isStaffCode(text) ? ok(text) : refuse('not-a-staff-code');
}

export function kindOfStaff(code: StaffCode): StaffKind {
  return KINDS[code.slice(0, -12) as keyof typeof KINDS];
}
