/** Where people are insured and where they are cared for; the map is the second view, the table the first. */
import { Segmented, Select } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { Drawing } from '../../ui/charts/figure.tsx';
import { Field } from '../../ui/field.tsx';
import { Empty, Loaded } from '../../ui/state.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useTheme } from '../../ui/theme.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { Amount, unitText, useUnit } from '../common/amount.tsx';
import { Stamp, useKept } from '../common/bar.tsx';
import { useOverview } from '../common/range.tsx';
import { countText, type Overview, provinceName } from '../common/words.ts';
import { unitColumn } from '../matrix/page.tsx';
import { countColumn } from '../overview/columns.tsx';
import { type MapProvince, mapOption } from './option.ts';
import { CHINA } from './outline.ts';

type Flow = Overview['flows'][number];
const NAMES = ['province', 'side'] as const;
const SIDES = { care: '就医省应收', insured: '参保省应付' } as const;
type Side = keyof typeof SIDES;

/** What each province is owed, or owes, in the range. */
export function provinceSums(flows: readonly Flow[], side: Side): MapProvince[] {
  const keyOf = (flow: Flow): string => (side === 'care' ? flow.careProvince : flow.insuredProvince);
  return [...Map.groupBy(flows, keyOf)].map(([province, own]) => ({
    province,
    fen: own.reduce((sum, { claimed }) => sum + claimed, 0),
  }));
}

export function MapNote() {
  return (
    <p className="note map-note">
      底图：Apache ECharts 4.9.0 所附 china.json（Apache-2.0 许可），含台湾、香港、澳门和南海诸岛；
      随附资料没有写明审图号，对外公开使用前须换成有审图号的底图。新疆生产建设兵团在图上没有单独的界线，数字见表。
    </p>
  );
}

function Flows({ flows }: { flows: readonly Flow[] }) {
  const { unit } = useUnit();
  const kept = useKept();
  const way = ({ insuredProvince, careProvince }: Flow): string =>
    `${provinceName(insuredProvince)} → ${provinceName(careProvince)}`;
  const columns: readonly Column<Flow>[] = [
    {
      id: 'way',
      title: '参保省 → 就医省',
      isFixed: true,
      cell: (flow) => (
        <Link to={kept(`/matrix/pair/${flow.insuredProvince}/${flow.careProvince}`)}>{way(flow)}</Link>
      ),
      csv: way,
    },
    countColumn('direct', '直接结算笔数', ({ direct }) => direct),
    unitColumn('claimed', '应收基金', ({ claimed }) => claimed, unit),
  ];
  return (
    <DataTable
      name="省际流向"
      caption="省际流向"
      columns={columns}
      rows={flows}
      keyOf={({ insuredProvince, careProvince }) => `${insuredProvince}-${careProvince}`}
      totals={{
        direct: countText(flows.reduce((sum, { direct }) => sum + direct, 0)),
        claimed: <Amount fen={flows.reduce((sum, { claimed }) => sum + claimed, 0)} unit={unit} />,
      }}
    />
  );
}

function Shown({ view, province, side }: { view: Overview; province: string | undefined; side: Side }) {
  const { unit } = useUnit();
  const { theme } = useTheme();
  const flows = useMemo(
    () =>
      view.flows.filter(
        ({ insuredProvince, careProvince }) =>
          province === undefined || insuredProvince === province || careProvince === province,
      ),
    [view.flows, province],
  );
  const option = useMemo(
    () => mapOption({ theme, unit, flows, provinces: provinceSums(flows, side) }),
    [theme, unit, flows, side],
  );
  if (flows.length === 0) return <Empty text="这段时间没有跨省结算。" hint="换一段日期，或去掉省份条件。" />;
  const [first] = flows;
  const largest = `${provinceName(first!.insuredProvince)} 到 ${provinceName(first!.careProvince)}`;
  const label = `省际流向地图，${SIDES[side]}；最大一路 ${largest} ${unitText(first!.claimed, unit)}`;
  return (
    <div className="map-and-table">
      <section className="card" aria-label="流向地图">
        <Drawing option={option} label={label} height={620} map={CHINA} />
        <p className="note">
          颜色深浅：{SIDES[side]}；箭头从参保省指向就医省，粗细为金额，画金额最大的三十路。
        </p>
        <MapNote />
      </section>
      <Flows flows={flows} />
    </div>
  );
}

export function Component() {
  const { read, of, form } = useOverview();
  const { query, change } = useUrlQuery(NAMES);
  const side: Side = query.side === 'insured' ? 'insured' : 'care';
  const provinces = read.data?.provinces.map((each) => each.province) ?? [];
  return (
    <>
      <h1>流向地图</h1>
      <Stamp of={of} refreshedAt={read.data?.refreshedAt} onReload={() => void read.refetch()} />
      {form}
      <div className="toolbar">
        <Segmented<Side>
          aria-label="颜色表示什么"
          options={Object.entries(SIDES).map(([value, label]) => ({ value: value as Side, label }))}
          value={side}
          onChange={(next) => change({ side: next === 'care' ? undefined : next })}
        />
        <Field label="省份" isInline>
          {(id) => (
            <Select
              id={id}
              allowClear
              className="field-choice"
              placeholder="全部"
              value={query.province ?? null}
              onChange={(value: string | undefined) => change({ province: value })}
              options={provinces.map((value) => ({ value, label: provinceName(value) }))}
            />
          )}
        </Field>
      </div>
      <Loaded of={read} what="流向">
        {(view) => <Shown view={view} province={query.province} side={side} />}
      </Loaded>
    </>
  );
}
