import { isKiosk } from '../ui/kiosk.tsx';
import { startPatientApp } from '../ui/patient-app.tsx';
import { PATIENT_PAGES } from './pages.ts';

startPatientApp(PATIENT_PAGES, {
  home: () => import('./home.tsx'),
  code: () => import('./code.tsx'),
  bills: () => import('./bills/list.tsx'),
  help: () => import('./help.tsx'),
  bill: () => import('./bills/bill.tsx'),
  compare: () => import('./bills/compare.tsx'),
  guide: () => import('./filing/guide.tsx'),
  filings: () => import('./filing/list.tsx'),
  newFiling: () => import('./filing/form.tsx'),
  relatives: () => import('./trust/relatives.tsx'),
  consents: () => import('./trust/consents.tsx'),
  newConsent: () => import('./trust/new-consent.tsx'),
  face: () => import('./face/page.tsx'),
  accessLog: () => import('./trust/access-log.tsx'),
  credit: () => import('./credit/page.tsx'),
  claims: () => import('./claims/page.tsx'),
  booking: () => import('./booking/page.tsx'),
  family: () => import('./family/page.tsx'),
  network: () => import('./network/page.tsx'),
  products: () => import('./products/page.tsx'),
  messages: () => import('./messages/page.tsx'),
});

/** Installable, and readable without a network; a machine of many people keeps nothing. */
if ('serviceWorker' in navigator && !isKiosk())
  navigator.serviceWorker
    .register('/patient-worker.js', { scope: '/patient', type: 'module' })
    .catch(() => null);
