import { type Executor, statement } from '@zhijie/database';

const DONOR = statement(
  'sim-donor',
  `SELECT coalesce(sum(a.balance), 0)::bigint AS balance FROM insured_ledger.account a
   WHERE a.account_id IN (SELECT 'personal-account/' || donor_id FROM insured.family_binding)`,
);

/** What the accounts hold from which relatives pay, fen. */
export const donorBalance = async (databases: Readonly<Record<string, Executor>>): Promise<number> =>
  (await databases['99']!.query<{ balance: number }>(DONOR, []))[0]!.balance;
