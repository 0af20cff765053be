import { type Executor, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';

/**
 * A settlement or a reversal between provinces as care side, hub and insured side each hold it. `claim`: all
 * public funds and the personal account, fen; negative for a reversal. `at`: when the insured side decided.
 */
export type TradeRow = {
  /** The settlement's id, or the reversal's. */
  readonly itemId: string;
  readonly settlementId: string;
  readonly kind: 'settlement' | 'reversal';
  readonly careArea: string;
  readonly insuredArea: string;
  readonly providerId: string;
  readonly personId: string;
  readonly insuranceType: 'employee' | 'resident';
  readonly claim: number;
  readonly at: number;
};

/** Which rows: from a moment until another, which is not part of it; areas by the beginning of their code. */
export type RowScope = {
  readonly from: Instant;
  readonly until: Instant;
  readonly careArea: string;
  readonly insuredArea: string;
};

/** Many rows as a few numbers: equal groups hold equal rows. Empty where `by` did not ask. */
export type RowGroup = {
  readonly careArea: string;
  readonly insuredArea: string;
  readonly prefix: string;
  readonly count: number;
  readonly claim: number;
  readonly digest: string;
};

/** All rows as one group; one per pair of areas; one per next two digits of the rows' keys after a prefix. */
export type Grouping = 'all' | 'pair' | 'prefix';

/** What is needed to find a row again: each party keys it differently. */
export type RowReference = Pick<
  TradeRow,
  'itemId' | 'settlementId' | 'kind' | 'providerId' | 'personId' | 'careArea'
>;

/** The columns that a view of comparable rows has, in this order. */
export const TRADE_ROW_COLUMNS = [
  'item_id',
  'settlement_id',
  'kind',
  'care_area',
  'insured_area',
  'provider_id',
  'person_id',
  'insurance_type',
  'claim',
  'at',
] as const;

const SELECTED = `r.item_id AS "itemId", r.settlement_id AS "settlementId", r.kind,
  r.care_area AS "careArea", r.insured_area AS "insuredArea", r.provider_id AS "providerId",
  r.person_id AS "personId", r.insurance_type AS "insuranceType", r.claim, r.at`;
const KEY = `encode(sha256(convert_to(r.item_id, 'UTF8')), 'hex')`;
const IN_SCOPE = `r.at >= $1 AND r.at < $2 AND starts_with(r.care_area, $3)
  AND starts_with(r.insured_area, $4)`;
const CONTENT = TRADE_ROW_COLUMNS.map((column) => `r.${column}`).join(', ');
const GROUPS: Readonly<Record<Grouping, readonly [careArea: string, insuredArea: string, prefix: string]>> = {
  all: [`''`, `''`, `''`],
  pair: ['care_area', 'insured_area', `''`],
  prefix: [`''`, `''`, 'substr(key, 1, length($5) + 2)'],
};

/**
 * The sum of two 60-bit words of every row's SHA-256: it does not depend on the order, so the database folds
 * any number of rows without holding or sorting them, and groups add up. It finds every difference between
 * honest books; it is no signature (whoever could choose rows could make two sets of them meet).
 */
const groupsOf = (view: string, by: Grouping) => {
  const [careArea, insuredArea, prefix] = GROUPS[by];
  const within = by === 'prefix' ? ` AND starts_with(${KEY}, $5)` : '';
  return statement(
    `trade-row-groups-${view}-${by}`,
    `WITH hashed AS (
       SELECT r.care_area, r.insured_area, r.claim, ${by === 'prefix' ? KEY : `''`} AS key,
         encode(sha256(convert_to(concat_ws('|', ${CONTENT}), 'UTF8')), 'hex') AS hash
       FROM ${view} r WHERE ${IN_SCOPE}${within})
     SELECT ${careArea} AS "careArea", ${insuredArea} AS "insuredArea", ${prefix} AS prefix,
       count(*) AS count, sum(claim)::bigint AS claim,
       sum(('x' || substr(hash, 1, 15))::bit(60)::bigint)::text || '-'
         || sum(('x' || substr(hash, 16, 15))::bit(60)::bigint)::text AS digest
     FROM hashed GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  );
};

const rowsOf = (view: string) =>
  statement(
    `trade-rows-${view}`,
    `SELECT ${SELECTED} FROM ${view} r
     WHERE ${IN_SCOPE}
       AND EXISTS (SELECT FROM unnest($5::text[]) p (prefix) WHERE starts_with(${KEY}, p.prefix))
     ORDER BY ${KEY} LIMIT $6`,
  );

/** Each party finds a row by its own primary key. */
export type KeyColumn = 'provider_id' | 'person_id' | 'care_area';
const KEY_FIELDS = { provider_id: 'providerId', person_id: 'personId', care_area: 'careArea' } as const;

const foundOf = (view: string, key: KeyColumn) =>
  statement(
    `trade-rows-found-${view}`,
    `SELECT ${SELECTED}
     FROM unnest($1::text[], $2::text[], $3::text[]) a (owner, settlement_id, item_id)
     JOIN ${view} r ON r.${key} = a.owner AND r.settlement_id = a.settlement_id AND r.item_id = a.item_id`,
  );

/** What one party can say of its own rows. Reads a few numbers, or at most `limit` rows. */
export type TradeRowReader = {
  groups(db: Executor, scope: RowScope, by: Grouping, prefix?: string): Promise<RowGroup[]>;
  /** Rows whose keys begin with one of the prefixes, in the order of their keys. */
  rows(db: Executor, scope: RowScope, prefixes: readonly string[], limit: number): Promise<TradeRow[]>;
  find(db: Executor, references: readonly RowReference[]): Promise<TradeRow[]>;
};

/** Reads a view that has `TRADE_ROW_COLUMNS`. */
export function tradeRowReader(view: string, key: KeyColumn): TradeRowReader {
  const statements = {
    all: groupsOf(view, 'all'),
    pair: groupsOf(view, 'pair'),
    prefix: groupsOf(view, 'prefix'),
  };
  const [rows, found] = [rowsOf(view), foundOf(view, key)];
  const values = ({ from, until, careArea, insuredArea }: RowScope) => [from, until, careArea, insuredArea];
  return {
    groups: (db, scope, by, prefix = '') =>
      db.query<RowGroup>(statements[by], [...values(scope), ...(by === 'prefix' ? [prefix] : [])]),
    rows: (db, scope, prefixes, limit) => db.query<TradeRow>(rows, [...values(scope), prefixes, limit]),
    find: (db, references) =>
      db.query<TradeRow>(found, [
        references.map((reference) => reference[KEY_FIELDS[key]]),
        references.map(({ settlementId }) => settlementId),
        references.map(({ itemId }) => itemId),
      ]),
  };
}

const NOTHING = { count: 0, claim: 0, digest: '0-0' } as const;

/** Groups add up: that of a province is the sum of those of its pairs. */
export function sumOfGroups(groups: readonly Omit<RowGroup, 'careArea' | 'insuredArea' | 'prefix'>[]) {
  return groups.reduce<{ count: number; claim: number; digest: string }>((sum, group) => {
    const [a, b] = [sum.digest.split('-'), group.digest.split('-')];
    const digest = a.map((word, index) => String(BigInt(word) + BigInt(b[index]!))).join('-');
    return { count: sum.count + group.count, claim: sum.claim + group.claim, digest };
  }, NOTHING);
}
