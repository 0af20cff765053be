import { assert, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';

/*
 * A frame on the wire: "ZJX1", the header's length (4 bytes, big endian), the header as JSON in UTF-8, the
 * sealed body. Everything before the body is the body's additional authenticated data: the hub reads the
 * header, and changing one byte of it (direction, route, trades) makes the body unreadable at the final node.
 * Readers ignore header keys they do not know.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const MAGIC = encoder.encode('ZJX1');
const PREFIX_LENGTH = 8;
export const MAX_HEADER_BYTES = 16 * 1024;
export const MAX_FRAME_BYTES = 8 * 1024 * 1024;

const Id = Type.String({ minLength: 1, maxLength: 64 });
const IdOrEmpty = Type.String({ maxLength: 64 });
const Address = Type.String({ pattern: '^(hub|insurers|\\d{2})$' });
const AreaOrEmpty = Type.String({ pattern: '^(\\d{6})?$' });
const Area = Type.String({ pattern: '^\\d{6}$' });
const Moment = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const OrNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const RouteSchema = Type.Object({
  careArea: AreaOrEmpty,
  insuredArea: AreaOrEmpty,
  providerId: IdOrEmpty,
  personId: IdOrEmpty,
  month: Type.String({ pattern: '^(\\d{4}-\\d{2})?$' }),
});

export const TradeSchema = Type.Object({
  kind: Type.Enum(['settlement', 'reversal']),
  settlementId: Id,
  reversalId: OrNull(Id),
  careArea: Area,
  insuredArea: Area,
  providerId: Id,
  personId: Id,
  insuranceType: Type.Enum(['employee', 'resident']),
  claim: Type.Integer({ minimum: -9e11, maximum: 9e11 }),
  at: Moment,
});

const HeaderSchema = Type.Object({
  version: Type.Literal(1),
  id: Id,
  message: Type.String({ pattern: '^[a-z.-]{1,60}@\\d{1,3}$' }),
  kind: Type.Enum(['request', 'answer', 'refusal', 'fault']),
  from: Address,
  to: Address,
  route: RouteSchema,
  sentAt: Moment,
  /** How long the asker waits, ms; a forwarding node waits a little less. */
  deadlineMs: Type.Integer({ minimum: 1, maximum: 600_000 }),
  inAnswerTo: OrNull(IdOrEmpty),
  keyId: Id,
  /** The link key for the final node; null in an answer under the request's own key. */
  wrappedKey: OrNull(Type.String({ maxLength: 2000 })),
  keySignature: OrNull(Type.String({ maxLength: 500 })),
  trades: Type.Array(TradeSchema, { maxItems: 4 }),
});

export type FrameHeader = Static<typeof HeaderSchema>;
export type FrameKind = FrameHeader['kind'];

/** A frame taken apart without a key: `authenticated` are the bytes that the body's seal covers. */
export type Frame = {
  readonly header: FrameHeader;
  readonly authenticated: Uint8Array;
  readonly body: Uint8Array;
};

const headerCheck = Compile(HeaderSchema);

/** The clear part of a frame: magic, length and header. Asserts that the header is well formed. */
export function encodeHeader(header: FrameHeader): Uint8Array {
  assert(headerCheck.Check(header), `Frame header of ${header.message} is not well formed`);
  const json = encodeJson(header);
  assert(json.length <= MAX_HEADER_BYTES, 'Frame header is too long');
  const bytes = new Uint8Array(PREFIX_LENGTH + json.length);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint32(MAGIC.length, json.length);
  bytes.set(json, PREFIX_LENGTH);
  return bytes;
}

/** Puts the clear part and the sealed body together. */
export function joinFrame(authenticated: Uint8Array, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(authenticated.length + body.length);
  bytes.set(authenticated);
  bytes.set(body, authenticated.length);
  assert(bytes.length <= MAX_FRAME_BYTES, 'Frame is too long');
  return bytes;
}

/**
 * Takes a frame apart; reads no body. Refusal: `unreadable-frame`, with the reason as its field.
 */
export function readFrame(bytes: Uint8Array): Result<Frame, Refusal<'unreadable-frame'>> {
  const bad = (field: string): Result<Frame, Refusal<'unreadable-frame'>> =>
    refuse('unreadable-frame', { field });
  if (bytes.length > MAX_FRAME_BYTES) return bad('size');
  if (bytes.length < PREFIX_LENGTH || MAGIC.some((byte, index) => bytes[index] !== byte)) return bad('magic');
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(MAGIC.length);
  const bodyStart = PREFIX_LENGTH + headerLength;
  if (headerLength > MAX_HEADER_BYTES || bodyStart > bytes.length) return bad('header-length');
  const header = readJson(bytes.subarray(PREFIX_LENGTH, bodyStart));
  if (!headerCheck.Check(header)) return bad('header');
  return ok({ header, authenticated: bytes.subarray(0, bodyStart), body: bytes.subarray(bodyStart) });
}

export function encodeJson(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** JSON of UTF-8 bytes, or undefined when they are neither. */
export function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}
