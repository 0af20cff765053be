/** A machine that many people use: large targets; nobody there for a while, and the screen is clean again. */
import { useEffect, useRef, useState } from 'react';

const KEY = 'zhijie-kiosk';
const WARN_MS = 45_000;
const LEFT_MS = 15_000;

/** Whether this window is a kiosk's: `?mode=kiosk` once, until the window closes. */
export function isKiosk(): boolean {
  if (new URLSearchParams(location.search).get('mode') === 'kiosk') sessionStorage.setItem(KEY, '1');
  return sessionStorage.getItem(KEY) === '1';
}

/** Forgets what the one before left in this browser. */
async function forget(): Promise<void> {
  localStorage.clear();
  for (const name of await caches.keys()) await caches.delete(name);
}

type KioskProps = { readonly leave: () => Promise<void> };

/** Asks after 45 seconds without a touch; 15 seconds later it signs out and begins anew. */
export function Kiosk({ leave }: KioskProps) {
  const [isAsking, setAsking] = useState(false);
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    document.documentElement.classList.add('kiosk');
    let timer = 0;
    const clean = (): void => {
      void leave()
        .then(forget)
        .finally(() => location.replace('/patient?mode=kiosk'));
    };
    const ask = (): void => {
      setAsking(true);
      timer = window.setTimeout(clean, LEFT_MS);
    };
    const begin = (): void => {
      clearTimeout(timer);
      setAsking(false);
      timer = window.setTimeout(ask, WARN_MS);
    };
    const events = ['pointerdown', 'keydown'] as const;
    for (const event of events) window.addEventListener(event, begin);
    begin();
    return () => {
      clearTimeout(timer);
      for (const event of events) window.removeEventListener(event, begin);
    };
  }, [leave]);
  useEffect(() => {
    if (isAsking) stay.current?.focus();
  }, [isAsking]);
  if (!isAsking) return null;
  return (
    <section className="still-there" role="alertdialog" aria-modal="true" aria-labelledby="still-there">
      <h2 id="still-there">您还在吗？</h2>
      <p>15 秒后退出并清空屏幕，保护您的信息。没有提交的内容不生效。</p>
      <button type="button" ref={stay}>
        我还在，继续
      </button>
    </section>
  );
}
