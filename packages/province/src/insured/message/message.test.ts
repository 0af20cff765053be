import { decryptField } from '@zhijie/crypto';
import { statement, useTestDatabase } from '@zhijie/database';
import { type CalendarDate, fen, type Instant, instant } from '@zhijie/kernel';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InsuredDeps } from '../deps.ts';
import {
  agencyOf,
  allMigrations,
  at,
  CARE_AREA,
  examplePersons,
  type Harness,
  harness,
  outpatientBill,
  personActor,
  personId,
  policiesWith,
  valueIn,
} from '../testing/harness.ts';
import type { MessageChannel, Notice } from './channel.ts';
import { deliverMessages } from './deliver.ts';
import { enqueueMessage, type NewMessage } from './enqueue.ts';
import { followCauses, followPolicies } from './follow.ts';
import type { ChannelKind } from './words.ts';

const db = useTestDatabase(allMigrations);
const PERSON = 'journey-long-term';
const LOCAL = { careArea: '990100', providerId: 'H99010100001' };
const other = () => personId('journey-referral');

type Carrier = MessageChannel & {
  notices: Notice[];
  asked: number;
  answers: ('taken' | 'refused' | 'silent')[];
};

/** A channel in memory with a book of its own: what it carried, once per reference. */
function carrier(kind: ChannelKind): Carrier {
  const one: Carrier = {
    kind,
    notices: [],
    asked: 0,
    answers: [],
    async send(notice) {
      one.asked += 1;
      const answer = one.answers.shift() ?? 'taken';
      const isKnown = one.notices.some(({ reference }) => reference === notice.reference);
      if (answer !== 'refused' && !isKnown) one.notices.push(notice);
      if (answer === 'silent') throw new Error('no answer');
      return answer;
    },
  };
  return one;
}

let texts: Carrier;
let program: Carrier;
let made: Harness;
let deps: InsuredDeps;
let me: string;
let statements = 0;
const sql = <T>(text: string, values: readonly unknown[] = []) => {
  statements += 1;
  return db.query<T>(statement(`message-test-${statements}`, text), values);
};

beforeAll(async () => {
  await harness(db).side.seed(examplePersons);
});

beforeEach(async () => {
  texts = carrier('text-message');
  program = carrier('mini-program');
  made = harness(db, { messageChannels: [texts, program] });
  deps = made.deps;
  me = personId(PERSON);
  await sql('delete from insured.message');
  await sql('delete from insured.message_preference');
});

const put = (message: Omit<NewMessage, 'personId'>) =>
  db.transaction((tx) => enqueueMessage(deps, tx, { personId: me, ...message }));
const reversed = (subject: string): Omit<NewMessage, 'personId'> => ({
  subject,
  content: { kind: 'reversed', on: '2026-03-09' as CalendarDate, total: fen(36_600) },
});
const inbox = async () =>
  valueIn(await made.side.services.inboxOf(personActor(me), { personId: me, before: null, limit: 100 }));
const moveTo = (text: string): void => {
  made.clock.now = at(text);
};
const later = (ms: number): void => {
  made.clock.now = instant(made.clock.now + ms) as Instant;
};
const stateOf = async (id: string) =>
  (
    await sql<{ state: string; channel: string | null }>(
      'select state, channel from insured.message where message_id = $1',
      [id],
    )
  )[0];

describe('MS1 a message', () => {
  it('stands in the inbox at once, leaves once, and is the same for the same cause', async () => {
    const id = await put(reversed('S1'));
    expect(await put(reversed('S1'))).toBe(id);
    expect((await inbox()).unread).toBe(1);
    expect(await deliverMessages(deps)).toBe(1);
    expect(await deliverMessages(deps)).toBe(0);
    expect(texts.notices).toMatchObject([{ reference: id, title: '医保结算已撤销' }]);
    expect(texts.notices[0]!.to).toMatch(/^1\d{10}$/);
    expect(await stateOf(id)).toEqual({ state: 'left', channel: 'text-message' });
  });

  it('waits in quiet hours until eight, a code does not, and the words of a code are not kept', async () => {
    moveTo('2026-03-10 23:30:00');
    const bill = await put(reversed('S2'));
    const code = await put({
      subject: 'D1',
      content: { kind: 'code', code: '048213', purpose: 'delegation', minutes: 5 },
    });
    expect(await deliverMessages(deps)).toBe(1);
    expect(texts.notices).toMatchObject([{ reference: code, text: expect.stringContaining('048213') }]);
    const [kept] = await sql<{ words: string }>(
      'select words_sealed as words from insured.message where message_id = $1',
      [code],
    );
    expect(decryptField(deps.fieldKeys, kept!.words)).toBe('验证码已发送。');
    expect((await inbox()).messages.map(({ kind }) => kind)).toEqual(['reversed']);
    moveTo('2026-03-11 07:59:59');
    expect(await deliverMessages(deps)).toBe(0);
    moveTo('2026-03-11 08:00:00');
    expect(await deliverMessages(deps)).toBe(1);
    expect((await stateOf(bill))?.state).toBe('left');
  });

  it('has one effect where answers are lost: the same channel is asked again, never another', async () => {
    texts.answers = ['silent', 'silent'];
    const id = await put(reversed('S3'));
    for (let round = 0; round < 3; round++) {
      await deliverMessages(deps);
      later(3_600_000);
    }
    expect(texts.asked).toBe(3);
    expect(texts.notices).toHaveLength(1);
    expect(program.notices).toHaveLength(0);
    expect((await stateOf(id))?.state).toBe('left');
  });

  it('stays with its channel when the person changes the order in between', async () => {
    texts.answers = ['silent'];
    await put(reversed('S4'));
    await deliverMessages(deps);
    valueIn(
      await made.side.services.chooseChannels(personActor(me), { personId: me, channels: ['mini-program'] }),
    );
    later(3_600_000);
    await deliverMessages(deps);
    expect([texts.notices.length, program.notices.length]).toEqual([1, 0]);
  });

  it('goes by the next channel when the first refuses, and is kept in the inbox when all do', async () => {
    texts.answers = ['refused'];
    const first = await put(reversed('S5'));
    await deliverMessages(deps);
    expect(await stateOf(first)).toEqual({ state: 'left', channel: 'mini-program' });
    texts.answers = ['refused'];
    program.answers = ['refused'];
    const second = await put(reversed('S6'));
    await deliverMessages(deps);
    expect((await stateOf(second))?.state).toBe('kept');
    expect((await inbox()).messages).toHaveLength(2);
  });

  it('follows the person’s own order, and none means the inbox only', async () => {
    const { chooseChannels, messageChannelsOf } = made.side.services;
    const mine = personActor(me);
    expect(valueIn(await messageChannelsOf(mine, me)).channels).toEqual(['text-message', 'mini-program']);
    const twice = ['text-message', 'text-message'] as const;
    expect(await chooseChannels(mine, { personId: me, channels: twice })).toMatchObject({
      refusal: { code: 'channel-repeated' },
    });
    valueIn(await chooseChannels(mine, { personId: me, channels: [] }));
    const id = await put(reversed('S7'));
    await deliverMessages(deps);
    expect([texts.asked, program.asked]).toEqual([0, 0]);
    expect((await stateOf(id))?.state).toBe('kept');
  });

  it('is read by its person only, and marked as read', async () => {
    const id = await put(reversed('S8'));
    await put(reversed('S9'));
    const { inboxOf, markRead } = made.side.services;
    const page = { personId: me, before: null, limit: 1 };
    for (const actor of [personActor(other()), agencyOf('990100')])
      expect(await inboxOf(actor, page)).toMatchObject({ refusal: { code: 'not-permitted' } });
    const first = valueIn(await inboxOf(personActor(me), page));
    expect(first).toMatchObject({ unread: 2, messages: [{ subject: 'S9' }] });
    const { at: moment, messageId } = first.messages[0]!;
    const next = valueIn(await inboxOf(personActor(me), { ...page, before: { at: moment, messageId } }));
    expect(next.messages).toMatchObject([{ subject: 'S8', messageId: id }]);
    expect(valueIn(await markRead(personActor(me), { personId: me, messageId: id }))).toEqual({ marked: 1 });
    expect((await inbox()).unread).toBe(1);
    expect(valueIn(await markRead(personActor(me), { personId: me, messageId: null }))).toEqual({
      marked: 1,
    });
  });

  it('a code that nobody could send in its minutes is not sent any more', async () => {
    texts.answers = ['silent'];
    const id = await put({
      subject: 'D2',
      content: { kind: 'code', code: '111111', purpose: 'sign-in', minutes: 5 },
    });
    await deliverMessages(deps);
    later(6 * 60_000);
    await deliverMessages(deps);
    expect((await stateOf(id))?.state).toBe('expired');
  });
});

describe('MS1 causes', () => {
  const settle = async (visitId: string) => {
    const settlementId = deps.ids.next('settlement', CARE_AREA, made.clock.now);
    const bill = outpatientBill({ personId: me, visitId });
    const request = { settlementId, requestedAt: made.clock.now, bill };
    valueIn(await made.ask('settlement.settle@1', request, LOCAL));
    return settlementId;
  };
  const kinds = async () => (await inbox()).messages.map(({ kind }) => kind);

  it('a filing decided is told with the decision', async () => {
    const { submitFiling } = made.side.services;
    const filed = await submitFiling(personActor(other()), {
      personId: other(),
      insuranceType: 'resident',
      category: 'other-temporary',
      destination: '310000',
      documents: ['id-card', 'filing-form'],
      channel: 'national-app',
    });
    const { filingId } = valueIn(filed);
    const [told] = await sql<{ kind: string }>(
      `select kind from insured.message where person_id = $1 and subject like $2`,
      [other(), `${filingId}/accepted/%`],
    );
    expect(told).toEqual({ kind: 'filing-decided' });
  });

  it('a bill is told behind the settlement, its undoing too, and the day’s bills on the next morning', async () => {
    moveTo('2026-03-12 09:00:00');
    await followCauses(deps);
    await settle('V-M1');
    const second = await settle('V-M2');
    expect(await kinds()).toEqual([]);
    later(60_000);
    expect(await followCauses(deps)).toBe(2);
    expect(await followCauses(deps)).toBe(0);
    expect(await kinds()).toEqual(['settled', 'settled']);
    const requestedAt = made.clock.now;
    const reversal = { settlementId: second, personId: me, reversalId: 'R-M2', requestedAt, reason: 'undo' };
    valueIn(await made.ask('settlement.reverse@1', reversal as never, LOCAL));
    later(60_000);
    await followCauses(deps);
    expect(await kinds()).toEqual(['reversed', 'settled', 'settled']);
    moveTo('2026-03-13 08:59:00');
    await followCauses(deps);
    expect(await kinds()).not.toContain('next-day-bill');
    moveTo('2026-03-13 09:00:00');
    await followCauses(deps);
    const [morning] = (await inbox()).messages;
    expect(morning).toMatchObject({
      kind: 'next-day-bill',
      subject: 'day:2026-03-12',
      text: expect.stringContaining('您3月12日共有1笔医保结算：总费用¥168.00'),
    });
    await followCauses(deps);
    expect((await kinds()).filter((kind) => kind === 'next-day-bill')).toHaveLength(1);
  });

  it('a changed policy is told once to those whom it touches, after a stop from where it was', async () => {
    await sql('delete from insured.message_cursor');
    await followPolicies(deps);
    expect(await followPolicies(deps)).toBe(0);
    const changed = policiesWith((path, text) =>
      path.includes('990100') ? text.replaceAll(/amount: 1500元/g, 'amount: 1400元') : text,
    );
    const next = { ...deps, policies: changed };
    const told = await followPolicies(next);
    expect(told).toBeGreaterThan(0);
    expect(await followPolicies(next)).toBe(0);
    const rows = await sql<{ personId: string; tellings: number }>(
      `select person_id as "personId", count(*)::int as tellings from insured.message
       where kind = 'policy-changed' group by person_id`,
    );
    expect(rows).toHaveLength(told);
    expect(new Set(rows.map(({ tellings }) => tellings))).toEqual(new Set([1]));
    expect(rows.map((row) => row.personId)).toContain(other());
  });
});
