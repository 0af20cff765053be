import { type Fen, instant } from '@zhijie/kernel';
import type { InputOf } from '@zhijie/wire';
import { type Client, insist, messageOf, must, newMessageId } from './client.ts';
import * as messages from './messages.ts';
import {
  lookAgain,
  MANNERS,
  type Manner,
  type Ready,
  reverseByMessage,
  settleBill,
  undo,
  undoThenReverse,
} from './settling.ts';

/** What happens to the bill after it was settled. */
export type Ending =
  | 'keep'
  | 'look'
  | 'undo'
  | 'reverse'
  | 'undo-and-settle'
  | 'reverse-and-settle'
  | 'undo-then-reverse';
const ENDINGS: readonly Ending[] = [
  'keep',
  'look',
  'undo',
  'reverse',
  'undo-and-settle',
  'reverse-and-settle',
];

/** The whole of what one clerk does; drawn from the workload stream, or fixed for crash points. */
export type Story = {
  readonly kind: 'outpatient' | 'inpatient';
  readonly basket: messages.Basket;
  readonly usesAccount: boolean;
  readonly isQuoted: boolean;
  /** An interim settlement of a stay before the final one. */
  readonly isInterim: boolean;
  readonly manner: Manner;
  readonly ending: Ending;
  /** How long a bill stands before it is taken back, virtual ms. */
  readonly standsForMs: number;
};

export function drawStory(client: Client): Story {
  const { random } = client;
  const kind = random.chance(3, 5) ? 'outpatient' : 'inpatient';
  // Outpatient baskets up to the yearly limit of the pool, so that two of them meet there.
  const most = kind === 'outpatient' ? random.pick([3, 40, 90]) : random.pick([20, 300]);
  return {
    kind,
    basket: [
      ['drug', 1 + random.below(most)],
      ['sharedDrug', 1 + random.below(4)],
      ['consultation', 1],
      ['test', 1 + random.below(3)],
    ],
    usesAccount: random.chance(1, 2),
    isQuoted: random.chance(1, 3),
    isInterim: kind === 'inpatient' && random.chance(1, 3),
    manner: random.pick(MANNERS),
    ending: random.pick(ENDINGS),
    standsForMs: random.below(30_000),
  };
}

export async function play(client: Client, story: Story): Promise<void> {
  const ready = story.kind === 'outpatient' ? await visit(client, story) : await stay(client, story);
  await conclude(client, story, ready);
}

const serialOf = (client: Client) => `N${newMessageId(client)}`;
const nowOf = (client: Client) => instant(Math.floor(client.world.loop.now() / 1000) * 1000);

export async function visit(client: Client, story: Story): Promise<Ready> {
  const { patient } = client;
  const at = nowOf(client);
  const { visitId } = await must(client, '2201', messages.registration(patient, serialOf(client), at));
  await must(client, '2203', messages.visitRecord(patient, visitId, at));
  const batch = `B${visitId.slice(-10)}`;
  const upload = { patient, visitId, batch, occurredAt: at, basket: story.basket };
  await must(client, '2204', messages.outpatientLines(upload));
  const settling = {
    patient,
    visitId,
    batch,
    total: messages.totalOf(story.basket),
    usesAccount: story.usesAccount,
  };
  const input = messages.outpatientSettlement(settling);
  if (story.isQuoted) await quote(client, '2206', input);
  return { number: '2207', input, visitId };
}

export async function stay(client: Client, story: Story): Promise<Ready> {
  const { patient } = client;
  const at = nowOf(client);
  const { visitId } = await must(client, '2401', messages.admission(patient, serialOf(client), at));
  const upload = (batch: string, basket: messages.Basket) =>
    must(
      client,
      '2301',
      messages.inpatientLines({ patient, visitId, batch, occurredAt: nowOf(client), basket }),
    );
  await upload('1', story.basket);
  let total: Fen = messages.totalOf(story.basket);
  const settling = () => ({ patient, visitId, batch: '', total, usesAccount: story.usesAccount });
  if (story.isInterim) {
    const interim = messages.inpatientSettlement(settling(), true);
    const settled = await settleBill(client, { number: '2304', input: interim, visitId }, 'patient');
    const rest: messages.Basket = [['drug', 2]];
    await upload('2', rest);
    total = settled === null ? messages.totalOf(story.basket, rest) : messages.totalOf(rest);
  }
  await must(client, '2402', messages.dischargeOf(patient, visitId, nowOf(client)));
  const input = messages.inpatientSettlement(settling(), false);
  if (story.isQuoted) await quote(client, '2303', input);
  return { number: '2304', input, visitId };
}

/** A pre-settlement has no effect, and may be refused for what the settlement will be refused for. */
async function quote<N extends '2206' | '2303'>(client: Client, number: N, input: InputOf<N>): Promise<void> {
  await insist(client, messageOf(client, number, input, newMessageId(client)));
}

async function conclude(client: Client, story: Story, ready: Ready): Promise<void> {
  const { rushAt, world, process } = client;
  const waitMs = (rushAt ?? 0) - world.loop.now();
  if (waitMs > 0) await process.pause(waitMs + client.random.below(6));
  const call = await settleBill(client, ready, story.manner);
  if (call === null || story.ending === 'keep') return;
  if (story.ending === 'look') return lookAgain(client, call, ready);
  await client.process.pause(story.standsForMs);
  if (story.ending === 'undo-then-reverse') return undoThenReverse(client, call, ready);
  if (story.ending.startsWith('undo')) await undo(client, call, ready.number);
  else await reverseByMessage(client, call, ready);
  if (story.ending.endsWith('settle')) await settleBill(client, ready, 'patient');
}
