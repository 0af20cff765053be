/** One release: what is wrong in it, which units differ, what it changes, and who publishes it. */
import { Button, Input, Tabs } from 'antd';
import { useState } from 'react';
import { addressOf, type OperationName } from '../../api/call.ts';
import { useChange, useRead, useReadPages } from '../../api/use.ts';
import { dayText, momentText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { useAccount } from '../../ui/session.tsx';
import { Empty, Loaded, Loading, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import {
  type Changed,
  LIST,
  PREVIEW,
  READ,
  type Release,
  ROWS,
  type Row,
  STATES,
  termsText,
} from './words.ts';

const AFTER = { changes: [LIST, READ, ROWS, PREVIEW] satisfies OperationName[], isKeyed: false };
type Props = { readonly release: Release };

const text = <R,>(id: string, title: string, of: (row: R) => string): Column<R> => ({
  id,
  title,
  cell: (row) => of(row) || '—',
  csv: of,
});

const NAMING: readonly Column<Row>[] = [
  { id: 'row', title: '行', isFixed: true, cell: ({ row }) => row, csv: ({ row }) => row },
  text('localCode', '本地项目编码', ({ localCode }) => localCode),
  text('localName', '本地项目名称', ({ localName }) => localName),
  text('itemCode', '国家编码', ({ itemCode }) => itemCode),
];
const PROBLEMS: readonly Column<Row>[] = [
  ...NAMING,
  {
    id: 'problems',
    title: '哪一格、为什么',
    cell: ({ problems }) => (
      <ul className="duties">
        {problems.map((one) => (
          <li key={one.line}>
            <strong>{one.header}</strong>：{one.text}
          </li>
        ))}
      </ul>
    ),
    csv: ({ problems }) => problems.map((one) => `${one.header}：${one.text}`).join('；'),
  },
  text('fix', '怎么改', ({ problems }) => problems.map(({ fix }) => fix).join('；')),
];
const UNITS: readonly Column<Row>[] = [
  ...NAMING,
  text('localUnit', '本地单位', ({ localUnit }) => localUnit),
  text('itemUnit', '目录单位', ({ itemUnit }) => itemUnit ?? ''),
  {
    id: 'note',
    title: '确认',
    cell: ({ unitNote }) =>
      unitNote === null ? (
        <Status tone="wait">待确认</Status>
      ) : (
        <>
          <Status tone="good">已确认</Status> {unitNote.note}（{unitNote.name}，{dayText(unitNote.at)}）
        </>
      ),
    csv: ({ unitNote }) => (unitNote === null ? '' : `${unitNote.note}（${unitNote.name}）`),
  },
];
const ALL: readonly Column<Row>[] = [
  ...NAMING,
  text('share', '份额', ({ share }) => share || '100%'),
  text('localUnit', '本地单位', ({ localUnit }) => localUnit),
  text('class', '支付类别', ({ paymentClass }) => paymentClass),
  text('rate', '先行自付', ({ selfPaidFirstRate }) => selfPaidFirstRate),
  text('ceiling', '限价（元）', ({ ceiling }) => ceiling),
  {
    id: 'state',
    title: '检查',
    cell: ({ isQuarantined }) =>
      isQuarantined ? <Status tone="stop">隔离</Status> : <Status tone="good">可导入</Status>,
    csv: ({ isQuarantined }) => (isQuarantined ? '隔离' : '可导入'),
  },
];

/** Says of all chosen rows at once how their units convert. */
function Acknowledge({ release, rows, onDone }: Props & { rows: readonly number[]; onDone: () => void }) {
  const [note, setNote] = useState('');
  const change = useChange('POST /api/agency/catalogues/{releaseId}/units', { ...AFTER, onDone });
  const { releaseId } = release;
  return (
    <>
      <Field label="怎么换算" isInline>
        {(id) => (
          <Input
            id={id}
            maxLength={200}
            value={note}
            placeholder="每次检查一个部位，1 次 = 1 部位"
            onChange={({ target }) => setNote(target.value)}
          />
        )}
      </Field>
      <Button
        type="primary"
        disabled={rows.length === 0 || note.trim() === ''}
        loading={change.isPending}
        onClick={() => change.mutate({ path: { releaseId }, body: { rows: [...rows], note } })}
      >
        确认单位（{rows.length}）
      </Button>
      {change.error === null ? null : <Problem error={change.error} />}
    </>
  );
}

const EMPTY = {
  quarantined: '隔离区是空的：每一行都可以导入。',
  units: '没有单位不同的行。',
  divided: '没有一对多的本地项目。',
  all: '没有行。',
} as const;
export type Which = keyof typeof EMPTY;
const CAPTIONS = { quarantined: '隔离区', units: '单位不同的行', divided: '一对多', all: '全部行' } as const;
const COLUMNS = { quarantined: PROBLEMS, units: UNITS, divided: ALL, all: ALL } as const;

function Rows({ release, which }: Props & { which: Which }) {
  const { releaseId, state } = release;
  const asked = { path: { releaseId }, query: { which, limit: '100' } };
  const pages = useReadPages(ROWS, asked, ({ rows }) => rows);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (pages.error !== null) return <Problem error={pages.error} onRetry={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading what="目录的行" />;
  if (pages.rows.length === 0) return <Empty text={EMPTY[which]} />;
  const mayNote = which === 'units' && state === 'draft';
  const note = <Acknowledge release={release} rows={chosen.map(Number)} onDone={() => setChosen([])} />;
  return (
    <DataTable
      name={`目录-${CAPTIONS[which]}`}
      caption={CAPTIONS[which]}
      columns={COLUMNS[which]}
      rows={pages.rows}
      keyOf={({ row }) => String(row)}
      onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
      isLoadingMore={pages.isFetchingNextPage}
      {...(mayNote ? { selection: { keys: chosen, onChange: setChosen }, actions: note } : {})}
    />
  );
}

const CHANGES: readonly Column<Changed>[] = [
  {
    id: 'code',
    title: '国家编码',
    isFixed: true,
    cell: ({ itemCode }) => itemCode,
    csv: ({ itemCode }) => itemCode,
  },
  text('name', '项目名称', ({ itemName }) => itemName),
  text('unit', '单位', ({ unit }) => unit),
  text('before', '现在', ({ before }) => termsText(before)),
  text('after', '生效后', ({ after }) => termsText(after)),
];

function PreviewOf({ release: { releaseId } }: Props) {
  const preview = useRead(PREVIEW, { path: { releaseId } });
  return (
    <Loaded of={preview} what="变化预览">
      {({ changed, unchanged, effectiveOn }) => (
        <>
          <p>
            自 {effectiveOn} 起 {changed.length} 个项目的待遇条件会变，{unchanged}{' '}
            个不变；此前发生的费用仍按当时的目录，不重新计算。
          </p>
          {changed.length === 0 ? (
            <Empty text="没有项目会变。" />
          ) : (
            <DataTable
              name="目录-变化预览"
              caption="会变的项目"
              columns={CHANGES}
              rows={changed}
              keyOf={({ itemCode }) => itemCode}
            />
          )}
        </>
      )}
    </Loaded>
  );
}

function Decide({ release }: Props) {
  const account = useAccount();
  const decide = useChange('POST /api/agency/catalogues/{releaseId}/decision', AFTER);
  const [reason, setReason] = useState('');
  const { releaseId, madeBy, openUnits, state, quarantined } = release;
  if (state !== 'draft') return null;
  const isMaker = madeBy === account.id;
  const path = { releaseId };
  return (
    <section className="acts actions" aria-label="办理">
      {isMaker ? (
        <p role="note">您是导入人，须由另一位工作人员复核发布。</p>
      ) : (
        <Button
          type="primary"
          disabled={openUnits > 0}
          loading={decide.isPending}
          onClick={() => decide.mutate({ path, body: { decision: 'publish' } })}
        >
          复核发布
        </Button>
      )}
      {openUnits > 0 ? <span className="quiet">还有 {openUnits} 行单位待确认，确认后才能发布。</span> : null}
      {quarantined > 0 ? <span className="quiet">隔离的 {quarantined} 行不会生效。</span> : null}
      <Field label="撤回的理由" isInline>
        {(id) => (
          <Input id={id} maxLength={200} value={reason} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
      <Button
        danger
        disabled={reason.trim() === ''}
        loading={decide.isPending}
        onClick={() => decide.mutate({ path, body: { decision: 'withdraw', reason } })}
      >
        撤回
      </Button>
      {decide.error === null ? null : <Problem error={decide.error} />}
    </section>
  );
}

function Facts({ release }: Props) {
  const { areaName, effectiveOn, fileName, rows, quarantined, openUnits, state } = release;
  return (
    <>
      <p className="lead">
        {areaName}，自 {effectiveOn} 生效，{fileName}{' '}
        <Status tone={STATES[state][0]}>{STATES[state][1]}</Status>
      </p>
      <p>
        共 {rows} 行，可导入 {rows - quarantined}，隔离 {quarantined}，单位待确认 {openUnits}。
        {release.madeBy} 于 {momentText(release.madeAt)} 导入
        {release.decidedAt === null || state === 'draft'
          ? ''
          : `；${release.decidedBy} 于 ${momentText(release.decidedAt)} ${STATES[state][1].replace('已', '')}`}
        {release.reason === null ? '。' : `：${release.reason}。`}{' '}
        <a
          href={addressOf('GET /api/agency/catalogues/{releaseId}/file', {
            path: { releaseId: release.releaseId },
          })}
          download
        >
          导出 Excel
        </a>
      </p>
    </>
  );
}

type ViewProps = {
  readonly releaseId: string;
  readonly tab: string | undefined;
  readonly onTab: (tab: string) => void;
};

export function ReleaseView({ releaseId, tab, onTab }: ViewProps) {
  const read = useRead(READ, { path: { releaseId } });
  return (
    <Loaded of={read} what="这一版目录">
      {(release) => (
        <>
          <Facts release={release} />
          <Decide release={release} />
          <Tabs
            activeKey={tab ?? (release.quarantined > 0 ? 'quarantined' : 'preview')}
            onChange={onTab}
            destroyOnHidden
            items={[
              ...(['quarantined', 'units', 'divided'] as const).map((which) => ({
                key: which,
                label: CAPTIONS[which],
                children: <Rows release={release} which={which} />,
              })),
              { key: 'preview', label: '变化预览', children: <PreviewOf release={release} /> },
              { key: 'all', label: '全部行', children: <Rows release={release} which="all" /> },
            ]}
          />
        </>
      )}
    </Loaded>
  );
}
