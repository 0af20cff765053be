import {
  areaNameOf,
  formatUnitPrice,
  ok,
  parseCalendarDate,
  parseYuan,
  type Refusal,
  type Result,
  refuse,
  type UnitPrice,
} from '@zhijie/kernel';
import {
  acknowledgeUnits,
  basisOn,
  decideOnRelease,
  listReleases,
  previewRelease,
  type Release,
  type ReleaseRow,
  readRelease,
  readRows,
} from '@zhijie/province';
import type { Desk } from '../desk.ts';
import type { BasisQuery, DecisionBody, ReleasesQuery, RowsQuery, UnitsBody } from './schema.ts';
import { problemText } from './texts.ts';

type Answer = Promise<Result<unknown, Refusal>>;

/** Catalogues are a place's; the nation keeps none. */
const onlyProvince = refuse('not-permitted', { field: 'x-zhijie-agency' });

export const releaseView = (release: Release) => ({ ...release, areaName: areaNameOf(release.area) });

export function rowView({ row, told, problems, mapped, unitNote }: ReleaseRow) {
  return {
    row,
    ...told,
    isQuarantined: mapped === null,
    problems: problems.map(problemText),
    itemUnit: mapped?.itemUnit ?? null,
    unitNote,
  };
}

const PAGE = 100;
const limitOf = (text: string | undefined): number => Math.min(Number(text ?? PAGE), 500);

export async function releases({ actor, province }: Desk, { after, limit: asked }: ReleasesQuery): Answer {
  if (province === null) return onlyProvince;
  const limit = limitOf(asked);
  const [madeAt = '', releaseId = ''] = after?.split(',') ?? [];
  const page = after === undefined ? null : { madeAt: Number(madeAt) as Release['madeAt'], releaseId };
  const found = await listReleases(province.care.deps, actor, page, limit);
  if (!found.ok) return found;
  const last = found.value.at(-1);
  const next = found.value.length < limit || last === undefined ? null : `${last.madeAt},${last.releaseId}`;
  return ok({ releases: found.value.map(releaseView), next });
}

export async function release({ actor, province }: Desk, releaseId: string): Answer {
  if (province === null) return onlyProvince;
  const found = await readRelease(province.care.deps, actor, releaseId);
  return found.ok ? ok(releaseView(found.value)) : found;
}

export async function rows({ actor, province }: Desk, releaseId: string, query: RowsQuery): Answer {
  if (province === null) return onlyProvince;
  const limit = limitOf(query.limit);
  const asked = { kind: query.which ?? 'all', after: Number(query.after ?? 0), limit };
  const found = await readRows(province.care.deps, actor, releaseId, asked);
  if (!found.ok) return found;
  const next = found.value.length < limit ? null : String(found.value.at(-1)!.row);
  return ok({ rows: found.value.map(rowView), next });
}

const priceText = (price: UnitPrice | null): string | null =>
  price === null ? null : formatUnitPrice(price);

export async function preview({ actor, province }: Desk, releaseId: string): Answer {
  if (province === null) return onlyProvince;
  const found = await previewRelease(province.care.deps, actor, releaseId);
  if (!found.ok) return found;
  const changed = found.value.changed.map(({ before, after, ...item }) => ({
    ...item,
    before: { ...before, ceiling: priceText(before.ceiling) },
    after: { ...after, ceiling: priceText(after.ceiling) },
  }));
  return ok({ ...found.value, changed });
}

export async function units({ actor, province }: Desk, releaseId: string, body: UnitsBody): Answer {
  if (province === null) return onlyProvince;
  const done = await acknowledgeUnits(province.care.deps, actor, { releaseId, ...body });
  return done.ok ? ok({ ...done.value, release: releaseView(done.value.release) }) : done;
}

export async function decision({ actor, province }: Desk, releaseId: string, body: DecisionBody): Answer {
  if (province === null) return onlyProvince;
  const isPublished = body.decision === 'publish';
  const asked = { releaseId, isPublished, reason: body.reason ?? null };
  const done = await decideOnRelease(province.care.deps, actor, asked);
  return done.ok ? ok({ ...done.value, release: releaseView(done.value.release) }) : done;
}

export async function basis({ actor, province }: Desk, query: BasisQuery): Answer {
  if (province === null) return onlyProvince;
  const on = parseCalendarDate(query.on);
  if (!on.ok) return refuse('date-malformed', { field: 'on' });
  const amount = query.amount === undefined ? null : parseYuan(query.amount);
  if (amount?.ok === false) return refuse('amount-malformed', { field: 'amount' });
  const asked = { ...query, on: on.value, amount: amount?.value ?? null };
  const found = await basisOn(province.care.deps, actor, asked);
  if (!found.ok) return found;
  const parts = found.value.parts.map((part) => ({ ...part, ceiling: priceText(part.ceiling) }));
  return ok({ ...found.value, parts });
}
