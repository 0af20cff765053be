export { type Bank, type BankHabits, type BankOptions, createBank, type Fate, HONEST } from './bank/book.ts';
export { type BankServer, serveBank } from './bank/server.ts';
export {
  type CreditBook,
  type CreditEntry,
  type CreditEvent,
  createCreditBook,
} from './credit-bank/book.ts';
export { type CreditBank, type CreditFault, startCreditBank } from './credit-bank/server.ts';
export {
  createHospital,
  type Hospital,
  type HospitalOptions,
  HospitalRefused,
  type Patient,
  type Post,
} from './hospital/hospital.ts';
export {
  type BillLine,
  dischargeInpatient,
  type OpenVisit,
  openInpatient,
  openOutpatient,
  quoteVisit,
  type SettledVisit,
  settleVisit,
  uploadLines,
  voidSettlement,
} from './hospital/visit.ts';
export {
  type CoreAnswer,
  type CoreEvent,
  type CorePayment,
  type CoreProduct,
  type CoreQuestion,
  createInsurerBook,
  type InsurerBook,
} from './insurer/book.ts';
export {
  type InsurerCore,
  type InsurerCoreOptions,
  type InsurerHabits,
  startInsurerCore,
} from './insurer/server.ts';
export { type CarriedNotice, type CarrierMood, createNoticeBook, type NoticeBook } from './messages/book.ts';
export { type NoticeCarrier, startNoticeCarrier } from './messages/server.ts';
export {
  createWalletBook,
  kindOfOrder,
  type WalletAmounts,
  type WalletBook,
  type WalletEntry,
  type WalletEvent,
  type WalletOrder,
  type WalletRefund,
  type WalletState,
  walletStatuses,
} from './wallet/book.ts';
export { payPage } from './wallet/page.ts';
export { startWallet, type Wallet, type WalletOptions } from './wallet/server.ts';
