import { type Catalogue, classifyLine, type LineApproval } from '@zhijie/engine';
import { assert, ok } from '@zhijie/kernel';
import type { CareCatalogue, CatalogueEntry, CatalogueKind, HospitalApproval } from './care/deps.ts';

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
export function careCatalogue(catalogue: Catalogue): CareCatalogue {
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
