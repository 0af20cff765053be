/** Institutions with their agreements and what they are open for; one opens to its file. */
import { areaNameOf } from '@zhijie/kernel';
import { Drawer } from 'antd';
import { Link } from 'react-router';
import { useReadPages } from '../../api/use.ts';
import { QueryForm } from '../../ui/query-form.tsx';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { InstitutionCase } from './institution.tsx';
import { AGREEMENTS, KINDS, LIST, type Listed, openText, type State } from './words.ts';

const NAMES = ['text', 'kind', 'agreement', 'institution'] as const;
const FIELDS = [
  { name: 'text', label: '名称或机构编号', kind: 'text' },
  {
    name: 'kind',
    label: '类别',
    kind: 'choice',
    choices: Object.entries(KINDS).map(([value, label]) => ({ value, label })),
  },
  {
    name: 'agreement',
    label: '协议',
    kind: 'choice',
    choices: Object.entries(AGREEMENTS).map(([value, [, label]]) => ({ value, label })),
  },
] as const;

const columnsOf = (link: (providerId: string) => string): readonly Column<Listed>[] => [
  {
    id: 'name',
    title: '机构名称',
    isFixed: true,
    cell: ({ providerId, name }) => <Link to={link(providerId)}>{name}</Link>,
    csv: ({ name }) => name,
  },
  { id: 'id', title: '机构编号', cell: ({ providerId }) => providerId, csv: ({ providerId }) => providerId },
  { id: 'kind', title: '类别', cell: ({ kind }) => KINDS[kind], csv: ({ kind }) => KINDS[kind] },
  { id: 'level', title: '级别', cell: ({ levelLabel }) => levelLabel, csv: ({ levelLabel }) => levelLabel },
  { id: 'area', title: '统筹区', cell: ({ area }) => areaNameOf(area), csv: ({ area }) => area },
  {
    id: 'agreement',
    title: '协议',
    cell: ({ agreement }) => <Status tone={AGREEMENTS[agreement][0]}>{AGREEMENTS[agreement][1]}</Status>,
    csv: ({ agreement }) => AGREEMENTS[agreement][1],
  },
  { id: 'open', title: '开通的跨省直接结算', cell: openText, csv: openText },
  {
    id: 'diseases',
    title: '慢特病病种数',
    cell: ({ diseases }) => diseases,
    csv: ({ diseases }) => diseases,
  },
];

export function Component() {
  const { query, change } = useUrlQuery(NAMES);
  const { text, institution } = query;
  const kind = query.kind as keyof typeof KINDS | undefined;
  const agreement = query.agreement as State | undefined;
  const asked = {
    ...(text === undefined ? {} : { text }),
    ...(kind === undefined ? {} : { kind }),
    ...(agreement === undefined ? {} : { agreement }),
  };
  const pages = useReadPages(LIST, { query: asked }, ({ institutions }) => institutions);
  const link = (providerId: string): string =>
    `?${new URLSearchParams({ ...asked, institution: providerId })}`;
  return (
    <>
      <h1>定点机构</h1>
      <p className="lead">协议中止或解除、类别没有开通的，医院挂号和结算时立即收到拒绝和原因。</p>
      <QueryForm fields={FIELDS} query={query} onQuery={change} />
      <Loaded
        of={pages}
        what="定点机构"
        emptyText={() => (pages.rows.length === 0 ? '没有符合条件的定点机构。' : null)}
      >
        {() => (
          <DataTable
            name="定点机构"
            caption="定点机构"
            columns={columnsOf(link)}
            rows={pages.rows}
            keyOf={({ providerId }) => providerId}
            onReload={() => void pages.refetch()}
            onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
            isLoadingMore={pages.isFetchingNextPage}
            exportRows={pages.readAll}
          />
        )}
      </Loaded>
      <Drawer
        open={institution !== undefined}
        onClose={() => change({ institution: undefined })}
        title={`定点机构 ${institution ?? ''}`}
        size={900}
        destroyOnHidden
      >
        {institution === undefined ? null : <InstitutionCase key={institution} providerId={institution} />}
      </Drawer>
    </>
  );
}
