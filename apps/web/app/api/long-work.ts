import { useCallback, useEffect, useState } from 'react';
import { type AnswerOf, call } from './call.ts';

export type Work = AnswerOf<'GET /api/work/{workId}'>;

/**
 * Follows long work by server-sent events. The id belongs into the page's address, so that a reload finds the
 * work again; what was already over is told too. `isLost`: nobody knows it any more.
 */
export function useLongWork(workId: string | undefined) {
  const [work, setWork] = useState<Work | null>(null);
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    setWork(null);
    setLost(false);
    if (workId === undefined) return undefined;
    const source = new EventSource(`/api/work/${encodeURIComponent(workId)}/events`);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const next = JSON.parse(data) as Work;
      setWork(next);
      if (next.state !== 'running') source.close();
    };
    // The browser tries again by itself unless the answer was a refusal.
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) setLost(true);
    };
    return () => source.close();
  }, [workId]);
  const stop = useCallback(async (): Promise<void> => {
    if (workId === undefined) return;
    const told = await call('POST /api/work/{workId}/stop', { path: { workId } });
    // The stream may have told the end before this answer: what is over stays over.
    setWork((shown) => (shown === null || shown.state === 'running' ? told : shown));
  }, [workId]);
  return { work, isLost, stop };
}
