import { startStaffApp } from '../ui/staff-app.tsx';
import { COUNTER_PAGES } from './pages.ts';

startStaffApp(COUNTER_PAGES, {
  home: () => import('./home.tsx'),
  shift: () => import('./shift/page.tsx'),
  identity: () => import('./identity/page.tsx'),
  face: () => import('./face/page.tsx'),
  screen: () => import('./screen/page.tsx'),
});
