/** Papers by camera or file: the invoice first, then what goes with it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ChangeEvent, useId } from 'react';
import { type NotDone, upload } from '../../api/call.ts';
import { Problem } from '../../ui/state.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import { type Claim, PAPERS, type PaperKind, READ } from './words.ts';

type Paper = Claim['papers'][number];

const READINGS: Readonly<Record<Paper['reading'], readonly [Tone, string]>> = {
  waiting: ['wait', '等待识别'],
  reading: ['wait', '正在识别'],
  done: ['good', '已识别'],
  failed: ['stop', '没有识别出来，请自己填写'],
  kept: ['good', '已收到'],
};

type TakeProps = { readonly claimId: string; readonly kind: PaperKind; readonly label: string };

/** A telephone offers its camera, everything else its files. */
function Take({ claimId, kind, label }: TakeProps) {
  const id = useId();
  const client = useQueryClient();
  const send = useMutation<unknown, NotDone, File>({
    mutationFn: (file) =>
      upload(PAPERS, file, { path: { claimId }, query: { kind, name: file.name.slice(-100) } }),
    onSuccess: () => client.invalidateQueries({ queryKey: [READ] }),
  });
  const take = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const file = target.files?.[0];
    if (file !== undefined) send.mutate(file);
    target.value = '';
  };
  return (
    <div className="form">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        accept="image/jpeg,image/png,application/pdf,.pdf,.ofd,.xml"
        disabled={send.isPending}
        onChange={take}
      />
      {send.isPending ? <p role="status">正在上传…</p> : null}
      {send.error === null ? null : <Problem error={send.error} />}
    </div>
  );
}

export function Papers({ claim }: { claim: Claim }) {
  const { claimId, papers, review } = claim;
  const hasInvoice = papers.some(({ kind }) => kind === 'invoice');
  const missing = (review?.missingPapers ?? []).filter((kind) => kind !== 'invoice');
  const labelOf = (kind: PaperKind): string =>
    review?.missingPaperLabels[review.missingPapers.indexOf(kind)] ?? kind;
  return (
    <section aria-labelledby="papers">
      <h2 id="papers">第一步：上传票据和材料</h2>
      <p>拍照要平整、清楚、四角都在。照片、电子票据（PDF、OFD、XML）都可以，每份至多 8 MB。</p>
      <ul className="legs">
        {papers.map(({ paperId, label, name, reading, refusal }) => (
          <li key={paperId}>
            <span className="fall-head">
              <strong>{label}</strong>
              <Status tone={READINGS[reading][0]}>{READINGS[reading][1]}</Status>
            </span>
            <small className="file-name">{name}</small>
            {refusal === null ? null : <p>{refusal}</p>}
          </li>
        ))}
      </ul>
      {hasInvoice ? null : <Take claimId={claimId} kind="invoice" label="医疗收费票据：拍照或选文件" />}
      {missing.map((kind) => (
        <Take key={kind} claimId={claimId} kind={kind} label={`还缺 ${labelOf(kind)}：拍照或选文件`} />
      ))}
      {hasInvoice ? (
        <details>
          <summary>再加一份材料</summary>
          <Take claimId={claimId} kind="other" label="其他材料：拍照或选文件" />
        </details>
      ) : null}
    </section>
  );
}
