import { Drawer } from 'antd';
import { Link } from 'react-router';
import { useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Empty, Loading, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { ImportCatalogue } from './import.tsx';
import { ReleaseView } from './release.tsx';
import { LIST, type Release, STATES } from './words.ts';

const NAMES = ['release', 'tab', 'work'] as const;

const COLUMNS: readonly Column<Release>[] = [
  {
    id: 'effectiveOn',
    title: '生效日期',
    isFixed: true,
    cell: ({ effectiveOn, releaseId }) => <Link to={`?release=${releaseId}`}>{effectiveOn}</Link>,
    csv: ({ effectiveOn }) => effectiveOn,
  },
  { id: 'area', title: '统筹区', cell: ({ areaName }) => areaName, csv: ({ area }) => area },
  textColumn('file', '文件', ({ fileName }) => fileName),
  {
    id: 'state',
    title: '状态',
    cell: ({ state }) => <Status tone={STATES[state][0]}>{STATES[state][1]}</Status>,
    csv: ({ state }) => STATES[state][1],
  },
  textColumn('rows', '行数', ({ rows }) => rows),
  textColumn('quarantined', '隔离', ({ quarantined }) => quarantined),
  textColumn('openUnits', '单位待确认', ({ openUnits }) => openUnits),
  textColumn('madeBy', '导入人', ({ madeBy }) => madeBy),
  textColumn('madeAt', '导入时间', ({ madeAt }) => momentText(madeAt)),
  {
    id: 'decidedBy',
    title: '复核人',
    cell: ({ decidedBy }) => decidedBy ?? '—',
    csv: ({ decidedBy }) => decidedBy,
  },
];

function Releases() {
  const pages = useReadPages(LIST, { query: { limit: '100' } }, ({ releases }) => releases);
  if (pages.error !== null) return <Problem error={pages.error} onRetry={() => void pages.refetch()} />;
  if (pages.isPending) return <Loading what="目录版本" />;
  if (pages.rows.length === 0)
    return <Empty text="还没有导入过目录。" hint="现在按安装时的目录计算；先导出现行目录，改好再导入。" />;
  return (
    <DataTable
      name="目录版本"
      caption="目录版本"
      columns={COLUMNS}
      rows={pages.rows}
      keyOf={({ releaseId }) => releaseId}
      onReload={() => void pages.refetch()}
      onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
      isLoadingMore={pages.isFetchingNextPage}
    />
  );
}

/** The catalogue of a place of care: files in, checked, published by a second person from a day on. */
export function Component() {
  const { query, change } = useUrlQuery(NAMES);
  const { release, tab, work } = query;
  return (
    <>
      <h1>目录导入</h1>
      <p className="lead">
        就医地目录决定哪些费用纳入范围。导入后逐行检查，有错的留在隔离区；另一人复核发布，自生效日起计算新发生的费用。
      </p>
      <ImportCatalogue workId={work} onStarted={(started) => change({ work: started })} />
      <h2>目录版本</h2>
      <Releases />
      <Drawer
        open={release !== undefined}
        onClose={() => change({ release: undefined, tab: undefined })}
        title="目录版本"
        size={1240}
        destroyOnHidden
      >
        {release === undefined ? null : (
          <ReleaseView key={release} releaseId={release} tab={tab} onTab={(next) => change({ tab: next })} />
        )}
      </Drawer>
    </>
  );
}
