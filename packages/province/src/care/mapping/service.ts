import type { Executor } from '@zhijie/database';
import { dateOf, instant, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { requireActive } from '../institution/service.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import {
  type KeptMapping,
  listMappings,
  type Mapping,
  type MappingKey,
  mappedItem,
  saveMapping,
  undoMapping,
} from './store.ts';

/**
 * Keeps the mappings of one message, all or none (3301). Refusals in order: the institution's; row by row
 * `unknown-item`, `mapping-kind-differs`, `mapping-period`.
 */
export function uploadMappings(
  deps: CareDeps,
  call: Call,
  mappings: readonly Mapping[],
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return once(
    deps,
    call,
    async (tx) => {
      const refusal = requireActive(call.institution) ?? refusalOf(deps, call, mappings);
      if (refusal !== null) return { ok: false, refusal };
      // In the order of the key, so that two messages with the same items never wait for each other.
      for (const mapping of mappings.toSorted(byKey)) {
        await saveMapping(tx, call.institution.providerId, mapping, call.receivedAt);
      }
      return ok({ output: mappings.length });
    },
    render,
  );
}

const keyText = ({ hospitalItemCode, kind, itemCode }: MappingKey): string =>
  JSON.stringify([hospitalItemCode, kind, itemCode]);

const byKey = (a: MappingKey, b: MappingKey): number => (keyText(a) < keyText(b) ? -1 : 1);

function refusalOf(deps: CareDeps, call: Call, mappings: readonly Mapping[]): CareRefusal | null {
  const kinds = new Map(
    deps
      .catalogueOf(call.institution.area)
      .items()
      .map((item) => [item.itemCode, item.kind]),
  );
  for (const [index, { itemCode, kind, startedOn, endedOn, ...own }] of mappings.entries()) {
    const expected = kinds.get(itemCode);
    const { hospitalItemCode, hospitalItemName } = own;
    if (expected === undefined) {
      const hospitalItem = `${hospitalItemCode} ${hospitalItemName}`;
      return careRefusal('unknown-item', `mappings[${index}].itemCode`, { itemCode, hospitalItem }).refusal;
    }
    if (expected !== kind) {
      return careRefusal('mapping-kind-differs', `mappings[${index}].kind`, { itemCode, expected }).refusal;
    }
    if (endedOn !== null && endedOn < startedOn) {
      return careRefusal('mapping-period', `mappings[${index}].endedOn`, { hospitalItemCode }).refusal;
    }
  }
  return null;
}

/** Takes a mapping back (3302). Refusals: the institution's, `mapping-unknown`. */
export function withdrawMapping(
  deps: CareDeps,
  call: Call,
  key: MappingKey,
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return once(
    deps,
    call,
    async (tx) => {
      const refusal = requireActive(call.institution);
      if (refusal !== null) return { ok: false, refusal };
      const isUndone = await undoMapping(tx, call.institution.providerId, key, call.receivedAt);
      const { hospitalItemCode, itemCode } = key;
      return isUndone
        ? ok({ output: null })
        : careRefusal('mapping-unknown', 'hospitalItemCode', { hospitalItemCode, itemCode });
    },
    render,
  );
}

export type MappingConditions = {
  readonly hospitalItemCode: string | null;
  /** Part of the hospital's name of the item. */
  readonly hospitalItemName: string | null;
  readonly itemCode: string | null;
  readonly kind: string | null;
  readonly on: string | null;
  readonly updatedSince: string | null;
  readonly isValid: boolean | null;
};

/** The caller's own mappings, undone ones too unless only valid ones are wanted (1317). */
export async function findMappings(
  deps: CareDeps,
  call: Call,
  wanted: MappingConditions,
): Promise<readonly KeptMapping[]> {
  const { hospitalItemName, on, updatedSince, isValid } = wanted;
  const all = await listMappings(deps.db, call.institution.providerId, wanted);
  return all.filter(
    (one) =>
      (hospitalItemName === null || one.hospitalItemName.includes(hospitalItemName)) &&
      (isValid === null || one.isValid === isValid) &&
      (on === null || (one.startedOn <= on && (one.endedOn === null || on <= one.endedOn))) &&
      (updatedSince === null || dateOf(instant(one.updatedAt)) >= updatedSince),
  );
}

/**
 * The refusal of a line with the hospital's own name of the item, and with the code that the hospital mapped
 * it to where the line carries another one.
 */
export async function withHospitalItem<R extends Refusal>(
  tx: Executor,
  providerId: string,
  line: { readonly hospitalItemCode: string; readonly itemCode: string },
  refusal: R,
): Promise<R> {
  const mapped = await mappedItem(tx, providerId, line.hospitalItemCode);
  if (mapped === null) return refusal;
  const hospitalItem = `${line.hospitalItemCode} ${mapped.name}`;
  const other = mapped.itemCode === line.itemCode ? {} : { mappedItemCode: mapped.itemCode };
  return { ...refusal, detail: { ...refusal.detail, hospitalItem, ...other } };
}
