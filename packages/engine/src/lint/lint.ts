import type { CalendarDate } from '@zhijie/kernel';
import type { Finding } from '../findings.ts';
import type { PolicyLibrary } from '../library.ts';
import type { LoadedEntry } from '../plan/effective.ts';
import type { Plan } from '../plan/plan.ts';
import { lintCliffs } from './cliffs.ts';
import { lintDates, lintStarts } from './dates.ts';
import { lintDelegation } from './delegation.ts';
import { lintEntry } from './entries.ts';
import { lintReach } from './reach.ts';
import { lintFiledNeverWorse, lintReducedRates } from './referral-order.ts';
import { lintHomeReturn, lintSplitStay, lintStaleSettings } from './said.ts';
import { lintStages } from './stages.ts';
import { isStale, STALE_FIX, warning } from './warning.ts';

export type LintOptions = {
  /** The day to judge by: a check older than a year is stale. Without it staleness is not looked at. */
  readonly on?: CalendarDate;
  /** Only what concerns these areas; all of them unless given. */
  readonly areas?: ReadonlySet<string>;
  /** Called before each plan whose behaviour is computed, the slow part. */
  readonly onPlan?: (done: number, all: number) => void;
};

/**
 * What is wrong or doubtful in packs that load (what does not load is told by `createPolicyLibrary`). A
 * warning
 * that the text really decides so is silenced by a cited waiver in the entry: `waivers: [{ lint, cite }]`.
 */
export function lint(library: PolicyLibrary, options: LintOptions = {}): Finding[] {
  const isWanted = (area: string): boolean => options.areas?.has(area) ?? true;
  const findings: Finding[] = [];
  for (const pack of library.files.packs) {
    if (!isWanted(pack.data.area)) continue;
    for (const entries of pack.tables.values()) findings.push(...lintTable(entries, options.on));
    const chain = library.chains.get(pack.data.pack) ?? [pack];
    findings.push(...lintDelegation(pack, chain), ...lintHomeReturn(pack));
    if (options.on !== undefined) findings.push(...lintStaleSettings(pack, options.on));
  }
  const broken = new Set<string>();
  for (const resolved of library.resolved.values()) {
    const { pack, benefit } = resolved;
    if (!isWanted(pack.data.area)) continue;
    const found = lintStages(resolved);
    if (found.some(({ severity }) => severity === 'error')) broken.add(`${pack.data.pack} ${benefit}`);
    findings.push(...found, ...lintStarts(resolved));
  }
  const plans = library
    .allPlans()
    .filter(({ plan }) => isWanted(plan.area) && !broken.has(`${plan.packId} ${plan.benefit}`));
  for (const [index, { plan }] of plans.entries()) {
    options.onPlan?.(index, plans.length);
    findings.push(...lintPlan(plan));
  }
  return distinct(withoutWaived(library, findings)).toSorted((a, b) =>
    a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
  );
}

function lintTable(entries: readonly LoadedEntry[], on: CalendarDate | undefined): Finding[] {
  return [
    ...lintDates(entries),
    ...entries.flatMap((loaded) => [
      ...lintEntry(loaded),
      ...(on === undefined ? [] : lintStale(loaded, entries, on)),
    ]),
  ];
}

/** What only shows when the tables of one epoch work together. */
function lintPlan(plan: Plan): Finding[] {
  return [
    ...lintReach(plan.policy),
    ...lintFiledNeverWorse(plan),
    ...lintReducedRates(plan),
    ...lintCliffs(plan),
    ...lintSplitStay(plan),
  ];
}

/** An entry in force over several epochs says the same in each. */
function distinct(findings: readonly Finding[]): Finding[] {
  const known = new Map(findings.map((one) => [`${one.file}:${one.line} ${one.code} ${one.message}`, one]));
  return [...known.values()];
}

/** A warning is silenced by the entry that it names; an error never is. */
function withoutWaived(library: PolicyLibrary, findings: readonly Finding[]): Finding[] {
  const waived = new Set<string>();
  for (const pack of library.files.packs)
    for (const loaded of [...pack.tables.values()].flat())
      for (const waiver of loaded.entry.waivers ?? [])
        waived.add(`${loaded.file}:${loaded.line} ${waiver.lint}`);
  return findings.filter(
    ({ severity, file, line, code }) => severity === 'error' || !waived.has(`${file}:${line} ${code}`),
  );
}

/** In force today, checked once, but not within a year. What nobody ever checked is shown as 待核实 instead. */
function lintStale(loaded: LoadedEntry, all: readonly LoadedEntry[], on: CalendarDate): Finding[] {
  const { entry } = loaded;
  const next = all[all.indexOf(loaded) + 1];
  const isInForce =
    entry.from <= on &&
    (!next || next.entry.from > on) &&
    (entry.repealed === undefined || on < entry.repealed);
  if (!isInForce || entry.verified === undefined || !isStale(entry.verified, on)) return [];
  return [warning(loaded, 'stale', `上次核对是 ${entry.verified}，已超过一年`, STALE_FIX)];
}
