/** Who owes whom, as a square of provinces: rows pay, columns receive; the stronger the colour the more. */
import { Link } from 'react-router';
import type { MoneyUnit } from '../../ui/money.tsx';
import { Amount, unitText } from '../common/amount.tsx';
import { useKept } from '../common/bar.tsx';
import { type PairRow, provinceName, shortName } from '../common/words.ts';

const LEVELS = [1, 2, 3, 4, 5] as const;

export type Cell = { readonly amount: number; readonly rows: readonly PairRow[] };

/** Both insurance types of a pair together. */
export function cellsOf(rows: readonly PairRow[]): ReadonlyMap<string, Cell> {
  const groups = Map.groupBy(rows, (row) => `${row.insuredProvince} ${row.careProvince}`);
  const sum = (own: readonly PairRow[]): Cell => ({
    amount: own.reduce((total, { amount }) => total + amount, 0),
    rows: own,
  });
  return new Map([...groups].map(([key, own]) => [key, sum(own)]));
}

/** Provinces with anything to pay or to receive, in the order of their codes. */
export const provincesOf = (rows: readonly PairRow[]): string[] =>
  [...new Set(rows.flatMap((row) => [row.insuredProvince, row.careProvince]))].toSorted();

/** 1 … 5 by the square root of the amount, so that small pairs are told apart too; 0 for nothing. */
const levelOf = (amount: number, most: number): number =>
  amount <= 0 || most <= 0 ? 0 : Math.max(1, Math.ceil(LEVELS.length * Math.sqrt(amount / most)));

type Props = { readonly rows: readonly PairRow[]; readonly unit: MoneyUnit };

function Legend({ most, unit }: { most: number; unit: MoneyUnit }) {
  return (
    <p className="heat-legend">
      按金额着色：
      {LEVELS.map((level) => (
        <span key={level} className={`heat-key heat-${level}`}>
          ≤ {unitText(Math.ceil(most * (level / LEVELS.length) ** 2), unit)}
        </span>
      ))}
    </p>
  );
}

export function Heat({ rows, unit }: Props) {
  const kept = useKept();
  const cells = cellsOf(rows);
  const provinces = provincesOf(rows);
  const most = Math.max(0, ...[...cells.values()].map(({ amount }) => amount));
  const sumOf = (side: 'insuredProvince' | 'careProvince', province: string): number =>
    rows.filter((row) => row[side] === province).reduce((sum, { amount }) => sum + amount, 0);
  const total = rows.reduce((sum, { amount }) => sum + amount, 0);
  return (
    <>
      <Legend most={most} unit={unit} />
      <section className="heat-frame" aria-label="全国应付矩阵">
        <table className="heat">
          <caption>行为应付的参保省，列为应收的就医省；点一格看两省之间各月</caption>
          <thead>
            <tr>
              <td>应付 ＼ 应收</td>
              {provinces.map((care) => (
                <th key={care} scope="col">
                  {shortName(care)}
                </th>
              ))}
              <th scope="col">应付合计</th>
            </tr>
          </thead>
          <tbody>
            {provinces.map((insured) => (
              <tr key={insured}>
                <th scope="row">{shortName(insured)}</th>
                {provinces.map((care) => {
                  const cell = cells.get(`${insured} ${care}`);
                  if (cell === undefined)
                    return (
                      <td key={care} className="heat-none">
                        {insured === care ? '—' : '·'}
                      </td>
                    );
                  const words = `${provinceName(insured)}应付${provinceName(care)}`;
                  return (
                    <td key={care} className={`heat-${levelOf(cell.amount, most)}`}>
                      <Link
                        to={kept(`/matrix/pair/${insured}/${care}`)}
                        aria-label={`${words} ${unitText(cell.amount, unit)}`}
                      >
                        <Amount fen={cell.amount} unit={unit} />
                      </Link>
                    </td>
                  );
                })}
                <td className="heat-sum">
                  <Amount fen={sumOf('insuredProvince', insured)} unit={unit} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">应收合计</th>
              {provinces.map((care) => (
                <td key={care} className="heat-sum">
                  <Amount fen={sumOf('careProvince', care)} unit={unit} />
                </td>
              ))}
              <td className="heat-sum">
                <Amount fen={total} unit={unit} />
              </td>
            </tr>
          </tfoot>
        </table>
      </section>
    </>
  );
}
