/** A day: what each pair of areas counts at the three parties, and one action for each difference. */
import { AREA_NAMES } from '@zhijie/kernel';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { addressOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { useAccount } from '../../ui/session.tsx';
import { Empty, Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn } from '../../ui/table.tsx';
import {
  ACTS,
  actsFor,
  CLOSED,
  DAY,
  type Difference,
  MONTH,
  PAIR_STATES,
  type Pair,
  provinceName,
  READS,
  traceWord,
} from './words.ts';

const areaName = (area: string): string => AREA_NAMES[area] ?? area;
const PARTIES = { care: '就医地', hub: '国家端', insured: '参保地' } as const;
type Party = keyof typeof PARTIES;

const PAIRS: readonly Column<Pair>[] = [
  {
    id: 'pair',
    title: '就医地 → 参保地',
    isFixed: true,
    cell: ({ careArea, insuredArea }) => `${areaName(careArea)} → ${areaName(insuredArea)}`,
    csv: ({ careArea, insuredArea }) => `${areaName(careArea)}→${areaName(insuredArea)}`,
  },
  {
    id: 'state',
    title: '结果',
    cell: ({ state }) => <Status tone={PAIR_STATES[state][0]}>{PAIR_STATES[state][1]}</Status>,
    csv: ({ state }) => PAIR_STATES[state][1],
  },
  ...(Object.keys(PARTIES) as Party[]).flatMap((party): Column<Pair>[] => [
    {
      id: `${party}-count`,
      title: `${PARTIES[party]}笔数`,
      isMoney: true,
      cell: (pair) => pair[party]?.count ?? '—',
      csv: (pair) => pair[party]?.count ?? null,
    },
    moneyColumn(`${party}-claim`, `${PARTIES[party]}金额`, (pair) => pair[party]?.claim ?? null),
  ]),
];

function Act({ one }: { one: Difference }) {
  const [reason, setReason] = useState('');
  const change = useChange('POST /api/agency/reconciliation/exceptions/{exceptionId}/acts', {
    changes: [DAY, MONTH],
  });
  const { exceptionId } = one;
  return (
    <div className="actions">
      <Field label="理由" isInline>
        {(id) => (
          <Input id={id} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
      {actsFor(one).map((act, n) => (
        <Button
          key={act}
          type={n === 0 ? 'primary' : 'default'}
          danger={act === 'reverse'}
          disabled={reason.trim() === ''}
          loading={change.isPending}
          onClick={() => change.mutate({ path: { exceptionId }, body: { act, reason } })}
        >
          {ACTS[act]}
        </Button>
      ))}
      {change.error === null ? null : <Problem error={change.error} />}
    </div>
  );
}

function OneDifference({ one }: { one: Difference }) {
  const { itemId, reads, state, closed, claims, owner, ownerProvince, trace } = one;
  const whose = owner === 'hub' ? '国家端' : `${PARTIES[owner]}（${provinceName(ownerProvince)}）`;
  return (
    <article className="card notice" aria-label={`差异 ${itemId}`}>
      <h3>
        {READS[reads] ?? reads}：{itemId}{' '}
        <Status tone={state === 'open' ? 'wait' : 'good'}>
          {closed === null ? '未了结' : CLOSED[closed]}
        </Status>
      </h3>
      <p>
        {(Object.keys(PARTIES) as Party[]).map((party) => {
          const claim = claims[party];
          return (
            <span key={party} className="three-parties">
              {PARTIES[party]} {claim === null ? <strong>没有</strong> : <Money fen={claim} />}
            </span>
          );
        })}
        责任方 {whose}
      </p>
      <ol className="timeline">
        {trace.map(({ kind, at, by, reason, found }) => (
          <li key={`${at} ${kind}`}>
            {momentText(at)} {by} {traceWord(kind)}
            {reason === '' ? '' : `：${reason}`}
            {found === '' ? '' : `（${READS[found] ?? found}）`}
          </li>
        ))}
      </ol>
      {state === 'open' ? <Act one={one} /> : null}
    </article>
  );
}

/** Of the insured province: signed once nothing of the day is open. */
function Sheet({ day }: { day: string }) {
  const { node } = useAccount();
  const month = useRead(MONTH, { path: { month: day.slice(0, 7) } });
  const path = { day };
  return (
    <Loaded of={month} what="日对账单">
      {({ days }) => {
        const version = days.find((line) => line.day === day && line.province === node)?.sheetVersion ?? 0;
        if (version === 0)
          return <Empty text="还没有日对账单。" hint="作为参保地的一方，差异全部了结后签发。" />;
        return (
          <p className="actions">
            第 {version} 版，国家端已签名
            <a href={addressOf('GET /api/agency/reconciliation/days/{day}/sheet.pdf', { path })} download>
              打印（PDF）
            </a>
            <a href={addressOf('GET /api/agency/reconciliation/days/{day}/sheet', { path })} download>
              下载签名文件
            </a>
          </p>
        );
      }}
    </Loaded>
  );
}

export function DayResult({ day }: { day: string }) {
  const read = useRead(DAY, { path: { day } });
  return (
    <Loaded of={read} what="对账结果">
      {({ pairs, exceptions }) => {
        const open = exceptions.filter(({ state }) => state === 'open').length;
        return (
          <>
            {pairs.length === 0 ? (
              <Empty text="这一天还没有对账结果。" hint="次日自动对账。" />
            ) : (
              <DataTable
                name={`三方对账-${day}`}
                caption="每对统筹区的三方笔数和金额"
                columns={PAIRS}
                rows={pairs}
                keyOf={({ careArea, insuredArea }) => `${careArea}-${insuredArea}`}
              />
            )}
            <h2>差异（{open} 条未了结）</h2>
            {exceptions.length === 0 ? <Empty text="没有差异。" /> : null}
            {exceptions.map((one) => (
              <OneDifference key={one.exceptionId} one={one} />
            ))}
            <h2>日对账单</h2>
            <Sheet day={day} />
          </>
        );
      }}
    </Loaded>
  );
}
