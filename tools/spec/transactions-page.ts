/** The reference of all transactions of the interface: supported or not, tested, fields. */
import {
  allNodesOf,
  errorText,
  isSupported,
  type Node,
  nearestSupported,
  type OfficialTransaction,
  officialTransactions,
  TRANSACTION_DIRECTIONS,
  TRANSACTION_GROUPS,
  TRANSACTION_NUMBERS,
  type TransactionNumber,
  transactionOf,
  wireErrors,
} from '@zhijie/wire';
import { head, NOTE, row } from './pages.ts';

type TestsOf = ReadonlyMap<string, readonly string[]>;

const UNSUPPORTED = wireErrors['unsupported-transaction'].number;
const UNKNOWN = wireErrors['unknown-transaction'].number;

function fieldCount(number: TransactionNumber, direction: 'input' | 'output'): string {
  const nodes = allNodesOf(transactionOf(number)[direction]);
  return String(nodes.reduce((sum, node) => sum + node.fields.length, 0));
}

function supportOf(number: string): string {
  if (isSupported(number)) return `[支持](#${number})`;
  const near = nearestSupported(number);
  return near === null ? `${UNSUPPORTED}` : `${UNSUPPORTED}，相近 [${near}](#${near})`;
}

function rowOf({ number, label, group, direction }: OfficialTransaction, tests: TestsOf): string {
  const known = isSupported(number) ? number : null;
  return row(
    number,
    label,
    TRANSACTION_GROUPS[group],
    TRANSACTION_DIRECTIONS[direction],
    supportOf(number),
    known === null ? '' : (tests.get(number) ?? ['无']).join(' '),
    known === null ? '' : fieldCount(known, 'input'),
    known === null ? '' : fieldCount(known, 'output'),
  );
}

function nodeLines(direction: string, node: Node): string[] {
  const name = node.code === '' ? '(itself)' : node.code;
  const list = (presence: string): string =>
    node.fields
      .filter(([, , how]) => how === presence)
      .map(([, field]) => `\`${field.code}\` ${field.label}`)
      .join(', ');
  const rows = node.many ? `array${node.atLeast > 0 ? `, at least ${node.atLeast} row` : ''}` : 'object';
  const lines = [`- **${direction} \`${name}\`** ${node.label} (${rows})`];
  for (const [presence, label] of [
    ['required', 'required'],
    ['optional', 'optional'],
    ['regional', 'one edition only'],
  ] as const) {
    const text = list(presence);
    if (text !== '') lines.push(`  - ${label}: ${text}`);
  }
  const inner = Object.values(node.nested).map(({ code, label }) => `\`${code}\` ${label}`);
  if (inner.length > 0) lines.push(`  - nodes in each row: ${inner.join(', ')}`);
  return lines;
}

function section(number: TransactionNumber): string[] {
  const { label, writes, input, output, answersFile } = transactionOf(number);
  const effect = writes ? 'Writes: the same message id has one effect.' : 'Reads.';
  const bytes = answersFile ? ' A success answers the bytes of a ZIP file instead of an envelope.' : '';
  return [
    '',
    `<a id="${number}"></a>`,
    '',
    `## ${number} ${label}`,
    '',
    `${effect}${bytes} [JSON Schema](../../spec/schema/${number}.json)`,
    '',
    ...allNodesOf(input).flatMap((node) => nodeLines('input', node)),
    ...allNodesOf(output).flatMap((node) => nodeLines('output', node)),
  ];
}

/** `tests`: which test files send a number to the gateway (`tested-by.ts`). */
export function transactionsPage(tests: TestsOf): string {
  const all = [...officialTransactions.values()];
  const example = errorText({
    error: 'unsupported-transaction',
    detail: { transaction: '7101', label: officialTransactions.get('7101')!.label },
  });
  const supported = TRANSACTION_NUMBERS.length;
  const lines = [
    NOTE,
    '# Transactions',
    '',
    'Served at `POST /fsi/<anything>` (number in the body), `POST /fsi/<anything>/{number}` and the paths of',
    'other editions (docs/integrating). Of the',
    `${all.length} numbers that public editions of the interface know, ${supported} are answered here.`,
    `Every other one answers error ${UNSUPPORTED}, which names it and, where there is one, the supported`,
    'transaction nearest to it:',
    '',
    `> ${example}`,
    '',
    `A number that no edition knows answers error ${UNKNOWN}. “测试” names the test files that send the`,
    'number to a gateway over PostgreSQL (`packages/province/src/gateway`, `apps/cli/src/acceptance`).',
    '',
    ...head('编号', '名称', '类', '方向', '支持', '测试', '入参字段', '出参字段'),
    ...all.map((one) => rowOf(one, tests)),
    ...TRANSACTION_NUMBERS.flatMap(section),
  ];
  return `${lines.join('\n')}\n`;
}
