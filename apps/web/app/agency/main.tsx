import { startStaffApp } from '../ui/staff-app.tsx';
import '../styles/agency.css';
import { AGENCY_PAGES } from './pages.ts';

startStaffApp(AGENCY_PAGES, {
  home: () => import('./home.tsx'),
  filings: () => import('./filings/page.tsx'),
  claims: () => import('./claims/page.tsx'),
  tickets: () => import('./tickets/page.tsx'),
  approvals: () => import('./approvals/page.tsx'),
  unknown: () => import('./unknown/page.tsx'),
  reconciliation: () => import('./reconciliation/page.tsx'),
  prepayment: () => import('./prepayment/page.tsx'),
  clearing: () => import('./clearing/months.tsx'),
  'clearing-month': () => import('./clearing/month.tsx'),
  payments: () => import('./payments/page.tsx'),
  ledger: () => import('./ledger/page.tsx'),
  'ledger-account': () => import('./ledger/account.tsx'),
  institutions: () => import('./institutions/page.tsx'),
  catalogue: () => import('./catalogue/page.tsx'),
  policies: () => import('./policies/page.tsx'),
  'what-if': () => import('./what-if/page.tsx'),
});
