import { useEffect } from 'react';
import { useLocation } from 'react-router';

/** Goes to the part of a page that the address names, once that part is there: call it where it is shown. */
export function useAnchor(): void {
  const { hash, key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same link again goes there again
  useEffect(() => {
    const part = hash === '' ? null : document.getElementById(hash.slice(1));
    if (part === null) return;
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
    part.scrollIntoView();
  }, [hash, key]);
}
