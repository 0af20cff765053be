import type { Plan, PolicyLibrary } from '@zhijie/engine';
import { AREA_NAMES, LABELS } from '@zhijie/kernel';
import type { PackView, PlaceView } from '@zhijie/web';
import { placeName, sourcingOf, sourcingScore, worstBadge } from '../calculator/places.ts';

type Covered = { readonly plan: Plan };

function packOf(plans: readonly Covered[]): PackView {
  const first = plans[0]!.plan;
  const tables = plans.flatMap(({ plan }) => plan.tables);
  const clauses = tables.flatMap((table) => table.clauses);
  const verified = clauses.map((clause) => clause.verified).filter((day) => day !== null);
  return {
    insuranceType: first.insuranceType,
    title: first.title,
    benefits: [...new Set(plans.map(({ plan }) => LABELS.benefit[plan.benefit]))],
    badge: worstBadge(plans.map(({ plan }) => plan)),
    clauses: clauses.length,
    verifiedClauses: verified.length,
    verifiedOn: verified.toSorted().at(-1) ?? null,
  };
}

/**
 * Every place of the network with what is known of its policy; only plans that are the newest of their kind.
 */
export function placesOf(library: PolicyLibrary): readonly PlaceView[] {
  const newest = new Map<string, Covered>();
  for (const { plan } of library.allPlans()) {
    newest.set(`${plan.area} ${plan.insuranceType} ${plan.benefit}`, { plan });
  }
  const byPack = Map.groupBy(newest.values(), ({ plan }) => `${plan.area} ${plan.insuranceType}`);
  const names: Readonly<Record<string, string>> = AREA_NAMES;
  const areas = new Set([...Object.keys(names), ...[...newest.values()].map(({ plan }) => plan.area)]);
  return [...areas].sort().map((area) => {
    const ofArea = [...byPack].filter(([key]) => key.startsWith(`${area} `)).map(([, plans]) => plans);
    const packs = ofArea.map(packOf);
    const name = names[area] ?? placeName(area, packs[0]?.title ?? '');
    const sourcing = sourcingScore(sourcingOf(ofArea.flat().map(({ plan }) => plan)));
    return { area, name, packs, sourcing };
  });
}
