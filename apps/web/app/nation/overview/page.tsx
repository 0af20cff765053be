import { Link } from 'react-router';
import { Figure } from '../../ui/charts/figure.tsx';
import { barOption } from '../../ui/charts/options.ts';
import { momentText } from '../../ui/dates.ts';
import { rateText } from '../../ui/rate.ts';
import { Loaded } from '../../ui/state.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';
import { useTheme } from '../../ui/theme.tsx';
import { useAnchor } from '../../ui/use-anchor.ts';
import { Amount, useUnit } from '../common/amount.tsx';
import { Stamp, useKept } from '../common/bar.tsx';
import { useOverview } from '../common/range.tsx';
import { countText, directRate, type Overview, provinceName, secondsText, shareOf } from '../common/words.ts';
import { Alerts } from './alerts.tsx';
import { answerTime, codeShare, figureColumns, rateColumn } from './columns.tsx';
import { Pools } from './pools.tsx';

const percent = (share: number | null): string => (share === null ? '—' : rateText(share));

/** The card that the alert of the same matter leads to. */
const UNRECONCILED = '最早未对平';

function Cards({ view }: { view: Overview }) {
  const { unit } = useUnit();
  const { total, unknown, unreconciled } = view;
  const time = answerTime(total);
  const cards: readonly (readonly [title: string, value: React.ReactNode, note: string])[] = [
    [
      '医保码占比',
      percent(codeShare(total)),
      `${countText(total.byInsuranceCode)} / ${countText(total.settlements)} 笔`,
    ],
    ['每笔结算用时', secondsText(total.settleMilliseconds, total.settlements), '从提交到结果，平均'],
    ['一站式结算', `${countText(total.oneStop)} 笔`, '大病、救助或商保同时支付'],
    ['信用支付', <Amount key="credit" fen={total.creditDrawn} unit={unit} />, '由授信额度支付的部分'],
    [
      '直接结算率',
      percent(directRate(total)),
      `直接 ${countText(total.insuredElsewhere)}，手工 ${countText(total.manualClaims)}`,
    ],
    [
      '平均响应',
      time === null ? '—' : `${countText(time)} 毫秒`,
      `${countText(total.asks)} 次请求，${countText(total.errors)} 次错误`,
    ],
    [
      '结果未知',
      `${countText(unknown.count)} 笔`,
      unknown.since === null ? '没有' : `最早 ${momentText(unknown.since)}`,
    ],
    [
      UNRECONCILED,
      unreconciled.oldestDay ?? '没有',
      unreconciled.ageDays === null
        ? '三方都已对平'
        : `${unreconciled.ageDays} 天，${countText(unreconciled.count)} 笔差异`,
    ],
  ];
  return (
    <dl className="cards figures">
      {cards.map(([title, value, note]) => (
        <div className="card" key={title} {...(title === UNRECONCILED ? { id: 'unreconciled' } : {})}>
          <dt>{title}</dt>
          <dd>
            {value}
            <p className="note">{note}</p>
          </dd>
        </div>
      ))}
    </dl>
  );
}

type Channel = { readonly name: string; readonly count: number; readonly share: number | null };

function channelsOf({ settlements, byMobile, byOneCode, ...by }: Overview['total']) {
  const rows = (list: readonly (readonly [string, number])[]): Channel[] =>
    list.map(([name, count]) => ({ name, count, share: shareOf(count, settlements) }));
  const shown = by.byInsuranceCode + by.bySocialCard + by.byIdCard;
  return {
    ways: rows([
      ['窗口', settlements - byMobile - byOneCode],
      ['手机支付', byMobile],
      ['一码付', byOneCode],
    ]),
    shown: rows([
      ['医保码', by.byInsuranceCode],
      ['社保卡', by.bySocialCard],
      ['身份证', by.byIdCard],
      ['其他', settlements - shown],
    ]),
  };
}

const CHANNELS: readonly Column<Channel>[] = [
  textColumn('name', '渠道', ({ name }) => name),
  {
    id: 'count',
    title: '笔数',
    isMoney: true,
    cell: ({ count }) => countText(count),
    csv: ({ count }) => count,
  },
  rateColumn('share', '占比', ({ share }) => share),
];

function Shares({ title, note, rows }: { title: string; note: string; rows: readonly Channel[] }) {
  const { theme } = useTheme();
  const values = rows.map(({ share }) => (share === null ? null : share / 100));
  const text = rows.map(({ name, share }) => `${name} ${percent(share)}`).join('，');
  return (
    <Figure
      title={title}
      note={note}
      label={`${title}：${text}`}
      height={170}
      option={barOption({
        theme,
        unit: '%',
        categories: rows.map(({ name }) => name),
        lines: [{ name: '占比', values }],
      })}
      columns={CHANNELS}
      rows={rows}
      emptyText={rows.every(({ count }) => count === 0) ? '各省还没有报送这段时间的结算。' : null}
    />
  );
}

type ProvinceRow = Overview['provinces'][number];

function Provinces({ rows }: { rows: readonly ProvinceRow[] }) {
  const { unit } = useUnit();
  const kept = useKept();
  const columns: readonly Column<ProvinceRow>[] = [
    {
      id: 'province',
      title: '省份',
      isFixed: true,
      cell: ({ province }) => <Link to={kept(`/map?province=${province}`)}>{provinceName(province)}</Link>,
      csv: ({ province }) => provinceName(province),
    },
    ...figureColumns<ProvinceRow>(unit),
  ];
  return (
    <DataTable
      name="各省运行"
      caption="各省运行情况"
      columns={columns}
      rows={rows}
      keyOf={({ province }) => province}
    />
  );
}

/** Days that not every province has told of yet: the figures are partial, and say so. */
export function Partial({ view }: { view: Overview }) {
  const missing = view.told.filter(({ day }) => day === null || day < view.range.to);
  if (missing.length === 0) return null;
  const names = missing.map(
    ({ province, day }) => `${provinceName(province)}（${day === null ? '未报送' : `到 ${day}`}）`,
  );
  return (
    <p className="state state-wait" role="status">
      部分数据：{missing.length} 个省还没有报送到 {view.range.to}：{names.slice(0, 6).join('、')}
      {names.length > 6 ? ' 等' : ''}。占比、用时、一站式和信用支付只含已报送的；跨省结算和款项不受影响。
    </p>
  );
}

function Shown({ view }: { view: Overview }) {
  const { ways, shown } = channelsOf(view.total);
  useAnchor();
  return (
    <>
      <Partial view={view} />
      <Cards view={view} />
      <div className="two-columns">
        <section aria-label="预警">
          <h2>预警</h2>
          <Alerts alerts={view.alerts} />
        </section>
        <section aria-label="渠道" className="figure-grid">
          <Shares title="结算渠道" note="各渠道占全部结算的比例" rows={ways} />
          <Shares title="身份凭证" note="结算时出示的凭证" rows={shown} />
        </section>
      </div>
      <h2 id="pools">预付金使用和预测</h2>
      <Pools pools={view.pools} />
      <h2>各省</h2>
      <Provinces rows={view.provinces} />
    </>
  );
}

export function Component() {
  const { read, of, form } = useOverview();
  return (
    <>
      <h1>总览</h1>
      <Stamp of={of} refreshedAt={read.data?.refreshedAt} onReload={() => void read.refetch()} />
      {form}
      <Loaded of={read} what="总览">
        {(view) => <Shown view={view} />}
      </Loaded>
    </>
  );
}
