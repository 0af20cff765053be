/** One look into the camera: what to do, what is kept, and always another way. Works by keyboard alone. */
import { type ReactNode, useRef, useState } from 'react';
import './face.css';
import { type LookState, useLook } from './use-look.ts';
import type { FaceAction, FaceLook } from './watch.ts';

export const ACTIONS: Readonly<Record<FaceAction, string>> = {
  turn: '请慢慢转头：先向一侧，再向另一侧',
  closer: '请慢慢靠近镜头',
};

const SAID: Readonly<Record<'no-face' | 'two-faces' | 'too-far' | 'hold', string>> = {
  'no-face': '没有看到人脸，请正对镜头',
  'two-faces': '镜头里有两个人，请只留本人',
  'too-far': '请靠近一点，光线亮一点',
  hold: '看到了',
};

const STOPPED: Readonly<Record<Extract<LookState, { is: 'stopped' }>['why'], string>> = {
  'no-camera': '没有找到摄像头。请换一种方式，办理结果相同。',
  denied: '没有得到使用摄像头的许可。可以在浏览器里允许，或换一种方式。',
  'no-model': '人脸程序没有装入。请再试一次，或换一种方式。',
  'not-seen': '没有看到动作。做不了的可以换一个动作，或换一种方式。',
};

function saying(state: LookState, action: FaceAction): string {
  if (state.is === 'idle') return '摄像头关着。准备好后按“开始刷脸”。';
  if (state.is === 'starting') return '正在打开摄像头、装入程序，第一次约需半分钟……';
  if (state.is === 'stopped') return STOPPED[state.why];
  return state.guidance === 'act' ? ACTIONS[action] : SAID[state.guidance];
}

type Props = {
  readonly onLook: (look: FaceLook) => void;
  /** Where the other ways are: a link, always there. */
  readonly otherWay: ReactNode;
  readonly isBusy?: boolean;
};

export function Look({ onLook, otherWay, isBusy = false }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const [action, setAction] = useState<FaceAction>('turn');
  const { state, start, stop } = useLook(video, onLook);
  const isOn = state.is === 'starting' || state.is === 'watching';
  const change = (): void => {
    const next = action === 'turn' ? 'closer' : 'turn';
    setAction(next);
    if (isOn) start(next);
  };
  return (
    <section className="card look" aria-label="刷脸">
      <p className="look-kept">画面只在这台设备上处理，不拍照、不上传、不保存；发出的只是一组数字。</p>
      <video ref={video} muted playsInline aria-label="镜头画面" tabIndex={-1} hidden={!isOn} />
      <p className="look-say" role="status">
        {saying(state, action)}
      </p>
      <p className="quiet">动作：{ACTIONS[action]}。不限快慢；做不了就换一个。</p>
      <div className="look-keys">
        {isOn ? (
          <button type="button" onClick={stop}>
            停止
          </button>
        ) : (
          <button type="button" className="main-button" disabled={isBusy} onClick={() => start(action)}>
            开始刷脸
          </button>
        )}
        <button type="button" onClick={change}>
          换一个动作
        </button>
        {otherWay}
      </div>
    </section>
  );
}
