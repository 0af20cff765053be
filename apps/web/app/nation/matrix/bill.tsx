/** One settlement as the nation knows it: what cleared because of it, how far it is paid, who disagrees. */
import { useParams } from 'react-router';
import type { AnswerOf } from '../../api/call.ts';
import { useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import type { MoneyUnit } from '../../ui/money.tsx';
import { useSession } from '../../ui/session.tsx';
import { Empty, Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';
import { Amount, useUnit } from '../common/amount.tsx';
import { Stamp, Trail } from '../common/bar.tsx';
import { INSURANCE, PARTS, provinceName, STATE_TONES } from '../common/words.ts';
import { unitColumn } from './page.tsx';

type Bill = AnswerOf<'GET /api/nation/bills/{careArea}/{settlementId}'>;
type Item = Bill['items'][number];

const VERDICTS: Readonly<Record<string, string>> = {
  matched: '相符',
  netted: '已对冲',
  'in-flight': '在途',
  'amount-differs': '金额不符',
  'content-differs': '内容不符',
  missing: '有一方没有',
};

const columnsOf = (unit: MoneyUnit): readonly Column<Item>[] => [
  {
    id: 'part',
    title: '部分',
    isFixed: true,
    cell: ({ part }) => PARTS[part],
    csv: ({ part }) => PARTS[part],
  },
  textColumn('item', '明细编号', ({ itemId }) => itemId),
  textColumn('at', '时间', ({ decidedAt }) => momentText(decidedAt)),
  unitColumn('amount', '金额', ({ amount }) => amount, unit),
  {
    id: 'month',
    title: '清算月份',
    cell: ({ month, isCleared }) => (isCleared ? month : `${month}（未清算）`),
    csv: ({ month }) => month,
  },
  {
    id: 'payment',
    title: '款项',
    cell: ({ payment }) => <Status tone={STATE_TONES[payment.state]}>{payment.label}</Status>,
    csv: ({ payment }) => payment.label,
  },
  { id: 'reason', title: '理由', cell: ({ reason }) => reason ?? '—', csv: ({ reason }) => reason },
];

function Facts({ bill, unit }: { bill: Bill; unit: MoneyUnit }) {
  const { careArea, insuredArea, providerId, insuranceType, claim, state, settledAt, reversedAt } = bill;
  const facts = [
    ['就医地', `${provinceName(careArea.slice(0, 2))} ${careArea}`],
    ['定点机构', providerId],
    ['参保地', `${provinceName(insuredArea.slice(0, 2))} ${insuredArea}`],
    ['险种', INSURANCE[insuranceType]],
    ['结算时间', settledAt === null ? '—' : momentText(settledAt)],
    ...(reversedAt === null ? [] : [['撤销时间', momentText(reversedAt)]]),
  ];
  return (
    <div className="cards">
      <dl className="card">
        <dt>基金应付就医省</dt>
        <dd>
          <Amount fen={claim} unit={unit} />
          <p className="note">
            <Status tone={state === 'settled' ? 'good' : 'wait'}>
              {state === 'settled' ? '已结算' : '已撤销'}
            </Status>
          </p>
        </dd>
      </dl>
      <dl className="card wide facts">
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Exceptions({ exceptions }: { exceptions: Bill['exceptions'] }) {
  if (exceptions.length === 0) return <Empty text="三方对账没有差异。" />;
  return (
    <ul className="timeline">
      {exceptions.map(({ exceptionId, day, verdict, closed }) => (
        <li key={exceptionId}>
          {day} {VERDICTS[verdict] ?? verdict}{' '}
          <Status tone={closed === null ? 'wait' : 'good'}>{closed === null ? '未了结' : '已了结'}</Status>
        </li>
      ))}
    </ul>
  );
}

export function Component() {
  const { careArea = '', settlementId = '' } = useParams();
  const { session } = useSession();
  const { unit } = useUnit();
  const read = useRead('GET /api/nation/bills/{careArea}/{settlementId}', {
    path: { careArea, settlementId },
  });
  const { data } = read;
  const [insured, care] = [data?.insuredArea.slice(0, 2) ?? '', careArea.slice(0, 2)];
  const month = data?.items[0]?.month;
  return (
    <>
      <Trail
        steps={[
          ['矩阵', month === undefined ? '/matrix' : `/matrix?month=${month}`],
          ...(month === undefined
            ? []
            : ([
                [`${provinceName(insured)} 应付 ${provinceName(care)}`, `/matrix/pair/${insured}/${care}`],
                [month, `/matrix/pair/${insured}/${care}/${month}`],
              ] as const)),
          [settlementId, null],
        ]}
      />
      <h1>结算 {settlementId}</h1>
      <Stamp of={month ?? '—'} refreshedAt={data && session.now} onReload={() => void read.refetch()} />
      <Loaded of={read} what="结算">
        {(bill) => (
          <>
            <Facts bill={bill} unit={unit} />
            <p className="lead">国家平台不保存姓名和证件；要看费用明细，请由就医省或参保省经办机构查看。</p>
            <h2>清算和款项</h2>
            <DataTable
              name={`结算-${settlementId}`}
              caption="清算和款项"
              columns={columnsOf(unit)}
              rows={bill.items}
              keyOf={({ itemId }) => itemId}
            />
            <h2>对账</h2>
            <Exceptions exceptions={bill.exceptions} />
          </>
        )}
      </Loaded>
    </>
  );
}
