/** The versions of a policy, and what differs between two of its days. */
import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { AnswerOf } from '../../api/call.ts';
import { useRead } from '../../api/use.ts';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { Empty, Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn } from '../../ui/table.tsx';
import type { Which } from './which.ts';

type Version = AnswerOf<'GET /api/agency/policies/versions'>['versions'][number];
type Diff = AnswerOf<'GET /api/agency/policies/diff'>;
type PlanWhich = Pick<Which, 'pack' | 'care'>;

const VERSIONS: readonly Column<Version>[] = [
  { id: 'on', title: '起始日期', isFixed: true, cell: ({ on }) => on, csv: ({ on }) => on },
  {
    id: 'hash',
    title: '版本',
    cell: ({ hash }) => <code>{hash.slice(0, 16)}</code>,
    csv: ({ hash }) => hash,
  },
  {
    id: 'changed',
    title: '改动的表',
    cell: ({ changed }) => changed.join('、') || '最早的版本',
    csv: ({ changed }) => changed.join(' '),
  },
  {
    id: 'provisional',
    title: '效力',
    cell: ({ isProvisional }) =>
      isProvisional ? <Status tone="wait">暂行，待核实</Status> : <Status tone="good">有效</Status>,
    csv: ({ isProvisional }) => (isProvisional ? '暂行，待核实' : '有效'),
  },
];

export function Versions({ which }: { which: PlanWhich }) {
  const read = useRead('GET /api/agency/policies/versions', { query: which });
  return (
    <Loaded
      of={read}
      what="版本"
      emptyText={({ versions }) => (versions.length === 0 ? '没有生效过的政策。' : null)}
    >
      {({ versions }) => (
        <DataTable
          name="政策版本"
          caption="各版本"
          columns={VERSIONS}
          rows={versions}
          keyOf={({ on }) => on}
          onReload={() => void read.refetch()}
        />
      )}
    </Loaded>
  );
}

const CHANGES = { added: '新增', removed: '取消', values: '数字变了', origin: '依据变了' } as const;

type Payer = Diff['money']['payers'][number];
const PAYERS: readonly Column<Payer>[] = [
  { id: 'payer', title: '支付方', isFixed: true, cell: ({ label }) => label, csv: ({ label }) => label },
  moneyColumn('before', '前', ({ before }) => before),
  moneyColumn('after', '后', ({ after }) => after),
  moneyColumn('change', '变化', ({ before, after }) => after - before, true),
];

/** What two plans differ in: tables and the money of the same seeded bills. */
export function DiffShown({ diff }: { diff: Diff }) {
  const { tables, money } = diff;
  if (diff.before === diff.after) return <Empty text="两个日期的政策相同。" />;
  return (
    <>
      {tables.map(({ table, label, change, removed, added, before, after }) => (
        <section key={table} className="card change" aria-label={`${label}的改动`}>
          <h3>
            {label} <Status tone="info">{CHANGES[change]}</Status>
          </h3>
          <p className="note">{before === after ? after : `${before ?? '无'} → ${after ?? '无'}`}</p>
          <ul className="cells">
            {removed.map((cell) => (
              <li key={`-${cell}`}>
                <del>{cell}</del>
              </li>
            ))}
            {added.map((cell) => (
              <li key={`+${cell}`}>
                <ins>{cell}</ins>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <h2>同一组账单</h2>
      <p>
        {money.bills} 张合成账单（种子 {money.seed}），两边都能结算 {money.compared} 张，其中 {money.changed}{' '}
        张的钱变了。
      </p>
      {money.mostSaved === null ? null : (
        <p>
          个人少付最多 <Money fen={money.mostSaved.saved} />：{money.mostSaved.what}
        </p>
      )}
      {money.mostLost === null ? null : (
        <p>
          个人多付最多 <Money fen={-money.mostLost.saved} />：{money.mostLost.what}
        </p>
      )}
      <DataTable
        name="政策比较"
        caption="各支付方"
        columns={PAYERS}
        rows={money.payers}
        keyOf={({ payer }) => payer}
      />
    </>
  );
}

function Compared({ which, from, to }: { which: PlanWhich; from: string; to: string }) {
  const read = useRead('GET /api/agency/policies/diff', { query: { ...which, from, to } });
  return (
    <Loaded of={read} what="比较">
      {(diff) => <DiffShown diff={diff} />}
    </Loaded>
  );
}

type DiffProps = {
  readonly which: PlanWhich;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly onCompare: (days: { readonly from: string; readonly to: string }) => void;
};

export function Compare({ which, from, to, onCompare }: DiffProps) {
  const [days, setDays] = useState({ from: from ?? '', to: to ?? '' });
  const day = (name: 'from' | 'to', label: string) => (
    <Field label={label}>
      {(id) => (
        <DatePicker
          id={id}
          value={days[name] === '' ? null : dayjs(days[name])}
          onChange={(next) => setDays({ ...days, [name]: next?.format('YYYY-MM-DD') ?? '' })}
        />
      )}
    </Field>
  );
  const isWhole = days.from !== '' && days.to !== '';
  return (
    <>
      <form
        className="query-form no-print"
        onSubmit={(event) => {
          event.preventDefault();
          onCompare(days);
        }}
      >
        {day('from', '前一个日期')}
        {day('to', '后一个日期')}
        <Button type="primary" htmlType="submit" disabled={!isWhole}>
          比较
        </Button>
      </form>
      {from === undefined || to === undefined ? (
        <Empty text="选两个日期，看政策哪里不同。" />
      ) : (
        <Compared which={which} from={from} to={to} />
      )}
    </>
  );
}
