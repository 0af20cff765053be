import { Drawer } from 'antd';
import { Link } from 'react-router';
import { useRead } from '../../api/use.ts';
import { dayText, momentText } from '../../ui/dates.ts';
import { QueryForm } from '../../ui/query-form.tsx';
import { useSession } from '../../ui/session.tsx';
import { Empty, Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { DayResult } from './day.tsx';
import { type DayLine, MONTH, MONTH_STANDINGS, provinceName, standingOf } from './words.ts';

const NAMES = ['month', 'day'] as const;
const FIELDS = [{ name: 'month', label: '月份', kind: 'month' }] as const;
const waitText = ({ waitingFor }: DayLine): string => waitingFor.map(provinceName).join('、') || '—';

const columnsOf = (month: string): readonly Column<DayLine>[] => [
  {
    id: 'day',
    title: '结算日期',
    isFixed: true,
    cell: ({ day }) => <Link to={`?month=${month}&day=${day}`}>{day}</Link>,
    csv: ({ day }) => day,
  },
  {
    id: 'standing',
    title: '对账',
    cell: (line) => {
      const [tone, word] = standingOf(line);
      return <Status tone={tone}>{word}</Status>;
    },
    csv: (line) => standingOf(line)[1],
  },
  textColumn('exceptions', '差异（条）', ({ exceptions }) => exceptions),
  textColumn('waiting', '等待答复', waitText),
  {
    id: 'done',
    title: '对平时间',
    cell: ({ doneAt }) => (doneAt === null ? '—' : momentText(doneAt)),
    csv: ({ doneAt }) => (doneAt === null ? null : momentText(doneAt)),
  },
  {
    id: 'sheet',
    title: '日对账单',
    cell: ({ sheetVersion }) => (sheetVersion === 0 ? '—' : `第 ${sheetVersion} 版`),
    csv: ({ sheetVersion }) => sheetVersion,
  },
];

/** The month board of the three parties; a day opens to its differences. */
export function Component() {
  const { session } = useSession();
  const { query, change } = useUrlQuery(NAMES);
  const { month = dayText(session.now).slice(0, 7), day } = query;
  const read = useRead(MONTH, { path: { month } }, { everySeconds: 60 });
  return (
    <>
      <h1>三方对账</h1>
      <p className="lead">就医地、国家端、参保地每天逐笔比对；上月应在本月 3 日前全部对平。</p>
      <QueryForm fields={FIELDS} query={{ month }} onQuery={change} />
      <Loaded of={read} what="对账进度">
        {({ standing, days }) => (
          <>
            <h2>
              {month} <Status tone={MONTH_STANDINGS[standing][0]}>{MONTH_STANDINGS[standing][1]}</Status>
            </h2>
            {days.length === 0 ? (
              <Empty text="该月没有跨省结算，不用对账。" />
            ) : (
              <DataTable
                name="三方对账"
                caption="每天的对账结果"
                columns={columnsOf(month)}
                rows={[...days].reverse()}
                keyOf={({ day: on, province }) => `${on}-${province}`}
                onReload={() => void read.refetch()}
              />
            )}
          </>
        )}
      </Loaded>
      <Drawer
        open={day !== undefined}
        onClose={() => change({ day: undefined })}
        title={`${day ?? ''} 三方对账`}
        size={1100}
        destroyOnHidden
      >
        {day === undefined ? null : <DayResult key={day} day={day} />}
      </Drawer>
    </>
  );
}
