import {
  type Actor,
  addDays,
  assert,
  type CalendarDate,
  type Fen,
  ok,
  type Rate,
  split,
  sumFen,
} from '@zhijie/kernel';
import type { CatalogueEntry } from '../deps.ts';
import { maintainedAreas } from '../permissions.ts';
import { releaseRefusal } from './refusals.ts';
import { type MappedRow, sameTerms, type Terms } from './rules.ts';
import { type Answer, EVERY, mayKeepCatalogue, type ReleaseDeps, releaseFor } from './service.ts';
import { basisRows, type Release, type ReleaseRow, type RowKind, releasesOf, rowsOf } from './store.ts';

/** The releases of an agency's places, the newest first. Refusal: `not-permitted`. */
export async function listReleases(
  { db }: ReleaseDeps,
  actor: Actor,
  after: Pick<Release, 'madeAt' | 'releaseId'> | null,
  limit: number,
): Answer<readonly Release[]> {
  const areas = maintainedAreas(actor);
  if (areas.length === 0) return releaseRefusal('not-permitted', 'area');
  return ok(await releasesOf(db, areas, after, limit));
}

/** Refusals: `release-unknown`, `not-permitted`. */
export async function readRelease({ db }: ReleaseDeps, actor: Actor, releaseId: string): Answer<Release> {
  return releaseFor(db, actor, releaseId);
}

/** Rows of a release in the order of the file. Refusals as `readRelease`. */
export async function readRows(
  deps: ReleaseDeps,
  actor: Actor,
  releaseId: string,
  asked: { readonly kind: RowKind; readonly after: number; readonly limit: number } = {
    kind: 'all',
    ...EVERY,
  },
): Answer<readonly ReleaseRow[]> {
  const release = await readRelease(deps, actor, releaseId);
  return release.ok ? ok(await rowsOf(deps.db, releaseId, asked.kind, asked)) : release;
}

export type ChangedItem = {
  readonly itemCode: string;
  readonly itemName: string;
  readonly unit: string;
  readonly before: Terms;
  readonly after: Terms;
};
export type Preview = {
  readonly effectiveOn: CalendarDate;
  readonly changed: readonly ChangedItem[];
  /** Items that the file names and that stay as they are. */
  readonly unchanged: number;
};

const termsOf = ({ paymentClass, selfPaidFirstRate, ceiling }: Terms): Terms => ({
  paymentClass,
  selfPaidFirstRate,
  ceiling,
});

/**
 * What a release changes for lines from its day on, against the list that counts without it. Refusals as
 * `readRelease`.
 */
export async function previewRelease(deps: ReleaseDeps, actor: Actor, releaseId: string): Answer<Preview> {
  const release = await readRelease(deps, actor, releaseId);
  if (!release.ok) return release;
  const { area, effectiveOn, state } = release.value;
  // Published, it is part of its own day's list.
  const without = state === 'published' ? addDays(effectiveOn, -1) : effectiveOn;
  const items = byCode(deps.catalogueOf(area).items(without));
  const rows = await rowsOf(deps.db, releaseId, 'all', EVERY);
  const told = new Map<string, MappedRow>();
  for (const { mapped } of rows) if (mapped !== null) told.set(mapped.itemCode, mapped);
  const changed = [...told.values()].flatMap((row): ChangedItem[] => {
    const item = items.get(row.itemCode);
    if (item === undefined || sameTerms(item, row)) return [];
    const { itemCode, name: itemName, unit } = item;
    return [{ itemCode, itemName, unit, before: termsOf(item), after: termsOf(row) }];
  });
  return ok({ effectiveOn, changed, unchanged: told.size - changed.length });
}

const byCode = (items: readonly CatalogueEntry[]): ReadonlyMap<string, CatalogueEntry> =>
  new Map(items.map((item) => [item.itemCode, item]));

export type BasisPart = Terms & {
  readonly itemCode: string;
  readonly itemName: string;
  readonly itemUnit: string;
  readonly share: Rate;
  /** Of the amount asked for; the parts sum to it exactly. */
  readonly amount: Fen | null;
};
export type Basis = {
  readonly releaseId: string | null;
  readonly effectiveOn: CalendarDate | null;
  readonly localName: string;
  readonly parts: readonly BasisPart[];
};

/**
 * What an item of the place stands for on a day, under which terms, and how an amount divides (largest
 * remainder). A code of the catalogue stands for itself; an unknown one for nothing. A bill keeps the basis
 * of its own day, whatever was published since. Refusal: `not-permitted`.
 */
export async function basisOn(
  deps: ReleaseDeps,
  actor: Actor,
  asked: {
    readonly area: string;
    readonly localCode: string;
    readonly on: CalendarDate;
    readonly amount: Fen | null;
  },
): Answer<Basis> {
  const { area, localCode, on, amount } = asked;
  if (!mayKeepCatalogue(actor, area)) return releaseRefusal('not-permitted', 'area');
  const items = byCode(deps.catalogueOf(area).items(on));
  const rows = await basisRows(deps.db, area, localCode, on);
  const itself = items.get(localCode);
  const shares =
    rows.length > 0 ? rows : itself === undefined ? [] : [{ itemCode: localCode, share: 10_000 }];
  const weights = shares.map(({ share }) => share);
  const amounts = amount === null || weights.length === 0 ? null : split(amount, weights);
  assert(amounts === null || sumFen(amounts) === amount, 'The parts of a divided amount sum to it');
  const parts = shares.map(({ itemCode, share }, index): BasisPart => {
    const item = items.get(itemCode);
    assert(item !== undefined, `A published release names ${itemCode}, which is not listed any more`);
    return {
      itemCode,
      itemName: item.name,
      itemUnit: item.unit,
      share: share as Rate,
      ...termsOf(item),
      amount: amounts?.[index] ?? null,
    };
  });
  const { releaseId = null, effectiveOn = null, localName = itself?.name ?? '' } = rows[0] ?? {};
  return ok({ releaseId, effectiveOn, localName, parts });
}
