import { type LinkKey, open } from '@zhijie/crypto';
import { assert, type Refusal, type Result } from '@zhijie/kernel';
import { decodeAnswer, decodeFault, decodeRefusal, encodeBody, type Fault } from './bodies.ts';
import { NoAnswer, NotDelivered } from './errors.ts';
import { type Frame, type FrameHeader, readFrame } from './frame.ts';
import type { AnswerOf, MessageName, RequestOf, Route } from './messages.ts';
import { destinationOf, routeConflict, routeTo } from './routing.ts';
import { type FrameDeps, openFrame, sealFrame } from './sealing.ts';
import { HUB, type NodeAddress, type Transport } from './transport.ts';

export type AskDeps = FrameDeps & { readonly transport: Transport; readonly local: Transport };

export type Asking<N extends MessageName> = {
  readonly message: N;
  readonly route: Route;
  readonly body: RequestOf<N>;
  readonly to?: NodeAddress;
  readonly deadlineMs?: number;
};

const DEADLINE_MS = 10_000;

/** One request and its answer; see `Port.ask`. */
export async function askNode<N extends MessageName>(
  deps: AskDeps,
  asking: Asking<N>,
): Promise<Result<AnswerOf<N>, Refusal>> {
  const { message, route, body, deadlineMs = DEADLINE_MS } = asking;
  const to = asking.to ?? destinationOf(message, route);
  const plain = encodeBody(message, 'request', body);
  const conflict = routeConflict(message, body, route);
  assert(conflict === null, `Cannot send ${message}: route and body differ in ${conflict}`);
  const sealing = sealingKeyFor(deps, to);
  const request = sealFrame(
    deps,
    { message, kind: 'request', to, route, deadlineMs, inAnswerTo: null, plain },
    sealing,
  );
  const neighbour = routeTo(to, deps.address);
  const carrier = neighbour === deps.address ? deps.local : deps.transport;
  const bytes = await carrier.send(neighbour, request.bytes, deadlineMs);
  return readAnswer(deps, { message, header: request.header, key: sealing.key }, bytes);
}

function sealingKeyFor(deps: AskDeps, to: NodeAddress) {
  try {
    return deps.links.sealingKey(to);
  } catch (cause) {
    throw new NotDelivered(`Cannot seal a request for node "${to}"`, { cause });
  }
}

type Sent<N extends MessageName> = {
  readonly message: N;
  readonly header: FrameHeader;
  readonly key: LinkKey;
};

function readAnswer<N extends MessageName>(
  deps: AskDeps,
  sent: Sent<N>,
  bytes: Uint8Array,
): Result<AnswerOf<N>, Refusal> {
  const frame = readFrame(bytes);
  if (!frame.ok) throw new NoAnswer(`The answer to ${sent.message} is not a frame (${frame.refusal.field})`);
  const { header } = frame.value;
  const belongs =
    header.inAnswerTo === sent.header.id && header.to === deps.address && header.message === sent.message;
  if (!belongs) throw new NoAnswer(`The answer to ${sent.message} belongs to another request`);
  const plain = openAnswer(deps, sent, frame.value);
  let fault: Fault;
  try {
    if (header.kind === 'answer') return { ok: true, value: decodeAnswer(sent.message, plain) };
    if (header.kind === 'refusal') return { ok: false, refusal: decodeRefusal(plain) as Refusal };
    fault = decodeFault(plain);
  } catch (cause) {
    throw new NoAnswer(`The answer to ${sent.message} cannot be read`, { cause });
  }
  throw faultError(sent, header, fault);
}

// Only the node that answers can seal under the request's key. The hub, which cannot, may bring a refusal or
// a fault under a key of its own, the node itself a fault for a request it could not open; never an answer.
function openAnswer(deps: AskDeps, sent: Sent<MessageName>, frame: Frame): Uint8Array {
  const { header } = frame;
  if (header.wrappedKey === null) {
    const isFinalNode = header.from === sent.header.to && header.keyId === sent.key.id;
    const plain = isFinalNode ? open(sent.key, frame.authenticated, frame.body) : null;
    if (plain?.ok) return plain.value;
  } else if (mayBringOwnKey(sent, header)) {
    const opened = openFrame(deps.links, frame);
    if (opened.ok) return opened.value.plain;
  }
  throw new NoAnswer(`The answer to ${sent.message} from "${header.from}" cannot be opened`);
}

function mayBringOwnKey(sent: Sent<MessageName>, { kind, from }: FrameHeader): boolean {
  if (kind === 'refusal') return from === HUB;
  return kind === 'fault' && (from === HUB || from === sent.header.to);
}

function faultError(sent: Sent<MessageName>, header: FrameHeader, fault: Fault): Error {
  const { message, header: request } = sent;
  const sentence = `${message} to "${request.to}": ${fault.code} by "${header.from}" (${fault.reason})`;
  const isCertain = fault.code === 'not-delivered' || fault.code === 'rejected';
  return isCertain ? new NotDelivered(sentence) : new NoAnswer(sentence);
}
