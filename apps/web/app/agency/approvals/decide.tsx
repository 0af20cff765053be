/** One application and the decision of the level that is next. */
import { addMonths, type CalendarDate, formatQuantity, type Quantity } from '@zhijie/kernel';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { AnswerOf } from '../../api/call.ts';
import { useChange } from '../../api/use.ts';
import { dayText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { useSession } from '../../ui/session.tsx';
import { Problem } from '../../ui/state.tsx';

export const LIST = 'GET /api/agency/approvals';
export type Approval = AnswerOf<typeof LIST>['approvals'][number];

type TextProps = { label: string; value: string; set: (text: string) => void; type?: 'date' | 'text' };

const Text = ({ label, value, set, type = 'text' }: TextProps) => (
  <Field label={label}>
    {(id) => (
      <Input id={id} type={type} maxLength={500} value={value} onChange={({ target }) => set(target.value)} />
    )}
  </Field>
);

type Props = {
  readonly approval: Approval;
  readonly level: '1' | '2';
  readonly onDone: () => void;
};

export function Decide({ approval, level, onDone }: Props) {
  const { session } = useSession();
  const { approvalId, materials, quantity: asked } = approval;
  const today = dayText(session.now) as CalendarDate;
  const changes = [LIST, 'GET /api/agency/queues'] as const;
  const decide = useChange('POST /api/agency/approvals/{approvalId}/decision', {
    changes,
    onDone,
    isKeyed: false,
  });
  const [reason, setReason] = useState('');
  const [startsOn, setStartsOn] = useState<string>(today);
  const [endsOn, setEndsOn] = useState<string>(addMonths(today, 6));
  const [quantity, setQuantity] = useState(formatQuantity(asked as Quantity));
  const send = (decision: 'approve' | 'reject'): void =>
    decide.mutate({ path: { approvalId }, body: { decision, reason, startsOn, endsOn, quantity } });
  return (
    <>
      <p>
        {approval.itemCode}，数量 {formatQuantity(asked as Quantity)}，诊断 {approval.diagnosisCode}：
        {approval.reason}
      </p>
      <p className="lead">材料：{materials.join('、')}</p>
      <div className="form-grid">
        <Text label={level === '1' ? '初审意见' : '复审意见'} value={reason} set={setReason} />
        {level === '1' ? null : (
          <>
            <Text label="有效期从" type="date" value={startsOn} set={setStartsOn} />
            <Text label="有效期到" type="date" value={endsOn} set={setEndsOn} />
            <Text label="批准数量" value={quantity} set={setQuantity} />
          </>
        )}
        <div className="actions">
          <Button
            type="primary"
            disabled={reason.trim() === ''}
            loading={decide.isPending}
            onClick={() => send('approve')}
          >
            同意
          </Button>
          <Button
            danger
            disabled={reason.trim() === ''}
            loading={decide.isPending}
            onClick={() => send('reject')}
          >
            不同意
          </Button>
        </div>
        {decide.error === null ? null : <Problem error={decide.error} />}
      </div>
    </>
  );
}
