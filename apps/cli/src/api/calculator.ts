import type { PolicyLibrary } from '@zhijie/engine';
import { parseCalendarDate, type Refusal } from '@zhijie/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import {
  type CalculationInput,
  calculate,
  FIELD_LABELS,
  type Knowledge,
  knowledgeOf,
  places,
} from '../calculator.ts';
import { CALCULATOR_OPENAPI, CalculatorBody } from './calculator-schema.ts';

type Told = { readonly code: string; readonly field: string | null; readonly text: string };

const LARGEST_BODY = 512 * 1024;

/**
 * `POST /api/calculator` and `GET /api/calculator/places`, open to everybody: no login, no session, nothing
 * is written anywhere. `today` is the day that places are listed for unless the request names one. A
 * refusal is HTTP 422 with the field and what to write instead.
 */
export function calculatorApi(
  policies: PolicyLibrary,
  today: () => string,
): (app: FastifyInstance) => Promise<void> {
  const knowledge = knowledgeOf(policies);
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: LARGEST_BODY }, (_request, body, done) =>
      done(null, body),
    );
    app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
      if (error.statusCode === undefined || error.statusCode >= 500) throw error;
      return told(reply, { code: 'invalid-input', field: null, text: '请求无法读取或过大（至多 512 KB）' });
    });
    app.post('/api/calculator', (request, reply) => answer(request, reply, knowledge));
    app.get('/api/calculator/openapi.json', (_request, reply) => reply.send(CALCULATOR_OPENAPI));
    app.get('/api/calculator/places', (request, reply) => {
      const { date = today() } = request.query as { date?: string };
      const on = parseCalendarDate(date);
      if (on.ok) return reply.send({ date, places: places(policies, on.value) });
      return told(reply, { code: 'invalid-input', field: 'date', text: '日期写成 2026-03-02' });
    });
  };
}

function answer(request: FastifyRequest, reply: FastifyReply, knowledge: Knowledge): FastifyReply {
  reply.header('cache-control', 'no-store');
  const body = readJson(request.body);
  if (body === undefined)
    return told(reply, { code: 'invalid-input', field: null, text: '请求体不是 JSON 对象' });
  const problem = problemOf(CalculatorBody, body);
  if (problem !== null) return told(reply, { code: 'invalid-input', ...problem });
  const result = calculate(inputOf(body as CalculatorBody), knowledge);
  return result.ok ? reply.send(result.value) : told(reply, tellingOf(result.refusal));
}

function readJson(body: unknown): unknown {
  try {
    const value: unknown = JSON.parse(String(body ?? ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whole numbers come as numbers, everything else as the text that `zhijie calc` reads too. */
function inputOf({ age, admissions, ...body }: CalculatorBody): CalculationInput {
  const accumulators = body.accumulators as Record<string, string> | undefined;
  return {
    ...body,
    accumulators,
    ...(age === undefined ? {} : { age: String(age) }),
    ...(admissions === undefined ? {} : { admissions: String(admissions) }),
  };
}

function tellingOf({ code, field, detail }: Refusal): Told & { readonly alternatives: readonly string[] } {
  const alternatives = detail?.alternatives === undefined ? [] : String(detail.alternatives).split('\n');
  return { code, field: field ?? null, text: String(detail?.text ?? code), alternatives };
}

function told(
  reply: FastifyReply,
  refusal: Told & { readonly alternatives?: readonly string[] },
): FastifyReply {
  return reply.status(422).send({ refusal: { alternatives: [], ...refusal } });
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
  if (name === 'area' || name === 'careArea') return '应为六位行政区划，如 "990100"';
  if (name === 'date' || name.endsWith('On')) return '不是日期，写成 "2026-03-02"';
  return '不是金额，写成元，至多两位小数，如 "1234.50"';
}
