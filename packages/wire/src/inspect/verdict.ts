/** What the sandbox shows of a message: every field with its rule, its value and what would put it right. */
import { shorten } from '../errors/index.ts';
import { checkText, type Field, scalarText, type ValueFault } from '../field.ts';
import type { WireJson } from '../json.ts';

export type FieldVerdict = {
  readonly code: string;
  readonly label: string;
  readonly presence: 'required' | 'optional' | 'regional' | 'unknown';
  /** `absent` where nothing was sent and nothing is missed; `ignored` for a key that nobody knows. */
  readonly verdict: 'valid' | 'absent' | 'fault' | 'ignored';
  /** As sent, shortened; empty when nothing was sent. */
  readonly value: string;
  /** What a code means, in Chinese; empty where the value speaks for itself. */
  readonly meaning: string;
  /** Length as the standard prints it. */
  readonly length: string;
  /** What is wrong and what would be right; null unless `verdict` is `fault`. */
  readonly fault: ValueFault | null;
  /** Whether the value tells who somebody is: shown in part only. */
  readonly isPersonal: boolean;
};

const LONGEST_VALUE = 200;

export function textOf(value: WireJson | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const shown = (value: WireJson | undefined): string =>
  shorten(
    textOf(value)
      .toWellFormed()
      .replace(/\p{Cc}/gu, '?'),
    LONGEST_VALUE,
  );

/** Labels of fields that name a person or lead to one. Institutions and departments are none. */
const PERSONAL =
  /姓名|证件号|凭证编号|身份证|电话|手机|联系方式|卡识别码|住址|地址|银行账号|医师名称|医生名称|护士名称/;

export const isPersonalLabel = (label: string): boolean => PERSONAL.test(label);

type Sent = {
  readonly field: Field<unknown>;
  readonly value: WireJson | undefined;
  readonly presence: 'required' | 'optional' | 'regional';
};

/** The verdict of one known field; `value` undefined means nothing was sent. */
export function verdictOf({ field, value, presence }: Sent): FieldVerdict {
  const { code, label, length } = field;
  const base = { code, label, presence, length, isPersonal: isPersonalLabel(label) };
  if (value === undefined) {
    const isMissing = presence === 'required';
    const fault: ValueFault | null = isMissing ? { rule: 'missing', wanted: '请填写' } : null;
    return { ...base, verdict: isMissing ? 'fault' : 'absent', value: '', meaning: '', fault };
  }
  const text = scalarText(value, field.kind);
  const read = text.ok ? field.read(text.value) : text;
  if (!read.ok) return { ...base, verdict: 'fault', value: shown(value), meaning: '', fault: read.fault };
  return {
    ...base,
    verdict: 'valid',
    value: shown(value),
    meaning: meaningOf(field, read.value),
    fault: null,
  };
}

function meaningOf(field: Field<unknown>, value: unknown): string {
  if (field.table !== null && typeof value === 'string' && Object.hasOwn(field.table.codes, value))
    return field.table.labelOf(value);
  if (field.kind === 'flag') return value === true ? '是' : '否';
  return '';
}

/** A key that no edition knows: carried, ignored, reported. */
export const ignoredKey = (code: string, value: WireJson | undefined): FieldVerdict => ({
  code: shorten(code, 40),
  label: '',
  presence: 'unknown',
  verdict: 'ignored',
  value: shown(value),
  meaning: '',
  length: '',
  fault: null,
  // Nobody knows what stands there: hidden when it could be a name or a number of a person.
  isPersonal: /\p{Script=Han}|\d{6}/u.test(textOf(value)),
});

/** The verdict of an envelope text by its length alone. */
export function envelopeText(
  field: { readonly code: string; readonly label: string; readonly longest: number },
  value: WireJson | undefined,
  rule: { readonly presence: 'required' | 'optional'; readonly isRegion: boolean },
): FieldVerdict {
  const { code, label, longest } = field;
  const { presence, isRegion } = rule;
  const base = { code, label, presence, length: String(longest), meaning: '', value: shown(value) };
  const rest = { ...base, isPersonal: isPersonalLabel(label) };
  if (value === undefined) {
    if (presence !== 'required') return { ...rest, verdict: 'absent', fault: null };
    return { ...rest, verdict: 'fault', fault: { rule: 'missing', wanted: '请填写' } };
  }
  const text = scalarText(value, 'text');
  const fault = text.ok ? checkText(text.value, longest) : text.fault;
  if (fault !== null) return { ...rest, verdict: 'fault', fault };
  if (isRegion && text.ok && !/^\d{6}$/.test(text.value))
    return { ...rest, verdict: 'fault', fault: { rule: 'format', wanted: '填六位医保区划代码' } };
  return { ...rest, verdict: 'valid', fault: null };
}
