import { instant } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { statement } from '../database.ts';
import { useTestDatabase } from '../testing/use-test-database.ts';
import { backOffMs } from './back-off.ts';
import { answerOf, rememberAnswer } from './inbox.ts';
import { nodeMigrations } from './node-migrations.ts';
import { enqueue, pendingOutbox, runOutbox, withdraw } from './outbox.ts';
import { manualScheduler, realScheduler } from './scheduler.ts';
import { cancelTimer, runTimers, setTimer } from './timers.ts';

const CLEAR = statement('test-node-clear', 'WITH a AS (DELETE FROM node.outbox) DELETE FROM node.timer');
const LAST_ERROR = statement('test-node-error', 'SELECT last_error AS error FROM node.outbox WHERE id = $1');
const T0 = 1_800_000_000_000;
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const entry = (id: string, at = T0) => ({
  id,
  destination: '41',
  message: 'settle@1',
  payload: bytes(`payload of ${id}`),
  at: instant(at),
});

describe('the outbox', () => {
  const db = useTestDatabase(nodeMigrations);
  const fresh = () => db.query(CLEAR, []);

  test('delivers an entry with its bytes once when the partner answers', async () => {
    await fresh();
    const sent: string[] = [];
    await db.transaction((tx) => enqueue(tx, entry('a')));
    await enqueue(db, entry('a'));
    const run = () =>
      runOutbox({
        db,
        send: async (e) => void sent.push(`${e.id} ${e.destination} ${Buffer.from(e.payload)}`),
        now: () => instant(T0),
        limit: 10,
      });
    expect(await run()).toEqual({ done: 1, failed: 0 });
    expect(await run()).toEqual({ done: 0, failed: 0 });
    expect(sent).toEqual(['a 41 payload of a']);
    expect(await pendingOutbox(db)).toEqual({ entries: 0, oldestAt: null, attempts: null });
  });

  test('holds nothing of a transaction that was rolled back', async () => {
    await fresh();
    const work = db.transaction(async (tx) => {
      await enqueue(tx, entry('never'));
      throw new Error('refused');
    });
    await expect(work).rejects.toThrow('refused');
    expect((await pendingOutbox(db)).entries).toBe(0);
  });

  test('tries again after 1, 2, 4 … seconds, at most 5 minutes apart, and never gives up', async () => {
    await fresh();
    await enqueue(db, entry('stubborn'));
    const attempts: number[] = [];
    let time = T0;
    for (; time < T0 + 20_000; time += 500) {
      await runOutbox({
        db,
        send: async () => {
          attempts.push(time - T0);
          throw new Error('no route to 41');
        },
        now: () => instant(time),
        limit: 10,
      });
    }
    expect(attempts).toEqual([0, 1000, 3000, 7000, 15_000]);
    expect(await db.query(LAST_ERROR, ['stubborn'])).toEqual([{ error: 'Error: no route to 41' }]);
    expect([1, 2, 9, 10, 1000].map(backOffMs)).toEqual([1000, 2000, 256_000, 300_000, 300_000]);
  });

  test('sends again what a killed worker had claimed, once its lease is over', async () => {
    await fresh();
    await enqueue(db, entry('orphan'));
    const killed = runOutbox({
      db,
      send: () => new Promise(() => undefined),
      now: () => instant(T0),
      limit: 1,
      leaseMs: 5000,
    });
    void killed;
    while ((await pendingOutbox(db)).attempts === 0) await new Promise((done) => setTimeout(done, 5));
    const counts: number[] = [];
    for (const later of [0, 4999, 5000]) {
      const run = await runOutbox({
        db,
        send: async () => undefined,
        now: () => instant(T0 + later),
        limit: 1,
      });
      counts.push(run.done);
    }
    expect(counts).toEqual([0, 0, 1]);
  });

  test('gives each entry to one of several workers', async () => {
    await fresh();
    for (let i = 0; i < 40; i++) await enqueue(db, entry(`shared-${i}`));
    const seen: string[] = [];
    const worker = () =>
      runOutbox({ db, send: async (e) => void seen.push(e.id), now: () => instant(T0), limit: 10 });
    const runs = await Promise.all([worker(), worker(), worker(), worker()]);
    expect(new Set(seen).size).toBe(seen.length);
    expect(runs.reduce((sum, run) => sum + run.done, 0)).toBe(seen.length);
  });

  test('delivers an entry of one failing partner no worse than the others', async () => {
    await fresh();
    await enqueue(db, entry('bad'));
    await enqueue(db, entry('good'));
    const send = async (e: { id: string }) => {
      if (e.id === 'bad') throw new Error('down');
    };
    expect(await runOutbox({ db, send, now: () => instant(T0), limit: 10 })).toEqual({ done: 1, failed: 1 });
  });

  test('does not deliver what was withdrawn', async () => {
    await fresh();
    await enqueue(db, entry('withdrawn'));
    expect(await withdraw(db, 'withdrawn', instant(T0))).toBe(true);
    expect(await withdraw(db, 'withdrawn', instant(T0))).toBe(false);
    const run = await runOutbox({ db, send: async () => undefined, now: () => instant(T0), limit: 1 });
    expect(run).toEqual({ done: 0, failed: 0 });
  });
});

describe('the inbox', () => {
  const db = useTestDatabase(nodeMigrations);

  test('gives the first answer to every repetition', async () => {
    const at = instant(T0);
    expect(await answerOf(db, 'm1')).toBeUndefined();
    expect(await rememberAnswer(db, { messageId: 'm1', answer: bytes('first'), at })).toEqual(bytes('first'));
    expect(await rememberAnswer(db, { messageId: 'm1', answer: bytes('second'), at })).toEqual(
      bytes('first'),
    );
    expect(await answerOf(db, 'm1')).toEqual(bytes('first'));
  });
});

describe('timers', () => {
  const db = useTestDatabase(nodeMigrations);

  test('fire when due in order of time, survive failures, and can be moved or cancelled', async () => {
    const fired: string[] = [];
    let failing = true;
    const at = (ms: number) =>
      runTimers({
        db,
        fire: async (timer) => {
          fired.push(`${timer.name}@${ms}`);
          if (timer.name === 'flaky' && failing) throw new Error('not yet');
        },
        now: () => instant(T0 + ms),
        limit: 10,
      });
    await setTimer(db, { name: 'second', dueAt: T0 + 20, payload: '{}' });
    await setTimer(db, { name: 'flaky', dueAt: T0 + 10, payload: '{}' });
    await setTimer(db, { name: 'moved', dueAt: T0 + 10, payload: '{}' });
    await setTimer(db, { name: 'moved', dueAt: T0 + 5000, payload: '{}' });
    await setTimer(db, { name: 'cancelled', dueAt: T0 + 10, payload: '{}' });
    await cancelTimer(db, 'cancelled');
    await at(5);
    expect(await at(30)).toEqual({ done: 1, failed: 1 });
    failing = false;
    await at(1029);
    await at(1030);
    await at(5000);
    await at(99_000);
    expect(fired).toEqual(['flaky@30', 'second@30', 'flaky@1030', 'moved@5000']);
  });

  test('that set themselves anew while they fire stay', async () => {
    const fired: number[] = [];
    await setTimer(db, { name: 'daily', dueAt: T0, payload: '' });
    for (const ms of [0, 50, 100]) {
      await runTimers({
        db,
        fire: async (timer) => {
          fired.push(ms);
          await setTimer(db, { name: timer.name, dueAt: T0 + ms + 100, payload: '' });
        },
        now: () => instant(T0 + ms),
        limit: 10,
      });
    }
    expect(fired).toEqual([0, 100]);
  });
});

describe('schedulers', () => {
  test('the manual one runs due work in order of virtual time', async () => {
    const scheduler = manualScheduler(instant(T0));
    const seen: string[] = [];
    const note = (name: string) => () => void seen.push(`${name}@${scheduler.now() - T0}`);
    const stop = scheduler.every(100, note('tick'));
    scheduler.after(250, note('late'));
    scheduler.after(100, note('same'));
    scheduler.after(10, note('cancelled'))();
    await scheduler.advance(300);
    await stop();
    await scheduler.advance(1000);
    expect(seen).toEqual(['tick@100', 'same@100', 'tick@200', 'late@250', 'tick@300']);
    expect(scheduler.now()).toBe(T0 + 1300);
    expect(scheduler.waiting).toBe(0);
  });

  test('the real one reports a failed run, goes on, and waits for the last run when stopped', async () => {
    const errors: unknown[] = [];
    const scheduler = realScheduler((error) => errors.push(error));
    let runs = 0;
    let open = 0;
    const stop = scheduler.every(1, async () => {
      runs += 1;
      open += 1;
      await new Promise((done) => setTimeout(done, 5));
      open -= 1;
      if (runs === 1) throw new Error('first');
    });
    while (runs < 3) await new Promise((done) => setTimeout(done, 1));
    await stop();
    const after = runs;
    expect(open).toBe(0);
    await new Promise((done) => setTimeout(done, 20));
    expect(runs).toBe(after);
    expect(errors).toHaveLength(1);
  });
});
