import type { AudiencePages } from '../pages.ts';

export const COUNTER_PAGES = {
  audience: 'counter',
  title: '直结·收费窗口',
  pages: [
    { id: 'home', path: '', title: '收费', group: '窗口', example: ':openBill' },
    { id: 'shift', path: 'shift', title: '交班', group: '窗口' },
    { id: 'identity', path: 'identity', title: '人工核验', group: '窗口' },
    { id: 'face', path: 'face', title: '刷脸', group: null, isBare: true },
    { id: 'screen', path: 'patient-screen', title: '患者屏', group: null, isBare: true },
  ],
} as const satisfies AudiencePages;
