/** What must hold over commercial payments at any moment; every breach with its row. */
import { toHex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import type { Breach } from '../doctor/invariants.ts';
import { changeDigest, paymentDigest } from './facts.ts';
import { PAYMENT_FIELDS, type StoredPayment } from './store.ts';

const unfolded = statement(
  'insured.doctor.commercial-bills',
  `select coalesce(b.settlement_id, p.settlement_id) as id, coalesce(b.paid, 0) as paid,
     coalesce(p.paid, 0) as folded
   from insured.commercial_bill b full join (
     select person_id, settlement_id, sum(amount)::bigint as paid from insured.commercial_payment
     where state in ('held', 'confirmed') group by 1, 2) p
     on p.person_id = b.person_id and p.settlement_id = b.settlement_id
   where coalesce(b.paid, 0) <> coalesce(p.paid, 0) order by 1 limit 100`,
);
const overpaid = statement(
  'insured.doctor.commercial-owed',
  `select b.settlement_id as id, b.owed, s.paid_in_cash as cash from insured.commercial_bill b
   left join insured.settlement s on s.person_id = b.person_id and s.settlement_id = b.settlement_id
   where s.paid_in_cash is distinct from b.owed order by 1 limit 100`,
);
const orphaned = statement(
  'insured.doctor.commercial-of-undone',
  `select p.payment_id as id from insured.commercial_payment p
   left join insured.settlement s on s.person_id = p.person_id and s.settlement_id = p.settlement_id
   where p.state = 'confirmed' and s.state is distinct from 'settled' order by 1 limit 100`,
);
const misparted = statement(
  'insured.doctor.commercial-parts',
  `select p.payment_id as id from insured.commercial_payment p
   where p.amount <> coalesce((select sum(value::bigint) from jsonb_each_text(p.taken)), 0)
     or (p.answer_text is null and p.amount <> coalesce((
       select sum((value ->> 'paid')::bigint) from jsonb_each(p.delta)), 0))
   order by 1 limit 100`,
);
const leaves = statement(
  'insured.doctor.commercial-leaves',
  `select ${PAYMENT_FIELDS}, (select json_agg(encode(j.digest, 'hex')) from evidence.journal j
     where j.kind = 'insured.commercial-payment' and j.subject = p.payment_id) as leaves
   from insured.commercial_payment p where (p.person_id, p.payment_id) > ($1, $2)
   order by p.person_id, p.payment_id limit $3`,
);
const lost = statement(
  'insured.doctor.commercial-lost',
  `select distinct j.subject as id from evidence.journal j where j.kind = 'insured.commercial-payment'
     and not exists (select 1 from insured.commercial_payment p where p.payment_id = j.subject)
   order by 1 limit 100`,
);

type Found = { readonly id: string };

const ask = async (
  db: Executor,
  query: typeof orphaned,
  invariant: string,
  detail: (row: Found & Record<string, unknown>) => string,
): Promise<Breach[]> =>
  (await db.query<Found & Record<string, unknown>>(query, [])).map((row) => ({
    invariant,
    subject: row.id,
    detail: detail(row),
  }));

const AT_ONCE = 500;

type Row = StoredPayment & { readonly leaves: readonly string[] | null };

/** A payment says what its leaf says, and what became of it has a leaf of its own. */
async function unequalLeaves(db: Executor): Promise<Breach[]> {
  const breaches: Breach[] = [];
  let after: readonly [string, string] = ['', ''];
  for (;;) {
    const rows: Row[] = await db.query<Row>(leaves, [...after, AT_ONCE]);
    for (const row of rows) breaches.push(...leafBreaches(row));
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) return breaches;
    after = [last.personId, last.paymentId];
  }
}

function leafBreaches(row: Row): Breach[] {
  const { paymentId, state, changedAt, openedAt, confirmedAt, way } = row;
  const expected = [paymentDigest(row)];
  if (confirmedAt !== null && way === 'leg')
    expected.push(changeDigest({ paymentId, state: 'confirmed', at: confirmedAt, reason: null }));
  if (state === 'voided' && row.product !== null && way !== 'count')
    expected.push(changeDigest({ paymentId, state: 'voided', at: changedAt, reason: null }));
  const missing = expected.filter((digest) => !(row.leaves ?? []).includes(toHex(digest)));
  if (missing.length === 0 && changedAt >= openedAt) return [];
  return [
    {
      invariant: 'commercial-payment-equals-its-leaf',
      subject: paymentId,
      detail: 'The payment differs from what the journal keeps of it.',
    },
  ];
}

/** All invariants of commercial payments; see `insuredInvariants`. */
export async function commercialInvariants(db: Executor): Promise<Breach[]> {
  return [
    ...(await ask(
      db,
      unfolded,
      'commercial-bill-is-the-sum-of-its-payments',
      ({ paid, folded }) => `The bill says ${paid} fen, its payments sum to ${folded} fen.`,
    )),
    ...(await ask(
      db,
      overpaid,
      'commercial-never-more-than-owed',
      ({ owed, cash }) => `The bill was taken to leave ${owed} fen, the settlement leaves ${cash} fen.`,
    )),
    ...(await ask(
      db,
      orphaned,
      'commercial-payment-has-its-settlement',
      () => 'The public settlement is undone and the insurer still pays.',
    )),
    ...(await ask(
      db,
      misparted,
      'commercial-payment-is-the-sum-of-its-parts',
      () => 'The amount differs from its classes or its liabilities.',
    )),
    ...(await ask(
      db,
      lost,
      'commercial-leaf-has-its-payment',
      () => 'The journal knows a payment without row.',
    )),
    ...(await unequalLeaves(db)),
  ];
}
