/** The frame of every patient page: back, large text, a person to call, always in the same place. */
import { dateOf, type Instant } from '@zhijie/kernel';
import { useEffect, useRef, useState } from 'react';
import { NavLink, Outlet, useLocation, useNavigate } from 'react-router';
import { useChange, useRead } from '../api/use.ts';
import type { AudiencePages } from '../pages.ts';
import { useElder } from './elder.tsx';
import { isKiosk, Kiosk } from './kiosk.tsx';
import { usePersonSession } from './person.tsx';
import { useTheme } from './theme.tsx';

const ELDER_FROM = 60;

/** Whole years from a birth date to a day, both `YYYY-MM-DD`. */
export const yearsBetween = (born: string, on: string): number =>
  Number(on.slice(0, 4)) - Number(born.slice(0, 4)) - (on.slice(5) < born.slice(5) ? 1 : 0);

/** Offered from sixty, once; nothing changes before somebody chooses. */
function ElderOffer() {
  const { hasChosen, choose } = useElder();
  const { session } = usePersonSession();
  const isSignedIn = session.person !== null;
  const summary = useRead('GET /api/person/summary', {}, { isEnabled: isSignedIn && !hasChosen });
  const born = summary.data?.person.birthDate;
  if (hasChosen || born === undefined) return null;
  if (yearsBetween(born, dateOf(session.now as Instant)) < ELDER_FROM) return null;
  return (
    <section className="offer" aria-label="大字版">
      <p>要用大字版吗？字更大、按钮更大，一页只办一件事。以后随时可以换。</p>
      <button type="button" onClick={() => choose(true)}>
        用大字版
      </button>
      <button type="button" onClick={() => choose(false)}>
        不用
      </button>
    </section>
  );
}

/** Says for whom everything on the page is, as long as it is not oneself. */
function Acting() {
  const { session, renew } = usePersonSession();
  const acting = useRead('GET /api/person/acting', {}, { isEnabled: session.person !== null });
  const back = useChange('POST /api/person/acting', {
    changes: [],
    isKeyed: false,
    onDone: () => void renew(),
  });
  const { data } = acting;
  if (data === undefined || data.current.isSelf) return null;
  const name = data.principals.find(({ personId }) => personId === data.current.personId)?.name ?? '亲属';
  return (
    <section className="offer" aria-label="正在代办">
      <p>
        正在替<strong>{name}</strong>办理。
      </p>
      <button
        type="button"
        disabled={back.isPending}
        onClick={() => back.mutate({ body: { personId: null } })}
      >
        换回本人
      </button>
    </section>
  );
}

function Bar({ title }: { title: string }) {
  const { session, leave } = usePersonSession();
  const { theme, choose } = useTheme();
  const { isElder, size, choose: chooseElder, larger } = useElder();
  const { pathname, key } = useLocation();
  const go = useNavigate();
  const back = (): void => void (key === 'default' ? go('/') : go(-1));
  return (
    <header className="bar">
      {pathname === '/' ? (
        <span className="brand">{title}</span>
      ) : (
        <span className="brand">
          <button type="button" onClick={back}>
            ← 返回
          </button>
        </span>
      )}
      <button type="button" aria-pressed={isElder} onClick={() => chooseElder(!isElder)}>
        {isElder ? '标准版' : '大字版'}
      </button>
      {isElder ? (
        <button type="button" onClick={larger}>
          {size < 3 ? '字再大些' : '字小些'}
        </button>
      ) : (
        <button type="button" onClick={() => choose(theme === 'dark' ? 'light' : 'dark')}>
          {theme === 'dark' ? '浅色' : '深色'}
        </button>
      )}
      {session.person === null ? null : (
        <button type="button" onClick={() => void leave()}>
          退出
        </button>
      )}
    </header>
  );
}

/** Without a network the pages show what was seen before; that has to be said. */
function Offline() {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = (): void => setOnline(navigator.onLine);
    window.addEventListener('online', look);
    window.addEventListener('offline', look);
    return () => {
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
    };
  }, []);
  if (isOnline) return null;
  return (
    <p className="note" role="status">
      现在没有网络。下面是之前看过的内容，可能不是最新的；要办的事等有网络再办，款项没有变动。
    </p>
  );
}

/** Another page begins at its top, and so does the focus. */
function useFocusOnPage(): void {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [pathname]);
}

export function PatientShell({ pages }: { pages: AudiencePages }) {
  const { leave } = usePersonSession();
  const shown = pages.pages.filter(({ group }) => group !== null);
  useFocusOnPage();
  return (
    <>
      <a className="skip" href="#main">
        跳到正文
      </a>
      <Bar title={pages.title} />
      <p className="demo">演示网络，全部为虚构人员和数据。</p>
      {isKiosk() ? <Kiosk leave={leave} /> : null}
      <main id="main" tabIndex={-1}>
        <Offline />
        <ElderOffer />
        <Acting />
        <Outlet />
      </main>
      <nav aria-label="主导航" className="nav">
        {shown.map(({ path, title }) => (
          <NavLink key={path} to={`/${path}`} end>
            {title}
          </NavLink>
        ))}
      </nav>
      <footer>
        <a className="call" href="tel:12393">
          找人帮忙：拨打 12393
        </a>
      </footer>
    </>
  );
}
