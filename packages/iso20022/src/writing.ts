import { assert, formatDateTime, formatYuan, type Instant, type TotalFen } from '@zhijie/kernel';
import { around, leaf } from './xml/xml.ts';

/** Who holds an account, and where. */
export type Party = {
  readonly name: string;
  readonly account: string;
  /** The bank: its number in the clearing system, where known, and its name. */
  readonly bank: { readonly number: string | null; readonly name: string };
};

/** Lengths of the standard's text types. */
export const ID_LENGTH = 35;
export const NAME_LENGTH = 140;
export const ACCOUNT_LENGTH = 34;

/** A text of the standard, within its length; what is longer is a mistake of the caller. */
export function textLeaf(name: string, text: string, longest: number): string {
  assert(
    text !== '' && text === text.trim() && text.length <= longest,
    `${name} has 1 to ${longest} characters`,
  );
  return leaf(name, text);
}

export const idLeaf = (name: string, id: string): string => textLeaf(name, id, ID_LENGTH);
export const yuanLeaf = (name: string, amount: TotalFen): string =>
  leaf(name, formatYuan(amount), { Ccy: 'CNY' });
export const sumLeaf = (name: string, amount: TotalFen): string => leaf(name, formatYuan(amount));

/** A moment in China time, to the second. */
export const momentLeaf = (name: string, at: Instant): string =>
  leaf(name, `${formatDateTime(at).replace(' ', 'T')}+08:00`);

export const accountPart = (name: string, number: string, currency: string | null = null): string =>
  around(
    name,
    around('Id', around('Othr', textLeaf('Id', number, ACCOUNT_LENGTH))),
    currency === null ? null : leaf('Ccy', currency),
  );

/** The clearing system of banks in China (人民银行大额、小额支付系统). */
export const CHINA_CLEARING = 'CNAPS';

export const bankPart = (name: string, { number, name: bankName }: Party['bank']): string =>
  around(
    name,
    around(
      'FinInstnId',
      number === null
        ? null
        : around('ClrSysMmbId', around('ClrSysId', leaf('Prtry', CHINA_CLEARING)), idLeaf('MmbId', number)),
      textLeaf('Nm', bankName, NAME_LENGTH),
    ),
  );
