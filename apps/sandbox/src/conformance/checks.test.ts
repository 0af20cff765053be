import { generateKeyPair, sign } from '@zhijie/crypto';
import { instant } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { createOutcomes } from '../outcome/outcomes.ts';
import type { CallSummary } from '../record/call.ts';
import { evaluate } from './checks.ts';
import { createConformance, verifyReport } from './run.ts';

let serial = 0;
function call(number: string | null, own: Partial<CallSummary> = {}): CallSummary {
  serial += 1;
  return {
    id: `c${serial}`,
    at: instant(0),
    durationMs: 1,
    interfaceNumber: number,
    label: '',
    messageId: `M${serial}`,
    providerId: 'H11010500001',
    personId: 'P1',
    visitId: 'V1',
    settlementId: null,
    end: 'success',
    error: null,
    message: '',
    faults: 0,
    ignored: 0,
    hops: 0,
    forced: null,
    replayOf: null,
    ...own,
  };
}

const stateOf = (id: string, calls: readonly CallSummary[]) =>
  evaluate(calls).find((check) => check.id === id)?.state;

const OUTPATIENT = ['2201', '2203', '2204', '2206', '2207'].map((number) => call(number));

describe('the checks of a run', () => {
  test.each([
    ['M1', [call(null, { end: 'refused' })], 'failed'],
    ['M2', [call('2204', { faults: 1 })], 'failed'],
    ['M2', [call('2204', { faults: 1, end: 'refused' })], 'passed'],
    ['M3', [call('2207', { error: 'message-id-reused', end: 'refused' })], 'failed'],
    ['M5', [call('9001', { end: 'rejected' })], 'failed'],
    ['M5', [call('9001', { end: 'rejected', forced: 'clock-skew' })], 'passed'],
    ['T2201', [call('2201')], 'passed'],
    ['T2201', [call('2201', { end: 'refused' })], 'failed'],
    ['T2201', [], 'not-run'],
    ['F-outpatient', OUTPATIENT, 'passed'],
    ['F-outpatient', OUTPATIENT.toReversed(), 'not-run'],
    ['F-outpatient', OUTPATIENT.map((one, at) => ({ ...one, visitId: `V${at}` })), 'not-run'],
    ['B3', [call('9001', { end: 'rejected', forced: 'clock-skew' }), call('9001')], 'passed'],
    ['B3', [call('9001', { end: 'rejected', forced: 'clock-skew' })], 'failed'],
    ['B4', [call('1101', { forced: 'dirty-data' }), call('2201')], 'passed'],
    ['B5', [call('2206', { end: 'refused', forced: 'insured-down' }), call('2206')], 'passed'],
  ] as const)('%s %#', (id, calls, state) => expect(stateOf(id, calls)).toBe(state));

  const lost = call('2207', { end: 'lost', messageId: 'A' });
  test.each([
    ['the same message id again', call('2207', { messageId: 'A' }), 'passed'],
    ['a query', call('5203'), 'passed'],
    ['the reversal', call('2601'), 'passed'],
    ['a second settlement of the visit', call('2207', { messageId: 'B' }), 'failed'],
    ['nothing', call('9002'), 'failed'],
  ])('journey 2: after a lost answer, %s', (_what, next, state) => {
    expect(stateOf('B1', [lost, next])).toBe(state);
    expect(stateOf('B2', [{ ...lost, end: 'unknown' }, next])).toBe(state);
  });
});

describe('a conformance run (journey 24)', () => {
  const { privateKey, publicKey } = generateKeyPair((length) => new Uint8Array(length).fill(3));
  const signer = {
    publicKey: () => publicKey.hex,
    sign: (text: string) => sign(privateKey, text, { format: 'raw' }),
  };
  const start = { providerId: 'H11010500001', product: '示例系统 3.2', vendor: '示例公司' };

  test('counts the calls of its hospital only, forces each outcome once, and is signed', () => {
    const outcomes = createOutcomes();
    const conformance = createConformance({ now: () => instant(0), outcomes, signer });
    const run = conformance.start(start);
    if (!run.ok) throw new Error('refused');
    expect(conformance.start(start)).toMatchObject({ ok: false, refusal: { code: 'already-running' } });
    expect(outcomes.armed().map(({ interfaceNumber }) => interfaceNumber)).toEqual([
      '9001',
      '1101',
      '2206',
      '2207',
      '2304',
    ]);
    for (const one of OUTPATIENT) conformance.add(one);
    conformance.add(call('2401', { providerId: 'H11010500002' }));
    conformance.add(call('2401', { replayOf: 'c1' }));
    const finished = conformance.finish(run.value.id);
    if (!finished.ok) throw new Error('refused');
    const { report } = finished.value;
    expect(report).toMatchObject({ calls: 5, product: '示例系统 3.2', failed: 0 });
    expect(report.passed + report.failed + report.notRun).toBe(report.total);
    expect(outcomes.armed()).toEqual([]);
    const text = JSON.stringify(finished.value, null, 2);
    expect(verifyReport(text)).toBe(true);
    expect(verifyReport(text, publicKey.hex)).toBe(true);
    expect(verifyReport(text, '04')).toBe(false);
    expect(verifyReport(text.replace('"state": "not-run"', '"state": "passed"'))).toBe(false);
    expect(verifyReport('{')).toBe(false);
  });
});
