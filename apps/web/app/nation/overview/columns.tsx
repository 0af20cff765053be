/** The columns that the tables of days and of provinces share. */
import type { MoneyUnit } from '../../ui/money.tsx';
import { rateText } from '../../ui/rate.ts';
import type { Column } from '../../ui/table.tsx';
import { countText, directRate, type Figures, secondsText, shareOf } from '../common/words.ts';
import { unitColumn } from '../matrix/page.tsx';

export const countColumn = <Row,>(id: string, title: string, of: (row: Row) => number): Column<Row> => ({
  id,
  title,
  isMoney: true,
  cell: (row) => countText(of(row)),
  csv: of,
});

/** A share in 1/10 000; without anything to share, a dash. */
export const rateColumn = <Row,>(
  id: string,
  title: string,
  of: (row: Row) => number | null,
): Column<Row> => ({
  id,
  title,
  isMoney: true,
  cell: (row) => {
    const share = of(row);
    return share === null ? '—' : rateText(share);
  },
  csv: (row) => {
    const share = of(row);
    return share === null ? null : rateText(share);
  },
});

const textColumn = <Row,>(id: string, title: string, of: (row: Row) => string): Column<Row> => ({
  id,
  title,
  isMoney: true,
  cell: of,
  csv: of,
});

export const codeShare = ({ byInsuranceCode, settlements }: Figures): number | null =>
  shareOf(byInsuranceCode, settlements);

export const errorsOf100000 = ({ errors, asks }: Figures): number | null =>
  asks === 0 ? null : Math.round((100_000 * errors) / asks);

export const answerTime = ({ answerMilliseconds, answered }: Figures): number | null =>
  answered === 0 ? null : Math.round(answerMilliseconds / answered);

export function figureColumns<Row extends Figures>(unit: MoneyUnit): readonly Column<Row>[] {
  return [
    countColumn('direct', '跨省直接结算', ({ direct }) => direct),
    unitColumn('claimed', '跨省应收', ({ claimed }) => claimed, unit),
    countColumn('manual', '手工报销', ({ manualClaims }) => manualClaims),
    rateColumn('directRate', '直接结算率', directRate),
    countColumn('settlements', '全部结算', ({ settlements }) => settlements),
    rateColumn('codeShare', '医保码占比', codeShare),
    countColumn('oneStop', '一站式', ({ oneStop }) => oneStop),
    unitColumn('credit', '信用支付', ({ creditDrawn }) => creditDrawn, unit),
    textColumn('seconds', '每笔用时', ({ settleMilliseconds, settlements }) =>
      secondsText(settleMilliseconds, settlements),
    ),
    textColumn('answer', '平均响应', (row) => {
      const time = answerTime(row);
      return time === null ? '—' : `${countText(time)} 毫秒`;
    }),
    textColumn('errors', '每十万次错误', (row) => {
      const errors = errorsOf100000(row);
      return errors === null ? '—' : countText(errors);
    }),
  ];
}
