import { startStaffApp } from '../ui/staff-app.tsx';
import '../styles/agency.css';
import { AGENCY_PAGES } from './pages.ts';

startStaffApp(AGENCY_PAGES, {
  home: () => import('./home.tsx'),
  filings: () => import('./filings/page.tsx'),
  claims: () => import('./claims/page.tsx'),
  reconciliation: () => import('./reconciliation/page.tsx'),
  prepayment: () => import('./prepayment/page.tsx'),
  clearing: () => import('./clearing/months.tsx'),
  'clearing-month': () => import('./clearing/month.tsx'),
});
