import { Button, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { type FormEvent, useId, useState } from 'react';

export type QueryField<N extends string = string> = {
  readonly name: N;
  readonly label: string;
  readonly kind: 'text' | 'month' | 'day' | 'choice';
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
};

type Values = Readonly<Record<string, string | undefined>>;
type OneProps = { field: QueryField; id: string; value: string | undefined; set(value: string): void };

const FORMATS = { month: 'YYYY-MM', day: 'YYYY-MM-DD' } as const;

function One({ field, id, value, set }: OneProps) {
  const { kind, choices = [] } = field;
  if (kind === 'text') {
    return <Input id={id} allowClear value={value ?? ''} onChange={({ target }) => set(target.value)} />;
  }
  if (kind === 'choice') {
    return (
      <Select
        id={id}
        allowClear
        value={value ?? null}
        onChange={(next) => set(next ?? '')}
        options={[...choices]}
        placeholder="全部"
        className="field-choice"
      />
    );
  }
  return (
    <DatePicker
      id={id}
      picker={kind === 'month' ? 'month' : 'date'}
      value={value === undefined || value === '' ? null : dayjs(value)}
      onChange={(next) => set(next === null ? '' : next.format(FORMATS[kind]))}
    />
  );
}

type QueryFormProps<N extends string> = {
  readonly fields: readonly QueryField<N>[];
  readonly query: Values;
  readonly onQuery: (query: Partial<Record<N, string | undefined>>) => void;
};

/** The form above a list; folded away with a button. What it asks stands in the address. */
export function QueryForm<N extends string>({ fields, query, onQuery }: QueryFormProps<N>) {
  const id = useId();
  const [isOpen, setOpen] = useState(true);
  const [changed, setChanged] = useState<Values>({});
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onQuery(changed as Partial<Record<N, string>>);
    setChanged({});
  };
  const clear = (): void => {
    setChanged({});
    onQuery(Object.fromEntries(fields.map(({ name }) => [name, undefined])) as Partial<Record<N, undefined>>);
  };
  return (
    <form className="query-form no-print" onSubmit={send}>
      {isOpen
        ? fields.map((field) => (
            <div key={field.name} className="field">
              <label htmlFor={`${id}-${field.name}`}>{field.label}</label>
              <One
                field={field}
                id={`${id}-${field.name}`}
                value={changed[field.name] ?? query[field.name]}
                set={(value) => setChanged((before) => ({ ...before, [field.name]: value }))}
              />
            </div>
          ))
        : null}
      {isOpen ? (
        <>
          <Button type="primary" htmlType="submit">
            查询
          </Button>
          <Button onClick={clear}>重置</Button>
        </>
      ) : null}
      <Button type="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? '收起' : '展开查询条件'}
      </Button>
    </form>
  );
}
