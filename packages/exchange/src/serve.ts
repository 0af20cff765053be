import type { LinkKey } from '@zhijie/crypto';
import { assert, type Instant, type Refusal } from '@zhijie/kernel';
import { BadBody, decodeRequest, encodeBody, type Fault, isMessageName } from './bodies.ts';
import { encodeJson, type Frame, type FrameHeader, readFrame } from './frame.ts';
import type { Handler, HandlerResult, Handlers, Question } from './handlers.ts';
import type { MessageName, RequestOf, Trade } from './messages.ts';
import { mayAsk, routeConflict, routeOf } from './routing.ts';
import { answerKey, type FrameDeps, openFrame, sealFrame } from './sealing.ts';
import { HUB, type Log, type NodeAddress } from './transport.ts';

export type ServeDeps = FrameDeps & { readonly maxSkewMs: number; readonly log: Log };

/** Why a request was not let in. Each means that no handler saw it. */
export type RejectReason =
  | 'unreadable-frame'
  | 'not-a-request'
  | 'not-for-this-node'
  | 'not-from-this-peer'
  | 'not-permitted'
  | 'stale'
  | 'unknown-message'
  | 'key-not-accepted'
  | 'seal-broken'
  | 'bad-body'
  | 'route-differs';

type Admitted = {
  readonly message: MessageName;
  readonly handler: Handler<MessageName>;
  readonly request: RequestOf<MessageName>;
  readonly key: LinkKey;
};

/** One request frame in, one answer frame out; never throws for what a peer sent. */
export async function serveFrame(
  deps: ServeDeps,
  handlers: Handlers,
  bytes: Uint8Array,
  peer: NodeAddress,
): Promise<Uint8Array> {
  const frame = readFrame(bytes);
  if (!frame.ok) return rejectUnreadable(deps, peer, frame.refusal.field ?? '');
  const { header } = frame.value;
  const admitted = admit(deps, handlers, frame.value, peer);
  if (typeof admitted === 'string') {
    deps.log({ level: 'warn', event: 'frame-rejected', reason: admitted, ...traceOf(header), peer });
    return makeFault(deps, { ...header, from: peer === HUB ? header.from : peer }, reject(admitted));
  }
  try {
    return await answerFrame(deps, header, admitted);
  } catch (error) {
    deps.log({ level: 'error', event: 'handler-failed', ...traceOf(header), error });
    return makeFault(deps, header, { code: 'failed', reason: 'handler-failed' });
  }
}

const reject = (reason: RejectReason): Fault => ({ code: 'rejected', reason });
const traceOf = ({ id, message, from, to }: FrameHeader) => ({ frameId: id, message, from, to });

/** The checks of a request in their documented order (`RejectReason`); the first that fails decides. */
function admit(
  deps: ServeDeps,
  handlers: Handlers,
  frame: Frame,
  peer: NodeAddress,
): Admitted | RejectReason {
  const { header } = frame;
  if (header.kind !== 'request') return 'not-a-request';
  if (header.to !== deps.address) return 'not-for-this-node';
  // The hub vouches for the neighbours behind it; every other peer speaks only in its own name.
  if (peer !== header.from && peer !== HUB) return 'not-from-this-peer';
  const { message } = header;
  if (!isMessageName(message)) return 'unknown-message';
  if (!mayAsk({ message, from: header.from, to: header.to, route: header.route })) return 'not-permitted';
  if (Math.abs(deps.now() - header.sentAt) > deps.maxSkewMs) return 'stale';
  const handler = handlers[message] as Handler<MessageName> | undefined;
  if (handler === undefined) return 'unknown-message';
  const opened = openFrame(deps.links, frame);
  if (!opened.ok) return opened.refusal.code === 'key-not-accepted' ? 'key-not-accepted' : 'seal-broken';
  try {
    const request = decodeRequest(message, opened.value.plain);
    if (routeConflict(message, request, header.route) !== null) return 'route-differs';
    return { message, handler, request, key: opened.value.key };
  } catch (error) {
    if (error instanceof BadBody) return 'bad-body';
    throw error;
  }
}

async function answerFrame(deps: ServeDeps, header: FrameHeader, admitted: Admitted): Promise<Uint8Array> {
  const { message, handler, request, key } = admitted;
  const question: Question = {
    message,
    from: header.from,
    route: header.route,
    frameId: header.id,
    sentAt: header.sentAt as Instant,
  };
  const result: HandlerResult<MessageName> = await handler(request, question);
  const trades = result.trades ?? [];
  for (const trade of trades) assertTrade(trade, header);
  const plain = result.ok ? encodeBody(message, 'answer', result.value) : encodeJson(result.refusal);
  const { route, deadlineMs } = header;
  const content = {
    message,
    kind: result.ok ? 'answer' : 'refusal',
    to: header.from,
    route,
    deadlineMs,
  } as const;
  return sealFrame(deps, { ...content, inAnswerTo: header.id, trades: [...trades], plain }, answerKey(key))
    .bytes;
}

function assertTrade(trade: Trade, { route }: FrameHeader): void {
  const agrees = trade.careArea === route.careArea && trade.insuredArea === route.insuredArea;
  assert(agrees, `Trade of settlement "${trade.settlementId}" is not between the areas of its route`);
}

/** A refusal of this node under a key of its own, for requests that it cannot open. */
export function makeRefusal(deps: FrameDeps, request: FrameHeader, refusal: Refusal): Uint8Array {
  return ownFrame(deps, request, 'refusal', refusal);
}

/** A fault of this node under a key of its own. */
export function makeFault(deps: FrameDeps, request: FrameHeader, fault: Fault): Uint8Array {
  return ownFrame(deps, request, 'fault', fault);
}

function ownFrame(
  deps: FrameDeps,
  request: Pick<FrameHeader, 'id' | 'message' | 'from' | 'route' | 'deadlineMs'>,
  kind: 'refusal' | 'fault',
  body: object,
): Uint8Array {
  const { message, route, deadlineMs } = request;
  const plain = encodeJson(body);
  const content = { message, kind, to: request.from, route, deadlineMs, inAnswerTo: request.id, plain };
  return sealFrame(deps, content, deps.links.sealingKey(request.from)).bytes;
}

function rejectUnreadable(deps: ServeDeps, peer: NodeAddress, why: string): Uint8Array {
  deps.log({ level: 'warn', event: 'frame-rejected', reason: 'unreadable-frame', why, peer });
  const request = { id: '', message: 'node.unreadable@1', from: peer, route: routeOf({}), deadlineMs: 1 };
  return ownFrame(deps, request, 'fault', reject('unreadable-frame'));
}
