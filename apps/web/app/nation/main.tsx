import '../styles/nation.css';
import { startStaffApp } from '../ui/staff-app.tsx';
import { NATION_PAGES } from './pages.ts';

startStaffApp(NATION_PAGES, {
  home: () => import('./overview/page.tsx'),
  trend: () => import('./overview/trend.tsx'),
  map: () => import('./map/page.tsx'),
  screen: () => import('./screen/page.tsx'),
  matrix: () => import('./matrix/page.tsx'),
  pair: () => import('./matrix/pair.tsx'),
  'pair-month': () => import('./matrix/month.tsx'),
  bill: () => import('./matrix/bill.tsx'),
  circulars: () => import('./circulars/page.tsx'),
});
