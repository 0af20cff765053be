import '../styles/nation.css';
import { startStaffApp } from '../ui/staff-app.tsx';
import { NATION_PAGES } from './pages.ts';

startStaffApp(NATION_PAGES, {
  home: () => import('./home.tsx'),
  matrix: () => import('./matrix/page.tsx'),
  pair: () => import('./matrix/pair.tsx'),
  'pair-month': () => import('./matrix/month.tsx'),
  bill: () => import('./matrix/bill.tsx'),
});
