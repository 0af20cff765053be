import { type JudgedTrade, ownerOfDifference, type RowVerdict } from '@zhijie/clearing';
import { sm3Hex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { type CalendarDate, canonicalJson, type Instant } from '@zhijie/kernel';
import type { Between } from './parties.ts';
import { type EventKind, isTakenBack, lockException, moveException, type StoredException } from './store.ts';

/** The hub's own name in what it finds by itself. */
export const BY_HUB = 'hub';

/** The same row of the same day is the same exception, whoever compares. */
const exceptionIdOf = (day: CalendarDate, { careArea, insuredArea }: Between, itemId: string): string =>
  `X${day.replaceAll('-', '')}${sm3Hex([day, careArea, insuredArea, itemId].join('\n')).slice(0, 21)}`;

const isClosing = (verdict: RowVerdict): verdict is 'matched' | 'netted' =>
  verdict === 'matched' || verdict === 'netted';

function asFound(
  judged: JudgedTrade,
  at: { readonly day: CalendarDate; readonly between: Between; readonly now: Instant },
): StoredException {
  const { row, seen, verdict } = judged;
  const { itemId, settlementId, kind, providerId, personId, careArea } = row;
  return {
    exceptionId: exceptionIdOf(at.day, at.between, itemId),
    day: at.day,
    ...at.between,
    itemId,
    settlementId,
    kind,
    verdict,
    owner: ownerOfDifference(verdict, seen),
    amount: row.claim,
    reference: { itemId, settlementId, kind, providerId, personId, careArea },
    seen,
    closed: isClosing(verdict) ? verdict : null,
    ordered: null,
    foundAt: at.now,
    version: 0,
  };
}

/** The reversal of what was taken back because somebody lacks it comes to nothing with it. */
async function foundNow(tx: Executor, found: StoredException): Promise<StoredException> {
  const isOfOrder =
    found.verdict === 'missing' &&
    found.kind === 'reversal' &&
    (await isTakenBack(tx, found.careArea, found.settlementId));
  return isOfOrder ? { ...found, verdict: 'netted', closed: 'netted' } : found;
}

/**
 * Keeps what a comparison found of a row. Nothing is kept of what agrees and never differed; what was
 * explained stays explained as long as it is as it was explained.
 */
export async function keepFinding(
  tx: Executor,
  judged: JudgedTrade,
  at: { readonly day: CalendarDate; readonly between: Between; readonly now: Instant },
): Promise<StoredException | null> {
  const found = await foundNow(tx, asFound(judged, at));
  const known = await lockException(tx, found.exceptionId);
  const event = (kind: EventKind) => ({
    kind,
    at: at.now,
    actorId: BY_HUB,
    reason: '',
    found: found.verdict,
    requestKey: null,
  });
  if (known === undefined) {
    return found.verdict === 'matched' ? null : moveException(tx, found, event('found'));
  }
  const isAsBefore =
    known.verdict === found.verdict && canonicalJson(known.seen) === canonicalJson(found.seen);
  if (isAsBefore && (known.closed !== null || found.closed === null)) return known;
  const { foundAt, version, ordered } = known;
  if (known.closed === 'reversed' && found.verdict === 'missing') {
    return moveException(tx, { ...found, foundAt, version, closed: 'reversed' }, event('changed'));
  }
  const next = { ...found, foundAt, version, ordered: found.closed === null ? ordered : null };
  if (found.closed !== null) return moveException(tx, next, event('closed'));
  return moveException(tx, next, event(known.closed === null ? 'changed' : 'reopened'));
}
