import { toHex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import { type Actor, type CalendarDate, dateOf, ok, type Result } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { mayMaintainInstitution } from '../permissions.ts';
import { type ReleaseRefusal, releaseRefusal } from './refusals.ts';
import { type CheckedRow, checkRows, type ToldRow } from './rules.ts';
import {
  addRelease,
  addRows,
  addUnitNote,
  decideRelease,
  draftOf,
  journalRelease,
  publishedStamp,
  publishedTerms,
  type Release,
  releaseOf,
  rowsOf,
  sameFile,
  takeCatalogueTurn,
} from './store.ts';

export type ReleaseDeps = Pick<CareDeps, 'db' | 'now' | 'ids' | 'catalogueOf' | 'releases'>;
export type Outcome = 'applied' | 'unchanged';
export type Answer<T> = Promise<Result<T, ReleaseRefusal>>;

/** How far it is; `isStopped` says to leave off, and then nothing is kept. */
export type ImportProgress = { tell(done: number): void; readonly isStopped: boolean };

export type ImportRequest = {
  readonly area: string;
  readonly effectiveOn: CalendarDate;
  readonly fileName: string;
  readonly rows: readonly ToldRow[];
};

/** Rows written at a time. */
const PIECE = 500;

class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** The agency of the place keeps its catalogue. */
export const mayKeepCatalogue = (actor: Actor, area: string): boolean => mayMaintainInstitution(actor, area);

/** Refusals: `release-unknown`, `not-permitted`. */
export async function releaseFor(db: Executor, actor: Actor, releaseId: string): Answer<Release> {
  const release = await releaseOf(db, releaseId);
  if (release === null) return releaseRefusal('release-unknown', 'releaseId');
  return mayKeepCatalogue(actor, release.area) ? ok(release) : releaseRefusal('not-permitted', 'releaseId');
}

/** The same as it stands when its area's turn has come. */
async function releaseInTurn(tx: Executor, actor: Actor, releaseId: string): Answer<Release> {
  const found = await releaseFor(tx, actor, releaseId);
  if (!found.ok) return found;
  await takeCatalogueTurn(tx, found.value.area);
  return ok((await releaseOf(tx, releaseId))!);
}

/**
 * Takes a file as a draft: every row is checked, wrong ones stand in quarantine, none is lost. It replaces a
 * draft for the same day; the same file again changes nothing. Null: stopped, and nothing was kept.
 * Refusals: `not-permitted`, `file-empty`, `effective-too-early` (tomorrow is the first day).
 */
export async function importRelease(
  deps: ReleaseDeps,
  actor: Actor,
  request: ImportRequest,
  progress: ImportProgress,
): Answer<{ readonly outcome: Outcome; readonly release: Release } | null> {
  const { area, effectiveOn, rows } = request;
  const at = deps.now();
  if (!mayKeepCatalogue(actor, area)) return releaseRefusal('not-permitted', 'area');
  if (rows.length === 0) return releaseRefusal('file-empty', 'file');
  if (effectiveOn <= dateOf(at)) return releaseRefusal('effective-too-early', 'effectiveOn');
  const listed = deps.catalogueOf(area).items(effectiveOn);
  const checked = checkRows(rows, new Map(listed.map((item) => [item.itemCode, item])));
  const contentDigest = digestOf(rows);
  try {
    return await deps.db.transaction(async (tx) => {
      await takeCatalogueTurn(tx, area);
      const known = await sameFile(tx, area, effectiveOn, contentDigest);
      if (known !== null) {
        progress.tell(rows.length);
        return ok({ outcome: 'unchanged' as const, release: known });
      }
      const before = await draftOf(tx, area, effectiveOn);
      if (before !== null)
        await decideRelease(tx, before, { state: 'replaced', by: actor.id, at, reason: null });
      const releaseId = deps.ids.next('event', area, at);
      const quarantined = checked.filter(({ mapped }) => mapped === null).length;
      const { fileName } = request;
      const counts = { rows: rows.length, quarantined, madeBy: actor.id, madeAt: at };
      await addRelease(tx, { releaseId, area, effectiveOn, fileName, contentDigest, ...counts });
      await writeRows(tx, releaseId, checked, progress);
      const content = toHex(contentDigest);
      const fact = { releaseId, area, effectiveOn, fileName, content, ...counts, replaces: before };
      await journalRelease(tx, 'import', releaseId, fact);
      return ok({ outcome: 'applied' as const, release: (await releaseOf(tx, releaseId))! });
    });
  } catch (cause) {
    if (cause instanceof Stopped) return ok(null);
    throw cause;
  }
}

async function writeRows(
  tx: Executor,
  releaseId: string,
  rows: readonly CheckedRow[],
  progress: ImportProgress,
): Promise<void> {
  for (let from = 0; from < rows.length; from += PIECE) {
    if (progress.isStopped) throw new Stopped('The import was stopped');
    await addRows(tx, releaseId, rows.slice(from, from + PIECE));
    progress.tell(Math.min(from + PIECE, rows.length));
  }
}

/**
 * A person answers with the own name for setting different units equal, e.g. 「次」 and 「部位」. Refusals:
 * `release-unknown`, `not-permitted`, `note-missing`, `release-decided`, `row-unknown`.
 */
export function acknowledgeUnits(
  deps: ReleaseDeps,
  actor: Actor,
  request: { readonly releaseId: string; readonly rows: readonly number[]; readonly note: string },
): Answer<{ readonly outcome: Outcome; readonly release: Release }> {
  const { releaseId } = request;
  const note = request.note.trim();
  return deps.db.transaction(async (tx): Answer<{ outcome: Outcome; release: Release }> => {
    const release = await releaseInTurn(tx, actor, releaseId);
    if (!release.ok) return release;
    if (note === '') return releaseRefusal('note-missing', 'note');
    if (release.value.state !== 'draft') return releaseRefusal('release-decided', 'releaseId');
    const open = new Set((await rowsOf(tx, releaseId, 'units', EVERY)).map(({ row }) => row));
    const wrong = request.rows.find((row) => !open.has(row));
    if (wrong !== undefined) return releaseRefusal('row-unknown', 'rows', { row: wrong });
    const made = { note, by: actor.id, name: actor.name ?? actor.id, at: deps.now() };
    let count = 0;
    for (const row of request.rows) if (await addUnitNote(tx, releaseId, row, made)) count += 1;
    if (count > 0) await journalRelease(tx, 'units', releaseId, { releaseId, rows: request.rows, ...made });
    return ok({
      outcome: count > 0 ? 'applied' : 'unchanged',
      release: (await releaseOf(tx, releaseId))!,
    });
  });
}

/** Of one file; a file has fewer rows. */
export const EVERY = { after: 0, limit: 1_000_000 };

/**
 * Another person publishes a draft from its day on, or either takes it back with a reason. What stands in
 * quarantine has no effect. Refusals: `release-unknown`, `not-permitted`, `release-decided`; to publish
 * `maker-is-checker`, `effective-too-early`, `nothing-to-publish`, `units-open`; to withdraw
 * `reason-missing`.
 */
export async function decideOnRelease(
  deps: ReleaseDeps,
  actor: Actor,
  request: { readonly releaseId: string; readonly isPublished: boolean; readonly reason: string | null },
): Answer<{ readonly outcome: Outcome; readonly release: Release }> {
  const { releaseId, isPublished } = request;
  const reason = request.reason?.trim() || null;
  const at = deps.now();
  const state = isPublished ? 'published' : 'withdrawn';
  const done = await deps.db.transaction(async (tx): Answer<{ outcome: Outcome; release: Release }> => {
    const found = await releaseInTurn(tx, actor, releaseId);
    if (!found.ok) return found;
    const release = found.value;
    if (release.state === state && release.decidedBy === actor.id)
      return ok({ outcome: 'unchanged', release });
    if (release.state !== 'draft') return releaseRefusal('release-decided', 'releaseId');
    const refusal = isPublished ? whyNotPublish(release, actor, dateOf(at)) : null;
    if (refusal !== null) return refusal;
    if (!isPublished && reason === null) return releaseRefusal('reason-missing', 'reason');
    const decision = { state, by: actor.id, at, reason } as const;
    await decideRelease(tx, releaseId, decision);
    await journalRelease(tx, 'decision', releaseId, { releaseId, ...decision });
    return ok({ outcome: 'applied', release: (await releaseOf(tx, releaseId))! });
  });
  if (done.ok && isPublished) await followReleases(deps);
  return done;
}

function whyNotPublish(release: Release, actor: Actor, today: CalendarDate) {
  const { madeBy, effectiveOn, rows, quarantined, openUnits } = release;
  if (madeBy === actor.id) return releaseRefusal('maker-is-checker', 'releaseId');
  if (effectiveOn <= today) return releaseRefusal('effective-too-early', 'effectiveOn');
  if (rows === quarantined) return releaseRefusal('nothing-to-publish', 'releaseId');
  return openUnits > 0 ? releaseRefusal('units-open', 'rows', { rows: openUnits }) : null;
}

/**
 * Takes what was published into this process's catalogues; answers how many releases it took. A release
 * begins on a later day than it is published, so every process has it long before it counts.
 */
export async function followReleases(deps: Pick<CareDeps, 'db' | 'releases'>): Promise<number> {
  const stamp = await publishedStamp(deps.db);
  if (stamp === deps.releases.stamp() || (deps.releases.stamp() === '' && stamp === '0 0')) return 0;
  const published = await publishedTerms(deps.db);
  deps.releases.take(stamp, published);
  return published.length;
}
