import type { Brand } from '../base/brand.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';

/**
 * Diagnosis (ICD-10 医保版): a letter, two digits, a point, one place of subcategory (`x` when it has none), two
 * of extension; a further extension `x` and three digits occurs.
 */
export type DiagnosisCode = Brand<string, 'DiagnosisCode'>;

export function isDiagnosisCode(text: string): text is DiagnosisCode {
  return /^[A-Z]\d{2}\.[0-9x]\d{2}(x\d{3})?$/.test(text);
}

/** Refusal: `not-a-diagnosis-code`. */
export function parseDiagnosisCode(text: string): Result<DiagnosisCode, Refusal<'not-a-diagnosis-code'>> {
  return isDiagnosisCode(text) ? ok(text) : refuse('not-a-diagnosis-code');
}
