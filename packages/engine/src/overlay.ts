import { type CalendarDate, canonicalJson, ok, type Result } from '@zhijie/kernel';
import { type Finding, type PackProblem, problem } from './findings.ts';
import { checkPlans, type PolicyLibrary, plannerOf } from './library.ts';
import { lintDelegation } from './lint/delegation.ts';
import { lintEntry } from './lint/entries.ts';
import { lintStages } from './lint/stages.ts';
import type { LoadedPack, PolicyFile } from './pack/load.ts';
import { chainHash, joinEntries, type LoadedOverlay, loadOverlay, overlaidTables } from './pack/overlay.ts';
import { type ResolvedBenefit, resolveBenefit } from './pack/resolve.ts';
import { sha256Hex } from './pack/sha256.ts';

/**
 * A reform laid over a pack: the pack and everything else of the library stay as they are and are shared.
 */
export type Overlay = {
  readonly overlayId: string;
  readonly title: string;
  /** The pack it is laid over. */
  readonly baseId: string;
  readonly isFictional: boolean;
  /** First day of the reform; null: it always applies. */
  readonly from: CalendarDate | null;
  readonly file: string;
  /** Of the pack with its layers above and its sources; of the overlay; of both, which names a result. */
  readonly baseHash: string;
  readonly overlayHash: string;
  readonly hash: string;
  /** What is doubtful in it, as `lint` says of packs. */
  readonly findings: readonly Finding[];
  /**
   * The plan with the reform. Where it changes nothing (another area or benefit, an earlier day), the plan of
   * the library itself, by identity. Refused as `PolicyLibrary.planFor`.
   */
  readonly planFor: PolicyLibrary['planFor'];
};

/**
 * Lays an overlay over the packs of a library, of one area or of a layer above several. Refused with every
 * problem found, each with file, line and fix.
 */
export function applyOverlay(library: PolicyLibrary, file: PolicyFile): Result<Overlay, PackProblem[]> {
  const problems: PackProblem[] = [];
  const byId = new Map(library.files.packs.map((pack) => [pack.data.pack, pack]));
  const loaded = loadOverlay(file, (packId) => byId.get(packId), problems);
  if (loaded === null) return { ok: false, refusal: problems };
  const resolved = resolveAll(library, loaded, problems);
  if (problems.length === 0) checkPlans(resolved.values(), problems);
  if (problems.length === 0 && resolved.size === 0) problems.push(unused(loaded));
  return problems.length > 0 ? { ok: false, refusal: problems } : ok(overlayOf(library, loaded, resolved));
}

function unused({ yaml, data }: LoadedOverlay): PackProblem {
  const message = `改动的内容没有任何待遇用到（${data.overlays} 及其下级都另有规定）`;
  return problem(yaml, ['overlays'], 'no-effect', message, '改为在真正规定这张表的政策包上试算');
}

const keyOf = (area: string, insuranceType: string, benefit: string): string =>
  `${area}/${insuranceType}/${benefit}`;

/** Every benefit that the overlay changes, of every area whose chain holds the pack under it. */
function resolveAll(
  library: PolicyLibrary,
  { data, layer }: LoadedOverlay,
  problems: PackProblem[],
): Map<string, ResolvedBenefit> {
  const changed = new Map<string, ResolvedBenefit>();
  const seen = new Set<string>();
  for (const [key, base] of library.resolved) {
    const chain = library.chains.get(base.pack.data.pack) ?? [];
    const at = chain.findIndex((pack) => pack.data.pack === data.overlays);
    if (at < 0) continue;
    const found: PackProblem[] = [];
    const laid = resolveBenefit([...chain.slice(0, at), layer, ...chain.slice(at)], base.benefit, found);
    for (const each of found) {
      if (!seen.has(`${each.line}/${each.message}`)) problems.push(each);
      seen.add(`${each.line}/${each.message}`);
    }
    if (laid !== null && isChanged(base, laid)) changed.set(key, joined(base, laid, layer, data.from));
  }
  return changed;
}

function isChanged(base: ResolvedBenefit, laid: ResolvedBenefit): boolean {
  if (canonicalJson([base.stages, base.rounding]) !== canonicalJson([laid.stages, laid.rounding]))
    return true;
  return [...laid.tables].some(([table, entries]) => base.tables.get(table) !== entries);
}

function joined(
  base: ResolvedBenefit,
  laid: ResolvedBenefit,
  layer: LoadedPack,
  from: string | undefined,
): ResolvedBenefit {
  const tables = new Map(laid.tables);
  for (const table of overlaidTables(layer, laid.benefit)) {
    const entries = laid.tables.get(table);
    if (entries === undefined || entries === base.tables.get(table)) continue;
    tables.set(table, joinEntries(base.tables.get(table), entries, from));
  }
  return { ...laid, tables };
}

function overlayOf(
  library: PolicyLibrary,
  loaded: LoadedOverlay,
  resolved: ReadonlyMap<string, ResolvedBenefit>,
): Overlay {
  const { data, layer, yaml } = loaded;
  const laid = plannerOf(resolved);
  const baseHash = chainHash(library.chains.get(data.overlays) ?? []);
  const overlayHash = sha256Hex(canonicalJson(yaml.data));
  const from = (data.from ?? null) as CalendarDate | null;
  return {
    overlayId: data.overlay,
    title: data.title,
    baseId: data.overlays,
    isFictional: layer.data.fictional ?? false,
    from,
    file: yaml.file,
    baseHash,
    overlayHash,
    hash: sha256Hex(canonicalJson({ base: baseHash, overlay: overlayHash })),
    findings: lintOverlay(library, loaded, resolved),
    planFor(question) {
      const { area, insuranceType, benefit, dates } = question;
      const one = resolved.get(keyOf(area, insuranceType, benefit));
      if (!one) return library.planFor(question);
      const governing = {
        admission: 'admittedOn',
        discharge: 'dischargedOn',
        settlement: 'settledOn',
      } as const;
      const day = dates[governing[one.asOf.default ?? 'settlement']];
      return from !== null && day < from ? library.planFor(question) : laid.planFor(question);
    },
  };
}

function lintOverlay(
  library: PolicyLibrary,
  { data, layer }: LoadedOverlay,
  resolved: ReadonlyMap<string, ResolvedBenefit>,
): Finding[] {
  const findings: Finding[] = [...layer.tables.values()].flat().flatMap((loaded) => {
    const waived = (loaded.entry.waivers ?? []).map((waiver) => waiver.lint);
    // A reform without first day is calculated over days before anybody wrote it.
    if (data.from === undefined) waived.push('issued-after');
    return lintEntry(loaded).filter((found) => !waived.includes(found.code));
  });
  findings.push(...lintDelegation(layer, [layer, ...(library.chains.get(data.overlays) ?? [])]));
  for (const one of resolved.values()) findings.push(...lintStages(one));
  return findings.toSorted((a, b) => a.line - b.line);
}
