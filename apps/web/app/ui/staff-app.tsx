/** What every staff audience starts with: theme, words of the components in Chinese, session, routes. */
import { QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider, theme as themes } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { newQueryClient } from '../api/use.ts';
import type { AudiencePages } from '../pages.ts';
import '../styles/base.css';
import '../styles/staff.css';
import { type PagesOf, routerOf } from './router.tsx';
import { SessionProvider } from './session.tsx';
import { StaffShell } from './staff-shell.tsx';
import { ThemeProvider, useTheme } from './theme.tsx';

dayjs.locale('zh-cn');

const FONT = 'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** The same greens as the pages at `/`; text on its ground has at least 4.5:1 in both themes. */
const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;

const TOKENS = {
  light: {
    colorPrimary: '#0a6652',
    colorLink: '#0a6652',
    colorTextDescription: '#4b5a55',
    colorTextPlaceholder: '#5b6a65',
    controlItemBgActive: '#e0f0ea',
    colorBgLayout: '#f3f6f4',
    colorError: '#9c2a1f',
  },
  dark: {
    colorPrimary: '#6fd3b8',
    colorLink: '#6fd3b8',
    colorTextPlaceholder: '#9dada6',
    colorTextLightSolid: '#06231c',
    controlItemBgActive: '#16352c',
    colorBgLayout: '#0f1513',
    colorBgContainer: '#18211e',
    colorError: '#ff9d90',
  },
} as const;

/** The algorithm for the dark theme darkens the primary colour below 4.5:1 on the selected ground. */
const COMPONENTS = {
  light: { Menu: { itemSelectedColor: '#0a6652', groupTitleColor: '#4b5a55' } },
  dark: { Menu: { itemSelectedColor: '#8fe0c9', groupTitleColor: '#aebdb7' } },
} as const;

function Themed({ routes }: { routes: ReturnType<typeof routerOf> }) {
  const { theme } = useTheme();
  const tokens = { ...TOKENS[theme], fontFamily: FONT, borderRadius: 6, fontSize: 14, motion: !isStill };
  const algorithm = theme === 'dark' ? themes.darkAlgorithm : themes.defaultAlgorithm;
  return (
    <ConfigProvider
      locale={zhCN}
      theme={{ algorithm, token: tokens, components: COMPONENTS[theme] }}
      button={{ autoInsertSpace: false }}
    >
      <App message={{ maxCount: 3 }}>
        <RouterProvider router={routes} />
      </App>
    </ConfigProvider>
  );
}

/** Starts an audience: its pages by id, each loaded when it is opened. */
export function startStaffApp<const Pages extends AudiencePages>(pages: Pages, load: PagesOf<Pages>): void {
  const router = routerOf(pages, load, <StaffShell pages={pages} />);
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <QueryClientProvider client={newQueryClient()}>
        <ThemeProvider>
          <SessionProvider>
            <Themed routes={router} />
          </SessionProvider>
        </ThemeProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
