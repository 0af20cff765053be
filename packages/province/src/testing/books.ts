/** Test support: what the books of both sides say. */
import { type Database, statement } from '@zhijie/database';
import { careFigures, careInvariants } from '../care/index.ts';
import type { TestNetwork } from './network.ts';

const COUNTS = statement(
  'test-care-counts',
  `SELECT (SELECT count(*) FROM care.settlement WHERE state = 'settled') AS settled,
     (SELECT count(*) FROM care.visit) AS visits, (SELECT count(*) FROM care.fee_line) AS lines,
     (SELECT count(*) FROM care.settlement WHERE state = 'pending')
       + (SELECT count(*) FROM care.reversal WHERE state = 'pending') AS open,
     (SELECT count(*) FROM care.request_key) AS keys`,
);

export type Books = {
  /** What Beijing says it is owed, and what the insured side says it owes, fen. */
  readonly owed: number;
  readonly owedByInsured: number;
  readonly settled: number;
  readonly visits: number;
  readonly lines: number;
  readonly open: number;
  readonly keys: number;
  readonly breaches: readonly unknown[];
};

export async function booksOf(network: TestNetwork, care: Database): Promise<Books> {
  const { insured, breaches } = await network.insured.figures();
  const [counts] = await care.query<Pick<Books, 'settled' | 'visits' | 'lines' | 'open' | 'keys'>>(
    COUNTS,
    [],
  );
  const sum = (figures: readonly { readonly amount: number }[]) =>
    figures.reduce((all, each) => all + each.amount, 0);
  return {
    owed: sum(await careFigures(care)),
    owedByInsured: sum(insured.filter((figure) => figure.careArea === '110000')),
    breaches: [...(await careInvariants(care, network.clock.now)), ...breaches],
    ...counts!,
  };
}
