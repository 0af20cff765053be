/** Policy packs: what is in force on a day and why, how it changed, what is doubtful in it. */
import type { Benefit } from '@zhijie/kernel';
import { DatePicker, Tabs } from 'antd';
import dayjs from 'dayjs';
import { useRead } from '../../api/use.ts';
import { dayText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { useSession } from '../../ui/session.tsx';
import { Loaded } from '../../ui/state.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import type { Plans } from '../what-if/types.ts';
import { Check } from './check.tsx';
import { PlanFields } from './choose.tsx';
import { Drafts } from './drafts.tsx';
import { Edit } from './edit.tsx';
import { EffectivePolicy } from './effective.tsx';
import { Compare, Versions } from './versions.tsx';
import type { Which } from './which.ts';

const NAMES = ['pack', 'care', 'on', 'view', 'from', 'to', 'work', 'draft'] as const;
const VIEWS = [
  { key: 'effective', label: '生效的政策' },
  { key: 'versions', label: '历次版本' },
  { key: 'diff', label: '比较两日' },
  { key: 'check', label: '检查' },
  { key: 'edit', label: '拟改动' },
  { key: 'drafts', label: '拟稿和发布' },
] as const;

type Query = { readonly [K in (typeof NAMES)[number]]?: string };
type ViewProps = {
  readonly view: string;
  readonly which: Which;
  readonly query: Query;
  readonly change: (next: Partial<Record<(typeof NAMES)[number], string | undefined>>) => void;
};

function View({ view, which, query, change }: ViewProps) {
  const { pack, care } = which;
  const key = `${pack} ${care}`;
  if (view === 'versions') return <Versions which={{ pack, care }} />;
  if (view === 'diff') {
    const { from, to } = query;
    return <Compare key={key} which={{ pack, care }} from={from} to={to} onCompare={change} />;
  }
  if (view === 'check')
    return <Check pack={pack} workId={query.work} onStarted={(work) => change({ work })} />;
  if (view === 'edit') return <Edit key={key} which={which} onProposed={() => change({ view: 'drafts' })} />;
  if (view === 'drafts') return <Drafts draftId={query.draft} onOpen={(draft) => change({ draft })} />;
  return <EffectivePolicy which={which} />;
}

function Packs({ all }: { all: Plans }) {
  const { session } = useSession();
  const { query, change } = useUrlQuery(NAMES);
  const own = all.plans.find(({ area }) => session.account?.areas.includes(area)) ?? all.plans[0]!;
  const { pack = own.packId, on = dayText(session.now), view = 'effective' } = query;
  const care = (query.care ?? 'inpatient') as Benefit;
  return (
    <>
      <div className="query-form no-print">
        <PlanFields
          all={all}
          pack={pack}
          care={care}
          onChoose={(next) => change({ ...next, from: undefined, to: undefined, work: undefined })}
        />
        <Field label="日期">
          {(id) => (
            <DatePicker
              id={id}
              allowClear={false}
              value={dayjs(on)}
              onChange={(day) => change({ on: day?.format('YYYY-MM-DD') })}
            />
          )}
        </Field>
      </div>
      <Tabs
        activeKey={view}
        onChange={(next) => change({ view: next === 'effective' ? undefined : next })}
        items={[...VIEWS]}
      />
      <View view={view} which={{ pack, care, on }} query={query} change={change} />
    </>
  );
}

export function Component() {
  const read = useRead('GET /api/agency/what-if/plans', {});
  return (
    <>
      <h1>政策包</h1>
      <p className="lead">某日生效的政策和每个数字的依据；没有对照原文核实的，标为待核实。</p>
      <Loaded of={read} what="政策包" emptyText={({ plans }) => (plans.length === 0 ? '没有政策包。' : null)}>
        {(all) => <Packs all={all} />}
      </Loaded>
    </>
  );
}
