/** The person's own face: reading what is agreed to, enrolling, deleting; never needed for anything. */
import { useState } from 'react';
import type { AnswerOf } from '../../api/call.ts';
import { useChange, useRead } from '../../api/use.ts';
import { Look } from '../../ui/face/look.tsx';
import type { FaceLook } from '../../ui/face/watch.ts';
import { ReadAloud } from '../../ui/read-aloud.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { ForPerson } from '../enter.tsx';

type Form = AnswerOf<'POST /api/person/face/form'>;
type State = AnswerOf<'GET /api/person/face'>;
const CHANGES = ['GET /api/person/face', 'GET /api/person/consents'] as const;

/** The page is left with its policy: other pages may not run the model. */
const OtherWay = () => <a href="/patient/code">换一种方式：出示医保码</a>;

const FaceTick = ({ isTicked, onTick }: { isTicked: boolean; onTick: (is: boolean) => void }) => (
  <label className="tick">
    <input type="checkbox" checked={isTicked} onChange={({ target }) => onTick(target.checked)} />
    我已读完，单独同意处理我的人脸特征（敏感个人信息）
  </label>
);

function Agreeing({ form }: { form: Form }) {
  const [isTicked, setTicked] = useState(false);
  const enrol = useChange('POST /api/person/face', { changes: [...CHANGES], isKeyed: false });
  const send = (look: FaceLook): void =>
    enrol.mutate({ body: { textHash: form.textHash, separately: ['faceTemplate'], ...look } });
  return (
    <>
      <section className="card" aria-label="同意书">
        <p className="face-text">{form.text}</p>
        <ReadAloud text={form.text} />
      </section>
      <FaceTick isTicked={isTicked} onTick={setTicked} />
      {enrol.error === null ? null : <Problem error={enrol.error} />}
      {isTicked ? (
        <Look onLook={send} isBusy={enrol.isPending} otherWay={<OtherWay />} />
      ) : (
        <p>
          不同意也能办所有的事。
          <OtherWay />
        </p>
      )}
    </>
  );
}

function Enrolling() {
  const read = useChange('POST /api/person/face/form', { changes: [], isKeyed: false });
  if (read.data !== undefined) return <Agreeing form={read.data} />;
  return (
    <>
      <p>
        登记后，在医院窗口或村里的终端可以刷脸证明是您本人。只保存一组加密的数字，不保存照片，随时可以删除。
      </p>
      {read.error === null ? null : <Problem error={read.error} />}
      <button type="button" className="main-button" onClick={() => read.mutate({ body: {} })}>
        先读同意书
      </button>
      <p>
        <OtherWay />
      </p>
    </>
  );
}

function Enrolled({ since }: { since: string }) {
  const revoke = useChange('POST /api/person/face/revocation', { changes: [...CHANGES], isKeyed: false });
  return (
    <>
      <p>
        <Status tone="good">已登记</Status> {since}
      </p>
      <p>保存的是一组加密的数字，没有照片。每次刷脸都记在“谁看过我的数据”里。</p>
      {revoke.error === null ? null : <Problem error={revoke.error} />}
      <button type="button" disabled={revoke.isPending} onClick={() => revoke.mutate({ body: {} })}>
        撤回同意并删除人脸特征
      </button>
      <p>删除即时生效；以后可以再登记，也可以一直用别的方式。</p>
      <p>
        <OtherWay />
      </p>
    </>
  );
}

function Standing({ state, enrolledAt, endedAt }: State) {
  if (state === 'under-age')
    return <p>未满十四周岁不登记人脸。请由监护人出示医保码、社会保障卡或户口簿办理，结果相同。</p>;
  if (state === 'enrolled') return <Enrolled since={enrolledAt ?? ''} />;
  return (
    <>
      {state === 'ended' ? <p role="status">人脸特征已删除（{endedAt}），只留下曾经登记的记录。</p> : null}
      <Enrolling />
    </>
  );
}

function Page() {
  const state = useRead('GET /api/person/face', {});
  return (
    <>
      <h1>刷脸</h1>
      <Loaded of={state} what="刷脸登记">
        {(value) => <Standing {...value} />}
      </Loaded>
    </>
  );
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);
