import { type Catalogue, classifyLine, type LineApproval, withTerms } from '@zhijie/engine';
import { assert, type CalendarDate, type Clock, dateOf, ok } from '@zhijie/kernel';
import type {
  CareCatalogue,
  CatalogueEntry,
  CatalogueKind,
  HospitalApproval,
  PublishedTerms,
  ReleaseShelf,
} from './care/deps.ts';

const APPROVALS: Record<HospitalApproval, LineApproval> = {
  'not-needed': 'default',
  approved: 'reimbursable',
  rejected: 'self-paid',
};

const CATALOGUE_KINDS: Readonly<Record<string, CatalogueKind>> = {
  drug: 'drug',
  herb: 'herbal-pieces',
  service: 'service',
  consumable: 'consumable',
};

function entriesOf(catalogue: Catalogue): readonly CatalogueEntry[] {
  return Array.from({ length: catalogue.size }, (_, row) => {
    const { pinyin, kind, ...item } = catalogue.item(row);
    const known = CATALOGUE_KINDS[kind];
    assert(known !== undefined, `Item ${item.itemCode} is of no known kind: ${kind}`);
    return { ...item, soundCode: pinyin, kind: known };
  });
}

/** The engine's catalogue as the care side uses it. */
function careCatalogue(catalogue: Catalogue): CareCatalogue {
  let entries: readonly CatalogueEntry[] | undefined;
  return {
    hash: catalogue.hash,
    items: () => {
      entries ??= entriesOf(catalogue);
      return entries;
    },
    classify: ({ approval, ...line }) => {
      const found = classifyLine(catalogue, { ...line, approval: APPROVALS[approval ?? 'not-needed'] });
      if (!found.ok) return found;
      const { row, ...classified } = found.value;
      return ok({ ...classified, itemName: catalogue.item(row).name, isLimited: false });
    },
  };
}

type Version = { readonly from: CalendarDate; readonly catalogue: CareCatalogue };

/** Versions of one place, the latest day first, over the list of the installation. */
function dated(versions: readonly Version[], first: CareCatalogue, now: Clock): CareCatalogue {
  const on = (day: CalendarDate): CareCatalogue =>
    versions.find(({ from }) => from <= day)?.catalogue ?? first;
  return {
    get hash() {
      return on(dateOf(now())).hash;
    },
    items: (day = dateOf(now())) => on(day).items(),
    classify: (line) => on(line.on).classify(line),
  };
}

/**
 * The catalogues of all places of care: the lists of the installation, and over them what was published, each
 * release from its day on. They are kept in memory, so that classifying a line asks nobody.
 */
export function catalogueShelf(
  listOf: (area: string) => Catalogue,
  now: Clock,
): { readonly of: (area: string) => CareCatalogue; readonly releases: ReleaseShelf } {
  const known = new Map<string, CareCatalogue>();
  let published: readonly PublishedTerms[] = [];
  let stamp = '';
  const made = (area: string): CareCatalogue => {
    let list = listOf(area);
    const first = careCatalogue(list);
    const versions: Version[] = [];
    for (const { from, terms } of published.filter((each) => each.area === area)) {
      list = withTerms(list, terms);
      versions.unshift({ from, catalogue: careCatalogue(list) });
    }
    return versions.length === 0 ? first : dated(versions, first, now);
  };
  return {
    of(area) {
      const catalogue = known.get(area) ?? made(area);
      known.set(area, catalogue);
      return catalogue;
    },
    releases: {
      stamp: () => stamp,
      take(next, releases) {
        stamp = next;
        published = releases;
        known.clear();
      },
    },
  };
}
