import { type Executor, statement } from '@zhijie/database';
import type { CalendarDate } from '@zhijie/kernel';
import type { CatalogueKind } from '../deps.ts';

/** Texts that a hospital says of its own item besides. */
export type MappingDetails = {
  readonly approvalNumber?: string | undefined;
  readonly dosageForm?: string | undefined;
  readonly excludedContent?: string | undefined;
  readonly itemContent?: string | undefined;
  readonly pricedUnit?: string | undefined;
  readonly specification?: string | undefined;
  readonly packSpecification?: string | undefined;
  readonly remark?: string | undefined;
};

export type Mapping = {
  readonly hospitalItemCode: string;
  readonly hospitalItemName: string;
  readonly kind: CatalogueKind;
  readonly itemCode: string;
  readonly startedOn: CalendarDate;
  readonly endedOn: CalendarDate | null;
  readonly details: MappingDetails;
};

export type KeptMapping = Mapping & {
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly isValid: boolean;
};

const SAVE = statement(
  'care-mapping-save',
  `INSERT INTO care.item_mapping (provider_id, hospital_item_code, catalogue_kind, item_code,
     hospital_item_name, started_on, ended_on, details, created_at, updated_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $9)
   ON CONFLICT (provider_id, hospital_item_code, catalogue_kind, item_code) DO UPDATE
   SET hospital_item_name = excluded.hospital_item_name, started_on = excluded.started_on,
     ended_on = excluded.ended_on, details = excluded.details, updated_at = excluded.updated_at,
     undone_at = NULL`,
);
const UNDO = statement(
  'care-mapping-undo',
  `UPDATE care.item_mapping SET undone_at = $5, updated_at = $5
   WHERE provider_id = $1 AND hospital_item_code = $2 AND catalogue_kind = $3 AND item_code = $4
     AND undone_at IS NULL RETURNING item_code`,
);
const LIST = statement(
  'care-mapping-list',
  `SELECT hospital_item_code AS "hospitalItemCode", hospital_item_name AS "hospitalItemName",
     catalogue_kind AS kind, item_code AS "itemCode", started_on AS "startedOn", ended_on AS "endedOn",
     details, created_at AS "createdAt", updated_at AS "updatedAt", undone_at IS NULL AS "isValid"
   FROM care.item_mapping
   WHERE provider_id = $1 AND ($2::text IS NULL OR hospital_item_code = $2)
     AND ($3::text IS NULL OR item_code = $3) AND ($4::text IS NULL OR catalogue_kind = $4)
   ORDER BY hospital_item_code, catalogue_kind, item_code`,
);
const VALID_OF = statement(
  'care-mapping-valid-of',
  `SELECT hospital_item_name AS name, item_code AS "itemCode" FROM care.item_mapping
   WHERE provider_id = $1 AND hospital_item_code = $2 AND undone_at IS NULL
   ORDER BY updated_at DESC, item_code LIMIT 1`,
);

/** Writes a mapping; one that exists takes the new texts and dates, one undone is valid again. */
export async function saveMapping(
  tx: Executor,
  providerId: string,
  mapping: Mapping,
  at: number,
): Promise<void> {
  const { hospitalItemCode, kind, itemCode, hospitalItemName, startedOn, endedOn, details } = mapping;
  await tx.query(SAVE, [
    providerId,
    hospitalItemCode,
    kind,
    itemCode,
    hospitalItemName,
    startedOn,
    endedOn,
    JSON.stringify(details),
    at,
  ]);
}

export type MappingKey = Pick<Mapping, 'hospitalItemCode' | 'kind' | 'itemCode'>;

/** False when there is no valid mapping of this key. */
export async function undoMapping(
  tx: Executor,
  providerId: string,
  { hospitalItemCode, kind, itemCode }: MappingKey,
  at: number,
): Promise<boolean> {
  const rows = await tx.query(UNDO, [providerId, hospitalItemCode, kind, itemCode, at]);
  return rows.length === 1;
}

export function listMappings(
  db: Executor,
  providerId: string,
  by: {
    readonly hospitalItemCode: string | null;
    readonly itemCode: string | null;
    readonly kind: string | null;
  },
): Promise<KeptMapping[]> {
  return db.query<KeptMapping>(LIST, [providerId, by.hospitalItemCode, by.itemCode, by.kind]);
}

/** What the hospital calls one of its items, and what it mapped it to last; null without a valid mapping. */
export async function mappedItem(
  tx: Executor,
  providerId: string,
  hospitalItemCode: string,
): Promise<{ readonly name: string; readonly itemCode: string } | null> {
  const rows = await tx.query<{ name: string; itemCode: string }>(VALID_OF, [providerId, hospitalItemCode]);
  return rows[0] ?? null;
}
