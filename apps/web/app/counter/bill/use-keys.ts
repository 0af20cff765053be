import type { InputRef } from 'antd';
import { type RefObject, useEffect, useRef } from 'react';

export type KeyMap = Readonly<Record<string, () => void>>;

/** Function keys of the window, wherever the focus is; none of them is the browser's own. */
export function useKeys(keys: KeyMap): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const work = event.ctrlKey || event.altKey || event.metaKey ? undefined : now.current[event.key];
      if (work === undefined || event.isComposing) return;
      event.preventDefault();
      if (!event.repeat) work();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

/** When the focus would be nowhere — a button went away, the window came back — it is at the scan box. */
export function useFocusKept(box: RefObject<InputRef | null>): void {
  useEffect(() => {
    const keep = (): void => {
      requestAnimationFrame(() => {
        const { activeElement } = document;
        if (activeElement === null || activeElement === document.body) box.current?.focus();
      });
    };
    document.addEventListener('focusout', keep);
    window.addEventListener('focus', keep);
    window.addEventListener('afterprint', keep);
    return () => {
      document.removeEventListener('focusout', keep);
      window.removeEventListener('focus', keep);
      window.removeEventListener('afterprint', keep);
    };
  }, [box]);
}
