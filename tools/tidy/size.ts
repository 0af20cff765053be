import { parse } from '@babel/parser';
import { type Finding, isCode, isGenerated, isTest, type SourceFile } from './source.ts';

export const LIMITS = { functionLines: 60, componentLines: 120, fileLines: 400, lineLength: 110 } as const;

type Node = {
  readonly type: string;
  readonly loc?: {
    readonly start: { readonly line: number };
    readonly end: { readonly line: number };
  } | null;
};

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'ObjectMethod',
  'ClassPrivateMethod',
]);

function functionsOf(node: unknown, found: Node[]): Node[] {
  if (Array.isArray(node)) {
    for (const item of node) functionsOf(item, found);
  } else if (node !== null && typeof node === 'object' && 'type' in node) {
    if (FUNCTIONS.has(String(node.type))) found.push(node as Node);
    for (const [key, value] of Object.entries(node)) {
      if (key !== 'loc' && key !== 'leadingComments' && key !== 'trailingComments') functionsOf(value, found);
    }
  }
  return found;
}

function longFunctions(file: SourceFile): Finding[] {
  const limit = file.path.endsWith('.tsx') ? LIMITS.componentLines : LIMITS.functionLines;
  const tree = parse(file.text, {
    sourceType: 'module',
    plugins: ['typescript', 'jsx'],
    errorRecovery: true,
  });
  return functionsOf(tree.program.body, [])
    .map((node) => ({
      line: node.loc?.start.line ?? 0,
      lines: (node.loc?.end.line ?? 0) - (node.loc?.start.line ?? 0) + 1,
    }))
    .filter(({ lines }) => lines > limit)
    .map(({ line, lines }) => ({
      path: file.path,
      line,
      rule: 'function-length',
      message: `function of ${lines} lines; at most ${limit}: give its parts names of their own`,
    }));
}

/** Files, functions and lines stay within the sizes of the house; tests are exempt from the first two. */
export function checkSizes(files: readonly SourceFile[]): Finding[] {
  const findings: Finding[] = [];
  for (const file of files) {
    if (!isCode(file) || isGenerated(file)) continue;
    const lines = file.text.split('\n');
    lines.forEach((line, index) => {
      if (line.length > LIMITS.lineLength && !isTest(file) && !/https?:\/\//.test(line)) {
        findings.push({
          path: file.path,
          line: index + 1,
          rule: 'line-length',
          message: `line of ${line.length} characters; at most ${LIMITS.lineLength}`,
        });
      }
    });
    if (isTest(file)) continue;
    if (lines.length - 1 > LIMITS.fileLines) {
      findings.push({
        path: file.path,
        line: LIMITS.fileLines + 1,
        rule: 'file-length',
        message: `file of ${lines.length - 1} lines; at most ${LIMITS.fileLines}: split it by question`,
      });
    }
    findings.push(...longFunctions(file));
  }
  return findings;
}
