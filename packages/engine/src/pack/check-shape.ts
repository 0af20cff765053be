import type { TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { type PackProblem, type Place, problem } from '../findings.ts';
import type { YamlFile } from './read-yaml.ts';

/** Checks a part of a file against its schema; each finding names the field and its line. */
export function checkShape(
  source: YamlFile,
  schema: TSchema,
  value: unknown,
  base: Place = [],
): PackProblem[] {
  const problems: PackProblem[] = [];
  const seen = new Set<string>();
  for (const error of Errors(schema, value)) {
    if (error.keyword === 'boolean' || error.keyword === 'anyOf') continue;
    const inner = error.instancePath.split('/').slice(1).map(unescapePointer);
    const params = error.params as Record<string, unknown>;
    const extra = [params.additionalProperties, params.requiredProperties]
      .flat()
      .filter((x) => x !== undefined);
    const place = [...base, ...inner];
    const message = `${place.join('.') || '（整个文件）'}：${describe(error.keyword, error.message, extra)}`;
    const key = `${place.join('.')} ${error.keyword}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const at = error.keyword === 'additionalProperties' ? [...place, String(extra[0])] : place;
    problems.push(
      problem(source, at, 'schema', message, FIXES[error.keyword] ?? '按 policies/README.md 的格式改写'),
    );
  }
  return problems;
}

const FIXES: Readonly<Record<string, string>> = {
  additionalProperties: '删去该字段，或更正拼写',
  required: '补上缺少的字段',
  enum: '改用 policies/README.md 列出的词',
};

function describe(keyword: string, message: string, extra: readonly unknown[]): string {
  if (keyword === 'additionalProperties') return `不认识的字段 ${extra.join('、')}`;
  if (keyword === 'required') return `缺少字段 ${extra.join('、')}`;
  return message;
}

function unescapePointer(part: string): string | number {
  const text = part.replaceAll('~1', '/').replaceAll('~0', '~');
  return /^\d+$/.test(text) && text.length < 4 ? Number(text) : text;
}
