import { type Executor, statement } from '@zhijie/database';

const openAndFund = statement(
  'insured.account.open-and-fund',
  `with opened as materialized (
     select x.*, insured_ledger.open_account(x.account_id, 0)
     from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) as
       x(account_id, source, amount, transfer_id)
   )
   select o.transfer_id from opened o`,
);
const fund = statement(
  'insured.account.fund',
  `select insured_ledger.post(array[x.transfer_id], array[x.source], array[x.account_id], array[x.amount],
     array['account-funding'], x.transfer_id, $5, $6)
   from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) as x(account_id, source, amount, transfer_id)
   where x.amount > 0`,
);

export type Funding = {
  readonly accountId: string;
  readonly source: string;
  /** Fen. */
  readonly amount: number;
  readonly transferId: string;
};

/**
 * Opens guarded personal accounts with floor 0 and books what flows in; the same transfer ids have no
 * effect.
 */
export async function fundAccounts(
  tx: Executor,
  fundings: readonly Funding[],
  when: { readonly month: string; readonly at: number },
): Promise<void> {
  if (fundings.length === 0) return;
  const columns = [
    fundings.map((f) => f.accountId),
    fundings.map((f) => f.source),
    fundings.map((f) => f.amount),
    fundings.map((f) => f.transferId),
  ];
  await tx.query(openAndFund, columns);
  await tx.query(fund, [...columns, when.month, when.at]);
}

const funding = statement(
  'insured.account.funding',
  `select credit as "accountId", debit as source, amount from insured_ledger.transfer where transfer_id = $1`,
);
const balance = statement(
  'insured.account.balance',
  'select balance from insured_ledger.account where account_id = $1',
);

/** What was booked under a transfer id; null when it is new. */
export async function readFunding(
  tx: Executor,
  transferId: string,
): Promise<Pick<Funding, 'accountId' | 'source' | 'amount'> | null> {
  return (await tx.query<Funding>(funding, [transferId]))[0] ?? null;
}

/** Balance of a personal account, fen; zero when it was never opened. */
export async function readBalance(tx: Executor, accountId: string): Promise<number> {
  return (await tx.query<{ balance: number }>(balance, [accountId]))[0]?.balance ?? 0;
}
