import { type Executor, statement } from '@zhijie/database';
import type { Relation } from '@zhijie/exchange';
import type { Instant } from '@zhijie/kernel';
import type { FamilyScope } from './words.ts';

export type StoredBinding = {
  readonly bindingId: string;
  readonly donorId: string;
  readonly relativeId: string;
  readonly relation: Relation;
  readonly byCommitment: boolean;
  readonly scopes: readonly FamilyScope[];
  readonly limitPerYear: number | null;
  readonly boundAt: Instant;
  readonly endsOn: string | null;
  readonly revokedAt: Instant | null;
};

const FIELDS = `b.binding_id as "bindingId", b.donor_id as "donorId", b.relative_id as "relativeId",
  b.relation, b.by_commitment as "byCommitment", b.scopes, b.limit_per_year as "limitPerYear",
  b.bound_at as "boundAt", b.ends_on as "endsOn", b.revoked_at as "revokedAt"`;

const ADD = statement(
  'insured.family.bind',
  `insert into insured.family_binding (binding_id, donor_id, relative_id, relation, by_commitment, scopes,
     limit_per_year, bound_at, ends_on)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning binding_id`,
);
const FIND = statement(
  'insured.family.binding',
  `select ${FIELDS} from insured.family_binding b where binding_id = $1`,
);
const LOCK = statement(
  'insured.family.lock-binding',
  `select ${FIELDS} from insured.family_binding b where binding_id = $1 for no key update`,
);
const REVOKE = statement(
  'insured.family.revoke',
  `update insured.family_binding set revoked_at = $2, revoked_by = $3
   where binding_id = $1 and revoked_at is null returning binding_id`,
);
const LIST = statement(
  'insured.family.bindings',
  `select ${FIELDS}, d.name_cipher as "donorName", r.name_cipher as "relativeName"
   from insured.family_binding b join insured.person d on d.person_id = b.donor_id
     join insured.person r on r.person_id = b.relative_id
   where (b.donor_id = $1 or b.relative_id = $1) and b.binding_id > $2 order by b.binding_id limit $3`,
);
const OF_RELATIVE = statement(
  'insured.family.of-relative',
  `select ${FIELDS}, d.name_cipher as "donorName" from insured.family_binding b
     join insured.person d on d.person_id = b.donor_id
   where b.relative_id = $1 and b.revoked_at is null and (b.ends_on is null or b.ends_on >= $2)
   order by b.binding_id limit 20`,
);
const EVENT = statement(
  'insured.family.event',
  `insert into insured.family_event (binding_id, at, kind, amount, leg_id, actor_id)
   values ($1, $2, $3, $4, $5, $6)`,
);
const EVENTS = statement(
  'insured.family.events',
  `select entry, at, kind, amount, leg_id as "legId", actor_id as "actorId" from insured.family_event
   where binding_id = $1 and entry < $2 order by entry desc limit $3`,
);
const EMPLOYEE = statement(
  'insured.family.employee',
  `select insured_area as area from insured.coverage
   where person_id = $1 and insurance_type = 'employee' and status = 'in-force' and started_on <= $2`,
);
const INSURED = statement(
  'insured.family.insured',
  `select insured_area as area from insured.coverage
   where person_id = $1 and status = 'in-force' and started_on <= $2 limit 1`,
);

export async function addBinding(tx: Executor, binding: Omit<StoredBinding, 'revokedAt'>): Promise<boolean> {
  const { bindingId, donorId, relativeId, relation, byCommitment, scopes, limitPerYear } = binding;
  const { boundAt, endsOn } = binding;
  const values = [
    bindingId,
    donorId,
    relativeId,
    relation,
    byCommitment,
    scopes,
    limitPerYear,
    boundAt,
    endsOn,
  ];
  return (await tx.query(ADD, values)).length === 1;
}

export async function findBinding(db: Executor, bindingId: string): Promise<StoredBinding | null> {
  return (await db.query<StoredBinding>(FIND, [bindingId]))[0] ?? null;
}

/** The binding, locked: what its yearly limit allows is judged by one at a time. */
export async function lockBinding(tx: Executor, bindingId: string): Promise<StoredBinding | null> {
  return (await tx.query<StoredBinding>(LOCK, [bindingId]))[0] ?? null;
}

export async function revoke(tx: Executor, bindingId: string, at: Instant, by: string): Promise<boolean> {
  return (await tx.query(REVOKE, [bindingId, at, by])).length === 1;
}

export type NamedBinding = StoredBinding & { readonly donorName: string; readonly relativeName: string };

/** Bindings in which the person gives or receives, revoked ones too, in key order. */
export const bindingsOfPerson = (
  db: Executor,
  { personId, after, limit }: { readonly personId: string; readonly after: string; readonly limit: number },
): Promise<NamedBinding[]> => db.query<NamedBinding>(LIST, [personId, after, limit]);

/** Bindings of which a person may use the account on a day. */
export const bindingsForRelative = (
  db: Executor,
  personId: string,
  on: string,
): Promise<(StoredBinding & { readonly donorName: string })[]> => db.query(OF_RELATIVE, [personId, on]);

export type FamilyEvent = {
  readonly bindingId: string;
  readonly at: Instant;
  readonly kind: 'bound' | 'revoked' | 'paid' | 'returned';
  /** Fen; zero unless money moved. */
  readonly amount: number;
  readonly legId: string | null;
  readonly actorId: string;
};

export async function addEvent(tx: Executor, event: FamilyEvent): Promise<void> {
  const { bindingId, at, kind, amount, legId, actorId } = event;
  await tx.query(EVENT, [bindingId, at, kind, amount, legId, actorId]);
}

export const eventsOf = (
  db: Executor,
  {
    bindingId,
    before,
    limit,
  }: { readonly bindingId: string; readonly before: number; readonly limit: number },
): Promise<(Omit<FamilyEvent, 'bindingId'> & { readonly entry: number })[]> =>
  db.query(EVENTS, [bindingId, before, limit]);

/** Pooling area of an employee coverage in force on a day; null without one. */
export async function employeeAreaOf(db: Executor, personId: string, on: string): Promise<string | null> {
  return (await db.query<{ area: string }>(EMPLOYEE, [personId, on]))[0]?.area ?? null;
}

/** Whether the person holds employee or resident insurance on a day. */
export async function isInsuredOn(db: Executor, personId: string, on: string): Promise<boolean> {
  return (await db.query(INSURED, [personId, on])).length > 0;
}
