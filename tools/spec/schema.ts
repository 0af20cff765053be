/** JSON Schema of every transaction, with official codes as on the wire. */
import { type Field, type Node, nodesOf, TRANSACTION_NUMBERS, transactionOf } from '@zhijie/wire';

type Schema = Record<string, unknown>;

const PATTERNS: Readonly<Record<string, string>> = {
  date: '^\\d{4}-\\d{2}-\\d{2}$',
  'date-time': '^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$',
  month: '^\\d{6}$',
  year: '^\\d{4}$',
};

/** A decimal as text: `16,2` allows two decimals. */
function decimalPattern(length: string): string {
  const places = Number(length.split(',')[1] ?? '0');
  return places === 0 ? '^-?\\d+$' : `^-?\\d+(\\.\\d{1,${places}})?$`;
}

function numberSchema(field: Field<unknown>): Schema {
  return { anyOf: [{ type: 'number' }, { type: 'string', pattern: decimalPattern(field.length) }] };
}

function kindSchema(field: Field<unknown>): Schema {
  if (field.kind === 'word' && field.table !== null) {
    const codes = [
      ...Object.values(field.table.codes).map(([code]) => code),
      ...Object.keys(field.table.aliases),
    ];
    return { enum: [...new Set(codes)].sort() };
  }
  switch (field.kind) {
    case 'flag':
      return { enum: ['0', '1'] };
    case 'truth':
      return { anyOf: [{ type: 'boolean' }, { enum: ['true', 'false'] }] };
    case 'bytes':
      return {
        anyOf: [
          { type: 'string', contentEncoding: 'base64' },
          { type: 'array', items: { type: 'integer', minimum: -128, maximum: 255 } },
        ],
      };
    case 'region':
      return { type: 'string', pattern: '^\\d{6}$' };
    case 'text':
    case 'json-text':
    case 'extension':
      return { type: 'string', maxLength: Number(field.length) };
    case 'date':
    case 'date-time':
    case 'month':
    case 'year':
      return { type: 'string', pattern: PATTERNS[field.kind] };
    default:
      return numberSchema(field);
  }
}

function rowSchema(node: Node): Schema {
  const properties: Schema = {};
  const required: string[] = [];
  for (const [name, field, presence] of node.fields) {
    properties[field.code] = {
      title: field.label,
      description: `${name}; ${field.kind} ${field.length}`,
      ...kindSchema(field),
    };
    if (presence === 'required') required.push(field.code);
  }
  for (const inner of Object.values(node.nested)) {
    properties[inner.code] = nodeSchema(inner);
    if (isNeeded(inner)) required.push(inner.code);
  }
  return { type: 'object', title: node.label, properties, required };
}

const isNeeded = (node: Node): boolean =>
  node.many
    ? node.atLeast > 0
    : Object.keys(node.required).length > 0 || Object.values(node.nested).some(isNeeded);

function nodeSchema(node: Node): Schema {
  const row = rowSchema(node);
  return node.many ? { type: 'array', minItems: node.atLeast, items: row } : row;
}

function messageSchema(nodes: readonly (readonly [string | null, Node])[]): Schema {
  const whole = nodes.find(([, node]) => node.code === '')?.[1];
  if (whole !== undefined && nodes.length === 1) return nodeSchema(whole);
  if (whole !== undefined) {
    const others = messageSchema(nodes.filter(([, node]) => node !== whole));
    return { allOf: [others, rowSchema(whole)] };
  }
  const needed = nodes.filter(([, node]) => isNeeded(node));
  return {
    type: 'object',
    properties: Object.fromEntries(nodes.map(([, node]) => [node.code, nodeSchema(node)])),
    required: needed.map(([, node]) => node.code),
  };
}

/**
 * The schema says what is exact; what is tolerated besides (null, one-element arrays) is in
 * docs/integrating.
 */
export function schemaFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const number of TRANSACTION_NUMBERS) {
    const transaction = transactionOf(number);
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: `${number} ${transaction.label}`,
      type: 'object',
      properties: {
        input: messageSchema(nodesOf(transaction.input)),
        output: messageSchema(nodesOf(transaction.output)),
      },
    };
    files.set(`spec/schema/${number}.json`, `${JSON.stringify(schema, null, 2)}\n`);
  }
  return files;
}
