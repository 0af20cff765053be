/** The papers of a claim as they were uploaded; the place of the field that is looked at is marked. */
import { Tabs } from 'antd';
import { useState } from 'react';
import { addressOf } from '../../api/call.ts';
import { PaperPicture, usePaperFile } from '../../ui/paper-file.tsx';
import { Empty, Loading } from '../../ui/state.tsx';
import type { Claim, ClaimField } from './words.ts';

const FILE = 'GET /api/agency/claims/{claimId}/papers/{paperId}';
type Paper = Claim['papers'][number];
/** Where a field was read. */
export type Place = Pick<NonNullable<ClaimField['read']>, 'box' | 'paperId'>;

const READINGS: Readonly<Record<Paper['reading'], string>> = {
  waiting: '等待识别',
  reading: '正在识别',
  done: '已识别',
  failed: '没有识别出来，请对照文件填写',
  kept: '留存',
};

function PaperView({ claimId, paper, place }: { claimId: string; paper: Paper; place: Place | null }) {
  const { label, name, bytes, reading, refusal } = paper;
  const address = addressOf(FILE, { path: { claimId, paperId: paper.paperId } });
  const { data, error } = usePaperFile(address);
  return (
    <>
      <p className="quiet">
        {name}，{Math.ceil(bytes / 1024)} kB，{refusal ?? READINGS[reading]}。{' '}
        <a href={address} download={name}>
          下载原件
        </a>
      </p>
      {error === null ? null : <Empty text="没有读到这份文件。" hint="请稍后再打开，或下载原件核对。" />}
      {data === undefined && error === null ? <Loading what={label} /> : null}
      {data?.kind === 'picture' ? (
        <PaperPicture bytes={data.bytes} alt={`${label}的照片`} box={place?.box ?? null} />
      ) : null}
      {data?.kind === 'text' ? (
        <section className="paper-text" aria-label={`${label}的文字`}>
          <pre>{new TextDecoder().decode(data.bytes)}</pre>
        </section>
      ) : null}
      {data?.kind === 'other' ? <Empty text="这种文件请下载后核对。" /> : null}
    </>
  );
}

export function Papers({ claim, place }: { claim: Claim; place: Place | null }) {
  const { papers, claimId } = claim;
  const [chosen, setChosen] = useState<string | null>(null);
  const [looked, setLooked] = useState(place);
  if (place !== looked) {
    setLooked(place);
    if (place !== null) setChosen(place.paperId);
  }
  if (papers.length === 0) return <Empty text="还没有上传材料。" />;
  const first = papers.find(({ kind }) => kind === 'invoice') ?? papers[0]!;
  const active = papers.find(({ paperId }) => paperId === chosen) ?? first;
  return (
    <section aria-label="材料">
      <Tabs
        size="small"
        activeKey={active.paperId}
        onChange={setChosen}
        items={papers.map((paper) => ({
          key: paper.paperId,
          label: paper.label,
          children: (
            <PaperView
              claimId={claimId}
              paper={paper}
              place={place?.paperId === paper.paperId ? place : null}
            />
          ),
        }))}
      />
    </section>
  );
}
