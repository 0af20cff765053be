/** Registers or admits; what this window fills in each time is already there. */
import { CARE_TYPES, LABELS } from '@zhijie/kernel';
import { Input } from 'antd';
import { type KeyboardEvent, useRef } from 'react';
import { Field } from '../../ui/field.tsx';
import { yuanText } from '../../ui/yuan.ts';
import type { CareType, Defaults, Read } from './types.ts';

const FIELDS = [
  ['diagnosisCode', '诊断代码'],
  ['diagnosisName', '诊断名称'],
  ['departmentCode', '科室代码'],
  ['departmentName', '科室名称'],
  ['doctorCode', '医师代码'],
  ['doctorName', '医师姓名'],
] as const;

export const isComplete = (wish: Defaults): boolean => FIELDS.every(([name]) => wish[name].trim() !== '');

/** Enter goes to the next field of its form; after the last one `onLast`. */
export function enterMovesOn(event: KeyboardEvent<HTMLElement>, onLast: () => void): void {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
  event.preventDefault();
  const form = (event.target as HTMLElement).closest('form');
  const fields = [...(form?.querySelectorAll<HTMLElement>('input, select') ?? [])];
  const next = fields[fields.indexOf(event.target as HTMLElement) + 1];
  if (next === undefined) onLast();
  else next.focus();
}

type Props = {
  readonly wish: Defaults;
  readonly onChange: (wish: Defaults) => void;
  readonly onRegister: () => void;
};

export function RegisterForm({ wish, onChange, onRegister }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => enterMovesOn(event, onRegister);
  return (
    <form
      ref={form}
      className="register"
      aria-label="登记"
      onSubmit={(event) => {
        event.preventDefault();
        onRegister();
      }}
    >
      <Field label="医疗类别">
        {(id) => (
          <select
            id={id}
            className="plain-select"
            value={wish.careType}
            onKeyDown={onKeyDown}
            onChange={({ target }) => onChange({ ...wish, careType: target.value as CareType })}
          >
            {CARE_TYPES.filter((each) => each !== 'pharmacy' && each !== 'registration').map((each) => (
              <option key={each} value={each}>
                {LABELS.careType[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {FIELDS.map(([name, label]) => (
        <Field key={name} label={label}>
          {(id) => (
            <Input
              id={id}
              value={wish[name]}
              status={wish[name].trim() === '' ? 'warning' : ''}
              onKeyDown={onKeyDown}
              onChange={({ target }) => onChange({ ...wish, [name]: target.value })}
            />
          )}
        </Field>
      ))}
    </form>
  );
}

type WaitingProps = { readonly waiting: Read['waiting']; readonly onOpen: (visitId: string) => void };

/** What the hospital's own system has left for the window. */
export function Waiting({ waiting, onOpen }: WaitingProps) {
  if (waiting.length === 0) return null;
  return (
    <section aria-label="待结算的就诊">
      <h2>待结算的就诊（按数字再回车）</h2>
      <ul className="rows">
        {waiting.map(({ visitId, label, startedAt, lineCount, total }, index) => (
          <li key={visitId}>
            <button type="button" className="row-button" onClick={() => onOpen(visitId)}>
              <kbd>{index + 1}</kbd>
              <span className="grow">
                {label} · {startedAt}
              </span>
              <span>
                {lineCount} 项 <strong className="money">{yuanText(total)}</strong>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
