import type { InputOf } from '@zhijie/wire';
import { type Client, insist, isOpen, learn, messageOf, newMessageId, send } from './client.ts';
import type { SettleCall } from './history.ts';
import type { Message, Reply } from './line.ts';

type SettleNumber = '2207' | '2304';

/** A bill that is ready to be settled. */
export type Ready = {
  readonly number: SettleNumber;
  readonly input: InputOf<SettleNumber>;
  readonly visitId: string;
};

/** How the clerk behaves. Each way ends with the clerk knowing what became of every call. */
/** `overtaking`: both messages leave at once; `interrupting`: the reversal while the call is under way. */
export type Manner = 'patient' | 'doubled' | 'rival' | 'impatient' | 'overtaking' | 'interrupting';
export const MANNERS: readonly Manner[] = [
  'patient',
  'patient',
  'doubled',
  'rival',
  'impatient',
  'overtaking',
];

/** After the intent is committed, before the answer comes. */
const UNDER_WAY_MS = 40;

function newCall(client: Client, ready: Ready): { call: SettleCall; message: Message<SettleNumber> } {
  const messageId = newMessageId(client);
  const call: SettleCall = {
    messageId,
    providerId: client.province,
    visitId: ready.visitId,
    personId: client.patient.person.personId,
    known: 'open',
    settlementId: null,
    answer: null,
    paidByFunds: null,
    isReversalAsked: false,
    isReversalAcknowledged: false,
  };
  client.history.settles.set(messageId, call);
  return { call, message: messageOf(client, ready.number, ready.input, messageId) };
}

/** Until it is clear; a call that the node withdrew by itself is judged anew when it is repeated. */
async function untilClear(client: Client, call: SettleCall, message: Message<SettleNumber>) {
  const isUnclear = (reply: Reply<SettleNumber>) => {
    learn(client, call, reply);
    const isWithdrawn = reply.kind === 'refused' && reply.error === 'call-reversed' && !call.isReversalAsked;
    return isOpen(reply) || isWithdrawn;
  };
  await insist(client, message, isUnclear);
}

/** Settles in the given manner and answers the call that stands, if one does. */
export async function settleBill(client: Client, ready: Ready, manner: Manner): Promise<SettleCall | null> {
  const { call, message } = newCall(client, ready);
  if (manner === 'doubled') {
    const twice = [untilClear(client, call, message), untilClear(client, call, message)];
    await Promise.all(twice);
    return standing(call);
  }
  if (manner === 'rival') {
    const rival = newCall(client, ready);
    await Promise.all([untilClear(client, call, message), untilClear(client, rival.call, rival.message)]);
    return standing(call) ?? standing(rival.call);
  }
  if (manner === 'overtaking') {
    const [,] = await Promise.all([once(client, call, message), reverseByMessage(client, call, message)]);
    return settleBill(client, ready, 'patient');
  }
  if (manner === 'interrupting') {
    const reverse = async () => {
      await client.process.pause(UNDER_WAY_MS);
      await reverseByMessage(client, call, message);
    };
    await Promise.all([once(client, call, message), reverse()]);
    return settleBill(client, ready, 'patient');
  }
  if (manner === 'impatient') {
    await once(client, call, message);
    if (call.known === 'ok') return call;
    await reverseByMessage(client, call, message);
    return settleBill(client, ready, 'patient');
  }
  await untilClear(client, call, message);
  return standing(call);
}

const standing = (call: SettleCall) => (call.known === 'ok' && !call.isReversalAsked ? call : null);

async function once(client: Client, call: SettleCall, message: Message<SettleNumber>): Promise<void> {
  learn(client, call, await send(client, message));
}

/** Takes a call back whose outcome need not be known. */
export async function reverseByMessage(
  client: Client,
  call: SettleCall,
  { number }: Pick<Message<SettleNumber>, 'number'>,
): Promise<void> {
  call.isReversalAsked = true;
  const input = { personId: call.personId, reversedMessageId: call.messageId, reversedTransaction: number };
  const reply = await insist(client, messageOf(client, '2601', input, newMessageId(client)));
  if (reply.kind === 'ok') call.isReversalAcknowledged = true;
  else
    client.history.breaches.push(`${call.messageId} could not be reversed: ${reply.error} ${reply.message}`);
}

/** Takes a settlement back by its id. */
export async function undo(client: Client, call: SettleCall, number: SettleNumber): Promise<void> {
  call.isReversalAsked = true;
  const { visitId, personId } = call;
  const input = { visitId, personId, settlementId: call.settlementId! };
  const name = number === '2207' ? '2208' : '2305';
  const reply = await insist(client, messageOf(client, name, input, newMessageId(client)));
  if (reply.kind === 'ok') call.isReversalAcknowledged = true;
  else
    client.history.breaches.push(`${call.settlementId} could not be undone: ${reply.error} ${reply.message}`);
}

/**
 * Takes a settlement back by its id, does not wait to be told, and takes the call back by its message: the
 * second must join the first, and succeed whatever became of it.
 */
export async function undoThenReverse(client: Client, call: SettleCall, ready: Ready): Promise<void> {
  const { visitId, personId } = call;
  const input = { visitId, personId, settlementId: call.settlementId! };
  const name = ready.number === '2207' ? '2208' : '2305';
  call.isReversalAsked = true;
  const undone = send(client, messageOf(client, name, input, newMessageId(client)));
  await client.process.pause(5);
  await reverseByMessage(client, call, ready);
  await undone;
}

/** Asks for a settled bill and for the first answer again. */
export async function lookAgain(client: Client, call: SettleCall, ready: Ready): Promise<void> {
  learn(client, call, await send(client, messageOf(client, ready.number, ready.input, call.messageId)));
  const { personId, visitId } = call;
  const question = { personId, visitId, settlementId: call.settlementId! };
  const reply = await insist(
    client,
    messageOf(client, '5203', question as InputOf<'5203'>, newMessageId(client)),
  );
  if (reply.kind === 'refused') {
    client.history.breaches.push(`${call.settlementId} was acknowledged and is not found: ${reply.error}`);
  } else if (reply.output.settlement.paidByFunds !== call.paidByFunds) {
    client.history.breaches.push(`${call.settlementId} is not what was acknowledged`);
  }
}
