import { Buffer } from 'node:buffer';
import type { FrameHeader } from '@zhijie/exchange';
import { expect, test } from 'vitest';
import { causeOf } from './afterwards.ts';
import type { RecordedCall } from './call.ts';

const header: FrameHeader = {
  version: 1,
  id: 'X1',
  message: 'settlement.outcome@1',
  kind: 'request',
  from: '44',
  to: '99',
  route: { careArea: '440100', insuredArea: '990103', providerId: 'H1', personId: 'P1', month: '' },
  sentAt: 0,
  deadlineMs: 1,
  inAnswerTo: null,
  keyId: 'K',
  wrappedKey: null,
  keySignature: null,
  trades: [],
};
/** The clear part of a frame, with nothing sealed behind it. */
function frame(own: Partial<FrameHeader> = {}): Uint8Array {
  const json = Buffer.from(JSON.stringify({ ...header, ...own }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return new Uint8Array(Buffer.concat([Buffer.from('ZJX1'), length, json]));
}
const stepOf = (request: Uint8Array, answer: Uint8Array | null = null) => ({
  from: '44',
  to: 'hub',
  startedAt: 0,
  request,
  answer,
  endedAt: 1,
  failure: null,
});

function call(
  id: string,
  own: Partial<RecordedCall['summary']> = {},
  message = 'settlement.settle@1',
): RecordedCall {
  const summary = { id, personId: 'P1', providerId: 'H1', settlementId: null, ...own };
  return { summary, steps: message === '' ? [] : [{ message }] } as unknown as RecordedCall;
}

const found = (step: ReturnType<typeof stepOf>, calls: readonly RecordedCall[]) =>
  causeOf(step, calls)?.summary.id;

test('a question of the resolver belongs to the newest call of its person and institution that settled', () => {
  const calls = [
    call('query', {}, ''),
    call('other', { personId: 'P2' }),
    call('elsewhere', { providerId: 'H2' }),
  ];
  expect(found(stepOf(frame()), [...calls, call('settled'), call('older')])).toBe('settled');
  expect(found(stepOf(frame()), calls)).toBeUndefined();
});

test('where both name a settlement, it is the same one', () => {
  const trade = { kind: 'settlement', settlementId: 'S1', reversalId: null, careArea: '440100' } as const;
  const rest = { insuredArea: '990103', providerId: 'H1', personId: 'P1', claim: 1, at: 0 } as const;
  const trades = [{ ...trade, ...rest, insuranceType: 'employee' as const }];
  const answer = frame({ kind: 'answer', inAnswerTo: 'X1', trades });
  const calls = [call('later', { settlementId: 'S2' }), call('own', { settlementId: 'S1' })];
  expect(found(stepOf(frame(), answer), calls)).toBe('own');
});

test('a message that no call causes, and bytes that are no frame, belong to none', () => {
  expect(found(stepOf(frame({ message: 'filing.changed@1' })), [call('settled')])).toBeUndefined();
  expect(found(stepOf(new Uint8Array([1, 2])), [call('settled')])).toBeUndefined();
});
