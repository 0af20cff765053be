import { Money } from '../../ui/money.tsx';
import { type Column, moneyColumn } from '../../ui/table.tsx';

export const BOOKS = [
  ['care', '就医地账'],
  ['insured', '参保地账'],
] as const;
export type Book = (typeof BOOKS)[number][0];
export const bookOf = (text: string | undefined): Book => (text === 'insured' ? 'insured' : 'care');

/** A balance as bookkeepers say it: on which side it stands; balances are credits − debits. */
export function Side({ fen, isStrong = false }: { fen: number; isStrong?: boolean }) {
  if (fen === 0) return <>平</>;
  return (
    <>
      {fen > 0 ? '贷 ' : '借 '}
      <Money fen={Math.abs(fen)} isStrong={isStrong} />
    </>
  );
}

/** Both sides as columns of their own: nothing stands on the side where a dash is. */
export const sideColumns = <Row,>(
  [debit, credit]: readonly [string, string],
  fenOf: (row: Row) => number,
): readonly Column<Row>[] => [
  moneyColumn<Row>('debit', debit, (row) => (fenOf(row) < 0 ? -fenOf(row) : null)),
  moneyColumn<Row>('credit', credit, (row) => (fenOf(row) > 0 ? fenOf(row) : null)),
];

/** The address of an account's statement. */
export const accountLink = (asked: { readonly book: Book; readonly account: string; readonly to?: string }) =>
  `/ledger/account?${new URLSearchParams(asked)}`;
