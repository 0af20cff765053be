import { expect, test } from 'vitest';
import { NotDelivered } from './errors.ts';
import { deliverOutbox, outboxPayload } from './outbox.ts';
import { golden } from './testing/golden.ts';
import { testNetwork } from './testing/network.ts';

const filing = golden('filing.changed@1');
const row = {
  id: filing.request.eventId,
  destination: 'hub',
  message: filing.message,
  payload: outboxPayload(filing.message, filing.route, filing.request),
};

test('F-15 an outbox row reaches the hub and is acknowledged only after its answer', async () => {
  const net = testNetwork();
  const steps: string[] = [];
  const hub = net.port('hub').serve({
    'filing.changed@1': async (request) => {
      steps.push(`handled ${request.eventId}`);
      return { ok: true, value: { eventId: request.eventId } };
    },
  });
  net.network.attach('hub', hub);
  const send = deliverOutbox({
    ask: net.port('41').ask,
    onAnswer: async (_row, answer) => void steps.push(`answered ${JSON.stringify(answer)}`),
  });
  await send(row);
  expect(steps).toEqual([`handled ${row.id}`, `answered ${JSON.stringify({ eventId: row.id })}`]);
});

test('a row that is not delivered is not acknowledged', async () => {
  const net = testNetwork();
  await expect(deliverOutbox({ ask: net.port('41').ask })(row)).rejects.toThrow(NotDelivered);
});

test('a refusal is an answer and ends the row', async () => {
  const net = testNetwork();
  const refuse = async () => ({ ok: false as const, refusal: { code: 'unknown-area' } });
  net.network.attach('hub', net.port('hub').serve({ 'filing.changed@1': refuse }));
  const refused: string[] = [];
  await deliverOutbox({
    ask: net.port('41').ask,
    onRefusal: async (_row, refusal) => void refused.push(refusal.code),
  })(row);
  expect(refused).toEqual(['unknown-area']);
});

test('a row that holds no known message stays where it is', async () => {
  const net = testNetwork();
  const send = deliverOutbox({ ask: net.port('41').ask });
  await expect(send({ ...row, message: 'filing.changed@7' })).rejects.toThrow(
    /does not hold a known message/,
  );
});

test('a body that breaks the contract is found when the row is written', () => {
  const request = { ...filing.request, changedAt: -1 };
  expect(() => outboxPayload(filing.message, filing.route, request)).toThrow(/Cannot send/);
});
