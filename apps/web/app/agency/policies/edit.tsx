/** A change of a place's policy: other figures, from when, by which text; previewed, then proposed. */
import { Button, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { BodyOf } from '../../api/call.ts';
import { useChange } from '../../api/use.ts';
import { Field } from '../../ui/field.tsx';
import { Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { type Changes, writeChanges } from '../what-if/changes.ts';
import { Editor } from '../what-if/editor.tsx';
import { PreviewShown } from './preview.tsx';
import type { Which } from './which.ts';

type Content = BodyOf<'POST /api/agency/policies/drafts/preview'>;
type Basis = Pick<Content, 'from' | 'title' | 'document' | 'issued' | 'article'>;

const EMPTY: Basis = { from: '', title: '', document: '', issued: '', article: '' };

function BasisFields({ basis, set }: { basis: Basis; set: (basis: Basis) => void }) {
  const day = (name: 'from' | 'issued', label: string) => (
    <Field label={label}>
      {(id) => (
        <DatePicker
          id={id}
          value={basis[name] === '' ? null : dayjs(basis[name])}
          onChange={(next) => set({ ...basis, [name]: next?.format('YYYY-MM-DD') ?? '' })}
        />
      )}
    </Field>
  );
  const line = (name: 'title' | 'document' | 'article', label: string) => (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          value={basis[name]}
          onChange={({ target }) => set({ ...basis, [name]: target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="query-form">
      {day('from', '起始日期')}
      {line('title', '依据的文件')}
      {line('document', '文号')}
      {day('issued', '印发日期')}
      {line('article', '条款')}
    </div>
  );
}

export function Edit({ which, onProposed }: { which: Which; onProposed: () => void }) {
  const [changes, setChanges] = useState<Changes>({});
  const [basis, setBasis] = useState<Basis>(EMPTY);
  const preview = useChange('POST /api/agency/policies/drafts/preview', { changes: [], isKeyed: false });
  const propose = useChange('POST /api/agency/policies/drafts', {
    changes: ['GET /api/agency/policies/drafts'],
    onDone: onProposed,
  });
  const { pack, care } = which;
  const body: Content = { pack, care, ...basis, changes: writeChanges(changes) };
  const isWhole = Object.values(body).every((value) => value !== '');
  const changed = (): void => preview.reset();
  return (
    <>
      <p className="lead">
        改动在起始日期生效，以前的规定和已结算的账单不变。新的数字没有人对照原文核实过，一直标为{' '}
        <Status tone="wait">待核实</Status>。
      </p>
      <BasisFields
        basis={basis}
        set={(next) => {
          setBasis(next);
          changed();
        }}
      />
      <Editor
        which={which}
        changes={changes}
        onChange={(next) => {
          setChanges(next);
          changed();
        }}
      />
      <div className="actions">
        <Button loading={preview.isPending} disabled={!isWhole} onClick={() => preview.mutate({ body })}>
          预览
        </Button>
        <Button
          type="primary"
          loading={propose.isPending}
          disabled={preview.data?.isSound !== true}
          onClick={() => propose.mutate({ body })}
        >
          提交，由另一人发布
        </Button>
        {isWhole ? null : <span className="quiet">改动、起始日期和依据都要写。</span>}
      </div>
      {preview.error === null ? null : <Problem error={preview.error} />}
      {propose.error === null ? null : <Problem error={propose.error} />}
      {preview.data === undefined ? null : <PreviewShown preview={preview.data} />}
    </>
  );
}
