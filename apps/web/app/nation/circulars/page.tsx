/** What the nation reports: coverage and errors of a month, payments of a quarter; the same as Excel. */
import { Select } from 'antd';
import type { AnswerOf } from '../../api/call.ts';
import { addressOf } from '../../api/call.ts';
import { useRead } from '../../api/use.ts';
import { dayText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { latestMonths } from '../../ui/months.ts';
import { useSession } from '../../ui/session.tsx';
import { Empty, Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { Amount, useUnit } from '../common/amount.tsx';
import { Stamp } from '../common/bar.tsx';
import { MonthField } from '../common/month.tsx';
import { countText, provinceName } from '../common/words.ts';
import { unitColumn } from '../matrix/page.tsx';
import { countColumn } from '../overview/columns.tsx';

const MONTH = 'GET /api/agency/circulars/months/{month}';
const QUARTER = 'GET /api/agency/circulars/quarters/{quarter}';
type Coverage = AnswerOf<typeof MONTH>['rows'][number];
type Payment = AnswerOf<typeof QUARTER>['rows'][number];
const NAMES = ['month', 'quarter'] as const;

const provinceColumn = <Row extends { readonly province: string }>(): Column<Row> => ({
  id: 'province',
  title: '省份',
  isFixed: true,
  cell: ({ province }) => provinceName(province),
  csv: ({ province }) => provinceName(province),
});

const orDash = <Row,>(id: string, title: string, of: (row: Row) => number | null): Column<Row> => ({
  id,
  title,
  isMoney: true,
  cell: (row) => {
    const value = of(row);
    return value === null ? '—' : countText(value);
  },
  csv: of,
});

function Month({ month }: { month: string }) {
  const { unit } = useUnit();
  const read = useRead(MONTH, { path: { month } });
  const columns: readonly Column<Coverage>[] = [
    provinceColumn(),
    countColumn('caredFor', '在本省就医（笔）', ({ caredFor }) => caredFor),
    countColumn('elsewhere', '本省参保人在外省（笔）', ({ insuredElsewhere }) => insuredElsewhere),
    countColumn('reversed', '其中已撤销', ({ reversed }) => reversed),
    countColumn('institutions', '有结算的机构', ({ institutions }) => institutions),
    countColumn('persons', '参保人数', ({ persons }) => persons),
    countColumn('partners', '往来省份', ({ partners }) => partners),
    unitColumn('claimed', '应收金额', ({ claimed }) => claimed, unit),
    countColumn('asks', '收到的请求', ({ asks }) => asks),
    countColumn('errors', '系统错误', ({ errors }) => errors),
    orDash('rate', '每十万次错误', ({ errorsPer100000 }) => errorsPer100000),
    orDash('mean', '平均响应（毫秒）', ({ meanMilliseconds }) => meanMilliseconds),
  ];
  return (
    <Loaded of={read} what="月度通报">
      {({ isRunning, rows }) => {
        const sum = (of: (row: Coverage) => number): number =>
          rows.reduce((total, row) => total + of(row), 0);
        return (
          <>
            {isRunning ? (
              <p className="state state-wait" role="status">
                {month} 还没有结束，数字截至此刻。
              </p>
            ) : null}
            <DataTable
              name={`月度通报-${month}`}
              caption={`${month} 覆盖与系统`}
              columns={columns}
              rows={rows}
              keyOf={({ province }) => province}
              totals={{
                caredFor: countText(sum(({ caredFor }) => caredFor)),
                elsewhere: countText(sum(({ insuredElsewhere }) => insuredElsewhere)),
                reversed: countText(sum(({ reversed }) => reversed)),
                claimed: <Amount fen={sum(({ claimed }) => claimed)} unit={unit} />,
                asks: countText(sum(({ asks }) => asks)),
                errors: countText(sum(({ errors }) => errors)),
              }}
              actions={
                <a
                  href={addressOf('GET /api/agency/circulars/months/{month}/workbook', { path: { month } })}
                  download
                >
                  下载 Excel
                </a>
              }
            />
          </>
        );
      }}
    </Loaded>
  );
}

function Quarter({ quarter }: { quarter: string }) {
  const { unit } = useUnit();
  const read = useRead(QUARTER, { path: { quarter } });
  const columns: readonly Column<Payment>[] = [
    provinceColumn(),
    countColumn('orders', '应付款项', ({ orders }) => orders),
    unitColumn('due', '应付', ({ due }) => due, unit),
    unitColumn('paid', '已付', ({ paid }) => paid, unit),
    unitColumn('received', '对方已到账', ({ received }) => received, unit),
    {
      id: 'late',
      title: '逾期事项',
      cell: ({ late }) => (late === 0 ? '无' : <Status tone="stop">{`${late} 项`}</Status>),
      csv: ({ late }) => late,
    },
  ];
  return (
    <Loaded of={read} what="季度通报">
      {({ missing, rows }) => {
        const sum = (of: (row: Payment) => number): number => rows.reduce((total, row) => total + of(row), 0);
        return (
          <>
            {missing.length === 0 ? null : (
              <p className="state state-wait" role="status">
                部分数据：{missing.join('、')} 还没有清算。
              </p>
            )}
            <DataTable
              name={`季度通报-${quarter}`}
              caption={`${quarter} 资金拨付`}
              columns={columns}
              rows={rows}
              keyOf={({ province }) => province}
              totals={{
                orders: countText(sum(({ orders }) => orders)),
                due: <Amount fen={sum(({ due }) => due)} unit={unit} />,
                paid: <Amount fen={sum(({ paid }) => paid)} unit={unit} />,
                received: <Amount fen={sum(({ received }) => received)} unit={unit} />,
              }}
              actions={
                <a
                  href={addressOf('GET /api/agency/circulars/quarters/{quarter}/workbook', {
                    path: { quarter },
                  })}
                  download
                >
                  下载 Excel
                </a>
              }
            />
          </>
        );
      }}
    </Loaded>
  );
}

const quarterOf = (month: string): string =>
  `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`;

export function Component() {
  const { session } = useSession();
  const { query, change } = useUrlQuery(NAMES);
  const today = dayText(session.now);
  const months = [today.slice(0, 7), ...latestMonths(session.now, 11)];
  const month = query.month ?? months[0]!;
  const quarters = [...new Set(months.map(quarterOf))];
  const quarter = query.quarter ?? quarterOf(month);
  return (
    <>
      <h1>通报</h1>
      <Stamp
        of={`${month}，${quarter}`}
        refreshedAt={session.now}
        onReload={() => window.location.reload()}
      />
      <p className="lead">只含经国家平台的跨省业务；省内结算不在内。</p>
      <h2>月度：覆盖与系统</h2>
      <MonthField label="月份" month={month} onMonth={(next) => change({ month: next })} />
      {/^\d{4}-\d{2}$/.test(month) ? <Month month={month} /> : <Empty text="请选择月份。" />}
      <h2>季度：资金拨付</h2>
      <Field label="季度" isInline>
        {(id) => (
          <Select
            id={id}
            value={quarter}
            className="field-choice"
            onChange={(value: string) => change({ quarter: value })}
            options={quarters.map((value) => ({ value, label: value }))}
          />
        )}
      </Field>
      <Quarter quarter={quarter} />
    </>
  );
}
