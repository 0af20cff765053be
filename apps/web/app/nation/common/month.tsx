import { Input } from 'antd';
import { Field } from '../../ui/field.tsx';

type Props = { readonly label: string; readonly month: string; readonly onMonth: (month: string) => void };

export function MonthField({ label, month, onMonth }: Props) {
  return (
    <Field label={label} isInline>
      {(id) => <Input id={id} type="month" value={month} onChange={({ target }) => onMonth(target.value)} />}
    </Field>
  );
}
