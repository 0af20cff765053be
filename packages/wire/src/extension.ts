/**
 * The out-of-area extension of rules 2.1: a JSON object (usually inside a JSON string) that says
 * whether the visit is an emergency, a referral, a trauma, and whether a third party is involved
 * (procedures F-03, V-09).
 */

import type { CodeTable } from './code-table.ts';
import { admissionKinds, outpatientUrgencies, patientCrowds } from './code-tables/extension.ts';
import { isAbsent, isObject, readJsonText, type WireObject } from './json.ts';

export type PatientCrowd =
  | 'confirmed-epidemic'
  | 'other-public-event'
  | 'suspected-epidemic'
  | 'asymptomatic';
export type AdmissionKind = 'ordinary' | 'emergency' | 'transfer';
export type OutpatientUrgency = 'emergency' | 'referral' | 'emergency-referral';

export type Extension = {
  readonly patientCrowd?: PatientCrowd;
  readonly isTrauma?: boolean;
  readonly involvesThirdParty?: boolean;
  readonly admissionKind?: AdmissionKind;
  readonly outpatientUrgency?: OutpatientUrgency;
};

type ExtensionRead =
  | { ok: true; value: Extension }
  | { ok: false; rule: 'format' | 'dictionary'; wanted: string };

function entry(object: WireObject, key: string): string | null {
  for (const [name, value] of Object.entries(object)) {
    if (name.toUpperCase() === key && !isAbsent(value)) return typeof value === 'string' ? value.trim() : '?';
  }
  return null;
}

/**
 * Reads the extension text. A text that is no JSON object is refused: dropping it could lose an
 * emergency flag.
 */
export function readExtension(text: string): ExtensionRead {
  const object = readJsonText(text);
  if (!isObject(object))
    return { ok: false, rule: 'format', wanted: '填 JSON 对象文本，例如 {"IPT_TYPE":"2"}' };
  const value: { -readonly [K in keyof Extension]: Extension[K] } = {};
  const wrong = (key: string, choices: string): ExtensionRead => ({
    ok: false,
    rule: 'dictionary',
    wanted: `其中 ${key} 可填 ${choices}`,
  });
  const flags = [
    ['TRUM_FLAG', 'isTrauma'],
    ['REL_TTP_FLAG', 'involvesThirdParty'],
  ] as const;
  for (const [key, name] of flags) {
    const found = entry(object, key);
    if (found !== null && found !== '0' && found !== '1') return wrong(key, '0否、1是');
    if (found !== null) value[name] = found === '1';
  }
  const words = <W extends string>(key: string, table: CodeTable<W>, keep: (word: W) => void) => {
    const found = entry(object, key);
    if (found === null) return null;
    const known = table.wordOf(found);
    if (known === undefined) return wrong(key, table.choices);
    keep(known);
    return null;
  };
  return (
    words('MDTRT_GRP_TYPE', patientCrowds, (found) => {
      value.patientCrowd = found;
    }) ??
    words('IPT_TYPE', admissionKinds, (found) => {
      value.admissionKind = found;
    }) ??
    words('OTP_ER_REFL_FLAG', outpatientUrgencies, (found) => {
      value.outpatientUrgency = found;
    }) ?? { ok: true, value }
  );
}

export function writeExtension(value: Extension): string {
  const object: Record<string, string> = {};
  if (value.patientCrowd !== undefined) object.MDTRT_GRP_TYPE = patientCrowds.codeOf(value.patientCrowd);
  if (value.isTrauma !== undefined) object.TRUM_FLAG = value.isTrauma ? '1' : '0';
  if (value.involvesThirdParty !== undefined) object.REL_TTP_FLAG = value.involvesThirdParty ? '1' : '0';
  if (value.admissionKind !== undefined) object.IPT_TYPE = admissionKinds.codeOf(value.admissionKind);
  if (value.outpatientUrgency !== undefined) {
    object.OTP_ER_REFL_FLAG = outpatientUrgencies.codeOf(value.outpatientUrgency);
  }
  return JSON.stringify(object);
}
