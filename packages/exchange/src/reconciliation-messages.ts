/**
 * The three-party daily reconciliation (医保发〔2022〕22号 annex, article 38; procedures R-01). The hub
 * compares: it asks both provinces of a pair for digests, then for rows of the ranges that differ. It sees
 * of a row what it has of every trade. Provinces read the result and act at the hub; the hub has the care
 * side ask again.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { Amount, Area, Day, Id, InsuranceTypeSchema, Moment, MonthText, words } from './message-schemas.ts';

const define = <const N extends string, Q extends TSchema, A extends TSchema>(
  name: N,
  request: Q,
  answer: A,
) => ({ name, request, answer });

const Count = Type.Integer({ minimum: 0 });
const Sum = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
const ItemId = Type.String({ minLength: 1, maxLength: 100 });
const Prefix = Type.String({ pattern: '^[0-9a-f]{0,16}$' });
const SomeArea = Type.String({ pattern: '^(\\d{2}|\\d{6})?$' });
const Digest = Type.String({ maxLength: 100 });
const Reason = Type.String({ maxLength: 500 });
const Side = words('care', 'insured');
const Kind = words('settlement', 'reversal');
const Act = words('repair', 'reverse', 'explain');

/** The beginning of the area codes; empty: all. */
const scope = { day: Day, side: Side, careArea: SomeArea, insuredArea: SomeArea };

const Row = Type.Object({
  itemId: ItemId,
  settlementId: ItemId,
  kind: Kind,
  careArea: Area,
  insuredArea: Area,
  providerId: Id,
  personId: Id,
  insuranceType: InsuranceTypeSchema,
  claim: Amount,
  at: Moment,
});
const Reference = Type.Object({
  itemId: ItemId,
  settlementId: ItemId,
  kind: Kind,
  providerId: Id,
  personId: Id,
  careArea: Area,
});
const SightingSchema = Type.Union([
  Type.Object({ state: Type.Literal('decided'), row: Row }),
  Type.Object({ state: words('pending', 'refused', 'absent') }),
]);
const Group = Type.Object({
  careArea: SomeArea,
  insuredArea: SomeArea,
  prefix: Prefix,
  count: Count,
  claim: Sum,
  digest: Digest,
});
const Party = words('care', 'hub', 'insured');
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Figures = Type.Object({ count: Count, claim: Sum, digest: Digest });

const DayView = Type.Object({
  day: Day,
  province: Type.String({ pattern: '^\\d{2}$' }),
  standing: words('done', 'done-late', 'open', 'late'),
  /** Provinces whose answer the comparison waits for. */
  waitingFor: Type.Array(Type.String()),
  exceptions: Count,
  doneAt: OrNull(Moment),
  sheetVersion: Count,
});

const ExceptionView = Type.Object({
  exceptionId: Id,
  day: Day,
  careArea: Area,
  insuredArea: Area,
  itemId: ItemId,
  settlementId: ItemId,
  kind: Kind,
  verdict: Type.String({ maxLength: 40 }),
  /** As this province reads it. */
  reads: Type.String({ maxLength: 40 }),
  owner: Party,
  ownerProvince: Type.String({ maxLength: 6 }),
  fields: Type.Array(Type.String()),
  claims: Type.Object({ care: OrNull(Sum), hub: OrNull(Sum), insured: OrNull(Sum) }),
  state: words('open', 'closed'),
  closed: OrNull(words('matched', 'netted', 'reversed', 'explained')),
  ordered: OrNull(words('repair', 'reverse')),
  foundAt: Moment,
  trace: Type.Array(
    Type.Object({
      kind: Type.String(),
      at: Moment,
      by: Type.String(),
      reason: Type.String(),
      found: Type.String(),
    }),
  ),
});

const Operator = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 100 }),
  areas: Type.Array(Area, { maxItems: 200 }),
  roles: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40 }),
});

export const RECONCILIATION_MESSAGES = {
  'reconciliation.digests@1': define(
    'reconciliation.digests@1',
    Type.Object({ ...scope, by: words('all', 'pair', 'prefix'), prefix: Prefix }),
    Type.Object({ groups: Type.Array(Group) }),
  ),
  'reconciliation.rows@1': define(
    'reconciliation.rows@1',
    Type.Object({
      ...scope,
      prefixes: Type.Array(Prefix, { minItems: 1, maxItems: 500 }),
      limit: Type.Integer({ minimum: 1, maximum: 2000 }),
    }),
    Type.Object({ rows: Type.Array(Row) }),
  ),
  /** What is known of single rows, whatever the day. */
  'reconciliation.known@1': define(
    'reconciliation.known@1',
    Type.Object({ side: Side, references: Type.Array(Reference, { maxItems: 2000 }) }),
    Type.Object({ sightings: Type.Array(SightingSchema) }),
  ),
  /** The care side asks the insured side again, through the hub, so that all three know. */
  'reconciliation.repair@1': define(
    'reconciliation.repair@1',
    Type.Object({ reference: Reference }),
    Type.Object({ outcome: words('asked', 'absent', 'unanswered') }),
  ),
  /** The care side takes a settlement back, as it does for a hospital. */
  'reconciliation.reverse@1': define(
    'reconciliation.reverse@1',
    Type.Object({ orderId: Id, orderedBy: Type.String({ maxLength: 100 }), reference: Reference }),
    Type.Object({
      outcome: words('reversed', 'already-reversed', 'never-settled', 'not-latest', 'unanswered'),
    }),
  ),
  'reconciliation.month@1': define(
    'reconciliation.month@1',
    Type.Object({ month: MonthText }),
    Type.Object({
      month: MonthText,
      standing: words('done', 'under-way', 'overdue'),
      days: Type.Array(DayView),
    }),
  ),
  'reconciliation.day@1': define(
    'reconciliation.day@1',
    Type.Object({ day: Day }),
    Type.Object({
      day: Day,
      pairs: Type.Array(
        Type.Object({
          careArea: Area,
          insuredArea: Area,
          state: words('agreed', 'differs', 'waiting'),
          care: OrNull(Figures),
          hub: Figures,
          insured: OrNull(Figures),
          checkedAt: Moment,
        }),
      ),
      exceptions: Type.Array(ExceptionView),
    }),
  ),
  'reconciliation.act@1': define(
    'reconciliation.act@1',
    Type.Object({
      requestKey: Type.String({ pattern: '^[\\x21-\\x7e]{1,50}$' }),
      operator: Operator,
      exceptionId: Id,
      act: Act,
      reason: Reason,
    }),
    Type.Object({ outcome: words('applied', 'unchanged') }),
  ),
  'reconciliation.sheet@1': define(
    'reconciliation.sheet@1',
    Type.Object({ day: Day }),
    Type.Object({ file: Type.String() }),
  ),
  'reconciliation.errors@1': define(
    'reconciliation.errors@1',
    Type.Object({ on: Day }),
    Type.Object({
      rows: Type.Array(
        Type.Object({
          code: Type.String(),
          owner: Type.String(),
          age: Type.String(),
          count: Count,
          amount: Sum,
        }),
      ),
    }),
  ),
} as const;

export type ReconciliationSide = Static<typeof Side>;
export type ReconciliationException = Static<typeof ExceptionView>;
export type ReconciliationReference = Static<typeof Reference>;
export type ReconciliationSighting = Static<typeof SightingSchema>;
