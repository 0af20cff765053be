import { Button, Progress } from 'antd';
import type { ReactNode } from 'react';
import { useLongWork, type Work } from '../api/long-work.ts';
import { Empty } from './state.tsx';

const WORDS = { running: '正在办理', done: '已办完', stopped: '已停下', failed: '没有办完' } as const;

type LongWorkProps = {
  readonly workId: string;
  /** The button, with what stopping means for what was done so far. */
  readonly stopText: string;
  /** Shown when it is over. */
  readonly children: (work: Work) => ReactNode;
};

/** How far long work is, with a button to stop it; then what it came to. */
export function LongWork({ workId, stopText, children }: LongWorkProps) {
  const { work, isLost, stop } = useLongWork(workId);
  if (isLost) return <Empty text="没有这项工作，或已结束超过一小时。" hint="请在列表中查看办理结果。" />;
  if (work === null) return null;
  const { state, title, done, total } = work;
  const percent = total === 0 ? 100 : Math.floor((done * 100) / total);
  return (
    <section className="state" aria-label={title} aria-live="polite">
      <p className="state-title">
        {title}：{WORDS[state]}，{done} / {total}
      </p>
      <Progress percent={percent} aria-label={title} status={state === 'failed' ? 'exception' : 'normal'} />
      {state === 'running' ? <Button onClick={() => void stop()}>{stopText}</Button> : children(work)}
    </section>
  );
}
