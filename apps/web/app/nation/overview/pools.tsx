import { Empty } from '../../ui/state.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useUnit } from '../common/amount.tsx';
import { type Overview, provinceName } from '../common/words.ts';
import { unitColumn } from '../matrix/page.tsx';
import { rateColumn } from './columns.tsx';

type Pool = Overview['pools'][number];
const LEVELS: Readonly<Record<Pool['level'], readonly [Tone, string]>> = {
  normal: ['good', '正常'],
  yellow: ['wait', '黄色预警'],
  red: ['stop', '红色预警'],
};

/** How much of each care province's prepayment the running month uses, and when it would be red. */
export function Pools({ pools }: { pools: readonly Pool[] }) {
  const { unit } = useUnit();
  if (pools.length === 0) return <Empty text="本年还没有核定预付金。" hint="国家平台于 1 月 31 日前核定。" />;
  const columns: readonly Column<Pool>[] = [
    {
      id: 'province',
      title: '就医省',
      isFixed: true,
      cell: ({ careProvince }) => provinceName(careProvince),
      csv: ({ careProvince }) => provinceName(careProvince),
    },
    unitColumn('prepayment', '预付金', ({ prepayment }) => prepayment, unit),
    unitColumn('used', '本月已用', ({ used }) => used, unit),
    rateColumn('rate', '使用率', ({ prepayment, basisPoints }) => (prepayment === 0 ? null : basisPoints)),
    {
      id: 'bar',
      title: '70% 黄 / 90% 红',
      cell: ({ basisPoints, level }) => (
        <svg className="mini-gauge" viewBox="0 0 100 10" preserveAspectRatio="none" role="presentation">
          <rect className="gauge-ground" width="100" height="10" />
          <rect
            className={`gauge-${LEVELS[level][0]}`}
            width={Math.min(100, basisPoints / 100)}
            height="10"
          />
          <line className="gauge-mark" x1="70" x2="70" y1="0" y2="10" vectorEffect="non-scaling-stroke" />
          <line className="gauge-mark" x1="90" x2="90" y1="0" y2="10" vectorEffect="non-scaling-stroke" />
        </svg>
      ),
    },
    {
      id: 'level',
      title: '状态',
      cell: ({ level }) => <Status tone={LEVELS[level][0]}>{LEVELS[level][1]}</Status>,
      csv: ({ level }) => LEVELS[level][1],
    },
    {
      id: 'redOn',
      title: '预计转红',
      cell: ({ redOn }) => redOn ?? '本月不会',
      csv: ({ redOn }) => redOn,
    },
  ];
  return (
    <DataTable
      name="预付金使用"
      caption="预付金使用和预测"
      columns={columns}
      rows={pools}
      keyOf={({ careProvince }) => careProvince}
    />
  );
}
