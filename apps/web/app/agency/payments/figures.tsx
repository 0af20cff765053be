/** How far instant settlement has come in a month, and how bills were audited, institution by institution. */
import type { ReactNode } from 'react';
import type { AnswerOf } from '../../api/call.ts';
import { useRead } from '../../api/use.ts';
import { Money } from '../../ui/money.tsx';
import { QueryForm } from '../../ui/query-form.tsx';
import { rateText } from '../../ui/rate.ts';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn } from '../../ui/table.tsx';
import { INSTANT, RATES } from './words.ts';

type Rate = AnswerOf<typeof RATES>['rates'][number];
type Share = AnswerOf<typeof INSTANT>['money'];
const FIELDS = [{ name: 'period', label: '业务月份', kind: 'month' }] as const;

function Tile({ title, share, text }: { title: string; share: Share; text: ReactNode }) {
  const isMet = share.rate >= share.target;
  return (
    <div className="card">
      <dt>{title}</dt>
      <dd>
        {rateText(share.rate)}
        <p className="note">
          {text} <Status tone={isMet ? 'good' : 'wait'}>{`目标 ${rateText(share.target)}`}</Status>
        </p>
      </dd>
    </div>
  );
}

const COLUMNS: readonly Column<Rate>[] = [
  { id: 'name', title: '定点机构', isFixed: true, cell: ({ name }) => name, csv: ({ name }) => name },
  moneyColumn('local', '本地申报', ({ local }) => local.claims),
  moneyColumn('localTaken', '本地扣款', ({ local }) => local.deducted, true),
  {
    id: 'localRate',
    title: '本地扣款率',
    cell: ({ local }) => rateText(local.rate),
    csv: ({ local }) => rateText(local.rate),
  },
  moneyColumn('cross', '跨省申报', ({ cross }) => cross.claims),
  moneyColumn('crossTaken', '跨省扣款', ({ cross }) => cross.deducted, true),
  {
    id: 'crossRate',
    title: '跨省扣款率',
    cell: ({ cross }) => rateText(cross.rate),
    csv: ({ cross }) => rateText(cross.rate),
  },
  {
    id: 'less',
    title: '提示',
    cell: ({ isAuditedLess }) => (isAuditedLess ? <Status tone="wait">跨省明显偏低</Status> : '—'),
    csv: ({ isAuditedLess }) => (isAuditedLess ? '跨省明显偏低' : ''),
  },
];

type Props = {
  readonly area: string;
  readonly period: string;
  readonly onQuery: (query: { period?: string | undefined }) => void;
};

export function Figures({ area, period, onQuery }: Props) {
  const instant = useRead(INSTANT, { query: { area, period } });
  const rates = useRead(RATES, { query: { area, period } });
  return (
    <>
      <QueryForm fields={FIELDS} query={{ period }} onQuery={onQuery} />
      <h2>{period} 即时结算</h2>
      <Loaded of={instant} what="即时结算指标">
        {({ money, institutions }) => (
          <dl className="cards">
            <Tile
              title="即时结算金额占比"
              share={money}
              text={
                <>
                  <Money fen={money.instant} />
                  ，共 <Money fen={money.all} />
                </>
              }
            />
            <Tile
              title="即时结算机构占比"
              share={institutions}
              text={`${institutions.instant} 家，共 ${institutions.all} 家`}
            />
          </dl>
        )}
      </Loaded>
      <h2>{period} 审核扣款</h2>
      <Loaded
        of={rates}
        what="扣款率"
        emptyText={({ rates: rows }) => (rows.length === 0 ? '该月还没有机构申报。' : null)}
      >
        {({ rates: rows }) => (
          <DataTable
            name={`扣款率-${area}-${period}`}
            caption="各机构的审核扣款"
            columns={COLUMNS}
            rows={rows}
            keyOf={({ providerId }) => providerId}
            totals={{
              localTaken: (
                <Money fen={rows.reduce((all, { local }) => all + local.deducted, 0)} isBalance isStrong />
              ),
              crossTaken: (
                <Money fen={rows.reduce((all, { cross }) => all + cross.deducted, 0)} isBalance isStrong />
              ),
            }}
          />
        )}
      </Loaded>
    </>
  );
}
