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
  string: '应写成文本（加引号）',
  boolean: '应写成 true 或 false',
  array: '应写成列表',
  object: '应写成对象',
};

/** The first thing wrong with the shape of a value; null when it has the shape. */
export function shapeProblem(schema: TSchema, value: unknown): Told | null {
  for (const { keyword, instancePath, params, message } of Errors(schema, value)) {
    if (keyword === 'boolean') continue;
    const { requiredProperties, additionalProperties, allowedValues, pattern, type } = params as Record<
      string,
      unknown
    >;
    const at = instancePath.split('/').slice(1);
    const extra = [requiredProperties, additionalProperties].flat().find((name) => name !== undefined);
    const path = extra === undefined ? at : [...at, String(extra)];
    const field = path.join('.').replace(/\.(\d+)/g, '[$1]') || 'body';
    const told = (text: string, fix: string): Told => ({ code: 'invalid-input', field, text, fix });
    const label = AGENCY_LABELS[path[0] ?? ''] ?? field;
    if (keyword === 'required') return told(`${label}：没有给出`, `请补上 ${field}`);
    if (keyword === 'additionalProperties') return told(`没有字段 ${field}`, '请删去或更正拼写');
    if (Array.isArray(allowedValues)) return told(`${label}：没有这个值`, `可用 ${allowedValues.join('、')}`);
    if (keyword === 'type') return told(`${label}：类型不对`, TYPES[String(type)] ?? message);
    return told(`${label}：写法不对`, pattern === undefined ? message : formOf(path[0] ?? ''));
  }
  return null;
}

function formOf(name: string): string {
  if (name === 'amount') return '写成元，至多两位小数，如 "120.00"';
  if (name.endsWith('On')) return '写成日期，如 "2026-03-02"';
  if (name === 'destination') return '写成六位行政区划，如 "440100"';
  if (name === 'limit') return '写成 1 到 500 的整数';
  if (name === 'after') return '原样写上一页答复中的 next';
  return '1–64 位可见字符，不含空格，如 "2026-03-000117"';
}
