import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeHeader,
  type FrameHeader,
  joinFrame,
  MAX_FRAME_BYTES,
  MAX_HEADER_BYTES,
  readFrame,
} from './frame.ts';
import { routeOf } from './routing.ts';

const header: FrameHeader = {
  version: 1,
  id: 'M1100002026110000000000000001',
  message: 'node.ping@1',
  kind: 'request',
  from: '11',
  to: 'hub',
  route: routeOf({ careArea: '110000' }),
  sentAt: 1_795_234_567_000,
  deadlineMs: 1000,
  inAnswerTo: null,
  keyId: '0011223344556677',
  wrappedKey: null,
  keySignature: null,
  trades: [],
};
const body = new TextEncoder().encode('sealed');
const frame = joinFrame(encodeHeader(header), body);

/** A frame whose header is any JSON. */
function frameWith(value: unknown): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(value));
  const bytes = new Uint8Array(8 + json.length + body.length);
  bytes.set(frame.subarray(0, 4));
  new DataView(bytes.buffer).setUint32(4, json.length);
  bytes.set(json, 8);
  bytes.set(body, 8 + json.length);
  return bytes;
}

describe('a frame', () => {
  test('gives back its header, its body and the bytes that the seal covers', () => {
    const read = readFrame(frame);
    expect(read).toEqual({
      ok: true,
      value: { header, authenticated: frame.subarray(0, frame.length - body.length), body },
    });
  });

  test('is read from the middle of a larger buffer', () => {
    const larger = new Uint8Array(frame.length + 7);
    larger.set(frame, 7);
    expect(readFrame(larger.subarray(7)).ok).toBe(true);
  });

  test('keeps header keys of a later version and is read without them', () => {
    const read = readFrame(frameWith({ ...header, priority: 3 }));
    expect(read.ok && read.value.header).toEqual({ ...header, priority: 3 });
  });

  const longHeader = { ...header, padding: 'x'.repeat(MAX_HEADER_BYTES) };
  test.each([
    ['too short', frame.subarray(0, 7), 'magic'],
    ['another magic', Uint8Array.from(frame, (byte, index) => (index === 0 ? 0 : byte)), 'magic'],
    ['cut inside the header', frame.subarray(0, 40), 'header-length'],
    ['a header beyond the limit', frameWith(longHeader), 'header-length'],
    ['a frame beyond the limit', new Uint8Array(MAX_FRAME_BYTES + 1), 'size'],
    ['a later version', frameWith({ ...header, version: 2 }), 'header'],
    ['no sender', frameWith({ ...header, from: undefined }), 'header'],
    ['an address that is none', frameWith({ ...header, to: 'hub2' }), 'header'],
    ['an area of five digits', frameWith({ ...header, route: routeOf({ careArea: '11000' }) }), 'header'],
    ['a claim with a fraction', frameWith({ ...header, trades: [{ claim: 0.5 }] }), 'header'],
    ['five trades', frameWith({ ...header, trades: Array.from({ length: 5 }, () => ({})) }), 'header'],
  ])('is refused: %s', (_what, bytes, field) => {
    expect(readFrame(bytes)).toEqual({ ok: false, refusal: { code: 'unreadable-frame', field } });
  });

  test('of any bytes is refused or read, never thrown at', () => {
    const tail = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(tail, fc.boolean(), (bytes, withMagic) => {
        const all = withMagic ? Uint8Array.from([...frame.subarray(0, 8), ...bytes]) : bytes;
        expect(typeof readFrame(all).ok).toBe('boolean');
      }),
    );
  });
});
