import type { AudiencePages } from '../pages.ts';

/** With a group: in the navigation, four at most (elder mode). The others are reached from these. */
export const PATIENT_PAGES = {
  audience: 'patient',
  title: '直结·我的医保',
  pages: [
    { id: 'home', path: '', title: '首页', group: '我的' },
    { id: 'code', path: 'code', title: '医保码', group: '我的' },
    { id: 'bills', path: 'bills', title: '账单', group: '我的' },
    { id: 'help', path: 'help', title: '帮忙', group: '我的' },
    { id: 'bill', path: 'bills/:settlementId', title: '一张账单', group: null },
    { id: 'compare', path: 'compare', title: '同一张账单，三种备案', group: null },
    { id: 'guide', path: 'filing', title: '去外地看病先问', group: null },
    { id: 'filings', path: 'filings', title: '我的备案', group: null },
    { id: 'newFiling', path: 'filings/new', title: '办理备案', group: null },
    { id: 'relatives', path: 'relatives', title: '家人代办', group: null },
    { id: 'consents', path: 'consents', title: '我的同意', group: null },
    { id: 'newConsent', path: 'consents/new', title: '给出同意', group: null },
    { id: 'face', path: 'face', title: '刷脸', group: null },
    { id: 'accessLog', path: 'access-log', title: '谁看过我的数据', group: null },
    { id: 'credit', path: 'credit', title: '信用就医和亲情付', group: null },
    { id: 'claims', path: 'claims', title: '手工报销', group: null },
    { id: 'booking', path: 'booking', title: '预约挂号', group: null },
    { id: 'family', path: 'family', title: '个人账户和家庭共济', group: null },
    { id: 'network', path: 'network', title: '哪里能直接结算', group: null },
    { id: 'products', path: 'products', title: '商业补充保险', group: null },
    { id: 'messages', path: 'messages', title: '消息', group: null },
  ],
} as const satisfies AudiencePages;
