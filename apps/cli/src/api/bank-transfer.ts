import { type Fen, ok, parseYuan, type Refusal, type Result, refuse } from '@zhijie/kernel';

type Purpose = 'clearing' | 'prepayment';
type Asked = {
  readonly bank?: string | undefined;
  readonly serial?: string | undefined;
  readonly paidOn?: string | undefined;
  readonly purpose?: Purpose | undefined;
  readonly amount?: string | undefined;
};

/** A transfer as a request names it (C-04), or the first field that is missing or is no amount. */
export function bankTransferOf({ bank = '', serial = '', paidOn, purpose, amount: text }: Asked): Result<
  {
    readonly bank: string;
    readonly serial: string;
    readonly paidOn: string;
    readonly purpose: Purpose;
    readonly amount: Fen;
  },
  Refusal
> {
  const missing = (field: string) => refuse('field-missing', { field });
  if (paidOn === undefined) return missing('paidOn');
  if (purpose === undefined) return missing('purpose');
  if (text === undefined) return missing('amount');
  const amount = parseYuan(text);
  if (!amount.ok) return refuse('amount-malformed', { field: 'amount' });
  return ok({ bank, serial, paidOn, purpose, amount: amount.value });
}
