import { Figure } from '../../ui/charts/figure.tsx';
import { type Line, lineOption, type Target } from '../../ui/charts/options.ts';
import { inUnit } from '../../ui/money.tsx';
import { Loaded } from '../../ui/state.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';
import { useTheme } from '../../ui/theme.tsx';
import { useUnit } from '../common/amount.tsx';
import { Stamp } from '../common/bar.tsx';
import { useOverview } from '../common/range.tsx';
import { DIRECT_RATE_TARGET, RESPONSE_TARGET, SECONDS_TARGET } from '../common/targets.ts';
import { directRate, type Overview, shareOf } from '../common/words.ts';
import { answerTime, codeShare, countColumn, errorsOf100000, figureColumns } from './columns.tsx';
import { Partial } from './page.tsx';

type Day = Overview['days'][number];

const percentOf = (share: number | null): number | null => (share === null ? null : share / 100);

type TrendProps = {
  readonly title: string;
  readonly note: string;
  readonly unit: string;
  readonly days: readonly Day[];
  readonly lines: readonly Line[];
  readonly target?: Target;
};

type Point = { readonly day: string; readonly values: readonly (number | null)[] };

function Trend({ title, note, unit, days, lines, target }: TrendProps) {
  const { theme } = useTheme();
  const rows: Point[] = days.map(({ day }, n) => ({
    day,
    values: lines.map(({ values }) => values[n] ?? null),
  }));
  const columns: readonly Column<Point>[] = [
    textColumn('day', '日期', ({ day }) => day),
    ...lines.map(({ name }, n): Column<Point> => {
      const text = ({ values }: Point): string => {
        const value = values[n] ?? null;
        return value === null ? '—' : `${Math.round(value * 100) / 100}${unit}`;
      };
      return { id: name, title: name, isMoney: true, cell: text, csv: text };
    }),
  ];
  const isEmpty = lines.every(({ values }) => values.every((value) => value === null));
  const held = target === undefined ? {} : { target };
  return (
    <Figure
      title={title}
      note={note}
      label={`${title}，${days[0]?.day ?? ''} 至 ${days.at(-1)?.day ?? ''}；数字见表`}
      option={lineOption({ theme, unit, categories: days.map(({ day }) => day.slice(5)), lines, ...held })}
      columns={columns}
      rows={rows}
      emptyText={isEmpty ? '这段时间没有数据。' : null}
    />
  );
}

function Trends({ view }: { view: Overview }) {
  const { unit } = useUnit();
  const { days } = view;
  const line = (name: string, of: (day: Day) => number | null): Line => ({ name, values: days.map(of) });
  const seconds = ({ settleMilliseconds, settlements }: Day): number | null =>
    settlements === 0 ? null : settleMilliseconds / settlements / 1000;
  return (
    <div className="figure-grid">
      <Trend
        title="跨省直接结算"
        note="每天经国家平台的笔数"
        unit=" 笔"
        days={days}
        lines={[line('笔数', ({ direct }) => direct)]}
      />
      <Trend
        title="跨省应收"
        note="就医省应收的基金"
        unit={` ${unit}`}
        days={days}
        lines={[line('应收', ({ claimed }) => inUnit(claimed, unit))]}
      />
      <Trend
        title="直接结算率"
        note={`直接结算 ÷（直接结算＋手工报销）。${DIRECT_RATE_TARGET.source}`}
        unit="%"
        days={days}
        lines={[line('直接结算率', (day) => percentOf(directRate(day)))]}
        target={DIRECT_RATE_TARGET}
      />
      <Trend
        title="医保码和一站式占比"
        note="占各省报送的全部结算"
        unit="%"
        days={days}
        lines={[
          line('医保码', (day) => percentOf(codeShare(day))),
          line('一站式', ({ oneStop, settlements }) => percentOf(shareOf(oneStop, settlements))),
        ]}
      />
      <Trend
        title="每笔结算用时"
        note={`从提交到结果。${SECONDS_TARGET.source}`}
        unit=" 秒"
        days={days}
        lines={[line('用时', seconds)]}
        target={SECONDS_TARGET}
      />
      <Trend
        title="平均响应"
        note={`经国家平台转发、得到办理答复的请求。${RESPONSE_TARGET.source}`}
        unit=" 毫秒"
        days={days}
        lines={[line('响应', answerTime)]}
        target={RESPONSE_TARGET}
      />
      <Trend
        title="系统错误"
        note="每十万次请求；未予办理是答复，不是错误"
        unit=" 次"
        days={days}
        lines={[line('错误', errorsOf100000)]}
      />
      <Trend
        title="信用支付"
        note="由授信额度支付的部分"
        unit={` ${unit}`}
        days={days}
        lines={[line('信用支付', ({ told, creditDrawn }) => (told === 0 ? null : inUnit(creditDrawn, unit)))]}
      />
    </div>
  );
}

function Days({ days }: { days: readonly Day[] }) {
  const { unit } = useUnit();
  const columns: readonly Column<Day>[] = [
    { id: 'day', title: '日期', isFixed: true, cell: ({ day }) => day, csv: ({ day }) => day },
    countColumn('told', '已报送省份', ({ told }) => told),
    ...figureColumns<Day>(unit),
  ];
  return (
    <DataTable
      name="每日运行"
      caption="每日运行情况"
      columns={columns}
      rows={days.toReversed()}
      keyOf={({ day }) => day}
    />
  );
}

export function Component() {
  const { read, of, form } = useOverview();
  return (
    <>
      <h1>趋势</h1>
      <Stamp of={of} refreshedAt={read.data?.refreshedAt} onReload={() => void read.refetch()} />
      {form}
      <Loaded of={read} what="趋势">
        {(view) => (
          <>
            <Partial view={view} />
            <Trends view={view} />
            <h2>逐日</h2>
            <Days days={view.days} />
          </>
        )}
      </Loaded>
    </>
  );
}
