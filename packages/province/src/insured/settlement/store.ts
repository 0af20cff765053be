import { type Executor, isRaised, isSerializationFailure, statement } from '@zhijie/database';
import type { Actor } from '@zhijie/kernel';
import type { Transfer } from '@zhijie/ledger';
import { COUNTERS, columnOfCounter } from '../accumulator/counters.ts';
import { NUMBER_COLUMNS, TEXT_COLUMNS } from './columns.ts';
import type { EarlierFacts, Facts, TransferFacts } from './facts.ts';

const commit = statement(
  'insured.settlement.commit',
  `select insured.commit_settlement($1::text[], $2::bigint[], $3::bigint[], $4::bigint, $5::bytea, $6::text[],
     $7::text[], $8::text[], $9::bigint[], $10::text[], $11, $12, $13) as outcome`,
);

const commitSplit = statement(
  'insured.settlement.commit-split',
  `select insured.commit_split_settlement($1::text[], $2::bigint[], $3::bigint[], $4::bigint, $5::bytea,
     $6::text[], $7::text[], $8::text[], $9::bigint[], $10::text[], $11, $12, $13, $14::integer,
     $15::bigint[], $16::bigint, $17, $18::bigint, $19::bigint, $20, $21) as outcome`,
);

export type SettlementCommit = {
  /** The part in the policy year before (V-11); null for a bill of one year. */
  readonly earlier: EarlierFacts | null;
  readonly facts: Facts;
  readonly delta: readonly number[];
  readonly expectedVersion: number;
  readonly digest: Uint8Array;
  readonly transfers: readonly Transfer[];
  readonly actor: Actor;
};

const columnsOf = (transfers: readonly Transfer[]): unknown[] => [
  transfers.map((t) => t.transferId),
  transfers.map((t) => t.debit),
  transfers.map((t) => t.credit),
  transfers.map((t) => t.amount),
  transfers.map((t) => t.code),
];

const actorValues = (actor: Actor): unknown[] => [actor.id, actor.kind, actor.node];

/**
 * 'conflict': a guarded account was emptied since it was read, read again like after any other conflict.
 * 'foreign': the ledger knows the id from another person.
 */
async function orConflict<O extends string>(
  work: Promise<{ outcome: O }[]>,
): Promise<O | 'conflict' | 'foreign'> {
  try {
    const [row] = await work;
    if (row === undefined) throw new Error('a commit function answers one row');
    return row.outcome;
  } catch (error) {
    if (isRaised(error, 'insufficient_balance') || isSerializationFailure(error)) return 'conflict';
    if (isRaised(error, 'transfer_conflict')) return 'foreign';
    throw error;
  }
}

/** One round trip, one transaction. 'conflict' and 'exists' have no effect. */
export function commitSettlement(
  db: Executor,
  work: SettlementCommit,
): Promise<'settled' | 'conflict' | 'exists' | 'foreign'> {
  const { facts, delta, expectedVersion, digest, transfers, actor, earlier } = work;
  const values = [
    TEXT_COLUMNS.map((column) => facts[column] ?? null),
    NUMBER_COLUMNS.map((column) => facts[column] ?? null),
    delta,
    expectedVersion,
    digest,
    ...columnsOf(transfers),
    ...actorValues(actor),
  ];
  type Outcome = { outcome: 'settled' | 'conflict' | 'exists' };
  if (earlier === null) return orConflict(db.query<Outcome>(commit, values));
  const year = [
    earlier.policy_year,
    earlier.delta,
    earlier.accumulator_version - 1,
    earlier.input,
    earlier.paid_by_funds,
    earlier.borne_by_person,
    facts.insured_area,
    facts.insurance_type,
  ];
  return orConflict(db.query<Outcome>(commitSplit, [...values, ...year]));
}

const reverse = statement(
  'insured.settlement.reverse',
  `select insured.commit_reversal($1, $2, $3, $4, $5::bigint, $6, $7, $8, $9::bytea, $10::bigint, $11::text[],
     $12::text[], $13::text[], $14::bigint[], $15::text[], $16::text[], $17::bigint[], $18::bigint[],
     $19, $20, $21) as outcome`,
);

const reverseSplit = statement(
  'insured.settlement.reverse-split',
  `select insured.commit_split_reversal($1, $2, $3, $4, $5::bigint, $6, $7, $8, $9::bytea, $10::bigint,
     $11::text[], $12::text[], $13::text[], $14::bigint[], $15::text[], $16::text[], $17::bigint[],
     $18::bigint[], $19, $20, $21, $22::bigint) as outcome`,
);

export type StaleRow = {
  readonly settlementId: string;
  readonly fundsDifference: number | null;
  readonly personDifference: number | null;
};

export type ReversalCommit = {
  readonly facts: Facts;
  readonly digest: Uint8Array;
  /** Version of the accumulators the answer was computed on; null leaves a tombstone. */
  readonly expectedVersion: number | null;
  /** The same of the policy year before, of a stay that was split (V-11); null: it was not. */
  readonly earlierVersion: number | null;
  readonly transfers: readonly Transfer[];
  readonly stale: readonly StaleRow[];
  readonly actor: Actor;
};

export function commitReversal(
  db: Executor,
  work: ReversalCommit,
): Promise<'done' | 'conflict' | 'exists' | 'foreign'> {
  const { facts, digest, expectedVersion, earlierVersion, transfers, stale, actor } = work;
  const values = [
    facts.person_id,
    facts.settlement_id,
    facts.reversal_id,
    facts.reason,
    facts.reversed_at,
    facts.month,
    facts.care_area,
    facts.answer,
    digest,
    expectedVersion,
    ...columnsOf(transfers),
    stale.map((row) => row.settlementId),
    stale.map((row) => row.fundsDifference),
    stale.map((row) => row.personDifference),
    ...actorValues(actor),
  ];
  type Outcome = { outcome: 'done' | 'conflict' | 'exists' };
  if (earlierVersion === null) return orConflict(db.query<Outcome>(reverse, values));
  return orConflict(db.query<Outcome>(reverseSplit, [...values, earlierVersion]));
}

export type StoredReversal = {
  readonly reversal_id: string;
  readonly outcome: 'reversed' | 'never-settled';
  readonly reversed_at: number;
  readonly actor_id: string;
  readonly care_area: string;
  readonly answer: string;
};

export type StoredTransfer = {
  readonly transfer_id: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: number;
  readonly code: string;
};

/** What a later settlement is in one policy year: all of it, or its part of a stay that was split. */
export type LaterSettlement = {
  readonly settlement_id: string;
  readonly benefit_pack_hash: string;
  readonly input: string;
  readonly delta: readonly number[];
  readonly paid_by_funds: number;
  readonly borne_by_person: number;
};

/** A policy year in which a settlement has effect: its counters now, and what came after it. */
export type YearFile = {
  readonly accumulators: { readonly version: number; readonly values: readonly number[] } | null;
  readonly later: readonly LaterSettlement[];
};

/** A stored settlement with everything its repetition, reversal or outcome needs. */
export type StoredSettlement = Facts & {
  readonly person_id: string;
  readonly settlement_id: string;
  readonly state: 'settled' | 'reversed' | 'never-settled';
  readonly insured_area: string;
  readonly insurance_type: 'employee' | 'resident';
  readonly care_area: string | null;
  readonly provider_id: string | null;
  readonly settled_at: number;
  readonly policy_year: number;
  readonly request: string | null;
  readonly answer: string | null;
};

export type SettlementFile = {
  readonly settlement: StoredSettlement;
  readonly delta: readonly number[];
  /** The part in the policy year before (V-11). */
  readonly earlier: EarlierFacts | null;
  readonly reversal: StoredReversal | null;
};

export type ReversalFile = SettlementFile &
  YearFile & {
    readonly transfers: readonly StoredTransfer[];
    readonly earlier_year: YearFile | null;
    readonly account_balance: number;
  };

const EARLIER = `(select row_to_json(e) from insured.settlement_earlier_year e
      where e.person_id = s.person_id and e.settlement_id = s.settlement_id) as earlier`;
const REVERSAL = `(select row_to_json(r) from insured.reversal r
      where r.person_id = s.person_id and r.settlement_id = s.settlement_id) as reversal`;
const BASE = `to_json(s) as settlement, s.delta, ${EARLIER}, ${REVERSAL}`;
const FROM = 'from insured.settlement s where s.person_id = $1 and s.settlement_id = $2';
const LATER = 'l.settlement_id, l.benefit_pack_hash, l.input, l.delta, l.paid_by_funds, l.borne_by_person';
/** Counters of the year of `y`, and the live settlements that came after it there. */
const accumulatorsIn = (y: string): string => `(select json_build_object('version', a.version,
        'values', json_build_array(${COUNTERS.map((counter) => `a.${columnOfCounter(counter)}`).join(', ')}))
      from insured.accumulators a where a.person_id = ${y}.person_id and a.insured_area = ${y}.insured_area
        and a.insurance_type = ${y}.insurance_type and a.year = ${y}.policy_year)`;
const laterIn = (y: string): string => `coalesce((select json_agg(x order by x.accumulator_version) from (
        select l.accumulator_version, ${LATER} from insured.settlement_by_year l
        where l.person_id = ${y}.person_id and l.insured_area = ${y}.insured_area
          and l.insurance_type = ${y}.insurance_type and l.policy_year = ${y}.policy_year
          and l.state = 'settled' and l.accumulator_version > ${y}.accumulator_version) x), '[]')`;

const one = statement('insured.settlement.one', `select ${BASE} ${FROM}`);
const forReversal = statement(
  'insured.settlement.for-reversal',
  `select ${BASE},
    coalesce((select json_agg(t order by t.transfer_id) from insured_ledger.transfer t
      where t.reference = s.settlement_id), '[]') as transfers,
    ${accumulatorsIn('s')} as accumulators, ${laterIn('s')} as later,
    (select json_build_object('accumulators', ${accumulatorsIn('e')}, 'later', ${laterIn('e')})
      from insured.settlement_earlier_year e
      where e.person_id = s.person_id and e.settlement_id = s.settlement_id) as earlier_year,
    coalesce((select b.balance from insured_ledger.account b where b.account_id = $3), 0) as account_balance
   ${FROM}`,
);

export async function readSettlement(
  db: Executor,
  personId: string,
  settlementId: string,
): Promise<SettlementFile | null> {
  return (await db.query<SettlementFile>(one, [personId, settlementId]))[0] ?? null;
}

export async function readForReversal(
  db: Executor,
  key: { personId: string; settlementId: string; accountId: string },
): Promise<ReversalFile | null> {
  const rows = await db.query<ReversalFile>(forReversal, [key.personId, key.settlementId, key.accountId]);
  return rows[0] ?? null;
}

export const transferFacts = (row: StoredTransfer): TransferFacts => ({
  transferId: row.transfer_id,
  debit: row.debit,
  credit: row.credit,
  amount: row.amount,
  code: row.code,
});

const page = statement(
  'insured.settlement.page',
  `select ${BASE} from insured.settlement s
   where s.person_id = $1 and s.state <> 'never-settled' and (s.settled_at, s.settlement_id) < ($2, $3)
   order by s.settled_at desc, s.settlement_id desc limit $4`,
);

/** Settlements of a person, newest first, before the given key. */
export const readSettlements = (
  db: Executor,
  personId: string,
  before: { settledAt: number; settlementId: string },
  limit: number,
): Promise<SettlementFile[]> => db.query(page, [personId, before.settledAt, before.settlementId, limit]);

const insertDetails = statement(
  'insured.settlement-detail.insert-many',
  `insert into insured.settlement_detail (person_id, settlement_id, line_id, received_at, body)
   select $1, $2, x.line_id, $3, x.body from unnest($4::text[], $5::text[]) as x(line_id, body)
   on conflict do nothing`,
);

export async function insertSettlementDetails(
  tx: Executor,
  key: { personId: string; settlementId: string; at: number },
  lines: readonly { readonly lineId: string; readonly body: string }[],
): Promise<void> {
  await tx.query(insertDetails, [
    key.personId,
    key.settlementId,
    key.at,
    lines.map((line) => line.lineId),
    lines.map((line) => line.body),
  ]);
}

const staleCases = statement(
  'insured.stale-case.of-person',
  'select * from insured.stale_case where person_id = $1 order by found_at desc, settlement_id, caused_by',
);

export type StaleCase = {
  readonly settlement_id: string;
  readonly caused_by: string;
  readonly found_at: number;
  readonly funds_difference: number | null;
  readonly person_difference: number | null;
  readonly closed_at: number | null;
};

export const readStaleCases = (db: Executor, personId: string): Promise<StaleCase[]> =>
  db.query(staleCases, [personId]);

const liveInSegment = statement(
  'insured.settlement.live-in-segment',
  `select 1 as taken from insured.settlement
   where person_id = $1 and care_area = $2 and visit_id = $3 and segment = $4 and state = 'settled'`,
);

/** Whether the visit segment has a live settlement. */
export async function segmentTaken(
  db: Executor,
  bill: { personId: string; careArea: string; visitId: string; segment: number },
): Promise<boolean> {
  const values = [bill.personId, bill.careArea, bill.visitId, bill.segment];
  return (await db.query(liveInSegment, values)).length > 0;
}
