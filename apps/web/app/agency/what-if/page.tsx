/** The what-if laboratory: a plan, other figures for its parameters, a population; then who pays. */
import type { Benefit } from '@zhijie/kernel';
import { Button, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useChange, useRead } from '../../api/use.ts';
import { dayText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { LongWork } from '../../ui/progress.tsx';
import { useSession } from '../../ui/session.tsx';
import { Empty, Loaded, Problem } from '../../ui/state.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { PlanFields } from '../policies/choose.tsx';
import { type Changes, readChanges, writeChanges } from './changes.ts';
import { Editor } from './editor.tsx';
import { Report } from './report.tsx';
import type { Asked, Plans, WhatIfResult } from './types.ts';

const NAMES = ['pack', 'care', 'on', 'seed', 'size', 'overlay', 'changes', 'work', 'expect'] as const;
type Query = Partial<Record<(typeof NAMES)[number], string>>;

const DEMO = '990100-resident';
const SEED = '20260301';

/** What the address asks; what it leaves out is the example. */
function askedOf(query: Query, { plans }: Plans, today: string): Asked {
  const first = plans.find(({ packId }) => packId === DEMO) ?? plans[0]!;
  const { pack = first.packId, care = 'inpatient', on = today, seed = SEED, size = '10000' } = query;
  const what = query.overlay === undefined ? { changes: query.changes ?? '' } : { overlay: query.overlay };
  return { pack, care: care as Benefit, on, seed, size, ...what };
}

type FormProps = {
  readonly asked: Asked;
  readonly all: Plans;
  readonly change: (next: Query) => void;
};

function WhichPlan({ asked, all, change }: FormProps) {
  const reset = { changes: undefined, overlay: undefined, work: undefined, expect: undefined };
  return (
    <>
      <PlanFields
        all={all}
        pack={asked.pack}
        care={asked.care}
        onChoose={(next) => change({ ...reset, ...next })}
      />
      <Field label="政策日期">
        {(id) => (
          <DatePicker
            id={id}
            allowClear={false}
            value={dayjs(asked.on)}
            onChange={(day) => change({ work: undefined, expect: undefined, on: day?.format('YYYY-MM-DD') })}
          />
        )}
      </Field>
      <Field label="现成的试算">
        {(id) => (
          <Select
            id={id}
            className="wide-choice"
            value={asked.overlay ?? ''}
            onChange={(overlay) => change({ ...reset, overlay: overlay || undefined })}
            options={[
              { value: '', label: '不用，直接改参数' },
              ...all.overlays
                .filter(({ baseId }) => baseId === asked.pack)
                .map(({ overlayId, title }) => ({ value: overlayId, label: title })),
            ]}
          />
        )}
      </Field>
    </>
  );
}

type Draft = { readonly changes: Changes; readonly seed: string; readonly size: string };

function PopulationFields({ draft, set }: { draft: Draft; set: (draft: Draft) => void }) {
  return (
    <>
      <Field label="种子">
        {(id) => (
          <Input
            id={id}
            value={draft.seed}
            onChange={({ target }) => set({ ...draft, seed: target.value })}
          />
        )}
      </Field>
      <Field label="人次">
        {(id) => (
          <Input
            id={id}
            inputMode="numeric"
            value={draft.size}
            onChange={({ target }) => set({ ...draft, size: target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** What is typed stands in the page until it is run; then in the address. */
function Laboratory({ asked, all, query, change }: FormProps & { query: Query }) {
  const [draft, setDraft] = useState<Draft>({
    changes: readChanges(asked.changes),
    seed: asked.seed,
    size: asked.size,
  });
  const run = useChange('POST /api/agency/what-if/runs', { changes: [], isKeyed: false });
  const { pack, care, on, overlay } = asked;
  const changes = writeChanges(draft.changes);
  const what = overlay === undefined ? { changes } : { overlay };
  const keep = (more: Query = {}): void =>
    change({ pack, care, on, seed: draft.seed, size: draft.size, ...what, ...more });
  const start = (): void =>
    run.mutate(
      { body: { pack, care, on, seed: draft.seed, size: draft.size, ...what } },
      { onSuccess: ({ workId }) => keep({ work: workId }) },
    );
  return (
    <>
      <form
        className="query-form no-print"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <WhichPlan asked={asked} all={all} change={change} />
        <PopulationFields draft={draft} set={setDraft} />
        <Button type="primary" htmlType="submit" loading={run.isPending}>
          试算
        </Button>
      </form>
      {run.error === null ? null : <Problem error={run.error} />}
      {overlay === undefined ? (
        <Editor
          which={{ pack, care, on }}
          changes={draft.changes}
          onChange={(next) => setDraft({ ...draft, changes: next })}
        />
      ) : null}
      {query.work === undefined ? null : (
        <LongWork workId={query.work} stopText="停下">
          {({ result }) =>
            result === null ? (
              <Empty text="没有结果。" hint="按“试算”再算一遍，同样的输入给出同样的结果。" />
            ) : (
              <Report result={result as WhatIfResult} asked={asked} expected={query.expect} />
            )
          }
        </LongWork>
      )}
    </>
  );
}

export function Component() {
  const { session } = useSession();
  const { query, change } = useUrlQuery(NAMES);
  const read = useRead('GET /api/agency/what-if/plans', {});
  const today = dayText(session.now);
  return (
    <>
      <h1>试算</h1>
      <p className="lead">
        改动政策参数，用合成人群算一遍：钱由谁出，谁受益，谁受损。只计算，不影响任何结算。
      </p>
      <Loaded of={read} what="政策包" emptyText={({ plans }) => (plans.length === 0 ? '没有政策包。' : null)}>
        {(all) => {
          const asked = askedOf(query, all, today);
          const key = [asked.pack, asked.care, asked.overlay].join();
          return <Laboratory key={key} asked={asked} all={all} query={query} change={change} />;
        }}
      </Loaded>
    </>
  );
}
