/** The step that is next, for who may take it: first opinion, second person, payment, undoing. */
import { amountInWords, formatYuan, type TotalFen } from '@zhijie/kernel';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import type { OperationName } from '../../api/call.ts';
import { useChange } from '../../api/use.ts';
import { dayText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { useAccount, useSession } from '../../ui/session.tsx';
import { Problem } from '../../ui/state.tsx';
import { type Claim, LIST, READ } from './words.ts';

const AFTER = { changes: [READ, LIST] satisfies OperationName[], isKeyed: false };
type Props = { readonly claim: Claim };

function Reason({ value, set }: { value: string; set: (text: string) => void }) {
  return (
    <Field label="说明" isInline>
      {(id) => <Input id={id} maxLength={200} value={value} onChange={({ target }) => set(target.value)} />}
    </Field>
  );
}

function Submit({ claim: { claimId } }: Props) {
  const submit = useChange('POST /api/agency/claims/{claimId}/submit', AFTER);
  return (
    <>
      <Button
        type="primary"
        loading={submit.isPending}
        onClick={() => submit.mutate({ path: { claimId }, body: {} })}
      >
        受理
      </Button>
      <span className="quiet">材料和内容齐全才能受理；受理后开始计 30 个工作日。</span>
      {submit.error === null ? null : <Problem error={submit.error} />}
    </>
  );
}

function Propose({ claim: { claimId, review } }: Props) {
  const propose = useChange('POST /api/agency/claims/{claimId}/proposal', AFTER);
  const [reason, setReason] = useState('');
  const send = (verdict: 'approve' | 'refuse'): void =>
    propose.mutate({ path: { claimId }, body: { verdict, reason } });
  const isPayable = review?.proposal.verdict === 'approve';
  return (
    <>
      <Button
        type="primary"
        disabled={!isPayable}
        loading={propose.isPending}
        onClick={() => send('approve')}
      >
        初审：拟支付
      </Button>
      <Reason value={reason} set={setReason} />
      <Button
        danger
        disabled={reason.trim() === ''}
        loading={propose.isPending}
        onClick={() => send('refuse')}
      >
        初审：拟不予支付
      </Button>
      {propose.error === null ? null : <Problem error={propose.error} />}
    </>
  );
}

function Decide({ claim: { claimId, history } }: Props) {
  const account = useAccount();
  const decide = useChange('POST /api/agency/claims/{claimId}/decision', AFTER);
  const [reason, setReason] = useState('');
  const first = history.findLast(({ kind }) => kind.startsWith('proposed'));
  if (first?.by === account.id) {
    return <p role="note">您是初审人，须由另一位工作人员复核。</p>;
  }
  const send = (accept: boolean): void => decide.mutate({ path: { claimId }, body: { accept, reason } });
  return (
    <>
      <span>
        {first?.by} {first?.label}
        {first?.note ? `（${first.note}）` : ''}
      </span>
      <Button type="primary" loading={decide.isPending} onClick={() => send(true)}>
        复核：同意
      </Button>
      <Reason value={reason} set={setReason} />
      <Button disabled={reason.trim() === ''} loading={decide.isPending} onClick={() => send(false)}>
        退回初审
      </Button>
      {decide.error === null ? null : <Problem error={decide.error} />}
    </>
  );
}

const BANK = {
  payment: { name: 'POST /api/agency/claims/{claimId}/payment', word: '登记支付' },
  back: { name: 'POST /api/agency/claims/{claimId}/money-back', word: '登记退款到账' },
} as const;

/** Bank, serial and date of the bank's own slip; the amount is what was approved. */
function BankForm({ claim: { claimId, approvedFunds }, way }: Props & { way: keyof typeof BANK }) {
  const { session } = useSession();
  const { name, word } = BANK[way];
  const change = useChange(name, AFTER);
  const [bank, setBank] = useState('');
  const [serial, setSerial] = useState('');
  const [paidOn, setPaidOn] = useState(dayText(session.now));
  const funds = (approvedFunds ?? 0) as TotalFen;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ path: { claimId }, body: { bank, serial, paidOn, amount: formatYuan(funds) } });
  };
  return (
    <form className="actions" onSubmit={send} aria-label={word}>
      <p className="whole-line">
        {way === 'payment' ? '核定支付' : '应退回'} <Money fen={funds} isStrong />{' '}
        <span className="words">{amountInWords(funds)}</span>
      </p>
      <Field label="银行" isInline>
        {(id) => <Input id={id} required value={bank} onChange={({ target }) => setBank(target.value)} />}
      </Field>
      <Field label="银行流水号" isInline>
        {(id) => <Input id={id} required value={serial} onChange={({ target }) => setSerial(target.value)} />}
      </Field>
      <Field label="日期" isInline>
        {(id) => (
          <Input
            id={id}
            type="date"
            required
            value={paidOn}
            onChange={({ target }) => setPaidOn(target.value)}
          />
        )}
      </Field>
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {word}
      </Button>
      {change.error === null ? null : <Problem error={change.error} />}
    </form>
  );
}

function Reverse({ claim: { claimId } }: Props) {
  const reverse = useChange('POST /api/agency/claims/{claimId}/reversal', AFTER);
  const [reason, setReason] = useState('');
  return (
    <details className="whole-line">
      <summary>撤销这份报销</summary>
      <p>累计和账目冲回，票据释放；已支付的款项须另行退回。</p>
      <div className="actions">
        <Reason value={reason} set={setReason} />
        <Button
          danger
          disabled={reason.trim() === ''}
          loading={reverse.isPending}
          onClick={() => reverse.mutate({ path: { claimId }, body: { reason } })}
        >
          撤销
        </Button>
      </div>
      {reverse.error === null ? null : <Problem error={reverse.error} />}
    </details>
  );
}

export function Acts({ claim }: Props) {
  const { state, payments } = claim;
  const isOwed =
    payments.some(({ way }) => way === 'paid') && !payments.some(({ way }) => way === 'returned');
  return (
    <section className="acts actions" aria-label="办理">
      {state === 'gathering' ? <Submit claim={claim} /> : null}
      {state === 'in-review' ? <Propose claim={claim} /> : null}
      {state === 'proposed' ? <Decide claim={claim} /> : null}
      {state === 'approved' ? <BankForm claim={claim} way="payment" /> : null}
      {state === 'reversed' && isOwed ? <BankForm claim={claim} way="back" /> : null}
      {state === 'approved' || state === 'paid' ? <Reverse claim={claim} /> : null}
    </section>
  );
}
