/** Proposed changes of policy: another person publishes or gives back, the proposer may withdraw. */
import { LABELS } from '@zhijie/kernel';
import { Button, Drawer, Input } from 'antd';
import { useState } from 'react';
import type { AnswerOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { useSession } from '../../ui/session.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, textColumn } from '../../ui/table.tsx';
import { PreviewShown } from './preview.tsx';

const READ = 'GET /api/agency/policies/drafts';
type Draft = AnswerOf<typeof READ>['drafts'][number];

const OUTCOMES = {
  published: ['good', '已发布'],
  returned: ['stop', '已退回'],
  withdrawn: ['quiet', '已撤回'],
} as const;
const standing = ({ outcome }: Draft) =>
  outcome === null ? (['wait', '待发布'] as const) : OUTCOMES[outcome];

const columnsOf = (open: (draftId: string) => void): readonly Column<Draft>[] => [
  {
    id: 'id',
    title: '拟稿编号',
    isFixed: true,
    cell: ({ draftId }) => (
      <Button type="link" onClick={() => open(draftId)}>
        {draftId}
      </Button>
    ),
    csv: ({ draftId }) => draftId,
  },
  {
    id: 'standing',
    title: '状态',
    cell: (draft) => <Status tone={standing(draft)[0]}>{standing(draft)[1]}</Status>,
    csv: (draft) => standing(draft)[1],
  },
  textColumn('pack', '政策包', ({ pack }) => pack),
  textColumn('care', '待遇', ({ care }) => LABELS.benefit[care]),
  textColumn('from', '起始日期', ({ from }) => from),
  textColumn('basis', '依据', ({ title, document, article }) => `${title}（${document}）${article}`),
  {
    id: 'by',
    title: '拟稿',
    cell: ({ proposerName, proposedBy, proposedAt }) =>
      `${proposerName ?? proposedBy} ${momentText(proposedAt)}`,
    csv: ({ proposedBy, proposedAt }) => `${proposedBy} ${momentText(proposedAt)}`,
  },
  { id: 'reason', title: '理由', cell: ({ reason }) => reason || '—', csv: ({ reason }) => reason },
];

function Acts({ draft, onDone }: { draft: Draft; onDone: () => void }) {
  const { session } = useSession();
  const [reason, setReason] = useState('');
  const end = useChange('POST /api/agency/policies/drafts/{draftId}/end', {
    changes: [
      READ,
      'GET /api/agency/policies/effective',
      'GET /api/agency/policies/versions',
      'GET /api/agency/what-if/parameters',
    ],
    onDone,
  });
  const isOwn = session.account?.id === draft.proposedBy;
  const act = (outcome: 'published' | 'returned' | 'withdrawn'): void =>
    end.mutate({
      path: { draftId: draft.draftId },
      body: { outcome, ...(reason === '' ? {} : { reason }) },
    });
  return (
    <>
      <div className="actions">
        {isOwn ? null : (
          <Button type="primary" loading={end.isPending} onClick={() => act('published')}>
            发布，立即生效
          </Button>
        )}
        <Field label="理由" isInline>
          {(id) => <Input id={id} value={reason} onChange={({ target }) => setReason(target.value)} />}
        </Field>
        <Button
          disabled={reason === ''}
          loading={end.isPending}
          onClick={() => act(isOwn ? 'withdrawn' : 'returned')}
        >
          {isOwn ? '撤回' : '退回'}
        </Button>
      </div>
      {isOwn ? <p className="note">本人拟的稿，由另一人发布。</p> : null}
      {end.error === null ? null : <Problem error={end.error} />}
    </>
  );
}

function OpenDraft({ draft, onDone }: { draft: Draft; onDone: () => void }) {
  const read = useRead('GET /api/agency/policies/drafts/{draftId}/preview', {
    path: { draftId: draft.draftId },
  });
  return (
    <>
      <Acts draft={draft} onDone={onDone} />
      <Loaded of={read} what="预览">
        {(preview) => <PreviewShown preview={preview} />}
      </Loaded>
    </>
  );
}

type DraftsProps = {
  readonly draftId: string | undefined;
  readonly onOpen: (draftId: string | undefined) => void;
};

export function Drafts({ draftId, onOpen }: DraftsProps) {
  const read = useRead(READ, {});
  return (
    <Loaded of={read} what="拟稿" emptyText={({ drafts }) => (drafts.length === 0 ? '没有拟稿。' : null)}>
      {({ drafts }) => {
        const draft = drafts.find((one) => one.draftId === draftId);
        return (
          <>
            <DataTable
              name="政策拟稿"
              caption="拟稿"
              columns={columnsOf(onOpen)}
              rows={drafts}
              keyOf={(one) => one.draftId}
              onReload={() => void read.refetch()}
            />
            <Drawer
              open={draft !== undefined}
              size="large"
              title={`拟稿 ${draftId ?? ''}`}
              onClose={() => onOpen(undefined)}
            >
              {draft === undefined ? null : draft.outcome === null ? (
                <OpenDraft key={draft.draftId} draft={draft} onDone={() => onOpen(undefined)} />
              ) : (
                <Status tone={standing(draft)[0]}>{standing(draft)[1]}</Status>
              )}
            </Drawer>
          </>
        );
      }}
    </Loaded>
  );
}
