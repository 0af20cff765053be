/** The charts of a what-if; each with its table and its file. */
import { Figure } from '../../ui/charts/figure.tsx';
import { barOption, type Line } from '../../ui/charts/options.ts';
import { inUnit, moneyText } from '../../ui/money.tsx';
import { rateText } from '../../ui/rate.ts';
import { useTheme } from '../../ui/theme.tsx';
import { columnsOf, pairsOf } from './tables.tsx';
import type { ResultTable } from './types.ts';

type DrawnProps = {
  readonly table: ResultTable;
  readonly title: string;
  readonly note: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  /** What the chart shows, for those who do not see it. */
  readonly text: string;
};

function Drawn({ table, title, note, unit, lines, text }: DrawnProps) {
  const { theme } = useTheme();
  const categories = table.rows.map(({ label }) => label);
  return (
    <Figure
      title={title}
      note={note}
      label={`${title}：${text}`}
      height={Math.min(420, Math.max(170, 46 + categories.length * 34))}
      option={barOption({ theme, unit, categories, lines })}
      columns={columnsOf(table)}
      rows={table.rows}
    />
  );
}

/** How much more each row costs or pays, in 万元. */
function MoneyChange({
  table,
  measure,
  title,
  note,
}: Record<'measure' | 'title' | 'note', string> & { table: ResultTable }) {
  const pairs = pairsOf(table, measure);
  const values = pairs.map(({ before, after }) => inUnit(after - before, '万元'));
  const text = pairs.map(({ label, before, after }) => `${label} ${moneyText(after - before)}`).join('，');
  return (
    <Drawn
      table={table}
      title={title}
      note={note}
      unit=" 万元"
      lines={[{ name: '变化', values }]}
      text={text}
    />
  );
}

function WinnersAndLosers({ table }: { table: ResultTable }) {
  const lines = (['受益人次', '受损人次'] as const).map((name) => ({
    name,
    values: pairsOf(table, name).map(({ after }) => after),
  }));
  const text = table.rows
    .map(({ label }, at) => `${label} 受益 ${lines[0]!.values[at]} 受损 ${lines[1]!.values[at]}`)
    .join('，');
  return (
    <Drawn
      table={table}
      title="按收入组：受益和受损"
      note="受益：这一次少付；受损：这一次多付"
      unit=" 人次"
      lines={lines}
      text={text}
    />
  );
}

function Shares({ table }: { table: ResultTable }) {
  const pairs = pairsOf(table, '占比');
  const lines = [{ name: '变化', values: pairs.map(({ before, after }) => (after - before) / 100) }];
  const text = pairs
    .filter(({ before, after }) => before + after > 0)
    .map(({ label, before, after }) => `${label} 由 ${rateText(before)} 到 ${rateText(after)}`)
    .join('，');
  const title = '个人负担占总费用的比例：人次分布的变化';
  return (
    <Drawn table={table} title={title} note="各段人次占比增减的百分点" unit=" 点" lines={lines} text={text} />
  );
}

const NOTE = '试算减现行；两方都能直接结算的人次';

export function Figures({ tables }: { tables: readonly ResultTable[] }) {
  const table = (id: string): ResultTable | undefined => tables.find((one) => one.id === id);
  const [payers, income, group, shares] = ['payers', 'visits-income', 'visits-group', 'shares'].map(table);
  return (
    <div className="figure-grid">
      {income && (
        <MoneyChange table={income} measure="基金支付" title="按收入组：基金支付的变化" note={NOTE} />
      )}
      {income && <WinnersAndLosers table={income} />}
      {payers && <MoneyChange table={payers} measure="金额" title="各方支付的变化" note={NOTE} />}
      {group && (
        <MoneyChange table={group} measure="基金支付" title="按人员类别：基金支付的变化" note={NOTE} />
      )}
      {shares && <Shares table={shares} />}
    </div>
  );
}
