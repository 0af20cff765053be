import { type Html, html } from '@zhijie/web/html';
import type { CallSummary, Step } from '../record/call.ts';
import { ENDS, messageWord, milliseconds, nodeWord, STEP_ENDS } from './words.ts';

/** One arrow of the diagram, in the order of time. */
export type Arrow = {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly at: string;
  readonly kind: 'ask' | 'answer' | 'trouble';
};

export type Sequence = {
  readonly parties: readonly (readonly [key: string, name: string])[];
  readonly arrows: readonly Arrow[];
};

const HOSPITAL = 'hospital';

/** Who answers in the end is the insured place, also where it is the province of the hospital itself. */
const senderKey = (address: string): string => (address === 'hub' ? 'hub' : `care:${address}`);
const receiverKey = (address: string): string => (address === 'hub' ? 'hub' : `insured:${address}`);

const TROUBLE: readonly Step['end'][] = ['fault', 'not-delivered', 'no-answer'];

const ask = (step: Step): Arrow => ({
  from: senderKey(step.from),
  to: receiverKey(step.to),
  text: messageWord(step.message),
  at: milliseconds(step.startedAfter),
  kind: 'ask',
});

function answer(step: Step): Arrow {
  const trades = step.trades > 0 ? '，含清算记录' : '';
  return {
    from: receiverKey(step.to),
    to: senderKey(step.from),
    text: `${STEP_ENDS[step.end]}${trades}`,
    at: step.endedAfter === null ? '' : milliseconds(step.endedAfter),
    kind: TROUBLE.includes(step.end) ? 'trouble' : 'answer',
  };
}

/** A hop inside another begins where that one arrived and before it ended. */
function isInside(outer: Step, inner: Step): boolean {
  return inner.from === outer.to && (outer.endedAfter === null || inner.startedAfter <= outer.endedAfter);
}

function hopArrows(steps: readonly Step[]): Arrow[] {
  const arrows: Arrow[] = [];
  const open: Step[] = [];
  for (const step of steps) {
    while (open.length > 0 && !isInside(open.at(-1)!, step)) arrows.push(answer(open.pop()!));
    arrows.push(ask(step));
    open.push(step);
  }
  while (open.length > 0) arrows.push(answer(open.pop()!));
  return arrows;
}

type Called = Pick<CallSummary, 'interfaceNumber' | 'label' | 'providerId' | 'end' | 'durationMs'>;

/** What went from whom to whom, from the hospital's call to its answer, and what it caused after that. */
export function sequenceOf(call: Called, steps: readonly Step[], afterwards: readonly Step[] = []): Sequence {
  const care = `care:${call.providerId?.slice(1, 3) ?? ''}`;
  const arrows: Arrow[] = [
    {
      from: HOSPITAL,
      to: care,
      text: `${call.interfaceNumber ?? ''} ${call.label}`.trim() || '报文',
      at: '0 ms',
      kind: 'ask',
    },
    ...hopArrows(steps),
    {
      from: care,
      to: HOSPITAL,
      text: ENDS[call.end].word,
      at: milliseconds(call.durationMs),
      kind: call.end === 'lost' ? 'trouble' : 'answer',
    },
    ...hopArrows(afterwards),
  ];
  const keys = new Set([HOSPITAL, care]);
  if ([...steps, ...afterwards].some((step) => step.from === 'hub' || step.to === 'hub')) keys.add('hub');
  for (const arrow of arrows) keys.add(arrow.from).add(arrow.to);
  const order = (key: string): number =>
    ['hospital', 'care', 'hub', 'insured'].indexOf(key.split(':')[0] ?? '');
  const parties = [...keys].sort((a, b) => order(a) - order(b)).map((key) => [key, nameOf(key)] as const);
  return { parties, arrows };
}

function nameOf(key: string): string {
  if (key === HOSPITAL) return '医院';
  if (key === 'hub') return '国家平台';
  const [side = '', address = ''] = key.split(':');
  return `${side === 'care' ? '就医地' : '参保地'} ${nodeWord(address)}`;
}

const COLUMN = 196;
const ROW = 40;
const HEAD = 46;
const BOX = { width: 176, height: 32 } as const;

const columnOf = (parties: Sequence['parties'], key: string): number =>
  COLUMN / 2 + parties.findIndex(([each]) => each === key) * COLUMN;

function lane([, name]: readonly [string, string], index: number, height: number): Html {
  const x = COLUMN / 2 + index * COLUMN;
  return html`<line class="lane" x1="${x}" y1="${HEAD}" x2="${x}" y2="${height - 8}"/>
<rect class="party" x="${x - BOX.width / 2}" y="6" width="${BOX.width}" height="${BOX.height}" rx="8"/>
<text class="name" x="${x}" y="27">${name}</text>`;
}

function arrowMark(parties: Sequence['parties'], { from, to, text, at, kind }: Arrow, index: number): Html {
  const y = HEAD + 30 + index * ROW;
  const start = columnOf(parties, from);
  const end = columnOf(parties, to);
  const step = end > start ? 1 : -1;
  const tip = end - step * 2;
  const middle = (start + end) / 2;
  const head = `M${tip - step * 9} ${y - 5}L${tip} ${y}L${tip - step * 9} ${y + 5}`;
  const cross =
    kind === 'trouble'
      ? html`<path class="cross" d="M${middle - 6} ${y - 6}l12 12m0 -12l-12 12"/>`
      : html`<path class="tip" d="${head}"/>`;
  return html`<g class="${kind}"><line x1="${start + step * 2}" y1="${y}" x2="${tip}" y2="${y}"/>${cross}
<text x="${middle}" y="${y - 8}">${text}<tspan class="at" dx="6">${at}</tspan></text></g>`;
}

const sentence = (parties: Sequence['parties'], { from, to, text, at }: Arrow): string => {
  const name = (key: string): string => parties.find(([each]) => each === key)?.[1] ?? key;
  return `${name(from)} → ${name(to)}：${text}（${at || '未结束'}）`;
};

/** The diagram, and the same as a list for readers and for narrow screens. */
export function sequencePart(sequence: Sequence): Html {
  const { parties, arrows } = sequence;
  const width = parties.length * COLUMN;
  const height = HEAD + 24 + arrows.length * ROW;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="报文时序图">
<svg class="sequence" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"
  aria-label="报文时序图：共 ${arrows.length} 步，文字版在图下方">
${parties.map((party, index) => lane(party, index, height))}
${arrows.map((arrow, index) => arrowMark(parties, arrow, index))}
</svg></div>
<details class="small"><summary>文字版时序</summary>
<ol class="steps">${arrows.map((arrow) => html`<li>${sentence(parties, arrow)}</li>`)}</ol></details>`;
}
