/** What was read of the invoice, beside its picture; every field can be put right. */
import { type FormEvent, useState } from 'react';
import { addressOf } from '../../api/call.ts';
import { useChange } from '../../api/use.ts';
import { PaperPicture, usePaperFile } from '../../ui/paper-file.tsx';
import { Problem } from '../../ui/state.tsx';
import { PlaceSelect } from '../filing/place-select.tsx';
import { CHOICES, type Claim, type ClaimField, type FieldName, fieldsOf, READ, SURE_FROM } from './words.ts';

function Invoice({ claim, looked }: { claim: Claim; looked: ClaimField | null }) {
  const paper = claim.papers.find(({ kind }) => kind === 'invoice')!;
  const path = { claimId: claim.claimId, paperId: paper.paperId };
  const file = usePaperFile(addressOf('GET /api/person/claims/{claimId}/papers/{paperId}', { path }));
  const box = looked?.read?.box ?? null;
  if (file.error !== null) return <p role="alert">票据的照片没有读到，请稍后再打开。</p>;
  if (file.data?.kind === 'picture')
    return <PaperPicture bytes={file.data.bytes} alt="票据的照片" box={box} />;
  return file.data === undefined ? <p role="status">正在打开票据…</p> : <p>{paper.name} 已经收到。</p>;
}

/** How sure the machine is, or that a person wrote it. */
function hintOf({ read, corrected, value }: ClaimField): string | null {
  if (corrected !== null) return `已更正，识别的是“${read?.value ?? '—'}”`;
  if (read === null) return value === null ? '请填写' : null;
  return read.confidence < SURE_FROM ? '看不太清，请对照照片' : '已识别，请核对';
}

type InputProps = {
  readonly field: ClaimField;
  readonly value: string;
  readonly isWrong: boolean;
  readonly onChange: (text: string) => void;
  readonly onLook: () => void;
};

function Input({ field, value, isWrong, onChange, onLook }: InputProps) {
  const id = `field-${field.field}`;
  const hint = hintOf(field);
  const choices = CHOICES[field.field];
  if (field.field === 'careArea')
    return <PlaceSelect label={field.label} value={value} onChange={onChange} />;
  const shared = {
    id,
    value,
    onFocus: onLook,
    'aria-invalid': isWrong,
    ...(hint === null ? {} : { 'aria-describedby': `${id}-hint` }),
  };
  return (
    <>
      <label htmlFor={id}>{field.label}</label>
      {hint === null ? null : <small id={`${id}-hint`}>{hint}</small>}
      {choices === undefined ? (
        <input
          {...shared}
          maxLength={200}
          autoComplete="off"
          onChange={({ target }) => onChange(target.value)}
        />
      ) : (
        <select {...shared} onChange={({ target }) => onChange(target.value)}>
          <option value="">请选择</option>
          {choices.map(([word, label]) => (
            <option key={word} value={word}>
              {label}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

type Edits = Readonly<Partial<Record<FieldName, string>>>;

export function Fields({ claim }: { claim: Claim }) {
  const [edits, setEdits] = useState<Edits>({});
  const [looked, setLooked] = useState<ClaimField | null>(null);
  const save = useChange('POST /api/person/claims/{claimId}/fields', {
    changes: [READ],
    onDone: () => setEdits({}),
    isKeyed: false,
  });
  const problems = new Set(claim.review?.problems.map(({ field }) => field));
  const isInvoiceRead = claim.papers.some(({ kind }) => kind === 'invoice');
  const { shown, others } = fieldsOf(claim);
  const input = (field: ClaimField) => (
    <Input
      key={field.field}
      field={field}
      value={edits[field.field] ?? field.value ?? ''}
      isWrong={problems.has(field.field)}
      onChange={(text) => setEdits({ ...edits, [field.field]: text })}
      onLook={() => setLooked(field)}
    />
  );
  const send = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({ path: { claimId: claim.claimId }, body: { fields: edits } });
  };
  const isChanged = Object.keys(edits).length > 0;
  return (
    <section aria-labelledby="fields">
      <h2 id="fields">第二步：对照照片，核对内容</h2>
      <div className="beside">
        {isInvoiceRead ? <Invoice claim={claim} looked={looked} /> : null}
        <form className="form" noValidate onSubmit={send}>
          {shown.map(input)}
          {others.length === 0 ? null : (
            <details>
              <summary>其他内容，有的才填</summary>
              <div className="form">{others.map(input)}</div>
            </details>
          )}
          {save.error === null ? null : <Problem error={save.error} />}
          <p role="status">{save.isSuccess && !isChanged ? '已保存。' : ''}</p>
          <button type="submit" disabled={!isChanged || save.isPending}>
            保存内容
          </button>
        </form>
      </div>
    </section>
  );
}
