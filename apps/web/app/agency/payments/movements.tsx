/** Movements of the paying account: matched, or on suspense until a person says what they are. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { type ChangeEvent, type FormEvent, useRef, useState } from 'react';
import { Link } from 'react-router';
import { type AnswerOf, NotDone, upload } from '../../api/call.ts';
import { useChange, useReadPages } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable, moneyColumn } from '../../ui/table.tsx';
import {
  BATCH,
  BATCHES,
  isOpen,
  kindText,
  MOVEMENTS,
  type Movement,
  PAYABLES,
  RESOLUTIONS,
  standingOf,
} from './words.ts';

const TAKE = 'POST /api/agency/payments/statements';
const RESOLVE = 'POST /api/agency/payments/suspense';
const CHANGES = [MOVEMENTS, BATCHES, BATCH, PAYABLES] as const;

/** The bank's camt.053: each movement finds its payment or goes on suspense. */
function Import() {
  const client = useQueryClient();
  const chosen = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<NotDone | null>(null);
  const [done, setDone] = useState<AnswerOf<typeof TAKE> | null>(null);
  const take = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = target.files ?? [];
    if (file === undefined) return;
    setBusy(true);
    setError(null);
    setDone(null);
    try {
      setDone(await upload(TAKE, file));
      await Promise.all(CHANGES.map((each) => client.invalidateQueries({ queryKey: [each] })));
    } catch (cause) {
      if (!(cause instanceof NotDone)) throw cause;
      setError(cause);
    } finally {
      setBusy(false);
      target.value = '';
    }
  };
  return (
    <>
      <div className="actions no-print">
        <input
          ref={chosen}
          className="hidden-file"
          type="file"
          accept=".xml,application/xml"
          aria-label="银行对账单文件"
          tabIndex={-1}
          onChange={(event) => void take(event)}
        />
        <Button type="primary" loading={isBusy} onClick={() => chosen.current?.click()}>
          导入银行对账单（camt.053）
        </Button>
        {done === null ? null : (
          <span role="status">
            {done.outcome === 'applied' ? `已导入 ${done.entries.length} 笔流水。` : '此前已导入，没有变化。'}
          </span>
        )}
      </div>
      {error === null ? null : <Problem error={error} />}
    </>
  );
}

/** What a person says that a movement is, with a reason; afterwards it stands where it belongs. */
export function Resolve({ of, onDone }: { of: Movement; onDone: () => void }) {
  const choices = Object.entries(RESOLUTIONS).filter(([, [kinds]]) => kinds.includes(of.kind));
  type Resolution = keyof typeof RESOLUTIONS;
  const [resolution, setResolution] = useState<Resolution>((choices[0]?.[0] ?? 'treasury') as Resolution);
  const [withReference, setWith] = useState('');
  const [providerId, setProvider] = useState('');
  const [reason, setReason] = useState('');
  const change = useChange(RESOLVE, { changes: CHANGES, isKeyed: false, onDone });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const { account, bankReference } = of;
    const more = {
      ...(resolution === 'recovered' ? { withReference: withReference.trim() } : {}),
      ...(resolution === 'working-capital-repaid' ? { providerId: providerId.trim() } : {}),
    };
    change.mutate({ body: { account, bankReference, resolution, reason: reason.trim(), ...more } });
  };
  if (choices.length === 0) return <p>银行收回重复付款：请在那笔重复付款上选“银行已收回”，两笔一起处理。</p>;
  return (
    <form className="form-grid" aria-label="处理待查流水" onSubmit={send}>
      <Field label="怎样处理">
        {(id) => (
          <Select
            id={id}
            value={resolution}
            onChange={setResolution}
            options={choices.map(([value, [, label]]) => ({ value: value as Resolution, label }))}
          />
        )}
      </Field>
      {resolution === 'recovered' ? (
        <Field label="收回那笔的流水号">
          {(id) => (
            <Input id={id} required value={withReference} onChange={({ target }) => setWith(target.value)} />
          )}
        </Field>
      ) : null}
      {resolution === 'working-capital-repaid' ? (
        <Field label="归还的机构编号">
          {(id) => (
            <Input id={id} required value={providerId} onChange={({ target }) => setProvider(target.value)} />
          )}
        </Field>
      ) : null}
      <Field label="理由">
        {(id) => <Input id={id} required value={reason} onChange={({ target }) => setReason(target.value)} />}
      </Field>
      {change.error === null ? null : <Problem error={change.error} />}
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        确定
      </Button>
    </form>
  );
}

const wayText = ({ direction }: Movement): string => (direction === 'in' ? '收' : '付');
const whoText = ({ providerName, counterparty }: Movement): string => providerName ?? counterparty ?? '—';
const doneText = ({ reason, resolvedBy, resolvedAt }: Movement): string =>
  resolvedAt === null ? '—' : `${reason}（${resolvedBy}，${momentText(resolvedAt)}）`;

const COLUMNS: readonly Column<Movement>[] = [
  {
    id: 'reference',
    title: '银行流水号',
    isFixed: true,
    cell: ({ bankReference }) => bankReference,
    csv: ({ bankReference }) => bankReference,
  },
  { id: 'on', title: '记账日期', cell: ({ bookedOn }) => bookedOn, csv: ({ bookedOn }) => bookedOn },
  { id: 'way', title: '收付', cell: wayText, csv: wayText },
  moneyColumn('amount', '金额', ({ amount }) => amount),
  { id: 'kind', title: '是什么', cell: kindText, csv: kindText },
  { id: 'who', title: '机构或对方', cell: whoText, csv: whoText },
  {
    id: 'batch',
    title: '付款批次',
    cell: ({ batchId }) =>
      batchId === null ? '—' : <Link to={`?tab=bank&batch=${encodeURIComponent(batchId)}`}>{batchId}</Link>,
    csv: ({ batchId }) => batchId,
  },
  {
    id: 'standing',
    title: '处理',
    cell: (of) => {
      const [tone, word] = standingOf(of);
      if (!isOpen(of)) return <Status tone={tone}>{word}</Status>;
      const entry = new URLSearchParams({ tab: 'bank', entry: `${of.account}/${of.bankReference}` });
      return (
        <>
          <Status tone={tone}>{word}</Status> <Link to={`?${entry}`}>处理</Link>
        </>
      );
    },
    csv: (of) => standingOf(of)[1],
  },
  { id: 'done', title: '理由和经办', cell: doneText, csv: doneText },
];

export const useMovements = () => useReadPages(MOVEMENTS, { query: {} }, ({ movements }) => movements);

export function Movements() {
  const pages = useMovements();
  const open = pages.rows.filter(isOpen);
  return (
    <>
      <Import />
      <Loaded
        of={pages}
        what="银行流水"
        emptyText={() => (pages.rows.length === 0 ? '还没有导入银行对账单。' : null)}
      >
        {() => (
          <>
            <p className="lead" role="status">
              {open.length === 0 ? (
                <Status tone="good">显示的流水都有去处</Status>
              ) : (
                <>
                  待查 {open.length} 笔，
                  <Money fen={open.reduce((all, { amount }) => all + amount, 0)} isStrong />
                  ；没有写明理由之前不作付款或收入。
                </>
              )}
            </p>
            <DataTable
              name="银行流水"
              caption="付款账户的银行流水"
              columns={COLUMNS}
              rows={pages.rows}
              keyOf={({ account, bankReference }) => `${account}/${bankReference}`}
              onReload={() => void pages.refetch()}
              onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
              isLoadingMore={pages.isFetchingNextPage}
              exportRows={pages.readAll}
            />
          </>
        )}
      </Loaded>
    </>
  );
}
