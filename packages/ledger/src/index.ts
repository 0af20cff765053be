export * from './accounts.ts';
export { auditLedger, type LedgerBreach } from './audit.ts';
export { balanceOf, foldBalances, type MonthlyTurnover, turnoverOf } from './balances.ts';
export { accountsOfKind, balanceUpTo, type TrialBalance, trialBalance } from './books.ts';
export { claimPaymentPosting, claimPostings } from './claim-posting.ts';
export {
  expireHolds,
  freeBalanceOf,
  HOLD_STATUSES,
  type Hold,
  type HoldPosting,
  type HoldStatus,
  type HoldVoiding,
  holdMoney,
  lockFreeBalance,
  type PostedHold,
  postHold,
  voidHold,
} from './holds/holds.ts';
export { ledgerMigrations } from './ledger-migrations.ts';
export {
  announceClose,
  type CloseAnnouncement,
  type Period,
  type PeriodSeal,
  type PeriodStatement,
  periodStatements,
  periodsOf,
  sealPeriod,
} from './periods/periods.ts';
export {
  openAccount,
  openAccounts,
  type PostResult,
  postArguments,
  postTransfers,
  tryPostTransfers,
} from './post.ts';
export {
  accountFundingPostings,
  bankChargePostings,
  carePostings,
  hubPostings,
  insuredPostings,
  type PostingEvent,
  type PostingMark,
  type PrepaymentBook,
  portionsOf,
  prepaymentInterestPostings,
  prepaymentPostings,
  reversalOf,
} from './posting.ts';
export { ledgerRights } from './rights.ts';
export {
  type StatementCursor,
  type StatementLine,
  type StatementPage,
  statementOf,
  transfersOf,
} from './statement.ts';
export {
  TRANSFER_STATUSES,
  type TransferRefusal,
  type TransferStatus,
  transferRefusalOf,
} from './statuses.ts';
export type { Transfer } from './transfer.ts';
