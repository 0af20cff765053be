import {
  createNoticeBook,
  type NoticeBook,
  type NoticeCarrier,
  startNoticeCarrier,
} from '@zhijie/counterparties';
import { instant } from '@zhijie/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { carrierChannel, messageChannelsOfEnvironment, openCarriers } from './message-channels.ts';

const KEY = 'carrier-key';
const NOTICE = { reference: 'a'.repeat(32), to: '13800138000', title: '验证码', text: '验证码048213' };
let book: NoticeBook;
let carrier: NoticeCarrier;
const channel = (key = KEY) => carrierChannel({ kind: 'text-message', url: carrier.url, key });

beforeEach(async () => {
  book = createNoticeBook({ now: () => 0 });
  carrier = await startNoticeCarrier({ book, key: KEY, port: 0 });
});
afterEach(() => carrier.close());

test('MS1 a carrier carries a notice once, however often it is asked', async () => {
  expect(await channel().send(NOTICE)).toBe('taken');
  expect(await channel().send(NOTICE)).toBe('taken');
  expect(book.asked(NOTICE.reference)).toBe(2);
  expect(book.carried('13800138000')).toEqual([{ ...NOTICE, at: 0 }]);
});

test('a number that is gone is refused; what was carried before stays carried', async () => {
  await channel().send(NOTICE);
  book.lose(NOTICE.to);
  expect(await channel().send(NOTICE)).toBe('taken');
  expect(await channel().send({ ...NOTICE, reference: 'b'.repeat(32) })).toBe('refused');
});

test.each(['down', 'loses-answers'] as const)('nobody knows what a carrier did that is %s', async (mood) => {
  book.mood = mood;
  await expect(channel().send(NOTICE)).rejects.toThrow();
  expect(book.carried()).toHaveLength(mood === 'down' ? 0 : 1);
  book.mood = 'well';
  expect(await channel().send(NOTICE)).toBe('taken');
  expect(book.carried()).toHaveLength(1);
});

test('a slow carrier answers late, and only its own customers', async () => {
  book.mood = 'slow';
  const answer = channel().send(NOTICE);
  await expect.poll(() => book.asked(NOTICE.reference)).toBe(1);
  carrier.hurry();
  expect(await answer).toBe('taken');
  await expect(channel('another').send(NOTICE)).rejects.toThrow('401');
});

test('a node has the carriers that its settings name, and a key for each', async () => {
  expect(messageChannelsOfEnvironment({})).toEqual([]);
  const named = { ZHIJIE_TEXT_MESSAGE_URL: `${carrier.url}/`, ZHIJIE_TEXT_MESSAGE_KEY: KEY };
  const [only] = messageChannelsOfEnvironment(named);
  expect(await only!.send(NOTICE)).toBe('taken');
  expect(() => messageChannelsOfEnvironment({ ZHIJIE_MINI_PROGRAM_URL: carrier.url })).toThrow(
    'ZHIJIE_MINI_PROGRAM_KEY',
  );
});

test('a demo network has two carriers with books of their own', async () => {
  const own = await openCarriers(() => instant(7));
  for (const each of own.channels) await each.send(NOTICE);
  expect(own.books['mini-program'].carried()).toEqual([{ ...NOTICE, at: 7 }]);
  expect(own.books['text-message'].carried()).toHaveLength(1);
  await own.close();
});
