/** The frame of every staff page: who works where, the way round, theme, lock. Asks for signing in first. */
import { LockOutlined, LogoutOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button, Layout, Menu } from 'antd';
import { useEffect } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import type { AudiencePages, PageEntry } from '../pages.ts';
import { LockScreen } from './lock-screen.tsx';
import { useSession } from './session.tsx';
import { SignInPage } from './sign-in.tsx';
import { useTheme } from './theme.tsx';

const mayOpen = (page: PageEntry, roles: readonly string[]): boolean =>
  page.roles === undefined || page.roles.some((role) => roles.includes(role));

/** The page of an address: the longest path that it begins with. */
function pageAt(pages: readonly PageEntry[], pathname: string): PageEntry | undefined {
  const segments = pathname.split('/').filter(Boolean);
  const fits = ({ path }: PageEntry): boolean => {
    const own = path.split('/').filter(Boolean);
    return (
      own.length === segments.length && own.every((each, n) => each.startsWith(':') || each === segments[n])
    );
  };
  return pages.find(fits);
}

function menuOf(pages: readonly PageEntry[], roles: readonly string[]) {
  const shown = pages.filter((page) => page.group !== null && mayOpen(page, roles));
  return [...Map.groupBy(shown, ({ group }) => group!)].map(([group, own]) => ({
    key: `group-${group}`,
    type: 'group' as const,
    label: group,
    children: own.map(({ path, title }) => ({
      key: path,
      label: <Link to={`/${path}`}>{title}</Link>,
    })),
  }));
}

function TopBar({ title }: { title: string }) {
  const { session, lock, signOut } = useSession();
  const { theme, choose } = useTheme();
  const account = session.account!;
  const isDark = theme === 'dark';
  return (
    <Layout.Header className="top-bar">
      <Link to="/" className="brand">
        {title}
      </Link>
      <span className="who">
        {account.place} · {account.postLabel} · {account.name}
      </span>
      <Button
        type="text"
        icon={isDark ? <SunOutlined /> : <MoonOutlined />}
        onClick={() => choose(isDark ? 'light' : 'dark')}
      >
        {isDark ? '浅色' : '深色'}
      </Button>
      <Button type="text" icon={<LockOutlined />} onClick={() => void lock()}>
        锁屏
      </Button>
      <Button type="text" icon={<LogoutOutlined />} onClick={() => void signOut()}>
        退出
      </Button>
    </Layout.Header>
  );
}

const Forbidden = () => (
  <p className="state state-wait" role="alert">
    本岗位不能打开这一页。需要时请管理员调整岗位；款项没有变动。
  </p>
);

export function StaffShell({ pages }: { pages: AudiencePages }) {
  const { session } = useSession();
  const { pathname } = useLocation();
  const { account } = session;
  const here = pageAt(pages.pages, pathname);
  const title = here === undefined ? pages.title : `${here.title} · ${pages.title}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  if (account === null || account.audience !== pages.audience) return <SignInPage pages={pages} />;
  const isAllowed = here === undefined || mayOpen(here, account.roles);
  const body = session.isLocked ? null : isAllowed ? <Outlet /> : <Forbidden />;
  if (here?.isBare === true)
    return (
      <main id="main" className="bare">
        {body ?? <LockScreen />}
      </main>
    );
  const inMenu = here?.group === null ? here.path.split('/')[0]! : (here?.path ?? '');
  return (
    <Layout className="shell">
      <a className="skip" href="#main">
        跳到正文
      </a>
      <TopBar title={pages.title} />
      <Layout>
        <Layout.Sider width={184} theme="light" breakpoint="lg" collapsedWidth={0} className="side">
          <nav aria-label="主导航">
            <Menu mode="inline" selectedKeys={[inMenu]} items={menuOf(pages.pages, account.roles)} />
          </nav>
        </Layout.Sider>
        <Layout.Content id="main" role="main" tabIndex={-1} className="content">
          {body}
        </Layout.Content>
      </Layout>
      {session.isLocked ? <LockScreen /> : null}
    </Layout>
  );
}
