import { areaNameOf } from '@zhijie/kernel';
import { Drawer, Select, Tabs } from 'antd';
import { Field } from '../../ui/field.tsx';
import { latestMonths } from '../../ui/months.ts';
import { useAccount, useSession } from '../../ui/session.tsx';
import { Empty } from '../../ui/state.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { BatchCase } from './batch.tsx';
import { Batches } from './batches.tsx';
import { Figures } from './figures.tsx';
import { Movements, Resolve, useMovements } from './movements.tsx';
import { Payables } from './payables.tsx';

const NAMES = ['tab', 'area', 'batch', 'entry', 'period'] as const;
const TABS = [
  ['owed', '应付机构'],
  ['batches', '付款批次'],
  ['bank', '银行流水'],
  ['figures', '即时结算和扣款'],
] as const;

/** A movement on suspense, opened from the list behind it. */
function Entry({ entry, onClose }: { entry: string; onClose: () => void }) {
  const pages = useMovements();
  const found = pages.rows.find(({ account, bankReference }) => `${account}/${bankReference}` === entry);
  if (found === undefined) return <Empty text="显示的流水里没有这一笔。" hint="请从银行流水列表点开。" />;
  return <Resolve of={found} onDone={onClose} />;
}

/** From what is owed to hospitals and pharmacies to the last movement at the bank. */
export function Component() {
  const { areas } = useAccount();
  const { session } = useSession();
  const { query, change } = useUrlQuery(NAMES);
  const { batch, entry } = query;
  const tab = TABS.find(([id]) => id === query.tab)?.[0] ?? 'owed';
  const area = areas.find((each) => each === query.area) ?? areas[0] ?? '';
  const period = query.period ?? latestMonths(session.now, 1)[0]!;
  return (
    <>
      <h1>支付定点机构</h1>
      <p className="lead">申报、审核、扣款之后，一人提出付款，另一人复核送银行；银行每一笔流水都要有去处。</p>
      <Field label="统筹区" isInline>
        {(id) => (
          <Select
            id={id}
            className="field-choice"
            value={area}
            onChange={(next) => change({ area: next })}
            options={areas.map((value) => ({ value, label: areaNameOf(value) }))}
          />
        )}
      </Field>
      <Tabs
        activeKey={tab}
        onChange={(next) =>
          change({ tab: next === 'owed' ? undefined : next, batch: undefined, entry: undefined })
        }
        items={TABS.map(([key, label]) => ({ key, label }))}
      />
      {tab === 'owed' ? <Payables key={area} area={area} /> : null}
      {tab === 'batches' ? <Batches area={area} /> : null}
      {tab === 'bank' ? <Movements /> : null}
      {tab === 'figures' ? <Figures area={area} period={period} onQuery={change} /> : null}
      <Drawer
        open={batch !== undefined}
        onClose={() => change({ batch: undefined })}
        title={`付款批次 ${batch ?? ''}`}
        size={980}
        destroyOnHidden
      >
        {batch === undefined ? null : <BatchCase key={batch} batchId={batch} />}
      </Drawer>
      <Drawer
        open={entry !== undefined}
        onClose={() => change({ entry: undefined })}
        title={`待查流水 ${entry?.split('/').at(-1) ?? ''}`}
        size={560}
        destroyOnHidden
      >
        {entry === undefined ? null : <Entry entry={entry} onClose={() => change({ entry: undefined })} />}
      </Drawer>
    </>
  );
}
