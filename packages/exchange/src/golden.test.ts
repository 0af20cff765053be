import { importPrivate, importPublic } from '@zhijie/crypto';
import { instant, seededIdSource } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import { decodeAnswer, decodeRequest, encodeBody } from './bodies.ts';
import { readFrame } from './frame.ts';
import { MESSAGES, type MessageName } from './messages.ts';
import { createPort } from './port.ts';
import { mayAsk, routeConflict } from './routing.ts';
import { golden, goldenFile } from './testing/golden.ts';

const NAMES = Object.keys(MESSAGES) as MessageName[];
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

test.each(NAMES)('the published example of %s is still read and written', (name) => {
  const example = golden(name);
  expect(decodeRequest(name, bytesOf(example.request))).toEqual(example.request);
  expect(decodeAnswer(name, bytesOf(example.answer))).toEqual(example.answer);
  expect(encodeBody(name, 'request', example.request)).toEqual(bytesOf(example.request));
  expect(routeConflict(name, example.request, example.route)).toBeNull();
});

test.each(NAMES)('%s with a key of a later version is read as before', (name) => {
  const later = { ...golden(name).request, addedLater: { anything: [1] } };
  expect(() => decodeRequest(name, bytesOf(later))).not.toThrow();
});

test.each(NAMES)('%s without its first key is named as broken', (name) => {
  const { request } = golden(name);
  const [first] = Object.keys(request);
  const rest = Object.fromEntries(Object.entries(request).filter(([key]) => key !== first));
  expect(() => decodeRequest(name, bytesOf(rest))).toThrow(new RegExp(`request of ${name} is not valid`));
});

test('P-02 only the sides that a message is for may ask it', () => {
  const { route } = golden('settlement.settle@1');
  const asks = (message: MessageName, from: string, to: string) => mayAsk({ message, from, to, route });
  expect(asks('settlement.settle@1', '11', '41')).toBe(true);
  expect(asks('settlement.settle@1', '41', '11')).toBe(false);
  expect(asks('settlement.settle@1', 'hub', '41')).toBe(false);
  expect(asks('filing.changed@1', '41', 'hub')).toBe(true);
  expect(asks('filing.changed@1', '11', 'hub')).toBe(false);
  expect(asks('filing.changed@1', 'hub', '11')).toBe(true);
  expect(asks('clearing.step@1', '11', 'hub')).toBe(true);
  expect(asks('clearing.step@1', '31', 'hub')).toBe(false);
  expect(asks('clearing.step@1', '11', '41')).toBe(false);
});

test('the published frame of version 1 is still opened with its key', async () => {
  const example = goldenFile('frame-1.json');
  const frame = Uint8Array.from(Buffer.from(example.frame!, 'base64'));
  const opened: unknown[] = [];
  const port = createPort({
    address: '41',
    transport: { send: () => Promise.reject(new Error('not used')) },
    keys: {
      privateKey: importPrivate(example.receiverPrivateKey!),
      publicKey: importPublic(example.receiverPublicKey!),
    },
    peers: () => ({ publicKey: importPublic(example.senderPublicKey!) }),
    now: () => instant(1_795_234_567_000),
    ids: seededIdSource(1),
  });
  const serve = port.serve({
    'settlement.outcome@1': async (request) => {
      opened.push(request);
      return { ok: true, value: golden('settlement.outcome@1').answer };
    },
  });
  const answer = readFrame(await serve(frame, 'hub'));
  expect(answer.ok && answer.value.header.kind).toBe('answer');
  expect(opened).toEqual([golden('settlement.outcome@1').request]);
});
