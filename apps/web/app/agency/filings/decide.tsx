/** One decision for all chosen filings: agreed, given back with a reason, or refused with a reason. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useRef, useState } from 'react';
import { call, NotDone, requestKey } from '../../api/call.ts';
import { Field } from '../../ui/field.tsx';
import { Problem } from '../../ui/state.tsx';
import type { Waiting } from './page.tsx';

type Decision = 'approve' | 'return' | 'reject';
type Props = { readonly selected: readonly Waiting[]; readonly onDone: () => void };

/** Sends the decisions one by one and stops at the first that is not taken. */
function useDecisions(onDone: () => void) {
  const client = useQueryClient();
  const [error, setError] = useState<NotDone | null>(null);
  const [isBusy, setBusy] = useState(false);
  // The same decision asked again after an unknown outcome keeps its key.
  const keys = useRef(new Map<string, string>());
  const keyOf = (act: string): string => {
    const key = keys.current.get(act) ?? requestKey();
    keys.current.set(act, key);
    return key;
  };
  const decide = async (selected: readonly Waiting[], decision: Decision, reason: string): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      for (const { filing } of selected) {
        const said = reason === '' ? {} : { reason };
        await call('POST /api/agency/filings/{filingId}/decision', {
          path: { filingId: filing.filingId },
          body: {
            requestKey: keyOf([filing.filingId, decision, reason].join('\n')),
            personId: filing.personId,
            decision,
            ...said,
          },
        });
      }
      onDone();
    } catch (cause) {
      if (!(cause instanceof NotDone)) throw cause;
      setError(cause);
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: ['GET /api/agency/filings'] });
    }
  };
  return { error, isBusy, decide };
}

const NO_PAPERS = '材料不齐全，请补充所缺材料。';

export function Decide({ selected, onDone }: Props) {
  const { error, isBusy, decide } = useDecisions(onDone);
  const [reason, setReason] = useState('');
  const none = selected.length === 0;
  const act = (decision: Decision): void =>
    void decide(selected, decision, decision === 'approve' ? '' : reason);
  return (
    <>
      <Button type="primary" disabled={none} loading={isBusy} onClick={() => act('approve')}>
        同意（{selected.length}）
      </Button>
      <Field label="理由" isInline>
        {(id) => (
          <Input
            id={id}
            value={reason}
            placeholder={NO_PAPERS}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
      <Button disabled={none || reason === ''} loading={isBusy} onClick={() => act('return')}>
        退回补充
      </Button>
      <Button danger disabled={none || reason === ''} loading={isBusy} onClick={() => act('reject')}>
        不予备案
      </Button>
      {error === null ? null : <Problem error={error} />}
    </>
  );
}
