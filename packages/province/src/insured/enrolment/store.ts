import { type Executor, statement } from '@zhijie/database';

export type StoredPurchase = {
  readonly purchase_id: string;
  readonly person_id: string;
  readonly payer_id: string;
  /** What the covered person is to the payer; null: the payer. */
  readonly relation: string | null;
  readonly product: string;
  readonly insurer: string;
  readonly policy_number: string;
  readonly enrolment_id: string;
  /** Fen. */
  readonly premium: number;
  readonly starts_on: string;
  readonly request_key: string;
  readonly bought_at: number;
  readonly bought_by: string;
};

export type PurchaseRow = StoredPurchase & { readonly returned_at: number | null };

const insert = statement(
  'insured.premium.insert',
  `insert into insured.premium_purchase
   select x.* from json_populate_record(null::insured.premium_purchase, $1::json) x`,
);

export async function insertPurchase(tx: Executor, row: StoredPurchase): Promise<void> {
  await tx.query(insert, [JSON.stringify(row)]);
}

const ROWS = `select p.*, r.returned_at from insured.premium_purchase p
  left join insured.premium_return r on r.purchase_id = p.purchase_id`;
const byKey = statement('insured.premium.by-key', `${ROWS} where p.payer_id = $1 and p.request_key = $2`);
const one = statement('insured.premium.one', `${ROWS} where p.purchase_id = $1`);
const ofPerson = statement(
  'insured.premium.of-person',
  `${ROWS} where p.person_id = $1 or p.payer_id = $1 order by p.bought_at desc, p.purchase_id limit 100`,
);

export async function readByKey(
  db: Executor,
  payerId: string,
  requestKey: string,
): Promise<PurchaseRow | null> {
  return (await db.query<PurchaseRow>(byKey, [payerId, requestKey]))[0] ?? null;
}
export async function readPurchase(db: Executor, purchaseId: string): Promise<PurchaseRow | null> {
  return (await db.query<PurchaseRow>(one, [purchaseId]))[0] ?? null;
}
export const readPurchases = (db: Executor, personId: string): Promise<PurchaseRow[]> =>
  db.query<PurchaseRow>(ofPerson, [personId]);

const insertReturnRow = statement(
  'insured.premium.return',
  `insert into insured.premium_return values ($1, $2, $3) on conflict do nothing returning purchase_id`,
);

/** False when it was given back before. */
export async function insertReturn(
  tx: Executor,
  purchaseId: string,
  at: number,
  by: string,
): Promise<boolean> {
  return (await tx.query(insertReturnRow, [purchaseId, at, by])).length > 0;
}

const digest = statement(
  'insured.premium.relative-digest',
  `select directory_digest from insured.certificate where person_id = $1 and kind = 'id-card' limit 1`,
);

/** Of somebody insured at this node, as the register of households knows relatives. */
export async function readDirectoryDigest(db: Executor, personId: string): Promise<string | null> {
  return (await db.query<{ directory_digest: string }>(digest, [personId]))[0]?.directory_digest ?? null;
}

const hold = statement(
  'insured.premium.hold',
  `select pg_advisory_xact_lock(hashtextextended('insured.premium/' || $1, 0))`,
);

export async function holdPurchases(tx: Executor, payerId: string): Promise<void> {
  await tx.query(hold, [payerId]);
}

const unposted = statement(
  'insured.premium.unposted',
  `select p.purchase_id from insured.premium_purchase p
   left join insured.premium_return r on r.purchase_id = p.purchase_id
   where not exists (select 1 from insured_ledger.transfer t
       where t.transfer_id = p.purchase_id || '.premium-paid' and t.amount = p.premium)
     or (r.purchase_id is not null) <> exists (select 1 from insured_ledger.transfer t
       where t.transfer_id = p.purchase_id || '.premium-returned' and t.amount = p.premium)
     or (r.purchase_id is not null) <> exists (select 1 from insured.commercial_enrolment e
       where e.enrolment_id = p.enrolment_id and e.cancelled_at is not null)
   order by 1 limit 100`,
);
const orphaned = statement(
  'insured.premium.orphaned',
  `select t.transfer_id from insured_ledger.transfer t where t.code like 'premium-%'
     and not exists (select 1 from insured.premium_purchase p where p.purchase_id = t.reference)
   order by 1 limit 100`,
);

/** Purchases whose money, return and cover do not agree, and premiums of no purchase. */
export async function readPremiumBreaches(
  db: Executor,
): Promise<{ readonly unposted: readonly string[]; readonly orphaned: readonly string[] }> {
  const some = await db.query<{ purchase_id: string }>(unposted, []);
  const others = await db.query<{ transfer_id: string }>(orphaned, []);
  return { unposted: some.map((row) => row.purchase_id), orphaned: others.map((row) => row.transfer_id) };
}
