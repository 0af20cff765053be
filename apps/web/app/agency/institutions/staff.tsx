/** Who practises at an institution, and whether the insurance pays what they order. */
import { Button, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/use.ts';
import { dayText } from '../../ui/dates.ts';
import { Field } from '../../ui/field.tsx';
import { useSession } from '../../ui/session.tsx';
import { Empty } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Reasoned } from './reasoned.tsx';
import { decisionText, ONE, STAFF_STATES, type Staff } from './words.ts';

const DECIDE = 'POST /api/agency/staff/{staffCode}/eligibility';
type State = keyof typeof STAFF_STATES;

const columnsOf = (choose: (staffCode: string) => void): readonly Column<Staff>[] => [
  {
    id: 'code',
    title: '人员编码',
    isFixed: true,
    cell: ({ staffCode }) => staffCode,
    csv: ({ staffCode }) => staffCode,
  },
  { id: 'name', title: '姓名', cell: ({ maskedName }) => maskedName, csv: ({ maskedName }) => maskedName },
  { id: 'kind', title: '类别', cell: ({ kindLabel }) => kindLabel, csv: ({ kindLabel }) => kindLabel },
  {
    id: 'days',
    title: '执业',
    cell: ({ startedOn, endedOn }) => `${startedOn} ${endedOn === null ? '起' : `至 ${endedOn}`}`,
    csv: ({ startedOn, endedOn }) => `${startedOn} ${endedOn ?? ''}`,
  },
  {
    id: 'eligible',
    title: '今天开具的费用',
    cell: ({ isEligible }) =>
      isEligible ? <Status tone="good">医保支付</Status> : <Status tone="stop">医保不支付</Status>,
    csv: ({ isEligible }) => (isEligible ? '医保支付' : '医保不支付'),
  },
  { id: 'decision', title: '支付资格', cell: decisionText, csv: decisionText },
  {
    id: 'acts',
    title: '办理',
    cell: ({ staffCode }) => (
      <Button size="small" onClick={() => choose(staffCode)}>
        处理
      </Button>
    ),
  },
];

function Decide({ staffCode }: { staffCode: string }) {
  const { session } = useSession();
  const [state, setState] = useState<State>('suspended');
  const [fromOn, setFrom] = useState(dayText(session.now));
  const [untilOn, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const change = useChange(DECIDE, { changes: [ONE], isKeyed: false });
  // What was done, not what is chosen now.
  const applied =
    change.variables?.body.state === 'eligible'
      ? '已恢复：开具的费用医保支付。'
      : '已处理：急诊抢救除外，期间开具的费用医保不支付。';
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const until = untilOn === '' ? {} : { untilOn };
    change.mutate({ path: { staffCode }, body: { state, fromOn, ...until, reason: reason.trim() } });
  };
  const day = (label: string, value: string, set: (value: string) => void, required: boolean) => (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          type="date"
          required={required}
          value={value}
          onChange={({ target }) => set(target.value)}
        />
      )}
    </Field>
  );
  return (
    <form className="acts form-grid" aria-label={`支付资格 ${staffCode}`} onSubmit={send}>
      <h3>支付资格：{staffCode}</h3>
      <Field label="处理">
        {(id) => (
          <Select
            id={id}
            value={state}
            onChange={setState}
            options={Object.entries(STAFF_STATES).map(([value, label]) => ({ value: value as State, label }))}
          />
        )}
      </Field>
      {day('自何日', fromOn, setFrom, true)}
      {day('至何日（可不写）', untilOn, setUntil, false)}
      <Reasoned
        label="处理理由"
        reason={reason}
        setReason={setReason}
        of={change}
        applied={applied}
        button="确定"
      />
    </form>
  );
}

export function StaffList({ providerId, staff }: { providerId: string; staff: readonly Staff[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  if (staff.length === 0) return <Empty text="还没有登记医务人员。" hint="由经办机构登记，医院可以查询。" />;
  return (
    <>
      <DataTable
        name={`医务人员-${providerId}`}
        caption="医务人员和医保支付资格"
        columns={columnsOf(setChosen)}
        rows={staff}
        keyOf={({ staffCode }) => staffCode}
      />
      {chosen === null ? null : <Decide key={chosen} staffCode={chosen} />}
    </>
  );
}
