import { type DaySheet, SHEET_FORMAT, sheetText } from '@zhijie/clearing';
import { toHex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { digestOf, type HeadSigner } from '@zhijie/evidence';
import type { NodeAddress } from '@zhijie/exchange';
import { type CalendarDate, type Clock, type Instant, provinceOf } from '@zhijie/kernel';
import { type ComparedDay, type ComparedPair, compareDay, isSame, nameDifferences } from './compare.ts';
import { keepFinding } from './exceptions.ts';
import type { PartyDeps } from './parties.ts';
import {
  addSheet,
  eventsOf,
  exceptionsOfDay,
  latestSheet,
  pairsOfDay,
  type StoredException,
  type StoredPair,
  saveDay,
  savePair,
} from './store.ts';

export type DayDeps = PartyDeps & {
  readonly now: Clock;
  readonly signer: HeadSigner;
  readonly provinces: readonly NodeAddress[];
};

const areaKey = ({ careArea, insuredArea }: { careArea: string; insuredArea: string }): string =>
  `${careArea} ${insuredArea}`;

/**
 * Compares one day of all provinces (procedures R-01): names the rows that differ, closes what agrees by now,
 * and completes and signs the day of every insured province whose rows are matched or explained. May be run
 * at any time and any number of times, also while settlements arrive and in several processes.
 */
export async function reconcileDay(deps: DayDeps, day: CalendarDate): Promise<void> {
  const compared = await compareDay(deps, day, deps.provinces);
  const before = Map.groupBy(await exceptionsOfDay(deps.db, day), areaKey);
  const compared_ = new Set(compared.pairs.map(areaKey));
  const gone = [...before].filter(([key]) => !compared_.has(key)).map(([, [one]]) => emptyPair(one!));
  const unsettled = new Set<string>();
  for (const pair of [...compared.pairs, ...gone]) {
    const state = await reconcilePair(deps, { day, pair, before: before.get(areaKey(pair)) ?? [] });
    if (!state.isSettled) unsettled.add(areaKey(pair));
  }
  for (const province of deps.provinces) await completeDay(deps, { day, province, compared, unsettled });
}

const emptyPair = ({ careArea, insuredArea }: StoredException): ComparedPair => {
  const nothing = { count: 0, claim: 0, digest: '0-0' };
  return { careArea, insuredArea, care: nothing, hub: nothing, insured: nothing };
};

/** Settled: the three agree, or every row in which they do not is closed. */
async function reconcilePair(
  deps: DayDeps,
  { day, pair, before }: { day: CalendarDate; pair: ComparedPair; before: readonly StoredException[] },
): Promise<{ readonly isSettled: boolean }> {
  const { care, hub, insured, careArea, insuredArea } = pair;
  const between = { careArea, insuredArea };
  const save = (tx: Executor, state: StoredPair['state'], checkedAt: Instant) =>
    savePair(tx, day, { ...pair, state, checkedAt });
  const isWaiting = care === null || insured === null;
  const isDifferent = isWaiting || !isSame(care, hub) || !isSame(insured, hub);
  const references = before.map(({ reference }) => reference);
  const named =
    isWaiting || (!isDifferent && before.every(({ closed }) => closed !== null))
      ? { judged: [], isMore: false }
      : await nameDifferences(deps, { day, between, isDifferent }, references);
  return await deps.db.transaction(async (tx) => {
    const now = deps.now();
    if (isWaiting || named === null) {
      await save(tx, 'waiting', now);
      return { isSettled: false };
    }
    const open: StoredException[] = [];
    for (const judged of named.judged) {
      const kept = await keepFinding(tx, judged, { day, between, now });
      if (kept !== null && kept.closed === null) open.push(kept);
    }
    const differs = isDifferent && (open.length > 0 || named.isMore || named.judged.some(isOther));
    await save(tx, differs ? 'differs' : 'agreed', now);
    return { isSettled: open.length === 0 && !named.isMore };
  });
}

const isOther = ({ verdict }: { readonly verdict: string }): boolean => verdict !== 'matched';

type Completing = {
  readonly day: CalendarDate;
  readonly province: NodeAddress;
  readonly compared: ComparedDay;
  readonly unsettled: ReadonlySet<string>;
};

/** Whose answer a province's day waits for: its own, and that of every care province it has rows with. */
function waitingFor({ province, compared }: Completing): string[] {
  const silent = (side: string, of: string): string[] => (compared.silent.has(`${side} ${of}`) ? [of] : []);
  const cares = compared.pairs
    .filter(({ insuredArea }) => provinceOf(insuredArea) === province)
    .map(({ careArea }) => provinceOf(careArea));
  return [...new Set([...silent('insured', province), ...cares.flatMap((of) => silent('care', of))])].sort();
}

async function completeDay(deps: DayDeps, completing: Completing): Promise<void> {
  const { day, province, unsettled } = completing;
  const waiting = waitingFor(completing);
  await deps.db.transaction(async (tx) => {
    const now = deps.now();
    const own = (await exceptionsOfDay(tx, day, province)).filter(
      ({ insuredArea }) => provinceOf(insuredArea) === province,
    );
    const open = own.filter(({ closed }) => closed === null).length;
    const isUnsettled = [...unsettled].some((key) => provinceOf(key.split(' ')[1]!) === province);
    const isDone = waiting.length === 0 && open === 0 && !isUnsettled;
    const stored = { day, province, waitingFor: waiting, exceptions: open, checkedAt: now };
    await saveDay(tx, { ...stored, doneAt: isDone ? now : null });
    if (isDone) await signSheet(deps, tx, { day, province, exceptions: own, now });
  });
}

/** A new version only when the day reads otherwise than the one before. */
async function signSheet(
  deps: DayDeps,
  tx: Executor,
  {
    day,
    province,
    exceptions,
    now,
  }: {
    readonly day: CalendarDate;
    readonly province: NodeAddress;
    readonly exceptions: readonly StoredException[];
    readonly now: Instant;
  },
): Promise<void> {
  const body = await contentOf(tx, { day, province, exceptions });
  const content = digestOf(body);
  const latest = await latestSheet(tx, day, province);
  if (latest !== undefined && toHex(latest.content) === toHex(content)) return;
  const version = (latest?.version ?? 0) + 1;
  const made: DaySheet = { format: SHEET_FORMAT, day, province, version, completedAt: now, ...body };
  const sheet = sheetText(made);
  const signature = deps.signer(new TextEncoder().encode(sheet));
  await addSheet(tx, { day, province, version, content, sheet, signature, signedAt: now });
}

async function contentOf(
  tx: Executor,
  {
    day,
    province,
    exceptions,
  }: {
    readonly day: CalendarDate;
    readonly province: string;
    readonly exceptions: readonly StoredException[];
  },
): Promise<Pick<DaySheet, 'pairs' | 'exceptions'>> {
  const pairs = (await pairsOfDay(tx, day, province)).filter(
    ({ insuredArea }) => provinceOf(insuredArea) === province,
  );
  const events = Map.groupBy(
    await eventsOf(
      tx,
      exceptions.map(({ exceptionId }) => exceptionId),
    ),
    ({ exceptionId }) => exceptionId,
  );
  return {
    pairs: pairs.map(({ careArea, insuredArea, insured, hub }) => ({
      careArea,
      insuredArea,
      ...(insured ?? hub),
    })),
    exceptions: exceptions.map(({ exceptionId, itemId, verdict, closed }) => {
      const last = events.get(exceptionId)!.at(-1)!;
      const { actorId, at, reason } = last;
      return { exceptionId, itemId, verdict, closed: closed ?? '', by: actorId, at, reason };
    }),
  };
}
