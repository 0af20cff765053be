/** `docs/integrating/flows.md`: each flow as a sequence, from the same lists as the collection. */
import { type TransactionNumber, transactionOf } from '@zhijie/wire';
import { type Flow, flows, type Step } from './flows/index.ts';
import { head, NOTE, row } from './pages.ts';

const arrow = ({ number, title, elsewhere }: Step): string[] => {
  const [what] = title.split('：');
  if (elsewhere !== undefined) return [`  Note over 医院: ${what}`];
  return [`  医院->>直结: ${number} ${what}`];
};

/** Kept values by name, with the place in the answer. */
function keptText({ keep = {}, keepMessageId, keepReference }: Step): string {
  const kept = Object.entries(keep).map(([name, path]) => `\`${name}\` ← \`${path}\``);
  if (keepMessageId !== undefined) kept.push(`\`${keepMessageId}\` ← 本次 msgid`);
  if (keepReference !== undefined) kept.push(`\`${keepReference}\` ← \`inf_refmsgid\``);
  return kept.join('，');
}

function usedText({ input, messageId, elsewhere }: Step): string {
  const used = [...JSON.stringify(elsewhere ?? input).matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!);
  if (messageId !== undefined) used.push(messageId);
  const own = new Set(
    used.filter((name) => !['now', 'today', 'run', 'year', 'month', 'baseUrl'].includes(name)),
  );
  return [...own].map((name) => `\`${name}\``).join(' ');
}

function section(flow: Flow): string[] {
  return [
    '',
    `## ${flow.title}`,
    '',
    flow.purpose,
    '',
    '```mermaid',
    'sequenceDiagram',
    ...flow.steps.flatMap(arrow),
    '```',
    '',
    ...head('#', '交易', '做什么', '用到', '留下'),
    ...flow.steps.map((step, index) => {
      if (step.elsewhere !== undefined)
        return row(String(index + 1), '（接口之外）', step.title, usedText(step), keptText(step));
      const number = step.number as TransactionNumber;
      const link = `[${number} ${transactionOf(number).label}](../reference/transactions.md#${number})`;
      return row(String(index + 1), link, step.title, usedText(step), keptText(step));
    }),
  ];
}

export function flowsPage(): string {
  const lines = [
    NOTE.replace('packages/wire', 'tools/spec/flows'),
    '# Flows',
    '',
    'Each flow in order, as [spec/postman.json](../../spec/postman.json) makes it: import the collection,',
    'start the network (`npm start`), run a folder. `insuplc_admdvs` of the envelope is what 1101 answered;',
    'every call has a `msgid` of its own unless the text says otherwise. The whole input of each call stands',
    'in the collection.',
    ...flows.flatMap(section),
  ];
  return `${lines.join('\n')}\n`;
}
