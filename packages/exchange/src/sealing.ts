import { type LinkKey, open, type RandomBytes, seal } from '@zhijie/crypto';
import { type Clock, type IdSource, ok, type Refusal, type Result } from '@zhijie/kernel';
import { encodeHeader, type Frame, type FrameHeader, joinFrame } from './frame.ts';
import type { Links, SealingKey } from './links.ts';
import type { NodeAddress } from './transport.ts';

export type FrameDeps = {
  readonly address: NodeAddress;
  readonly now: Clock;
  readonly ids: IdSource;
  readonly links: Links;
  readonly randomBytes: RandomBytes;
};

/** What the maker of a frame decides; identity, times and keys are filled in. */
export type FrameContent = Pick<FrameHeader, 'message' | 'kind' | 'to' | 'route' | 'deadlineMs'> & {
  readonly inAnswerTo: string | null;
  readonly trades?: FrameHeader['trades'];
  readonly plain: Uint8Array;
};

/** The area that a node's own message ids carry: the province's code, or the nation's. */
export function areaOfNode(address: NodeAddress): string {
  return /^\d\d$/.test(address) ? `${address}0000` : '000000';
}

/** Builds a frame under the given key; also returns its header for matching the answer. */
export function sealFrame(
  deps: FrameDeps,
  content: FrameContent,
  sealing: SealingKey,
): { header: FrameHeader; bytes: Uint8Array } {
  const { plain, trades, ...rest } = content;
  const at = deps.now();
  const header: FrameHeader = {
    version: 1,
    id: deps.ids.next('message', areaOfNode(deps.address), at),
    ...rest,
    from: deps.address,
    sentAt: at,
    keyId: sealing.keyId,
    wrappedKey: sealing.wrappedKey,
    keySignature: sealing.keySignature,
    trades: [...(trades ?? [])],
  };
  const authenticated = encodeHeader(header);
  return {
    header,
    bytes: joinFrame(authenticated, seal(sealing.key, authenticated, plain, deps.randomBytes)),
  };
}

/** An answer goes back under the request's key; its header says that it is an answer, and to what. */
export function answerKey(key: LinkKey): SealingKey {
  return { key, keyId: key.id, wrappedKey: null, keySignature: null };
}

/** Opens a frame with the key it brings; the key stays usable for the answer. */
export function openFrame(
  links: Links,
  frame: Frame,
): Result<{ key: LinkKey; plain: Uint8Array }, Refusal<string>> {
  const key = links.acceptKey(frame.header);
  if (!key.ok) return key;
  const plain = open(key.value, frame.authenticated, frame.body);
  return plain.ok ? ok({ key: key.value, plain: plain.value }) : plain;
}
