/** A new ticket, or an inquiry about a stay of ¥30,000.00 or more. */
import { PROVINCE_NAMES } from '@zhijie/kernel';
import { Button, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/use.ts';
import { Field } from '../../ui/field.tsx';
import { useAccount } from '../../ui/session.tsx';
import { Problem } from '../../ui/state.tsx';
import { factText, LIST, STAY_FACTS, TOPICS, type Topic } from './words.ts';

type Props = { readonly about: 'ticket' | 'inquiry'; readonly onOpened: () => void };
type Values = Readonly<Record<string, string>>;

const DATES: readonly string[] = ['admittedOn', 'dischargedOn'];

function One({ name, values, set }: { name: string; values: Values; set: (values: Values) => void }) {
  const value = values[name] ?? '';
  const keep = (next: string): void => set({ ...values, [name]: next });
  return (
    <Field label={factText(name)}>
      {(id) =>
        name === 'gender' ? (
          <Select
            id={id}
            value={value || null}
            onChange={keep}
            options={[
              { value: 'male', label: '男' },
              { value: 'female', label: '女' },
            ]}
          />
        ) : (
          <Input
            id={id}
            required
            type={DATES.includes(name) ? 'date' : 'text'}
            value={value}
            onChange={({ target }) => keep(target.value)}
          />
        )
      }
    </Field>
  );
}

export function OpenTicket({ about, onOpened }: Props) {
  const account = useAccount();
  const isInquiry = about === 'inquiry';
  const after = { changes: [LIST] as const, onDone: onOpened };
  const ticket = useChange('POST /api/agency/tickets', after);
  const inquiry = useChange('POST /api/agency/tickets/inquiries', after);
  const change = isInquiry ? inquiry : ticket;
  const [to, setTo] = useState<string | null>(null);
  const [topic, setTopic] = useState<Topic>('filing');
  const [subject, setSubject] = useState('');
  const [total, setTotal] = useState('');
  const [facts, setFacts] = useState<Values>({});
  const others = Object.entries(PROVINCE_NAMES).filter(([code]) => code !== account.node);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (to === null) return;
    const named = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== ''));
    if (isInquiry) inquiry.mutate({ body: { to, subject, total, facts: named } });
    else ticket.mutate({ body: { to, topic, subject, facts: named } });
  };
  return (
    <form className="form-grid" onSubmit={send} aria-label={isInquiry ? '提出费用协查' : '提出工单'}>
      <p className="lead">
        {isInquiry
          ? '单次住院总费用 ¥30,000.00 及以上。25 日前提出的当期办理，26 日零时冻结。个人信息只有对方省能看到。'
          : '事由国家端可见，请勿写个人信息；涉及个人的写在“说明”里，只有对方省能看到。'}
      </p>
      <Field label="对方省">
        {(id) => (
          <Select
            id={id}
            showSearch
            optionFilterProp="label"
            value={to}
            onChange={setTo}
            options={others.map(([value, label]) => ({ value, label }))}
          />
        )}
      </Field>
      {isInquiry ? null : (
        <Field label="类别">
          {(id) => (
            <Select
              id={id}
              value={topic}
              onChange={setTopic}
              options={Object.entries(TOPICS).map(([value, label]) => ({ value: value as Topic, label }))}
            />
          )}
        </Field>
      )}
      <Field label="事由">
        {(id) => (
          <Input
            id={id}
            required
            maxLength={500}
            value={subject}
            onChange={({ target }) => setSubject(target.value)}
          />
        )}
      </Field>
      {isInquiry ? (
        <Field label="单次住院总费用（元）">
          {(id) => <Input id={id} required value={total} onChange={({ target }) => setTotal(target.value)} />}
        </Field>
      ) : null}
      {(isInquiry ? STAY_FACTS : ['note']).map((name) =>
        name === 'note' ? (
          <Field key={name} label="说明（只有对方省能看到）">
            {(id) => (
              <Input
                id={id}
                value={facts.note ?? ''}
                onChange={({ target }) => setFacts({ ...facts, note: target.value })}
              />
            )}
          </Field>
        ) : (
          <One key={name} name={name} values={facts} set={setFacts} />
        ),
      )}
      <Button type="primary" htmlType="submit" disabled={to === null} loading={change.isPending}>
        提交
      </Button>
      {change.error === null ? null : <Problem error={change.error} />}
    </form>
  );
}
