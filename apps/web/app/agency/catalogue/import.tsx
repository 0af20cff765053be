/** A file of the catalogue becomes a draft: where, from which day, progress, and what came of it. */
import { useQueryClient } from '@tanstack/react-query';
import { addDays, areaNameOf, type CalendarDate } from '@zhijie/kernel';
import { Button, Input, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { addressOf, NotDone, type Told, upload } from '../../api/call.ts';
import type { Work } from '../../api/long-work.ts';
import { dayText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { LongWork } from '../../ui/progress.tsx';
import { useAccount, useSession } from '../../ui/session.tsx';
import { Problem } from '../../ui/state.tsx';
import { LIST, type Release } from './words.ts';

type Result =
  | { readonly outcome: 'applied' | 'unchanged'; readonly release: Release }
  | { readonly refusal: Told };

function Outcome({ work: { state, result } }: { work: Work }) {
  const client = useQueryClient();
  useEffect(() => void client.invalidateQueries({ queryKey: [LIST] }), [client]);
  if (state === 'failed') return <p role="status">没有导入，目录没有变化。请稍后再导入一次。</p>;
  const came = result as Result | null;
  if (came === null) return <p role="status">已停下，什么都没有导入。</p>;
  if ('refusal' in came) return <Problem error={new NotDone('refused', came.refusal, true)} />;
  const { releaseId, rows, quarantined, openUnits } = came.release;
  return (
    <p role="status">
      {came.outcome === 'unchanged' ? '与已有的版本相同，没有变化：' : '已成为待发布的版本：'}共 {rows}{' '}
      行，可导入 {rows - quarantined}，隔离 {quarantined}，单位待确认 {openUnits}；款项没有变动。{' '}
      <Link to={`?release=${releaseId}`}>查看这一版</Link>
    </p>
  );
}

type Props = { readonly workId: string | undefined; readonly onStarted: (workId: string) => void };

export function ImportCatalogue({ workId, onStarted }: Props) {
  const account = useAccount();
  const { session } = useSession();
  const input = useRef<HTMLInputElement>(null);
  const [area, setArea] = useState(
    account.areas.find((each) => !each.endsWith('0000')) ?? account.areas[0] ?? '',
  );
  const tomorrow = addDays(dayText(session.now) as CalendarDate, 1);
  const [effectiveOn, setEffectiveOn] = useState<string>(tomorrow);
  const [error, setError] = useState<NotDone | null>(null);
  const send = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setError(null);
    try {
      const query = { area, effectiveOn, fileName: file.name };
      onStarted((await upload('POST /api/agency/catalogues/imports', file, { query })).workId);
    } catch (cause) {
      if (!(cause instanceof NotDone)) throw cause;
      setError(cause);
    } finally {
      // The same file, corrected, can be chosen again.
      if (input.current !== null) input.current.value = '';
    }
  };
  const areas = account.areas.map((value) => ({ value, label: areaNameOf(value) }));
  return (
    <section aria-label="导入目录文件" className="no-print">
      <div className="actions">
        <Field label="统筹区" isInline>
          {(id) => (
            <Select id={id} value={area} onChange={setArea} options={areas} className="field-choice" />
          )}
        </Field>
        <Field label="生效日期" isInline>
          {(id) => (
            <Input
              id={id}
              type="date"
              min={tomorrow}
              value={effectiveOn}
              onChange={({ target }) => setEffectiveOn(target.value)}
            />
          )}
        </Field>
        <Button type="primary" disabled={effectiveOn === ''} onClick={() => input.current?.click()}>
          导入文件
        </Button>
        <input
          ref={input}
          type="file"
          accept=".xlsx,.csv"
          aria-label="目录文件"
          className="hidden-file"
          tabIndex={-1}
          onChange={({ target }) => void send(target.files?.[0])}
        />
        <a href={addressOf('GET /api/agency/catalogues/current', { query: { area } })} download>
          导出现行目录（可作模板）
        </a>
      </div>
      {error === null ? null : <Problem error={error} />}
      {workId === undefined ? null : (
        <LongWork workId={workId} stopText="停下（什么都不导入）">
          {(work) => <Outcome work={work} />}
        </LongWork>
      )}
    </section>
  );
}
