import type { Brand } from '../base/brand.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';

/** Outpatient chronic or special disease (门诊慢特病): `M` and five digits, e.g. M03900 hypertension. */
export type ChronicDiseaseCode = Brand<string, 'ChronicDiseaseCode'>;

export function isChronicDiseaseCode(text: string): text is ChronicDiseaseCode {
  return /^M\d{5}$/.test(text);
}

/** Refusal: `not-a-chronic-disease-code`. */
export function parseChronicDiseaseCode(
  text: string,
): Result<ChronicDiseaseCode, Refusal<'not-a-chronic-disease-code'>> {
  return isChronicDiseaseCode(text) ? ok(text) : refuse('not-a-chronic-disease-code');
}
