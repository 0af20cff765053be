/** The routes of an audience: its pages by id, each loaded when it is opened, inside one frame. */
import type { ComponentType, ReactNode } from 'react';
import { createBrowserRouter, Link, type RouteObject } from 'react-router';
import type { AudiencePages, PageEntry } from '../pages.ts';
import { Empty, Loading } from './state.tsx';

type LazyPage = () => Promise<{ readonly Component: ComponentType }>;
export type PagesOf<Pages extends AudiencePages> = Readonly<Record<Pages['pages'][number]['id'], LazyPage>>;

const routeOf = ({ path }: PageEntry, lazy: LazyPage): RouteObject =>
  path === '' ? { index: true, lazy } : { path, lazy };

const Missing = () => <Empty text="没有这一页。" hint={<Link to="/">回到首页</Link>} />;

/** A page that broke, or that did not come while the line was down. */
const Broken = () => (
  <section className="state state-stop" role="alert">
    <p className="state-title">这一页没有显示出来：网络中断，或页面出错。</p>
    <p>显示不影响已经提交的办理；是否生效，以重新打开后看到的为准，款项不会因此变动。</p>
    <button type="button" className="plain-button" onClick={() => window.location.reload()}>
      重新打开
    </button>
  </section>
);

export function routerOf<const Pages extends AudiencePages>(
  pages: Pages,
  load: PagesOf<Pages>,
  frame: ReactNode,
): ReturnType<typeof createBrowserRouter> {
  const own = pages.pages.map((page) => routeOf(page, load[page.id as keyof typeof load]));
  const broken = { errorElement: <Broken /> };
  const children = [{ ...broken, children: [...own, { path: '*', element: <Missing /> }] }];
  const root = { path: '/', element: frame, hydrateFallbackElement: <Loading what="页面" />, ...broken };
  return createBrowserRouter([{ ...root, children }], { basename: `/${pages.audience}` });
}
