import { addMonths, type CalendarDate } from '@zhijie/kernel';
import type { Finding } from '../findings.ts';
import type { PolicyLibrary } from '../library.ts';
import type { LoadedEntry } from '../plan/effective.ts';
import { lintDelegation } from './delegation.ts';
import { lintEntry } from './entries.ts';
import { lintStages } from './stages.ts';
import { warning } from './warning.ts';

export type LintOptions = {
  /** The day to judge by: a check older than a year is stale. Without it staleness is not looked at. */
  readonly on?: CalendarDate;
};

/**
 * What is wrong or doubtful in packs that load (what does not load is told by `createPolicyLibrary`). A
 * warning
 * that the text really decides so is silenced by a cited waiver in the entry: `waivers: [{ lint, cite }]`.
 */
export function lint(library: PolicyLibrary, options: LintOptions = {}): Finding[] {
  const findings: Finding[] = [];
  for (const pack of library.files.packs) {
    for (const entries of pack.tables.values()) {
      for (const loaded of entries) {
        findings.push(...lintEntry(loaded).filter((found) => !isWaived(loaded, found)));
        if (options.on !== undefined) findings.push(...lintStale(loaded, entries, options.on));
      }
    }
    const chain = library.chains.get(pack.data.pack) ?? [pack];
    findings.push(...lintDelegation(pack, chain));
  }
  for (const resolved of library.resolved.values()) findings.push(...lintStages(resolved));
  return findings.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

function isWaived(loaded: LoadedEntry, found: Finding): boolean {
  return (loaded.entry.waivers ?? []).some((waiver) => waiver.lint === found.code);
}

/** In force today, checked once, but not within a year. What nobody ever checked is shown as 待核实 instead. */
function lintStale(loaded: LoadedEntry, all: readonly LoadedEntry[], on: CalendarDate): Finding[] {
  const { entry } = loaded;
  const next = all[all.indexOf(loaded) + 1];
  const isInForce =
    entry.from <= on &&
    (!next || next.entry.from > on) &&
    (entry.repealed === undefined || on < entry.repealed);
  if (!isInForce || entry.verified === undefined) return [];
  if (addMonths(entry.verified as CalendarDate, 12) >= on) return [];
  return [
    warning(loaded, 'stale', `上次核对是 ${entry.verified}，已超过一年`, '对照原文核对后更新 verified'),
  ];
}
