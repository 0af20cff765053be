import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { CalendarDate, Instant } from '@zhijie/kernel';
import type { PublishedTerms } from '../deps.ts';
import type { CheckedRow, MappedRow, RowProblem, ToldRow } from './rules.ts';

export type ReleaseState = 'draft' | 'published' | 'withdrawn' | 'replaced';

/** A file that was taken, and what became of it. */
export type Release = {
  readonly releaseId: string;
  readonly area: string;
  readonly effectiveOn: CalendarDate;
  readonly fileName: string;
  readonly rows: number;
  readonly quarantined: number;
  /** Rows whose units differ and which nobody has acknowledged. */
  readonly openUnits: number;
  readonly state: ReleaseState;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  readonly reason: string | null;
};

/** Who set two different units equal, when, and how they convert. */
export type UnitNote = { readonly note: string; readonly name: string; readonly at: Instant };

export type ReleaseRow = {
  readonly row: number;
  readonly told: Omit<ToldRow, 'row'>;
  readonly problems: readonly RowProblem[];
  readonly mapped: MappedRow | null;
  readonly unitNote: UnitNote | null;
};

export type RowKind = 'all' | 'quarantined' | 'units' | 'divided';

/** Of rows `w` of releases `r`: the note that makes their units equal. */
const NOTE_OF = `care.catalogue_unit_note n ON n.area = r.area AND n.local_code = w.local_code
  AND n.item_code = w.item_code AND n.local_unit = w.local_unit AND n.item_unit = w.item_unit`;
const RELEASE = `r.release_id AS "releaseId", r.area, r.effective_on AS "effectiveOn",
  r.file_name AS "fileName", r.row_count AS rows, r.quarantined, r.state, r.made_by AS "madeBy",
  r.made_at AS "madeAt", r.decided_by AS "decidedBy", r.decided_at AS "decidedAt", r.reason,
  (SELECT count(*)::integer FROM care.catalogue_row w LEFT JOIN ${NOTE_OF}
   WHERE w.release_id = r.release_id AND w.local_unit <> w.item_unit AND n.note IS NULL) AS "openUnits"`;

const ADD = statement(
  'care-catalogue-add-release',
  `INSERT INTO care.catalogue_release (release_id, area, effective_on, file_name, content_digest, row_count,
     quarantined, state, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $9)`,
);
const ADD_ROWS = statement(
  'care-catalogue-add-rows',
  `INSERT INTO care.catalogue_row (release_id, row, told, problems, local_code, item_code, local_unit,
     item_unit, share, payment_class, self_paid_first_rate, ceiling)
   SELECT $1, x.row, x.told, x.problems, x."localCode", x."itemCode", x."localUnit", x."itemUnit", x.share,
     x."paymentClass", x."selfPaidFirstRate", x.ceiling
   FROM jsonb_to_recordset($2::jsonb) AS x(row integer, told jsonb, problems jsonb, "localCode" text,
     "itemCode" text, "localUnit" text, "itemUnit" text, share integer, "paymentClass" text,
     "selfPaidFirstRate" integer, ceiling bigint)`,
);
const SAME = statement(
  'care-catalogue-same-file',
  `SELECT ${RELEASE} FROM care.catalogue_release r
   WHERE r.area = $1 AND r.effective_on = $2 AND r.state IN ('draft', 'published')
     AND r.content_digest = $3 ORDER BY r.made_at DESC LIMIT 1`,
);
const ONE = statement(
  'care-catalogue-release',
  `SELECT ${RELEASE} FROM care.catalogue_release r WHERE r.release_id = $1`,
);
const LIST = statement(
  'care-catalogue-releases',
  `SELECT ${RELEASE} FROM care.catalogue_release r
   WHERE r.area = ANY ($1) AND (r.made_at, r.release_id) < ($2, $3)
   ORDER BY r.made_at DESC, r.release_id DESC LIMIT $4`,
);
const DECIDE = statement(
  'care-catalogue-decide',
  `UPDATE care.catalogue_release SET state = $2, decided_by = $3, decided_at = $4, reason = $5
   WHERE release_id = $1 AND state = 'draft' RETURNING release_id`,
);
const DRAFT = statement(
  'care-catalogue-draft',
  `SELECT release_id AS "releaseId" FROM care.catalogue_release
   WHERE area = $1 AND effective_on = $2 AND state = 'draft'`,
);
// Imports and decisions about one area come one after the other.
const TURN = statement(
  'care-catalogue-turn',
  `SELECT pg_advisory_xact_lock(hashtextextended('care.catalogue ' || $1, 0))`,
);
const ROWS = statement(
  'care-catalogue-rows',
  `SELECT w.row, w.told, w.problems, w.local_code AS "localCode", w.item_code AS "itemCode",
     w.local_unit AS "localUnit", w.item_unit AS "itemUnit", w.share, w.payment_class AS "paymentClass",
     w.self_paid_first_rate AS "selfPaidFirstRate", w.ceiling, n.note, n.noted_name AS name, n.noted_at AS at
   FROM care.catalogue_row w JOIN care.catalogue_release r ON r.release_id = w.release_id LEFT JOIN ${NOTE_OF}
   WHERE w.release_id = $1 AND w.row > $3 AND CASE $2 WHEN 'quarantined' THEN w.problems <> '[]'
     WHEN 'units' THEN w.local_unit <> w.item_unit WHEN 'divided' THEN w.share < 10000 ELSE true END
   ORDER BY w.row LIMIT $4`,
);
const ADD_NOTE = statement(
  'care-catalogue-add-unit-note',
  `INSERT INTO care.catalogue_unit_note (area, local_code, item_code, local_unit, item_unit, note, noted_by,
     noted_name, noted_at)
   SELECT r.area, w.local_code, w.item_code, w.local_unit, w.item_unit, $3, $4, $5, $6
   FROM care.catalogue_row w JOIN care.catalogue_release r ON r.release_id = w.release_id
   WHERE w.release_id = $1 AND w.row = $2 AND w.local_unit <> w.item_unit
   ON CONFLICT DO NOTHING RETURNING local_code`,
);
const STAMP = statement(
  'care-catalogue-stamp',
  `SELECT count(*) || ' ' || coalesce(max(decided_at), 0) AS stamp FROM care.catalogue_release
   WHERE state = 'published'`,
);
const PUBLISHED = statement(
  'care-catalogue-published',
  `SELECT r.release_id AS "releaseId", r.area, r.effective_on AS "from", w.item_code AS "itemCode",
     w.payment_class AS "paymentClass", w.self_paid_first_rate AS "selfPaidFirstRate", w.ceiling
   FROM care.catalogue_release r JOIN care.catalogue_row w ON w.release_id = r.release_id
   WHERE r.state = 'published' AND w.problems = '[]'
   ORDER BY r.area, r.effective_on, r.decided_at, r.release_id, w.row`,
);
const BASIS = statement(
  'care-catalogue-basis',
  `SELECT r.release_id AS "releaseId", r.effective_on AS "effectiveOn", w.item_code AS "itemCode",
     w.told->>'localName' AS "localName", w.share
   FROM care.catalogue_row w JOIN care.catalogue_release r ON r.release_id = w.release_id
   WHERE w.local_code = $2 AND r.release_id = (SELECT o.release_id FROM care.catalogue_release o
     JOIN care.catalogue_row p ON p.release_id = o.release_id
     WHERE p.local_code = $2 AND o.area = $1 AND o.state = 'published' AND o.effective_on <= $3
     ORDER BY o.effective_on DESC, o.decided_at DESC, o.release_id DESC LIMIT 1)
   ORDER BY w.row`,
);

export async function takeCatalogueTurn(tx: Executor, area: string): Promise<void> {
  await tx.query(TURN, [area]);
}

/** The journal's leaf of what a person did with a release. */
export async function journalRelease(
  tx: Executor,
  word: string,
  subject: string,
  fact: unknown,
): Promise<void> {
  await appendToJournal(tx, { kind: `care.catalogue-${word}`, subject, digest: digestOf(fact) });
}

type NewRelease = Pick<
  Release,
  'releaseId' | 'area' | 'effectiveOn' | 'fileName' | 'rows' | 'quarantined' | 'madeBy' | 'madeAt'
> & { readonly contentDigest: Uint8Array };

export async function addRelease(tx: Executor, release: NewRelease): Promise<void> {
  const { releaseId, area, effectiveOn, fileName, contentDigest, rows, quarantined, madeBy, madeAt } =
    release;
  await tx.query(ADD, [
    ...[releaseId, area, effectiveOn, fileName, contentDigest, rows, quarantined, madeBy, madeAt],
  ]);
}

export async function addRows(tx: Executor, releaseId: string, rows: readonly CheckedRow[]): Promise<void> {
  const values = rows.map(({ told: { row, ...told }, problems, mapped }) => ({
    row,
    told,
    problems,
    ...mapped,
  }));
  await tx.query(ADD_ROWS, [releaseId, JSON.stringify(values)]);
}

export async function sameFile(
  tx: Executor,
  area: string,
  effectiveOn: CalendarDate,
  contentDigest: Uint8Array,
): Promise<Release | null> {
  return (await tx.query<Release>(SAME, [area, effectiveOn, contentDigest]))[0] ?? null;
}

export async function releaseOf(db: Executor, releaseId: string): Promise<Release | null> {
  return (await db.query<Release>(ONE, [releaseId]))[0] ?? null;
}

/** The newest first, after this one. */
export const releasesOf = (
  db: Executor,
  areas: readonly string[],
  after: Pick<Release, 'madeAt' | 'releaseId'> | null,
  limit: number,
): Promise<Release[]> =>
  db.query<Release>(LIST, [
    [...areas],
    after?.madeAt ?? Number.MAX_SAFE_INTEGER,
    after?.releaseId ?? '~',
    limit,
  ]);

/** The draft that a new file for the same day takes the place of. */
export async function draftOf(tx: Executor, area: string, effectiveOn: CalendarDate): Promise<string | null> {
  const rows = await tx.query<{ releaseId: string }>(DRAFT, [area, effectiveOn]);
  return rows[0]?.releaseId ?? null;
}

export type Decision = {
  readonly state: Exclude<ReleaseState, 'draft'>;
  readonly by: string;
  readonly at: Instant;
  readonly reason: string | null;
};

/** False when it is no draft any more. */
export async function decideRelease(tx: Executor, releaseId: string, decision: Decision): Promise<boolean> {
  const { state, by, at, reason } = decision;
  return (await tx.query(DECIDE, [releaseId, state, by, at, reason])).length === 1;
}

type RowOf = Pick<ReleaseRow, 'row' | 'told' | 'problems'> &
  Partial<MappedRow> & { readonly note: string | null; readonly name: string; readonly at: Instant };

function rowOf({ row, told, problems, note, name, at, ...mapped }: RowOf): ReleaseRow {
  return {
    row,
    told,
    problems,
    mapped: problems.length > 0 ? null : (mapped as MappedRow),
    unitNote: note === null ? null : { note, name, at },
  };
}

export async function rowsOf(
  db: Executor,
  releaseId: string,
  kind: RowKind,
  page: { readonly after: number; readonly limit: number },
): Promise<ReleaseRow[]> {
  const rows = await db.query<RowOf>(ROWS, [releaseId, kind, page.after, page.limit]);
  return rows.map(rowOf);
}

/** False when it was noted before, or the row has no two units to set equal. */
export async function addUnitNote(
  tx: Executor,
  releaseId: string,
  row: number,
  { note, by, name, at }: { note: string; by: string; name: string; at: Instant },
): Promise<boolean> {
  return (await tx.query(ADD_NOTE, [releaseId, row, note, by, name, at])).length === 1;
}

export async function publishedStamp(db: Executor): Promise<string> {
  const rows = await db.query<{ stamp: string }>(STAMP, []);
  return rows[0]!.stamp;
}

type PublishedRow = { readonly releaseId: string; readonly area: string; readonly from: CalendarDate } & Pick<
  MappedRow,
  'itemCode' | 'paymentClass' | 'selfPaidFirstRate' | 'ceiling'
>;

/** What every published release decides about items, in the order in which they apply. */
export async function publishedTerms(db: Executor): Promise<PublishedTerms[]> {
  const rows = await db.query<PublishedRow>(PUBLISHED, []);
  return [...Map.groupBy(rows, ({ releaseId }) => releaseId).values()].map((own) => ({
    area: own[0]!.area,
    from: own[0]!.from,
    terms: new Map(own.map(({ itemCode, releaseId: _r, area: _a, from: _f, ...terms }) => [itemCode, terms])),
  }));
}

export type BasisRow = {
  readonly releaseId: string;
  readonly effectiveOn: CalendarDate;
  readonly itemCode: string;
  readonly localName: string;
  readonly share: number;
};

/** What a place's own item stands for on a day; nothing when no published release names it. */
export const basisRows = (
  db: Executor,
  area: string,
  localCode: string,
  on: CalendarDate,
): Promise<BasisRow[]> => db.query<BasisRow>(BASIS, [area, localCode, on]);
