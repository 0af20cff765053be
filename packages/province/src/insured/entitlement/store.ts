import { type Executor, statement } from '@zhijie/database';
import { type Entry, loggedRead, loggedValues } from '../access-log/store.ts';
import { COUNTERS, columnOfCounter } from '../accumulator/counters.ts';
import type { StoredFiling } from '../filing/store.ts';
import type { StoredCoverage, StoredPerson } from '../person/store.ts';

export type StoredAccumulators = {
  readonly insured_area: string;
  readonly year: number;
  readonly version: number;
  readonly values: readonly number[];
};

/** Everything a decision about one visit stands on, read by one statement. */
export type Snapshot = StoredPerson & {
  readonly coverage: StoredCoverage | null;
  readonly filings: readonly StoredFiling[];
  readonly accumulators: readonly StoredAccumulators[];
  readonly account_balance: number;
  /** State of the settlement that the question names, null when it is not known yet. */
  readonly existing: 'settled' | 'reversed' | 'never-settled' | null;
};

const counterColumns = COUNTERS.map((counter) => `a.${columnOfCounter(counter)}`).join(', ');

const SNAPSHOT = `select p.person_id, p.name_cipher,
    p.certificate_cipher, p.phone_cipher, p.gender, p.birth_date,
    (select row_to_json(c) from insured.coverage c
      where c.person_id = p.person_id and c.insurance_type = $2) as coverage,
    coalesce((select json_agg(f) from insured.filing f
      where f.person_id = p.person_id and f.insurance_type = $2
        and f.state in ('in-force', 'cancelled', 'replaced')), '[]') as filings,
    coalesce((select json_agg(json_build_object('insured_area', a.insured_area, 'year', a.year,
        'version', a.version, 'values', json_build_array(${counterColumns})))
      from insured.accumulators a where a.person_id = p.person_id and a.insurance_type = $2
        and a.year between $3::integer and $4::integer), '[]') as accumulators,
    coalesce((select b.balance from insured_ledger.account b where b.account_id = $5), 0) as account_balance,
    (select s.state from insured.settlement s
      where s.person_id = p.person_id and s.settlement_id = $6) as existing
  from insured.person p where p.person_id = $1`;

const plain = statement('insured.snapshot.plain', SNAPSHOT);
const logged = statement('insured.snapshot.logged', loggedRead(SNAPSHOT, 7));

export type SnapshotKey = {
  readonly personId: string;
  readonly insuranceType: string;
  readonly fromYear: number;
  readonly toYear: number;
  readonly accountId: string;
  readonly settlementId: string | null;
};

const keyValues = (key: SnapshotKey): unknown[] => [
  key.personId,
  key.insuranceType,
  key.fromYear,
  key.toYear,
  key.accountId,
  key.settlementId,
];

/** The snapshot without a log entry: only for work whose own commit writes the entry. */
export async function readSnapshot(db: Executor, key: SnapshotKey): Promise<Snapshot | null> {
  return (await db.query<Snapshot>(plain, keyValues(key)))[0] ?? null;
}

/** The snapshot, the look logged in the same statement. */
export async function readSnapshotLogged(
  db: Executor,
  key: SnapshotKey,
  entry: Omit<Entry, 'personId'>,
): Promise<Snapshot | null> {
  return (await db.query<Snapshot>(logged, [...keyValues(key), ...loggedValues(entry)]))[0] ?? null;
}

const lockAccumulators = statement(
  'insured.accumulators.lock',
  `select version from insured.accumulators where person_id = $1 and insurance_type = $2
     and year between $3::integer and $4::integer order by insured_area, year for no key update`,
);
const lockAccount = statement(
  'insured.account.lock',
  'select balance from insured_ledger.account where account_id = $1 for no key update',
);

/**
 * Takes the locks that the commit would take, in its order, so that the next commit cannot meet a conflict.
 */
export async function lockForCommit(tx: Executor, key: SnapshotKey): Promise<void> {
  await tx.query(lockAccumulators, keyValues(key).slice(0, 4));
  await tx.query(lockAccount, [key.accountId]);
}
