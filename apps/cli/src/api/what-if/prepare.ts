import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  applyOverlay,
  describeRefusal,
  type Overlay,
  overlayFromChanges,
  type PackSummary,
  type ParameterChange,
  type Plan,
  type PolicyFile,
} from '@zhijie/engine';
import { type CalendarDate, ok, parseCalendarDate, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { filesAround, type Policies } from '../../policies/files-around.ts';
import type { WhatIfTask } from '../../whatif/apart.ts';
import type { PlanQuery, RunBody } from './schema.ts';

/** Memory grows by eight bytes a visit. */
const MOST_VISITS = 5_000_000;
const EXPLAINED = 20;

export type Chosen = { readonly pack: PackSummary; readonly plan: Plan; readonly on: CalendarDate };

/** The plan of a place and benefit on a day. */
export function planOf({ library }: Policies, { pack, care, on }: PlanQuery): Result<Chosen, Refusal> {
  const day = parseCalendarDate(on);
  if (!day.ok) return refuse('date-malformed', { field: 'on' });
  const found = library.packs.find(({ packId }) => packId === pack);
  if (found === undefined) return refuse('plan-unknown', { detail: { text: pack } });
  const dates = { admittedOn: day.value, dischargedOn: day.value, settledOn: day.value };
  const plan = library.planFor({ ...found, benefit: care, dates });
  if (!plan.ok) return refuse('plan-not-in-force', { detail: { text: describeRefusal(plan.refusal) } });
  return ok({ pack: found, plan: plan.value, on: day.value });
}

type Laid = { readonly file: PolicyFile; readonly overlay: Overlay; readonly name: string };
type Edited = Laid & { readonly changes: readonly ParameterChange[] };

/** `deductible/amount:1000元;poolRates/rate:70%`, as the address of the page has it. */
function changesOf(text: string): Result<ParameterChange[], Refusal> {
  const changes: ParameterChange[] = [];
  for (const piece of text.split(';').filter((one) => one !== '')) {
    const [, table, path, value] = /^([A-Za-z]+)\/([^:]+):(.+)$/.exec(piece) ?? [];
    if (table === undefined) return refuse('changes-malformed', { detail: { text: piece } });
    changes.push({ table, path: path!, value: value!.trim() });
  }
  return ok(changes);
}

/** An overlay made of changed cells; a value that the schema of packs refuses is named by its cell. */
export function edited({ library }: Policies, plan: Plan, text: string): Result<Edited, Refusal> {
  const changes = changesOf(text);
  if (!changes.ok) return changes;
  const file = overlayFromChanges(plan, changes.value);
  if (!file.ok) return file;
  const overlay = applyOverlay(library, file.value);
  if (overlay.ok)
    return ok({ file: file.value, overlay: overlay.value, name: '试算.yaml', changes: changes.value });
  for (const change of changes.value) {
    const alone = overlayFromChanges(plan, [change]);
    const tried = alone.ok ? applyOverlay(library, alone.value) : null;
    if (tried === null || tried.ok) continue;
    return valueRefused(`${change.table}/${change.path}`, tried.refusal[0]!);
  }
  return valueRefused('changes', overlay.refusal[0]!);
}

const valueRefused = (field: string, { message, fix }: { message: string; fix: string }) =>
  refuse('value-refused', { field, detail: { text: message, fix } });

/** An overlay of the policy folder by its id. */
function stored({ library, folder }: Policies, pack: PackSummary, overlayId: string): Result<Laid, Refusal> {
  const path = join(folder, 'overlays', `${overlayId}.yaml`);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(overlayId) || !existsSync(path))
    return refuse('overlay-unknown', { detail: { text: overlayId } });
  const file = { path: `overlays/${overlayId}.yaml`, text: readFileSync(path, 'utf8') };
  const overlay = applyOverlay(library, file);
  if (!overlay.ok) return valueRefused('overlay', overlay.refusal[0]!);
  const isReached = library.chains.get(pack.packId)?.some(({ data }) => data.pack === overlay.value.baseId);
  if (isReached !== true) return refuse('overlay-not-reaching', { detail: { text: overlayId } });
  return ok({ file, overlay: overlay.value, name: overlayId });
}

/** A number of `size` or `visits`, or null. */
export function countOf(text: string, most: number): number | null {
  const count = Number(text);
  return /^\d+$/.test(text) && count >= 1 && count <= most ? count : null;
}

/** Everything that a thread needs; refused before it starts, with the field and the fix. */
export function prepare(policies: Policies, asked: RunBody): Result<WhatIfTask, Refusal> {
  const { seed, care } = asked;
  if (seed.trim() === '') return refuse('seed-malformed');
  const size = countOf(asked.size, MOST_VISITS);
  if (size === null) return refuse('size-malformed');
  const chosen = planOf(policies, asked);
  if (!chosen.ok) return chosen;
  const { pack, plan, on } = chosen.value;
  const laid =
    asked.overlay === undefined
      ? edited(policies, plan, asked.changes ?? '')
      : stored(policies, pack, asked.overlay);
  if (!laid.ok) return laid;
  const { file, overlay, name } = laid.value;
  return ok({
    files: filesAround(policies, [pack.packId]),
    overlay: file,
    overlayHash: overlay.hash,
    overlayName: name,
    packId: pack.packId,
    on,
    scope: care,
    seed,
    size,
    explained: EXPLAINED,
    traced: 0,
  });
}
