import { diffMoney, diffTables, type Plan, viewPolicy } from '@zhijie/engine';
import { type Benefit, type CalendarDate, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { cellText, dimensionsOf } from '../../pages/cell-words.ts';
import type { Policies } from '../../policies/files-around.ts';
import { type Chosen, planOf } from '../what-if/prepare.ts';
import type { PlanQuery } from '../what-if/schema.ts';
import type { DiffQuery, VersionsQuery } from './schema.ts';

/** The policy of a day with the layer and the clause of every table. */
export function effective(policies: Policies, query: PlanQuery): Result<unknown, Refusal> {
  const chosen = planOf(policies, query);
  if (!chosen.ok) return chosen;
  const { plan } = chosen.value;
  const view = viewPolicy(plan);
  const layers = policies.library.chains.get(view.packId) ?? [];
  return ok({
    packId: view.packId,
    title: view.title,
    area: view.area,
    hash: view.hash,
    isFictional: view.isFictional,
    isProvisional: view.isProvisional,
    rounding: view.rounding,
    policyYear: view.policyYear,
    stages: view.stages,
    filing: view.filing,
    layers: layers.map(({ data }) => ({ packId: data.pack, title: data.title })),
    tables: view.tables.map(({ numbers, ...table }) => ({
      ...table,
      figures: numbers.map(({ path, value }) => ({
        cell: cellText(path, dimensionsOf(plan, table.table, path)),
        value,
      })),
    })),
  });
}

type Version = { readonly on: string; readonly plan: Plan };

/** Each day on which the plan of a pack changes, from the days that its tables state. */
function versionsOf({ library }: Policies, pack: Chosen['pack'], benefit: Benefit): Version[] {
  const key = `${pack.area}/${pack.insuranceType}/${benefit}`;
  const entries = [...(library.resolved.get(key)?.tables.values() ?? [])].flat();
  const days = new Set(entries.flatMap(({ entry }) => [entry.from, entry.repealed ?? entry.from]));
  const versions: Version[] = [];
  for (const on of [...days].sort() as CalendarDate[]) {
    const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
    const plan = library.planFor({ area: pack.area, insuranceType: pack.insuranceType, benefit, dates });
    if (plan.ok && plan.value.hash !== versions.at(-1)?.plan.hash) versions.push({ on, plan: plan.value });
  }
  return versions;
}

/** The versions of a policy, the newest first, and which tables each changed. */
export function versions(policies: Policies, { pack, care }: VersionsQuery): Result<unknown, Refusal> {
  const found = policies.library.packs.find(({ packId }) => packId === pack);
  if (found === undefined) return refuse('plan-unknown', { detail: { text: pack } });
  const all = versionsOf(policies, found, care);
  const rows = all.map(({ on, plan }, at) => ({
    on,
    hash: plan.hash,
    isProvisional: plan.provisional,
    changed: at === 0 ? [] : diffTables(all[at - 1]!.plan, plan).map(({ label }) => label),
  }));
  return ok({ versions: rows.reverse() });
}

const BILLS = { seed: '1', bills: 200 };

/** Two days of one policy: tables, and money on the same seeded bills, as `pack diff` says it. */
export function diff(policies: Policies, { pack, care, from, to }: DiffQuery): Result<unknown, Refusal> {
  const planOn = (on: string, field: 'from' | 'to'): Result<Chosen, Refusal> => {
    const chosen = planOf(policies, { pack, care, on });
    if (chosen.ok || chosen.refusal.code === 'plan-unknown') return chosen;
    return { ok: false, refusal: { ...chosen.refusal, field } };
  };
  const before = planOn(from, 'from');
  if (!before.ok) return before;
  const after = planOn(to, 'to');
  return after.ok ? ok(comparePlans(before.value.plan, after.value.plan)) : after;
}

export function comparePlans(before: Plan, after: Plan) {
  const { seed, bills, compared, changed, payers, mostSaved, mostLost } = diffMoney(before, after, BILLS);
  const bill = (one: typeof mostSaved) => (one === null ? null : { what: one.what, saved: one.saved });
  return {
    before: before.hash,
    after: after.hash,
    tables: diffTables(before, after),
    money: { seed, bills, compared, changed, payers, mostSaved: bill(mostSaved), mostLost: bill(mostLost) },
  };
}
