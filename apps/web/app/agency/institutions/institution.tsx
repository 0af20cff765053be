/** One institution: its agreement, the change of it with a reason, how it came to be, who practises there. */
import { areaNameOf } from '@zhijie/kernel';
import { Checkbox, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useChange, useRead } from '../../api/use.ts';
import { momentText } from '../../ui/dates.ts';
import { FactsTable } from '../../ui/facts.tsx';
import { Field } from '../../ui/field.tsx';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { Reasoned } from './reasoned.tsx';
import { StaffList } from './staff.tsx';
import {
  AGREEMENTS,
  type File,
  type Institution,
  KINDS,
  LIST,
  ONE,
  OPEN,
  openText,
  type State,
} from './words.ts';

const CHANGE = 'POST /api/agency/institutions/{providerId}/agreement';

function Facts({ of }: { of: Institution }) {
  const { agreement, chronicDiseases, traceCodesFrom, confirmsFrom, isReadStrictly } = of;
  const [tone, word] = AGREEMENTS[agreement];
  const facts = [
    ['机构编号', of.providerId],
    ['统一社会信用代码', of.creditCode],
    ['类别和级别', `${KINDS[of.kind]} · ${of.levelLabel}`],
    ['统筹区', areaNameOf(of.area)],
    ['开通的跨省直接结算', openText(of)],
    ['开通的慢特病病种', chronicDiseases.join('、') || '没有'],
    ['采集药品追溯码', traceCodesFrom === null ? '不要求' : `自 ${traceCodesFrom}`],
    ['按月确认清分', confirmsFrom === null ? '不要求' : `自 ${confirmsFrom}`],
    ['报文', isReadStrictly ? '按严格模式读' : '宽松读，问题提示'],
  ] as const;
  return (
    <>
      <h2>
        {of.name} <Status tone={tone}>{word}</Status>
      </h2>
      <FactsTable caption="机构和协议" facts={facts} />
    </>
  );
}

/** What is changed at once for every bill that comes after; the reason stays in the history. */
function Change({ of }: { of: Institution }) {
  const [agreement, setAgreement] = useState<State>(of.agreement);
  const [open, setOpen] = useState(OPEN.filter(([name]) => of[name]).map(([name]) => name));
  const [reason, setReason] = useState('');
  const change = useChange(CHANGE, { changes: [LIST, ONE], onDone: () => setReason('') });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const flags = Object.fromEntries(OPEN.map(([name]) => [name, open.includes(name)]));
    change.mutate({
      path: { providerId: of.providerId },
      body: { agreement, ...flags, reason: reason.trim() },
    });
  };
  return (
    <form className="acts form-grid" aria-label="变更协议" onSubmit={send}>
      <Field label="协议状态">
        {(id) => (
          <Select
            id={id}
            value={agreement}
            onChange={setAgreement}
            options={Object.entries(AGREEMENTS).map(([value, [, label]]) => ({
              value: value as State,
              label,
            }))}
          />
        )}
      </Field>
      <fieldset className="plain-fields">
        <legend>开通的跨省直接结算</legend>
        <Checkbox.Group
          value={open}
          onChange={setOpen}
          options={OPEN.map(([value, label]) => ({ value, label }))}
        />
      </fieldset>
      <Reasoned
        label="变更理由"
        reason={reason}
        setReason={setReason}
        of={change}
        applied="已变更：之后的挂号和结算按新的协议办理，已结算的不变。"
        button="变更协议"
      />
    </form>
  );
}

function History({ changes }: { changes: File['changes'] }) {
  if (changes.length === 0) return <p>没有变更过。</p>;
  return (
    <ol className="timeline">
      {changes.map((each) => (
        <li key={`${each.changedAt}-${each.by}`}>
          {momentText(each.changedAt)} {each.by}：{AGREEMENTS[each.agreement][1]}，开通{openText(each)}
          。理由：
          {each.reason}
        </li>
      ))}
    </ol>
  );
}

export function InstitutionCase({ providerId }: { providerId: string }) {
  const read = useRead(ONE, { path: { providerId } });
  return (
    <Loaded of={read} what="定点机构">
      {({ institution, changes, staff }) => (
        <>
          <Facts of={institution} />
          <h2>变更协议</h2>
          <Change of={institution} />
          <h2>变更记录</h2>
          <History changes={changes} />
          <h2>医务人员和支付资格</h2>
          <StaffList providerId={providerId} staff={staff} />
        </>
      )}
    </Loaded>
  );
}
