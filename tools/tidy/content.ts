import { type Finding, isCode, isTest, lineOf, type SourceFile } from './source.ts';

const PURE = ['kernel', 'engine', 'population', 'clearing'];
const OUTSIDE_WORLD = [
  String.raw`\bDate\.now\b|\bnew Date\b|\bMath\.random\b`,
  String.raw`\bset(?:Timeout|Interval|Immediate)\b|\bfetch\(|\bprocess\.|from 'node:`,
];
const IMPURE = new RegExp(OUTSIDE_WORLD.join('|'), 'g');
const NODE_CLOCK = /\bDate\.now\b|\bnew Date\b|\bMath\.random\b/g;
const NODES = /^packages\/(?:province|hub|ledger|evidence|wire)\/src\//;
const SQL_CLOCK =
  /\b(?:now\(\)|current_date|current_timestamp|localtimestamp|clock_timestamp\(\)|statement_timestamp\(\))/gi;
const STRINGS = /`[^`]*`|'(?:[^'\\\n]|\\.)*'/g;
const SQL = /\b(?:select|insert|update|delete|create|alter|default|returning|where|begin)\b/i;
const FLOAT_MONEY = /\bparseFloat\b|\.toFixed\(/g;
const OUTSIDE = /\.\.\/shared\b|\/work\/(?:shared|main)/g;
const LOOSE_TODO = /\b(?:TODO|FIXME|XXX)\b(?!\((?:#\d+|[a-z][\w-]*)\))/g;

function find(file: SourceFile, pattern: RegExp, rule: string, message: (text: string) => string): Finding[] {
  return [...file.text.matchAll(pattern)].map((match) => ({
    path: file.path,
    line: lineOf(file.text, match.index),
    rule,
    message: message(match[0]),
  }));
}

const isTidy = (file: SourceFile): boolean => file.path.startsWith('tools/tidy/');

/**
 * A pure package touches no clock, no randomness, no input or output; nodes take the clock from their deps.
 */
export function checkPurity(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    if (!isCode(file) || isTest(file) || /\/src\/bench\//.test(file.path)) return [];
    const part = /^packages\/([^/]+)\/src\//.exec(file.path)?.[1] ?? '';
    if (PURE.includes(part)) return find(file, IMPURE, 'purity', (text) => `${part} is pure: no ${text}`);
    if (!NODES.test(file.path)) return [];
    return find(file, NODE_CLOCK, 'purity', (text) => `take it from deps instead of ${text}`);
  });
}

/** Breaches inside the SQL of a file: the whole of a .sql file, elsewhere the texts that read like SQL. */
function findInSql(
  file: SourceFile,
  pattern: RegExp,
  rule: string,
  message: (text: string) => string,
): Finding[] {
  if (file.path.endsWith('.sql')) return find(file, pattern, rule, message);
  return [...file.text.matchAll(STRINGS)]
    .filter(([text]) => SQL.test(text))
    .flatMap((match) =>
      find({ ...file, text: match[0].replace(/\$\{[^}]*\}/g, '') }, pattern, rule, message).map(
        (finding) => ({
          ...finding,
          line: finding.line + lineOf(file.text, match.index) - 1,
        }),
      ),
    );
}

/** The clock is passed in; SQL has none of its own. Money never meets a float. */
export function checkValues(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    if (isTidy(file) || !/\.(ts|tsx|sql)$/.test(file.path) || !/^(packages|apps)\//.test(file.path))
      return [];
    return [
      ...findInSql(file, SQL_CLOCK, 'sql-clock', (text) => `pass the time in: no ${text}`),
      ...(isTest(file) || /\/bench\//.test(file.path)
        ? []
        : find(file, FLOAT_MONEY, 'float', (text) => `no ${text}: money is integer fen, parsed by kernel`)),
    ];
  });
}

/**
 * Tests that speak the wire as strangers do: clients of other makers, damaged bytes, messages of the wild.
 */
const AS_STRANGERS = /^apps\/cli\/src\/acceptance\/wire\//;

/** Official wire codes live in `wire`, `spec`, recorded samples and tests as strangers only. */
export function checkOfficialCodes(files: readonly SourceFile[], codes: readonly string[]): Finding[] {
  const known = new Set(codes);
  return files.flatMap((file) => {
    if (!/^(packages|apps|policies)\//.test(file.path) || /^packages\/wire\//.test(file.path)) return [];
    if (!/\.(ts|tsx|sql|yaml|html)$/.test(file.path) || AS_STRANGERS.test(file.path)) return [];
    return find(
      file,
      /\b[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]*\b|\b[a-z]{6,}\b/g,
      'official-code',
      (text) => text,
    )
      .filter((finding) => known.has(finding.message))
      .map((finding) => ({
        ...finding,
        message: `official code ${finding.message} belongs to packages/wire; use its English name`,
      }));
  });
}

/** Nothing reads the briefing folder or names a path of a machine; a TODO names its issue. */
export function checkLeftovers(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    if (isTidy(file) || !/\.(ts|tsx|mjs|sql|md|yaml)$/.test(file.path)) return [];
    return [
      ...find(file, OUTSIDE, 'outside', (text) => `nothing in the repository refers to ${text}`),
      ...(isCode(file) ? find(file, LOOSE_TODO, 'todo', (text) => `${text} without an issue or a name`) : []),
    ];
  });
}
