import { toHex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import type { CommercialFact } from '@zhijie/exchange';
import type { Instant } from '@zhijie/kernel';
import { personTransfer } from './claim/person-payments.ts';
import { settlingTransfers } from './clearing/clearing.ts';
import { statementDigest } from './clearing/draw.ts';
import type { Statement } from './clearing/statement.ts';
import { folded, STATEMENT_COLUMNS } from './clearing/store.ts';
import { COMMERCIAL_CODES, FACT_COLUMNS, factDigest, factTransfer } from './payment/facts.ts';

/** What the gateway's own proof contradicts. */
export type GatewayCheck =
  | 'fact-in-journal'
  | 'fact-has-its-transfer'
  | 'undone-equals-paid'
  | 'statement-equals-its-lines'
  | 'statement-in-journal'
  | 'statement-settled-once'
  | 'person-paid-once'
  | 'payment-has-two-persons'
  | 'transfer-is-commercial'
  | 'expense-receipt-used-once';
export type GatewayBreach = {
  readonly check: GatewayCheck;
  readonly subject: string;
  readonly found: string;
};

const FACTS = statement(
  'gateway-all-facts',
  `SELECT ${FACT_COLUMNS}, (SELECT digest FROM evidence.journal j WHERE j.kind = 'gateway.' || f.kind
     AND j.subject = f.fact_id LIMIT 1) AS digest
   FROM gateway.payment_fact f WHERE fact_id > $1 ORDER BY fact_id LIMIT 1000`,
);
const TRANSFERS = statement(
  'gateway-transfers-of',
  `SELECT reference, transfer_id AS "transferId", debit, credit, amount, code FROM gateway_ledger.transfer
   WHERE reference = ANY ($1::text[])`,
);
const STRAY = statement(
  'gateway-stray-transfers',
  `SELECT transfer_id AS subject, code AS found FROM gateway_ledger.transfer
   WHERE code <> ALL ($1::text[]) OR left(debit, 11) <> 'commercial-' OR left(credit, 11) <> 'commercial-'
   LIMIT 100`,
);
const UNDONE = statement(
  'gateway-undone-differs',
  `SELECT u.fact_id AS subject, concat(u.amount, ' fen undone, ', p.amount, ' fen paid') AS found
   FROM gateway.payment_fact u JOIN gateway.payment_fact p ON p.fact_id = u.undoes
   WHERE u.kind = 'undone' AND (p.kind <> 'paid' OR u.amount <> p.amount OR u.insurer <> p.insurer
     OR u.hospital_id <> p.hospital_id OR u.insured_area <> p.insured_area OR u.payee <> p.payee)
   LIMIT 100`,
);
const SUMS = statement(
  'gateway-statement-sums',
  `SELECT s.statement_id AS subject, concat(s.amount, ' fen stated, ', x.amount, ' fen in its lines') AS found
   FROM gateway.statement s LEFT JOIN LATERAL (
     SELECT count(*) AS lines,
       coalesce(sum(CASE f.kind WHEN 'paid' THEN f.amount ELSE -f.amount END), 0) AS amount,
       bool_and(f.month = s.month AND f.insurer = s.insurer AND f.hospital_id = s.hospital_id
         AND f.insured_area = s.insured_area AND f.payee = 'hospital') AS belong
     FROM gateway.statement_item i JOIN gateway.payment_fact f USING (fact_id)
     WHERE i.statement_id = s.statement_id) x ON true
   WHERE x.lines <> s.lines OR x.amount <> s.amount OR x.belong IS NOT TRUE LIMIT 100`,
);
const STATEMENTS = statement(
  'gateway-all-statements',
  `SELECT ${STATEMENT_COLUMNS}, (SELECT digest FROM evidence.journal j WHERE j.kind = 'gateway.statement'
     AND j.subject = s.statement_id LIMIT 1) AS digest
   FROM gateway.statement s ORDER BY statement_id`,
);
const PERSONS = statement(
  'gateway-person-payments',
  `SELECT f.fact_id AS "factId", a.at, f.insurer, f.insured_area AS "insuredArea", f.amount AS due,
     coalesce(a.amount, f.amount) AS amount
   FROM gateway.payment_fact f LEFT JOIN (SELECT c.at, p.fact_id, p.amount FROM gateway.person_payment p
     JOIN gateway.person_payment_check c USING (fact_id, attempt)
     WHERE c.decision = 'approve') a USING (fact_id)
   WHERE f.kind = 'paid' AND f.payee = 'person'`,
);
const ONE_PERSON = statement(
  'gateway-payments-of-one-person',
  `SELECT p.fact_id AS subject, 'whoever entered it approved it' AS found FROM gateway.person_payment p
   JOIN gateway.person_payment_check c USING (fact_id, attempt)
   WHERE c.actor->>'id' = p.actor->>'id' LIMIT 100`,
);
const INVOICES = statement(
  'gateway-receipts-used-twice',
  `SELECT u.claim_reference AS subject, 'bill paid in one stop and used again' AS found
   FROM gateway.invoice_use u JOIN gateway.payment_fact p
     ON p.settlement_id = u.settlement_id AND p.kind = 'paid'
   WHERE u.purpose = 'expense' AND u.released_at IS NULL
     AND NOT EXISTS (SELECT FROM gateway.payment_fact x WHERE x.kind = 'undone' AND x.undoes = p.fact_id)
   LIMIT 100`,
);

type Posted = {
  readonly transferId: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: number;
  readonly code: string;
};
type Kept<T> = T & { readonly digest: Uint8Array | null };
type Found = { readonly subject: string; readonly found: string };

const sameTransfers = (due: readonly Posted[], posted: readonly Posted[]): boolean =>
  due.length === posted.length &&
  due.every((each) =>
    posted.some((other) =>
      (['transferId', 'debit', 'credit', 'amount', 'code'] as const).every((key) => each[key] === other[key]),
    ),
  );

const leafBreach = (
  check: GatewayCheck,
  subject: string,
  { kept, due }: { readonly kept: Uint8Array | null; readonly due: Uint8Array },
): GatewayBreach[] => {
  if (kept !== null && toHex(kept) === toHex(due)) return [];
  const found = kept === null ? 'no leaf in the journal' : 'the journal holds other content';
  return [{ check, subject, found }];
};

/** Everything that the gateway's books contradict (K-08); reads all facts, a page at a time. */
export async function gatewayBreaches(db: Executor): Promise<GatewayBreach[]> {
  const named = (check: GatewayCheck, rows: readonly Found[]): GatewayBreach[] =>
    rows.map((row) => ({ check, ...row }));
  return [
    ...(await factBreaches(db)),
    ...(await statementBreaches(db)),
    ...(await personBreaches(db)),
    ...named('payment-has-two-persons', await db.query<Found>(ONE_PERSON, [])),
    ...named('undone-equals-paid', await db.query<Found>(UNDONE, [])),
    ...named('statement-equals-its-lines', await db.query<Found>(SUMS, [])),
    ...named('transfer-is-commercial', await db.query<Found>(STRAY, [COMMERCIAL_CODES])),
    ...named('expense-receipt-used-once', await db.query<Found>(INVOICES, [])),
  ];
}

async function factBreaches(db: Executor): Promise<GatewayBreach[]> {
  const breaches: GatewayBreach[] = [];
  for (let after = ''; ; ) {
    const rows = await db.query<Kept<CommercialFact>>(FACTS, [after]);
    const last = rows.at(-1);
    if (last === undefined) return breaches;
    after = last.factId;
    const posted = await transfersByReference(
      db,
      rows.map((row) => row.factId),
    );
    for (const { digest, ...fact } of rows) {
      const subject = fact.factId;
      breaches.push(...leafBreach('fact-in-journal', subject, { kept: digest, due: factDigest(fact) }));
      if (!sameTransfers([factTransfer(fact)], posted.get(subject) ?? []))
        breaches.push({ check: 'fact-has-its-transfer', subject, found: 'the ledger says otherwise' });
    }
  }
}

async function transfersByReference(
  db: Executor,
  references: readonly string[],
): Promise<Map<string, (Posted & { readonly reference: string })[]>> {
  const rows = await db.query<Posted & { reference: string }>(TRANSFERS, [references]);
  return Map.groupBy(rows, (row) => row.reference);
}

async function statementBreaches(db: Executor): Promise<GatewayBreach[]> {
  const rows = await db.query<Kept<Statement>>(STATEMENTS, []);
  const books = await folded(db, rows);
  const posted = await transfersByReference(
    db,
    rows.map((row) => row.statementId),
  );
  return books.flatMap((book, index) => {
    const { statementId: subject, paidAt } = book;
    const due = paidAt === null ? [] : settlingTransfers(book, paidAt);
    const isSettled = sameTransfers(due, posted.get(subject) ?? []);
    const found = 'what its steps paid and what the ledger says differ';
    const kept = rows[index]!.digest;
    return [
      ...leafBreach('statement-in-journal', subject, { kept, due: statementDigest(book) }),
      ...(isSettled ? [] : [{ check: 'statement-settled-once' as const, subject, found }]),
    ];
  });
}

async function personBreaches(db: Executor): Promise<GatewayBreach[]> {
  type Row = Parameters<typeof personTransfer>[0] & { readonly at: Instant | null; readonly due: number };
  const rows = await db.query<Row>(PERSONS, []);
  const posted = await transfersByReference(
    db,
    rows.map(({ factId }) => `${factId}.claim`),
  );
  return rows.flatMap(({ at, due, ...row }) => {
    const subject = row.factId;
    const paid = at === null ? [] : [personTransfer(row, at)];
    const isPosted = sameTransfers(paid, posted.get(`${subject}.claim`) ?? []);
    if (isPosted && due === row.amount) return [];
    return [{ check: 'person-paid-once', subject, found: 'claim, payment and ledger differ' }];
  });
}
