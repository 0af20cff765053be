/** The camera, for as long as a look takes; it is off before and after. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import { loadModel, mayRunModel } from './model.ts';
import { type FaceAction, type FaceLook, type Guidance, watchFor } from './watch.ts';

export type LookState =
  | { readonly is: 'idle' }
  | { readonly is: 'starting' }
  | { readonly is: 'watching'; readonly guidance: Guidance }
  | { readonly is: 'stopped'; readonly why: 'no-camera' | 'denied' | 'no-model' | 'not-seen' };

/** After so long without the action another way is offered; nobody is hurried to do it sooner. */
const PATIENCE_MS = 60_000;
/** Between pictures, so that buttons answer at once. */
const BREATH_MS = 30;

const whyOf = (error: unknown): 'no-camera' | 'denied' =>
  error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'no-camera';

const breath = (): Promise<void> => new Promise((done) => setTimeout(done, BREATH_MS));

type Run = {
  readonly video: HTMLVideoElement;
  readonly action: FaceAction;
  readonly signal: AbortSignal;
  readonly show: (state: LookState) => void;
};

async function lookOnce({ video, action, signal, show }: Run): Promise<FaceLook | null> {
  if (!mayRunModel()) {
    show({ is: 'stopped', why: 'no-model' });
    return null;
  }
  show({ is: 'starting' });
  const wanted = { video: { facingMode: 'user', width: { ideal: 640 }, height: { ideal: 480 } } };
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    show({ is: 'stopped', why: whyOf(error) });
    return null;
  }
  const off = (): void => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    video.srcObject = stream;
    await video.play();
    const model = await loadModel();
    const watch = watchFor(action);
    const until = Date.now() + PATIENCE_MS;
    while (!signal.aborted && Date.now() < until) {
      const { face } = await model.detect(video);
      const { guidance, look } = watch.take(face);
      if (signal.aborted) return null;
      if (look !== null) {
        show({ is: 'idle' });
        return look;
      }
      show({ is: 'watching', guidance });
      await breath();
    }
    if (!signal.aborted) show({ is: 'stopped', why: 'not-seen' });
    return null;
  } catch {
    if (!signal.aborted) show({ is: 'stopped', why: 'no-model' });
    return null;
  } finally {
    off();
  }
}

/** Starting and stopping a look; leaving the page turns the camera off. */
export function useLook(video: RefObject<HTMLVideoElement | null>, onLook: (look: FaceLook) => void) {
  const [state, setState] = useState<LookState>({ is: 'idle' });
  const running = useRef<AbortController | null>(null);
  const stop = (): void => {
    running.current?.abort();
    running.current = null;
    setState({ is: 'idle' });
  };
  useEffect(() => () => running.current?.abort(), []);
  const start = (action: FaceAction): void => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const { signal } = control;
    const show = (next: LookState): void => {
      if (!signal.aborted) setState(next);
    };
    void lookOnce({ video: video.current!, action, signal, show }).then((look) => {
      if (look !== null && !signal.aborted) onLook(look);
    });
  };
  return { state, start, stop };
}
