import { isRaised, raisedDetail } from '@zhijie/database';

/**
 * What can become of one transfer. When several apply, the first of this list is given. One call posts all of
 * its transfers or none; the innocent ones of a refused call are `linked_transfer_failed`.
 */
export const TRANSFER_STATUSES = [
  'amount_out_of_range',
  'accounts_must_differ',
  'fund_bears_no_bank_charge',
  'ring_fenced',
  'id_repeated',
  'transfer_conflict',
  'exists',
  'period_closed',
  'account_unknown',
  'insufficient_balance',
  'linked_transfer_failed',
  'posted',
] as const;

/**
 * - `amount_out_of_range`: not above zero, or above 9×10^11 fen.
 * - `accounts_must_differ`: debit and credit are one account.
 * - `fund_bears_no_bank_charge`: a bank charge on a fund (procedures P-05).
 * - `ring_fenced`: prepayment under a code of another purpose (procedures PF-04).
 * - `id_repeated`: the id occurred earlier in the same call.
 * - `transfer_conflict`: the id is stored with another debit, credit, amount, code, reference or month.
 * - `exists`: stored before with the same content; no effect. The first `postedAt` stands.
 * - `period_closed`: its month, or a later one, is announced as closed.
 * - `account_unknown`: a guarded account that was not opened.
 * - `insufficient_balance`: all transfers of the call together would take the debit account, less what is
 *   held on it, below its floor.
 * - `linked_transfer_failed`: nothing wrong with this one.
 * - `posted`.
 */
export type TransferStatus = (typeof TRANSFER_STATUSES)[number];
export type TransferRefusal = Exclude<TransferStatus, 'posted' | 'exists' | 'linked_transfer_failed'>;

/**
 * Which refusal of SQL function `post` this error carries, with the transfer's id; undefined when it is
 * another error. For callers whose own SQL function calls `post`.
 */
export function transferRefusalOf(error: unknown): { code: TransferRefusal; transferId: string } | undefined {
  for (const status of TRANSFER_STATUSES) {
    if (status === 'posted' || status === 'exists' || status === 'linked_transfer_failed') continue;
    if (isRaised(error, status)) return { code: status, transferId: raisedDetail(error) ?? '' };
  }
  return undefined;
}
