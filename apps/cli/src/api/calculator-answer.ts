import type { Refusal } from '@zhijie/kernel';
import type { TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { calculate } from '../calculator/calculate.ts';
import type { CircumstanceTexts } from '../calculator/circumstances.ts';
import { FIELD_LABELS } from '../calculator/fields.ts';
import type { CalculationInput } from '../calculator/input.ts';
import type { Knowledge } from '../calculator/knowledge.ts';
import type { HolderText } from '../calculator/one-stop-input.ts';
import { CalculatorBody } from './calculator-schema.ts';

type Told = {
  readonly code: string;
  readonly field: string | null;
  readonly text: string;
  readonly alternatives?: readonly string[];
};

/** An answer as it goes over the wire: HTTP status and JSON. */
export type CalculatorAnswer = { readonly status: 200 | 422; readonly json: string };

/**
 * What `POST /api/calculator` answers to a body. The same function runs in the browser, so that both give the
 * same bytes for the same body and policies. A refusal is 422 with the field and what to write instead.
 */
export function answerCalculator(text: string, knowledge: Knowledge): CalculatorAnswer {
  const body = readJson(text);
  if (body === undefined)
    return refused({ code: 'invalid-input', field: null, text: '请求体不是 JSON 对象' });
  const problem = problemOf(CalculatorBody, body);
  if (problem !== null) return refused({ code: 'invalid-input', ...problem });
  const result = calculate(inputOf(body as CalculatorBody), knowledge);
  return result.ok ? { status: 200, json: JSON.stringify(result.value) } : refused(tellingOf(result.refusal));
}

export function refused(refusal: Told): CalculatorAnswer {
  return { status: 422, json: JSON.stringify({ refusal: { alternatives: [], ...refusal } }) };
}

function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whole numbers come as numbers, everything else as the text that `zhijie calc` reads too. */
function inputOf({ age, admissions, holder, circumstances, ...body }: CalculatorBody): CalculationInput {
  const accumulators = body.accumulators as Record<string, string> | undefined;
  const settled = body.settled as Record<string, string> | undefined;
  return {
    ...body,
    accumulators,
    settled,
    ...(holder === undefined ? {} : { holder: holderOf(holder) }),
    ...(circumstances === undefined ? {} : { circumstances: textsOf(circumstances) }),
    ...(age === undefined ? {} : { age: String(age) }),
    ...(admissions === undefined ? {} : { admissions: String(admissions) }),
  };
}

function textsOf(stated: NonNullable<CalculatorBody['circumstances']>): CircumstanceTexts {
  const text = (value: string | number | boolean): string =>
    typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
  return Object.fromEntries(Object.entries(stated).map(([name, value]) => [name, text(value)]));
}

function holderOf({ years, householdYears, ...holder }: NonNullable<CalculatorBody['holder']>): HolderText {
  return {
    ...holder,
    ...(years === undefined ? {} : { years: String(years) }),
    ...(householdYears === undefined ? {} : { householdYears: String(householdYears) }),
  };
}

function tellingOf({ code, field, detail }: Refusal): Told {
  const alternatives = detail?.alternatives === undefined ? [] : String(detail.alternatives).split('\n');
  return { code, field: field ?? null, text: String(detail?.text ?? code), alternatives };
}

/** The first thing wrong with the shape of a body, as field, sentence and fix. */
function problemOf(schema: TSchema, body: unknown): { field: string | null; text: string } | null {
  for (const { keyword, instancePath, params, message } of Errors(schema, body)) {
    if (keyword === 'boolean') continue;
    const { requiredProperties, additionalProperties, allowedValues, pattern } = params as Record<
      string,
      unknown
    >;
    const at = instancePath.split('/').slice(1);
    const extra = [requiredProperties, additionalProperties].flat().find((name) => name !== undefined);
    const path = extra === undefined ? at : [...at, String(extra)];
    const field = path.join('.').replace(/\.(\d+)/g, '[$1]');
    const label = FIELD_LABELS[path[0] ?? ''] ?? field;
    if (keyword === 'required') return { field, text: `${label}：没有给出，请补上 ${field}` };
    if (keyword === 'additionalProperties') return { field, text: `没有字段 ${field}，请删去或更正拼写` };
    if (Array.isArray(allowedValues))
      return { field, text: `${label}：没有这个值，可用 ${allowedValues.join('、')}` };
    if (keyword === 'type') return { field, text: `${label}：${TYPES[String(typeOf(params))] ?? message}` };
    return { field: field || null, text: `${label}：${pattern === undefined ? message : formOf(path)}` };
  }
  return null;
}

const typeOf = (params: unknown): unknown => (params as { type?: unknown }).type;

const TYPES: Readonly<Record<string, string>> = {
  string: '应写成文本（加引号）；金额写成元，如 "1234.50"',
  integer: '应写成整数',
  boolean: '应写成 true 或 false',
  array: '应写成列表',
  object: '应写成对象',
};

function formOf(path: readonly string[]): string {
  const name = path[0] ?? '';
  if (name === 'products') return '应为产品编号，如 "demo-a-2026"';
  if (name === 'area' || name === 'careArea' || path.at(-1) === 'insuredArea')
    return '应为六位行政区划，如 "990100"';
  if (name === 'date' || name.endsWith('On')) return '不是日期，写成 "2026-03-02"';
  return '不是金额，写成元，至多两位小数，如 "1234.50"';
}
