import {
  fromBase64Url,
  type LinkKey,
  newLinkKey,
  type RandomBytes,
  type Sm2PrivateKey,
  type Sm2PublicKey,
  sign,
  toBase64Url,
  unwrapLinkKey,
  verify,
  wrapLinkKey,
} from '@zhijie/crypto';
import { type Clock, canonicalJson, Failure, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { FrameHeader } from './frame.ts';
import type { NodeAddress } from './transport.ts';

/** The node's own SM2 pair: opens link keys wrapped for it, signs the link keys it makes. */
export type NodeKeys = { readonly privateKey: Sm2PrivateKey; readonly publicKey: Sm2PublicKey };
/** What a node knows of another. */
export type PeerKeys = { readonly publicKey: Sm2PublicKey };

/** A link key ready to seal frames for one node, with what that node needs to accept it. */
export type SealingKey = Pick<FrameHeader, 'keyId' | 'wrappedKey' | 'keySignature'> & {
  readonly key: LinkKey;
};

/** Makes and accepts link keys; wrapping and signing cost milliseconds, so both ends remember. */
export type Links = {
  /** The key for frames from this node to `to`, renewed hourly. */
  sealingKey(to: NodeAddress): SealingKey;
  /** The key that a frame brings with it, accepted only when its sender signed it for this node. */
  acceptKey(header: FrameHeader): Result<LinkKey, Refusal<'key-not-accepted'>>;
};

export type LinkDeps = {
  readonly address: NodeAddress;
  readonly keys: NodeKeys;
  /** Undefined for an address that is no node of the network. */
  readonly peers: (address: NodeAddress) => PeerKeys | undefined;
  readonly now: Clock;
  readonly randomBytes: RandomBytes;
  /** A link key older than this is replaced by the next frame; one hour unless told (design §5). */
  readonly renewLinksAfterMs?: number | undefined;
};

const RENEW_AFTER_MS = 3_600_000;
const REMEMBERED_KEYS = 1024;

export function createLinks(deps: LinkDeps): Links {
  const { renewLinksAfterMs: renewAfter = RENEW_AFTER_MS } = deps;
  const own = new Map<NodeAddress, { madeAt: number; sealing: SealingKey }>();
  const accepted = new Map<string, LinkKey>();
  return {
    sealingKey(to) {
      const now = deps.now();
      const known = own.get(to);
      if (known !== undefined && now - known.madeAt < renewAfter && now >= known.madeAt) return known.sealing;
      const sealing = makeKey(deps, to);
      own.set(to, { madeAt: now, sealing });
      return sealing;
    },
    acceptKey(header) {
      const name = `${header.from} ${header.keyId} ${header.wrappedKey} ${header.keySignature}`;
      const known = accepted.get(name);
      if (known !== undefined) return { ok: true, value: known };
      const result = unwrap(deps, header);
      if (result.ok) remember(accepted, name, result.value);
      return result;
    },
  };
}

// The signature binds the key to its two ends; wrapping alone would let anybody speak in another's name.
function signedBytes(link: Pick<FrameHeader, 'from' | 'to' | 'keyId' | 'wrappedKey'>): Uint8Array {
  const { from, to, keyId, wrappedKey } = link;
  return new TextEncoder().encode(canonicalJson({ purpose: 'zhijie link key', from, to, keyId, wrappedKey }));
}

function makeKey(deps: LinkDeps, to: NodeAddress): SealingKey {
  const peer = deps.peers(to);
  if (peer === undefined)
    throw new UnknownPeer(`Cannot seal for node "${to}": it is not a node of the network`);
  const key = newLinkKey(deps.randomBytes);
  const wrappedKey = wrapLinkKey(key, peer.publicKey);
  const signature = sign(
    deps.keys.privateKey,
    signedBytes({ from: deps.address, to, keyId: key.id, wrappedKey }),
  );
  return { key, keyId: key.id, wrappedKey, keySignature: toBase64Url(signature) };
}

function unwrap(deps: LinkDeps, header: FrameHeader): Result<LinkKey, Refusal<'key-not-accepted'>> {
  const { wrappedKey, keySignature } = header;
  if (wrappedKey === null || keySignature === null)
    return refuse('key-not-accepted', { field: 'wrappedKey' });
  const peer = deps.peers(header.from);
  if (peer === undefined) return refuse('key-not-accepted', { field: 'from' });
  const signature = fromBase64Url(keySignature);
  if (signature === undefined) return refuse('key-not-accepted', { field: 'keySignature' });
  // An answer's link runs back along the request's ends, hence header.to is always this node here.
  if (header.to !== deps.address || !verify(peer.publicKey, signedBytes(header), signature))
    return refuse('key-not-accepted', { field: 'keySignature' });
  try {
    const key = unwrapLinkKey(wrappedKey, deps.keys.privateKey);
    return key.id === header.keyId
      ? { ok: true, value: key }
      : refuse('key-not-accepted', { field: 'keyId' });
  } catch {
    // A key that was wrapped for another node, or is damaged: not ours to open.
    return refuse('key-not-accepted', { field: 'wrappedKey' });
  }
}

function remember(keys: Map<string, LinkKey>, name: string, key: LinkKey): void {
  const oldest = keys.keys().next();
  if (keys.size >= REMEMBERED_KEYS && !oldest.done) keys.delete(oldest.value);
  keys.set(name, key);
}

/** A node's own frames are sealed only for nodes it knows. */
export class UnknownPeer extends Failure {
  override readonly name = 'UnknownPeer';
}
