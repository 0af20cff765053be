import { isAlias, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { type PackProblem, type Place, problem } from '../findings.ts';

/** One policy file as data, with the way back to its lines. */
export type YamlFile = {
  readonly file: string;
  readonly data: unknown;
  readonly lineOf: (place: Place) => number;
};

/**
 * Reads YAML 1.2 core. Refused: a syntax error, a duplicate key, an anchor, alias or merge key, a tag, a bare
 * number. Dates stay texts, so nothing in a pack is ever a float or a `Date`.
 */
export function readYaml(file: string, text: string): { source: YamlFile; problems: PackProblem[] } {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    merge: false,
    strict: true,
    lineCounter: counter,
  });
  const lineAt = (offset: number) => counter.linePos(offset).line;
  const lineOf = (place: Place): number => {
    for (let length = place.length; length >= 0; length--) {
      const node = document.getIn(place.slice(0, length), true);
      if (isNode(node) && node.range) return lineAt(node.range[0]);
    }
    return 0;
  };
  const problems = document.errors.map((error) =>
    problem(
      { file, lineOf: () => lineAt(error.pos[0]) },
      [],
      'yaml',
      `YAML 有误：${error.message}`,
      '改正语法',
    ),
  );
  const report = (node: { range?: readonly number[] | null | undefined }, what: string, fix: string) => {
    const line = lineAt(node.range?.[0] ?? 0);
    problems.push(problem({ file, lineOf: () => line }, [], 'yaml', what, fix));
  };
  visit(document, {
    Node: (key, node) => {
      if (isAlias(node) || node.anchor) report(node, '不允许使用锚点和引用', '把内容写全');
      if (node.tag && !node.tag.startsWith('tag:yaml.org,2002:')) report(node, '不允许使用标签', '去掉标签');
      if (!isScalar(node) || (typeof node.value !== 'number' && typeof node.value !== 'bigint')) return;
      const shown = node.source ?? String(node.value);
      const fix = `写成带单位的文本（${shown}元、${shown}%）或加引号（"${shown}"）`;
      report(node, `${key === 'key' ? '键' : '值'} ${shown} 是裸数字`, fix);
    },
    Pair: (_, pair) => {
      if (isScalar(pair.key) && pair.key.value === '<<') report(pair.key, '不允许合并键 <<', '把内容写全');
    },
  });
  const data = problems.length === 0 ? document.toJS() : null;
  return { source: { file, data, lineOf }, problems };
}
