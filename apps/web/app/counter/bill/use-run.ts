import { useCallback, useEffect, useRef, useState } from 'react';
import { NotDone } from '../../api/call.ts';

/** Something sent whose outcome nobody knows; asked again under the same key, which takes effect once. */
export type Unknown = { readonly what: string; readonly tries: number; readonly again: () => void };

type Step<T> = {
  readonly what: string;
  /** The same bytes each time it is asked. */
  readonly ask: () => Promise<T>;
  readonly onDone: (answer: T) => void;
  /** Whether it changes anything: then an unknown outcome is looked for until it is known. */
  readonly hasEffect: boolean;
};

const AGAIN_MS = 3_000;

/** One thing at a time; an unknown outcome is a state of its own, and nothing else is done meanwhile. */
export function useRun(onEnd: () => void) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<NotDone | null>(null);
  const [unknown, setUnknown] = useState<Unknown | null>(null);
  const busy = useRef(false);
  const open = useRef<Unknown | null>(null);
  const keepUnknown = useCallback((next: Unknown | null): void => {
    open.current = next;
    setUnknown(next);
  }, []);

  const attempt = useCallback(
    async <T>(step: Step<T>, tries: number): Promise<void> => {
      if (busy.current) return;
      busy.current = true;
      setBusy(true);
      setError(null);
      try {
        const answer = await step.ask();
        keepUnknown(null);
        step.onDone(answer);
      } catch (cause) {
        if (!(cause instanceof NotDone)) throw cause;
        const isUnknown =
          step.hasEffect && (cause.kind === 'unknown' || (tries > 1 && cause.kind === 'signed-out'));
        const again = (): void => void attempt(step, tries + 1);
        keepUnknown(isUnknown ? { what: step.what, tries, again } : null);
        if (!isUnknown) setError(step.hasEffect ? cause : new NotDone(cause.kind, cause.told, false));
      } finally {
        busy.current = false;
        setBusy(false);
        onEnd();
      }
    },
    [keepUnknown, onEnd],
  );

  const run = useCallback(
    <T>(step: Step<T>): void => {
      if (open.current === null) void attempt(step, 1);
    },
    [attempt],
  );
  useEffect(() => {
    if (unknown === null) return undefined;
    const timer = setTimeout(unknown.again, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [unknown]);
  return { run, isBusy, error, setError, unknown };
}
export type Run = ReturnType<typeof useRun>['run'];
