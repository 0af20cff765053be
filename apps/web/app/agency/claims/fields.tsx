/** What was read of the papers: value, confidence, and what a person put in its place. */
import { Button, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/use.ts';
import { Field } from '../../ui/field.tsx';
import { Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import type { Place } from './papers.tsx';
import { CHOICES, type Claim, type FieldName, LIST, READ, SURE_FROM, valueText } from './words.ts';

type Line = Pick<Claim['fields'][number], 'field' | 'label' | 'value' | 'read' | 'corrected'> & {
  readonly problem: 'missing' | 'wrong' | null;
};

/** The fields that are known, and those that nobody has said. */
function linesOf({ fields, review }: Claim): Line[] {
  const problems = review?.problems ?? [];
  const known = fields.map(
    (line): Line => ({
      ...line,
      problem: problems.find(({ field }) => field === line.field)?.is ?? null,
    }),
  );
  const missing = problems
    .filter(({ field }) => !fields.some((line) => line.field === field))
    .map(
      ({ field, label, is }): Line => ({
        field,
        label,
        value: null,
        read: null,
        corrected: null,
        problem: is,
      }),
    );
  return [...missing, ...known];
}

function Origin({ line: { field, read, corrected, problem } }: { line: Line }) {
  const sure = read === null ? null : `把握 ${read.confidence}%`;
  return (
    <>
      {problem === null ? null : (
        <Status tone="stop">{problem === 'missing' ? '没有填写' : '写法不对'}</Status>
      )}
      {corrected !== null ? (
        <Status tone="info">
          {read === null ? '人工填写' : `已更正，识别为 ${valueText(field, read.value)}`}
        </Status>
      ) : sure === null ? null : (
        <Status tone={read!.confidence < SURE_FROM ? 'wait' : 'good'}>{sure}</Status>
      )}
    </>
  );
}

type EditProps = { readonly claimId: string; readonly line: Line; readonly onDone: () => void };

function Edit({ claimId, line, onDone }: EditProps) {
  const { field, label } = line;
  const [value, setValue] = useState(line.value ?? '');
  const change = useChange('POST /api/agency/claims/{claimId}/fields', {
    changes: [READ, LIST],
    isKeyed: false,
    onDone,
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ path: { claimId }, body: { fields: { [field]: value } } });
  };
  const choices = CHOICES[field];
  return (
    <form className="inline-edit" onSubmit={send}>
      <Field label={`${label}更正为`}>
        {(id) =>
          choices === undefined ? (
            <Input id={id} autoFocus value={value} onChange={({ target }) => setValue(target.value)} />
          ) : (
            <Select id={id} value={value} onChange={setValue} options={[...choices]} />
          )
        }
      </Field>
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        保存
      </Button>
      <Button onClick={onDone}>取消</Button>
      {line.read === null ? null : <span className="quiet">清空后保存即恢复识别值</span>}
      {change.error === null ? null : <Problem error={change.error} />}
    </form>
  );
}

type Props = { readonly claim: Claim; readonly onLook: (place: Place | null) => void };

export function Fields({ claim, onLook }: Props) {
  const [editing, setEditing] = useState<FieldName | null>(null);
  const { claimId, state, source } = claim;
  const mayCorrect = source === 'upload' && (state === 'gathering' || state === 'in-review');
  return (
    <section aria-label="识别内容">
      <table className="plain-table">
        <caption>识别内容：与左边的原件对照</caption>
        <thead>
          <tr>
            <th scope="col">内容</th>
            <th scope="col">值</th>
            <th scope="col">来源</th>
            <th scope="col">办理</th>
          </tr>
        </thead>
        <tbody>
          {linesOf(claim).map((line) => (
            <tr key={line.field} onMouseEnter={() => onLook(line.read)} onFocus={() => onLook(line.read)}>
              <th scope="row">{line.label}</th>
              {editing === line.field ? (
                <td colSpan={3}>
                  <Edit claimId={claimId} line={line} onDone={() => setEditing(null)} />
                </td>
              ) : (
                <>
                  <td>{valueText(line.field, line.value)}</td>
                  <td>
                    <Origin line={line} />
                  </td>
                  <td>
                    {mayCorrect ? (
                      <Button
                        size="small"
                        aria-label={`更正${line.label}`}
                        onClick={() => setEditing(line.field)}
                      >
                        {line.value === null ? '填写' : '更正'}
                      </Button>
                    ) : (
                      '—'
                    )}
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
