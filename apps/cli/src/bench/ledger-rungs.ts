import { type Database, migrate, runScript, statement } from '@zhijie/database';
import { fen, instant, month, rate, type SettlementParts, ZERO_FEN } from '@zhijie/kernel';
import {
  auditLedger,
  insuredPostings,
  ledgerMigrations,
  openAccounts,
  personalAccount,
  postArguments,
  postTransfers,
  type Transfer,
} from '@zhijie/ledger';
import { climb, type Rung, type RungResult } from './rung.ts';
import type { Bench } from './surroundings.ts';

const SCHEMA = 'bench_ledger';
const CLIENTS = 8;
const PERSONS = 4000;
/** Pools of the spread rungs; the hot rung has one. */
const AREAS = 32;

/**
 * The rows of one event as `post` writes them, without a check: transfers, and balances of guarded
 * accounts.
 */
const BARE = `
CREATE FUNCTION bench_ledger.bare(
  p_ids text[], p_debits text[], p_credits text[], p_amounts bigint[], p_codes text[],
  p_reference text, p_month text, p_at bigint
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO bench_ledger.transfer (transfer_id, debit, credit, amount, code, reference, month, posted_at)
    SELECT i.*, p_reference, p_month, p_at FROM unnest(p_ids, p_debits, p_credits, p_amounts, p_codes) AS i;
  UPDATE bench_ledger.account a SET balance = balance + c.change FROM (
    SELECT account_id, sum(change) AS change FROM (
      SELECT unnest(p_debits) AS account_id, -unnest(p_amounts) AS change
      UNION ALL SELECT unnest(p_credits), unnest(p_amounts)
    ) moved GROUP BY account_id
  ) c WHERE a.account_id = c.account_id AND a.kind = 'guarded';
END $$;
`;
const POST_BARE = statement(
  'bench-post-bare',
  `SELECT bench_ledger.bare($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6, $7,
     $8::bigint)`,
);
const COUNT = statement('bench-count-transfers', 'SELECT count(*) AS rows FROM bench_ledger.transfer');
/** No account runs dry in a bench. */
const FLOOR = fen(-900_000_000_000);

const PARTS: SettlementParts = {
  feeTotal: fen(80_000),
  feeExcluded: ZERO_FEN,
  feeOverLimit: ZERO_FEN,
  feeSelfPaidFirst: ZERO_FEN,
  feeEligible: fen(80_000),
  deductibleApplied: ZERO_FEN,
  poolRate: rate(7_500),
  paidByPooledFund: fen(60_000),
  paidByCivilServantFund: fen(5_000),
  paidByEnterpriseSupplement: ZERO_FEN,
  paidByCriticalIllness: ZERO_FEN,
  paidByLargeAmount: fen(10_000),
  paidByMedicalAssistance: ZERO_FEN,
  paidByOtherFunds: ZERO_FEN,
  paidByFunds: fen(75_000),
  borneByPerson: fen(5_000),
  paidByPersonalAccount: fen(2_500),
  paidByFamilyAccount: ZERO_FEN,
  paidInCash: fen(2_500),
  paidByHospital: ZERO_FEN,
};
/** What an event of these parts writes: three funds and the personal account. */
const TRANSFERS = 4;

/** The postings of a settlement, number `n` of a rung: four payers, one of them the person's account. */
function eventOf(name: string, n: number, areas: number): readonly Transfer[] {
  const postedAt = instant(Date.parse('2026-03-10T12:00:00+08:00'));
  const area = `41${String(1 + (n % areas)).padStart(2, '0')}00`;
  return insuredPostings(PARTS, {
    reference: `S${name}${n}`,
    personId: `P${n % PERSONS}`,
    insuredArea: area,
    insuranceType: 'employee',
    careArea: '110000',
    month: month('2026-03'),
    postedAt,
  });
}

async function rungOf(
  bench: Bench,
  given: {
    readonly id: string;
    readonly title: string;
    readonly areas: number;
    readonly against: string | null;
  },
): Promise<Rung> {
  const { id, title, areas, against } = given;
  const db = bench.open(await bench.makeDatabase(`ledger_${id.toLowerCase()}`), CLIENTS);
  await migrate(db, ledgerMigrations(SCHEMA));
  const accountIds = Array.from({ length: PERSONS }, (_, n) => personalAccount(`P${n}`));
  await openAccounts(db, SCHEMA, { accountIds, floor: FLOOR });
  if (against === null) await runScript(db, 'bench-bare', BARE);
  let next = 0;
  return {
    id,
    title,
    clients: CLIENTS,
    ...(against === null ? {} : { against }),
    async work() {
      const event = eventOf(id, next++, areas);
      if (against === null) await db.query(POST_BARE, postArguments(event));
      else await postTransfers(db, SCHEMA, event);
      return true;
    },
    check: (acknowledged) => ledgerBreaches(db, acknowledged),
  };
}

async function ledgerBreaches(db: Database, acknowledged: number): Promise<string[]> {
  const breaches = (await auditLedger(db, SCHEMA)).map(({ kind, accountId }) => `${kind}: ${accountId}`);
  const [row] = await db.query<{ rows: number }>(COUNT, []);
  if (row!.rows !== acknowledged * TRANSFERS) breaches.push(`${acknowledged} events, ${row!.rows} transfers`);
  await db.close();
  return breaches;
}

/** L1 writes the rows bare; L2 posts them with every check; L3 posts all to one pool. */
export async function ledgerRungs(bench: Bench, seconds: number): Promise<RungResult[]> {
  const rungs = [
    {
      id: 'L1',
      title: `the rows of ${TRANSFERS} postings in one function, no check`,
      areas: AREAS,
      against: null,
    },
    { id: 'L2', title: `postTransfers: the same rows, ${AREAS} pools`, areas: AREAS, against: 'L1' },
    { id: 'L3', title: 'postTransfers: the same rows, one hot pool', areas: 1, against: 'L2' },
  ];
  const ready: Rung[] = [];
  for (const rung of rungs) ready.push(await rungOf(bench, rung));
  return climb(ready, seconds * 1000, bench.postgresPid);
}
