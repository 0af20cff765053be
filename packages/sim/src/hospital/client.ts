import type { Random } from '@zhijie/kernel';
import type { InputOf, OutputOf, TransactionNumber, WireErrorName } from '@zhijie/wire';
import type { Nodes } from '../nodes/nodes.ts';
import type { ProvinceAddress } from '../nodes/people.ts';
import { type Process, startProcess } from '../world/process.ts';
import type { World } from '../world/world.ts';
import type { History, SettleCall } from './history.ts';
import { callOnce, type Message, type Reply } from './line.ts';
import type { Patient } from './messages.ts';

/** One counter clerk with one patient. */
export type Client = {
  readonly name: string;
  readonly world: World;
  readonly nodes: Nodes;
  readonly history: History;
  readonly process: Process;
  /** What the clerk does: the same whatever the network does. */
  readonly random: Random;
  readonly province: ProvinceAddress;
  readonly patient: Patient;
  /** When everybody presses the button at once, so that bills of one person meet; null without a rush. */
  readonly rushAt: number | null;
  nextMessage: number;
};

type Parts = Pick<Client, 'name' | 'world' | 'nodes' | 'history' | 'province' | 'patient'> & {
  readonly rushAt?: number;
};

export function createClient(parts: Parts): Client {
  const { world, name } = parts;
  return {
    rushAt: null,
    ...parts,
    process: startProcess(world.loop, name, 1),
    random: world.workload.fork(name),
    nextMessage: 1,
  };
}

export const newMessageId = (client: Client): string =>
  `H${client.province}${client.name.toUpperCase()}${String(client.nextMessage++).padStart(4, '0')}`;

/** A call that the network never let come to an end: the run has no liveness. */
export class NeverAnswered extends Error {
  override readonly name = 'NeverAnswered';
}

/** Answers that say nothing of the outcome: the same message is sent again. */
const AGAIN: readonly (WireErrorName | null)[] = [
  'outcome-unknown',
  'message-in-progress',
  'insured-place-unreachable',
  'settlement-in-progress',
  'internal-error',
  'settlement-conflict',
];

const ATTEMPTS = 80;

export const isOpen = (reply: Reply<TransactionNumber>) =>
  reply.kind === 'silence' || (reply.kind === 'refused' && AGAIN.includes(reply.error));

export function messageOf<N extends TransactionNumber>(
  client: Client,
  number: N,
  input: InputOf<N>,
  messageId: string,
): Message<N> {
  const { name, province, patient } = client;
  return { client: name, province, number, messageId, insuredArea: patient.insuredArea, input };
}

export const send = <N extends TransactionNumber>(client: Client, message: Message<N>): Promise<Reply<N>> =>
  callOnce(client, message);

/** The same message until the answer says what happened; more and more patient. */
export async function insist<N extends TransactionNumber>(
  client: Client,
  message: Message<N>,
  isUnclear: (reply: Reply<N>) => boolean = isOpen,
): Promise<Exclude<Reply<N>, { kind: 'silence' }>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const reply = await send(client, message);
    if (reply.kind !== 'silence' && !isUnclear(reply)) return reply;
    await client.process.pause(Math.min(500 * attempt, 20_000));
  }
  throw new NeverAnswered(
    `${client.name} was never told what became of ${message.number} ${message.messageId}`,
  );
}

/** A step of the way to the bill, which must succeed in the end. */
export async function must<N extends TransactionNumber>(
  client: Client,
  number: N,
  input: InputOf<N>,
): Promise<OutputOf<N>> {
  const reply = await insist(client, messageOf(client, number, input, newMessageId(client)));
  if (reply.kind === 'ok') return reply.output;
  throw new NeverAnswered(`${client.name}: ${number} was refused: ${reply.error ?? ''} ${reply.message}`);
}

/** Keeps what an answer to a settle call says; a contradiction to an earlier one is a breach. */
export function learn(client: Client, call: SettleCall, reply: Reply<'2207' | '2304'>): void {
  const { history } = client;
  if (reply.kind === 'ok') {
    const { settlement } = reply.output;
    if (call.answer !== null && call.answer !== reply.digest) {
      history.breaches.push(`${call.messageId} was answered with other bytes than before`);
    }
    if (call.isReversalAcknowledged) history.breaches.push(`${call.messageId} succeeds after its reversal`);
    call.known = 'ok';
    call.settlementId = settlement.settlementId;
    call.answer = reply.digest;
    call.paidByFunds = settlement.paidByFunds;
    return;
  }
  if (call.known === 'ok') {
    const isReversed = reply.kind === 'refused' && reply.error === 'call-reversed' && call.isReversalAsked;
    if (reply.kind === 'refused' && !isReversed && !isOpen(reply)) {
      history.breaches.push(`${call.messageId} succeeded and was then refused: ${reply.error}`);
    }
    return;
  }
  call.known = isOpen(reply) ? 'info' : 'fail';
}
