/** Maker and checker: one proposes, another confirms or returns with a reason. */
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useChange } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { useAccount } from '../../ui/session.tsx';
import { Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { CONFIRMATIONS, type ProvinceMonth } from './words.ts';

/** A step of this month; afterwards the month is read again. */
export function useStep(view: ProvinceMonth, subject: string) {
  const seen = view.seen.find((each) => each.subject === subject)?.version;
  const change = useChange('POST /api/agency/clearing/{month}/steps', {
    changes: ['GET /api/agency/clearing/{month}'],
  });
  type Body = Parameters<typeof change.mutate>[0]['body'];
  const take = (body: Body): void =>
    change.mutate({
      path: { month: view.period },
      body: { ...body, ...(seen === undefined ? {} : { seen }) },
    });
  return { ...change, take };
}

type Props = { readonly view: ProvinceMonth; readonly province: string };

export function Confirmation({ view, province }: Props) {
  const { roles } = useAccount();
  const { take, error, isPending } = useStep(view, province);
  const [reason, setReason] = useState('');
  const { confirmation } = view;
  if (confirmation === null) return null;
  const { state, proposed, confirmed, objection } = confirmation;
  const [tone, word] = CONFIRMATIONS[state];
  const mayPropose = roles.includes('clearing-maker') && (state === 'awaiting' || state === 'objected');
  const mayConfirm = roles.includes('clearing-checker') && state === 'proposed';
  return (
    <section aria-label="本省确认">
      <h2>
        本省确认 <Status tone={tone}>{word}</Status>
      </h2>
      <ol className="timeline">
        {proposed === null ? null : (
          <li>
            {momentText(proposed.at)} {proposed.by} 提出确认
          </li>
        )}
        {objection === null ? null : (
          <li>
            {momentText(objection.at)} {objection.by} 退回：{objection.reason}
          </li>
        )}
        {confirmed === null ? null : (
          <li>
            {momentText(confirmed.at)} {confirmed.by} 复核确认
          </li>
        )}
      </ol>
      {error === null ? null : <Problem error={error} />}
      <div className="actions">
        {mayPropose ? (
          <Button type="primary" loading={isPending} onClick={() => take({ step: 'propose' })}>
            提出确认
          </Button>
        ) : null}
        {mayConfirm ? (
          <>
            <Button type="primary" loading={isPending} onClick={() => take({ step: 'confirm' })}>
              复核确认
            </Button>
            <Field label="退回理由" isInline>
              {(id) => <Input id={id} value={reason} onChange={({ target }) => setReason(target.value)} />}
            </Field>
            <Button
              danger
              loading={isPending}
              disabled={reason.trim() === ''}
              onClick={() => take({ step: 'object', reason: reason.trim() })}
            >
              退回
            </Button>
          </>
        ) : null}
      </div>
    </section>
  );
}
