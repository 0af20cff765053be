import type { History, SettleCall } from '../hospital/history.ts';
import type { Books, KeptSettlement } from './books.ts';

/**
 * What the hospitals were told against what the books say: an acknowledged settlement is found unless its
 * hospital asked to take it back, an acknowledged reversal has happened, a refusal has no effect, and one
 * message never has two effects. Silence promises nothing.
 */
export function brokenPromises(history: History, books: Books): string[] {
  const byMessage = Map.groupBy(books.care, ({ messageId }) => messageId ?? '');
  const breaches = [...history.breaches];
  for (const call of history.settles.values()) {
    const rows = byMessage.get(call.messageId) ?? [];
    byMessage.delete(call.messageId);
    breaches.push(...broken(call, rows));
  }
  // A node settles the bill of an act under a message of its own.
  for (const messageId of byMessage.keys())
    if (!messageId.startsWith('ACT')) breaches.push(`${messageId} settled, and no hospital sent it`);
  return breaches;
}

function broken(call: SettleCall, rows: readonly KeptSettlement[]): string[] {
  const { messageId } = call;
  const breaches: string[] = [];
  const live = rows.filter(({ state }) => state === 'settled');
  // A node may have withdrawn a call of unknown outcome that had settled after all; repeated, it is a new
  // one.
  if (live.length > 1) breaches.push(`${messageId} has ${live.length} effects`);
  if (call.known === 'ok') {
    const row = rows.find(({ settlementId }) => settlementId === call.settlementId);
    const isKept = row?.state === 'settled' || (row?.state === 'reversed' && call.isReversalAsked);
    if (!isKept)
      breaches.push(
        `${messageId} was acknowledged as ${call.settlementId}, which is ${row?.state ?? 'unknown'}`,
      );
  } else if (call.known === 'fail' && live.length > 0) {
    breaches.push(`${messageId} was refused and ${live[0]!.settlementId} is settled`);
  }
  if (call.isReversalAcknowledged && live.length > 0) {
    breaches.push(`${messageId} was reversed, and ${live[0]!.settlementId} is settled`);
  }
  return breaches;
}
