/**
 * From English names and kernel values to the nodes of a message, number by number, never through a
 * float.
 */
import { assert } from '@zhijie/kernel';
import { quote } from './json.ts';
import { isNode, type Message, type Node, nodesOf } from './message.ts';

/** Whether absent fields are written as "empty" (answers: the standard's rule) or left out (requests). */
export type AbsentFields = 'empty' | 'omitted';

type Row = Readonly<Record<string, unknown>>;

function fieldsText(node: Node, row: Row, absent: AbsentFields): string {
  const parts: string[] = [];
  for (const [name, field, presence] of node.fields) {
    const value = row[name];
    const codes = [field.code, ...field.alsoWrittenAs];
    if (value === undefined || value === null) {
      assert(
        presence !== 'required',
        `node "${node.code}" cannot be written without ${name} (${field.code})`,
      );
      if (presence === 'optional' && absent === 'empty') {
        for (const code of codes) parts.push(`${quote(code)}:${field.empty}`);
      }
      continue;
    }
    const text = field.write(value);
    for (const code of codes) parts.push(`${quote(code)}:${text}`);
  }
  for (const [name, inner] of Object.entries(node.nested)) {
    const value = row[name] ?? (inner.many ? [] : undefined);
    const isLeftOut = absent === 'omitted' && inner.many && (value as readonly Row[]).length === 0;
    if (value === undefined || isLeftOut) continue;
    parts.push(`${quote(inner.code)}:${encodeNode(inner, value, absent)}`);
  }
  return parts.join(',');
}

const encodeRow = (node: Node, row: Row, absent: AbsentFields): string =>
  `{${fieldsText(node, row, absent)}}`;

function encodeNode(node: Node, value: unknown, absent: AbsentFields): string {
  if (!node.many) return encodeRow(node, value as Row, absent);
  return `[${(value as readonly Row[]).map((row) => encodeRow(node, row, absent)).join(',')}]`;
}

/**
 * JSON text of a message: objects for single-row nodes, arrays for multi-row ones, in the order of the
 * standard.
 */
export function encodeMessage(message: Message, value: unknown, absent: AbsentFields): string {
  if (isNode(message)) {
    const text = encodeNode(message, value, absent);
    return message.code === '' ? text : `{${quote(message.code)}:${text}}`;
  }
  const object = value as Record<string, unknown>;
  const parts = nodesOf(message).map(([name, node]) =>
    // A node without a name stands in the message itself: the counters of a page beside its rows.
    node.code === ''
      ? fieldsText(node, object[name!] as Row, absent)
      : `${quote(node.code)}:${encodeNode(node, object[name!], absent)}`,
  );
  return `{${parts.join(',')}}`;
}
