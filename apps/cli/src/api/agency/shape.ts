import type { TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { AGENCY_LABELS } from './schema.ts';

/** What is wrong with a field, and what to write instead. */
export type Told = {
  readonly code: string;
  readonly field: string;
  readonly text: string;
  readonly fix: string;
};

/** Refusals about who calls, whatever was asked: nobody is known, or the screen is locked. */
export const isUnknownCaller = (code: string): boolean =>
  code === 'identity-missing' || code === 'session-locked';

const TYPES: Readonly<Record<string, string>> = {
  string: '应写成文本（加引号），只写一次',
  integer: '应写成整数',
  number: '应写成数',
  boolean: '应写成 true 或 false',
  array: '应写成列表',
  object: '应写成对象',
};

/** What a limit of a schema asks for. */
const LIMITS: Readonly<Record<string, (limit: unknown) => string>> = {
  minLength: () => '不能空着',
  maxLength: (most) => `至多 ${most} 个字`,
  minItems: (least) => `至少 ${least} 项`,
  maxItems: (most) => `至多 ${most} 项`,
  minimum: (least) => `不小于 ${least}`,
  maximum: (most) => `不大于 ${most}`,
};

/** Where a text holds the one character that no database keeps; null where none does. */
function nulAt(value: unknown, path: readonly string[] = []): readonly string[] | null {
  if (typeof value === 'string') return value.includes('\0') ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const found = nulAt(inner, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}

const fieldOf = (path: readonly string[]): string => path.join('.').replace(/\.(\d+)/g, '[$1]') || 'body';

/** A text that holds a character without a meaning or a place to be kept; null when none does. */
export function nulProblem(value: unknown): Told | null {
  const path = nulAt(value);
  if (path === null) return null;
  const field = fieldOf(path);
  return { code: 'invalid-input', field, text: `${labelOf(field, path)}：含有空字符`, fix: '请删去空字符' };
}

const labelOf = (field: string, path: readonly string[]): string => AGENCY_LABELS[path[0] ?? ''] ?? field;

/** The first thing wrong with the shape of a value; null when it has the shape. */
export function shapeProblem(schema: TSchema, value: unknown): Told | null {
  for (const { keyword, instancePath, params, message } of Errors(schema, value)) {
    if (keyword === 'boolean') continue;
    const said = params as Readonly<Record<string, unknown>>;
    const { requiredProperties, additionalProperties, allowedValues, pattern, type, limit } = said;
    const at = instancePath.split('/').slice(1);
    const extra = [requiredProperties, additionalProperties].flat().find((name) => name !== undefined);
    const path = extra === undefined ? at : [...at, String(extra)];
    const field = fieldOf(path);
    const told = (text: string, fix: string): Told => ({ code: 'invalid-input', field, text, fix });
    const label = labelOf(field, path);
    if (keyword === 'required') return told(`${label}：没有给出`, `请补上 ${field}`);
    if (keyword === 'additionalProperties') return told(`没有字段 ${field}`, '请删去或更正拼写');
    if (Array.isArray(allowedValues)) return told(`${label}：没有这个值`, `可用 ${allowedValues.join('、')}`);
    if (keyword === 'type') return told(`${label}：类型不对`, TYPES[String(type)] ?? message);
    if (pattern === undefined) return told(`${label}：写法不对`, LIMITS[keyword]?.(limit) ?? message);
    return told(`${label}：写法不对`, formOf(path.at(-1) ?? '', String(pattern)));
  }
  return nulProblem(value);
}

function formOf(name: string, pattern: string): string {
  if (name === 'limit') return '写成整数，如 "50"';
  if (name === 'after' || name === 'before') return '原样写上一页答复中的 next';
  if (pattern.includes('(\\.\\d{1,2})?')) return '写成元，至多两位小数，如 "120.00"';
  if (pattern === '^\\d{4}-\\d{2}-\\d{2}$') return '写成日期，如 "2026-03-02"';
  if (pattern === '^\\d{4}-\\d{2}$') return '写成月份，如 "2026-03"';
  if (pattern === '^\\d{6}$') return '写成六位行政区划，如 "440100"';
  if (/^\^(2|\[1-9\])?\\d(\{\d+(,\d+)?\})\$$/.test(pattern)) return '只写数字';
  return '1–64 位可见字符，不含空格，如 "2026-03-000117"';
}
