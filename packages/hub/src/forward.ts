import type { Database } from '@zhijie/database';
import {
  addressOf,
  type Frame,
  type FrameHeader,
  isMessageName,
  type Log,
  mayAsk,
  type NodeAddress,
  NotDelivered,
  type Port,
  readFrame,
  type Trade,
  type Transport,
} from '@zhijie/exchange';
import { type Clock, Failure, type Refusal, type Refused } from '@zhijie/kernel';
import type { ForwardOutcome, Tally } from './circular/tally.ts';
import { notPermitted, unknownArea } from './refusals.ts';
import { recordTrades } from './trade/store.ts';

export type ForwardDeps = {
  readonly db: Database;
  readonly port: Port;
  readonly transport: Transport;
  readonly knows: (address: NodeAddress) => boolean;
  readonly log: Log;
  readonly now: Clock;
  readonly tally: Tally;
};

/** An answer whose clear header does not fit the request it answers. */
class BadAnswer extends Failure {
  override readonly name = 'BadAnswer';
}

/**
 * Hands a province's request to the node it is sealed for, unchanged, and its answer back. The trades that
 * the answer reports are committed before the answer goes on (design §3: acknowledge only after commit); when
 * they cannot be, the asker learns that the outcome is unknown and asks again, which reports them again.
 */
export async function forward(deps: ForwardDeps, frame: Frame, bytes: Uint8Array): Promise<Uint8Array> {
  const { header } = frame;
  const refused = refusalOf(deps, header);
  if (refused !== null) {
    deps.log({ level: 'warn', event: 'frame-refused', code: refused.refusal.code, ...traceOf(header) });
    return deps.port.refusalTo(header, refused.refusal);
  }
  const askedAt = deps.now();
  const note = (outcome: ForwardOutcome): void =>
    deps.tally.note({
      message: header.message,
      care: header.from,
      insured: header.to,
      outcome,
      milliseconds: deps.now() - askedAt,
    });
  let answer: Uint8Array;
  try {
    // A little less than the asker waits, so that it hears from the hub rather than from its own clock.
    answer = await deps.transport.send(header.to, bytes, Math.max(50, Math.floor(header.deadlineMs * 0.9)));
  } catch (error) {
    const code = error instanceof NotDelivered ? 'not-delivered' : 'no-answer';
    note(code);
    deps.log({ level: 'warn', event: 'forward-failed', code, ...traceOf(header), error });
    return deps.port.faultTo(header, { code, reason: `node ${header.to}` });
  }
  try {
    const { kind, trades } = headerOfAnswer(header, answer);
    if (trades.length > 0) await recordTrades(deps.db, trades);
    note(kind === 'fault' ? 'failed' : kind === 'refusal' ? 'refused' : 'answered');
    return answer;
  } catch (error) {
    note('failed');
    deps.log({ level: 'error', event: 'trade-not-recorded', ...traceOf(header), error });
    return deps.port.faultTo(header, { code: 'failed', reason: 'trade-not-recorded' });
  }
}

const traceOf = ({ id, message, from, to }: FrameHeader) => ({ frameId: id, message, from, to });

function refusalOf(deps: ForwardDeps, header: FrameHeader): Refused<Refusal> | null {
  const { message, from, to, route } = header;
  if (!deps.knows(to))
    return unknownArea(addressOf(route.insuredArea) === to ? route.insuredArea : `${to}0000`);
  // A message that only newer nodes know is theirs to judge; the hub forwards what it cannot name.
  if (isMessageName(message) && !mayAsk({ message, from, to, route })) return notPermitted(message, from);
  return null;
}

/**
 * The clear header of an answer, its trades checked against the request: only the insured side reports, for
 * these areas.
 */
function headerOfAnswer(request: FrameHeader, bytes: Uint8Array): FrameHeader {
  const frame = readFrame(bytes);
  if (!frame.ok) throw new BadAnswer(`Node "${request.to}" answered with no frame (${frame.refusal.field})`);
  const { header } = frame.value;
  const belongs =
    header.from === request.to && header.to === request.from && header.inAnswerTo === request.id;
  if (!belongs) throw new BadAnswer(`The answer of node "${request.to}" belongs to another request`);
  for (const trade of header.trades) checkTrade(request, header, trade);
  return header;
}

function checkTrade(request: FrameHeader, answer: FrameHeader, trade: Trade): void {
  const { careArea, insuredArea } = request.route;
  const isFitting =
    answer.kind === 'answer' &&
    trade.careArea === careArea &&
    trade.insuredArea === insuredArea &&
    addressOf(careArea) === request.from &&
    addressOf(insuredArea) === request.to &&
    (trade.kind === 'reversal' ? trade.claim <= 0 && trade.reversalId !== null : trade.claim >= 0);
  if (!isFitting)
    throw new BadAnswer(`The trade of settlement "${trade.settlementId}" does not fit its request`);
}
