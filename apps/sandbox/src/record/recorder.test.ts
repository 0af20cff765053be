import { HUB, NoAnswer, NotDelivered, type Transport } from '@zhijie/exchange';
import { instant } from '@zhijie/kernel';
import { encodeFailure, encodeRequest } from '@zhijie/wire';
import { describe, expect, test } from 'vitest';
import { createOutcomes } from '../outcome/outcomes.ts';
import { createRecorder, type RecorderDeps } from './recorder.ts';

const AT = instant(Date.parse('2026-03-02T02:00:00Z'));
const HEADER = {
  careRegion: '110100',
  operatorId: '1',
  operatorName: '窗口一',
  sentAt: AT,
  providerId: 'H11010500001',
  providerName: '示例医院',
};
const RECEIPT = { reference: '1', receivedAt: AT, answeredAt: AT };
const ANSWER = encodeFailure({ error: 'provider-unknown' }, RECEIPT);

const bodyOf = (messageId: string): Uint8Array =>
  encodeRequest('9001', { ...HEADER, messageId }, { operatorNumber: '1' });
const requestOf = (messageId = 'M1', headers = {}) => ({ body: bodyOf(messageId), path: '/fsi/x', headers });

function recorderOf(own: Partial<RecorderDeps> = {}) {
  const work: (() => void)[] = [];
  const waited: number[] = [];
  const logged: string[] = [];
  const recorder = createRecorder({
    now: () => AT,
    ticks: () => 0,
    later: (each) => void work.push(each),
    wait: async (ms) => void waited.push(ms),
    outcomes: createOutcomes(),
    log: ({ event }) => void logged.push(event),
    ...own,
  });
  const settle = (): void => {
    for (const each of work.splice(0)) each();
  };
  return { recorder, settle, waited, logged };
}

const ends = (recorder: ReturnType<typeof recorderOf>['recorder']) =>
  [...recorder.newest()].map(({ summary }) => [summary.end, summary.forced]);

describe('the recorder', () => {
  test('answers before it looks, with the same bytes', async () => {
    const { recorder, settle } = recorderOf();
    expect(await recorder.around(requestOf(), async () => ANSWER)).toBe(ANSWER);
    expect([...recorder.newest()]).toEqual([]);
    settle();
    expect(ends(recorder)).toEqual([['refused', null]]);
  });

  test('never breaks a call: neither by its outcomes nor by its listeners', async () => {
    const broken = {
      ...createOutcomes(),
      take: () => {
        throw new Error('broken');
      },
    };
    const { recorder, settle, logged } = recorderOf({ outcomes: broken });
    recorder.listen(() => {
      throw new Error('listener');
    });
    expect(await recorder.around(requestOf(), async () => ANSWER)).toBe(ANSWER);
    settle();
    expect(logged).toEqual(['sandbox-outcome-failed', 'sandbox-record-failed']);
  });

  test('drops what comes too fast instead of waiting', async () => {
    const { recorder, settle } = recorderOf();
    for (let i = 0; i < 520; i += 1) await recorder.around(requestOf(`M${i}`), async () => ANSWER);
    expect(recorder.missed).toBe(20);
    settle();
    expect([...recorder.newest()]).toHaveLength(500);
  });

  test('a failure of the gateway is the caller’s, not swallowed', async () => {
    const { recorder } = recorderOf();
    const failing = recorder.around(requestOf(), async () => {
      throw new Error('gateway');
    });
    await expect(failing).rejects.toThrow('gateway');
  });

  test.each([
    ['drop-answer', '_DROP', 1, ['lost', 'drop-answer']],
    ['clock-skew', '_SKEW', 0, ['rejected', 'clock-skew']],
    ['refuse', '_E2001', 0, ['refused', 'refuse']],
    ['delay', '_SLOW', 1, ['refused', 'delay']],
  ])('%s by the end of the message id, once', async (_kind, suffix, asked, end) => {
    const { recorder, settle, waited } = recorderOf();
    let calls = 0;
    const answer = async () => {
      calls += 1;
      return ANSWER;
    };
    const first = await recorder.around(requestOf(`M1${suffix}`), answer);
    settle();
    expect(first === null).toBe(suffix === '_DROP');
    expect(waited).toEqual(suffix === '_SLOW' ? [3000] : []);
    expect([calls, ends(recorder)]).toEqual([asked, [end]]);
    expect(await recorder.around(requestOf(`M1${suffix}`), answer)).toBe(ANSWER);
  });

  test('duplicate delivery by header: both arrive, one is answered', async () => {
    const { recorder, settle } = recorderOf();
    let calls = 0;
    const forced = requestOf('M1', { 'x-zhijie-force': 'duplicate' });
    await recorder.around(forced, async () => {
      calls += 1;
      return ANSWER;
    });
    settle();
    expect([calls, ends(recorder).length]).toEqual([2, 2]);
  });

  test('hops belong to their call; the insured place can be down or lose its answer once', async () => {
    const outcomes = createOutcomes();
    const { recorder, settle } = recorderOf({ outcomes });
    const wire: Transport = { send: async () => ANSWER };
    const care = recorder.observe('11', wire);
    const hub = recorder.observe(HUB, wire);
    const ask = async () => {
      await care.send(HUB, new Uint8Array(), 1);
      await hub.send('41', new Uint8Array(), 1);
      return ANSWER;
    };
    await recorder.around(requestOf('M1'), ask);
    await expect(recorder.around(requestOf('M2_DOWN'), ask)).rejects.toBeInstanceOf(NotDelivered);
    await expect(recorder.around(requestOf('M3_LOST'), ask)).rejects.toBeInstanceOf(NoAnswer);
    await hub.send('41', new Uint8Array(), 1);
    settle();
    expect([...recorder.newest()].map(({ steps }) => steps.map(({ from, to }) => `${from}-${to}`))).toEqual([
      ['11-hub', 'hub-41'],
    ]);
  });
});
