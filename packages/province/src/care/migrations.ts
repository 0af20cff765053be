import type { Migration } from '@zhijie/database';
import { ledgerMigrations } from '@zhijie/ledger';
import { careClearingPayment } from '../clearing/money-entries.ts';
import { carePrepaymentMigration } from '../prepayment/bank-entries.ts';
import { actMigration } from './act/schema.ts';
import { approvalMigration } from './approval/schema.ts';
import { auditMigration } from './audit/schema.ts';
import { bookingMigration } from './booking/schema.ts';
import { catalogueReleaseMigration } from './catalogue-release/schema.ts';
import { clearingMigration } from './clearing/schema.ts';
import { counterMigration } from './counter/schema.ts';
import { departmentMigration } from './department/schema.ts';
import { depositMigration } from './deposit/schema.ts';
import { downtimeMigration } from './downtime/schema.ts';
import { examReportMigration } from './exam-report/schema.ts';
import { feeLineMigration } from './fee-line/schema.ts';
import { fileMigration } from './file/schema.ts';
import { headerNonceMigration } from './header-nonce/schema.ts';
import { identityMigration } from './identity/schema.ts';
import { institutionMigration } from './institution/schema.ts';
import { invoiceMigration } from './invoice/schema.ts';
import { manualClaimMigration } from './manual-claim/schema.ts';
import { mappingMigration } from './mapping/schema.ts';
import { payingMigration } from './paying/schema.ts';
import { paymentOrderMigration } from './payment-order/schema.ts';
import { purchasingMigration } from './purchasing/schema.ts';
import { receiptMigration } from './receipt/schema.ts';
import { tradeRowMigration } from './reconciliation/provinces-schema.ts';
import { reconciliationMigration } from './reconciliation/schema.ts';
import { requestKeyMigration } from './request-key/schema.ts';
import { reviewMigration } from './review/schema.ts';
import { selfPayMigration } from './self-pay/schema.ts';
import { settlementFunctionsMigration } from './settlement/functions.ts';
import { settlementMigration } from './settlement/schema.ts';
import { settlementListMigration } from './settlement-list/schema.ts';
import { staffMigration } from './staff/schema.ts';
import { terminalMigration } from './terminal/schema.ts';
import { traceMigration } from './trace/schema.ts';
import { visitMigration } from './visit/schema.ts';

export const CARE_LEDGER = 'care_ledger';

/** Schemas `care` and `care_ledger`. The node brings `evidence` and `node`, which both sides use. */
export const careMigrations: readonly Migration[] = [
  ...ledgerMigrations(CARE_LEDGER),
  institutionMigration,
  staffMigration,
  downtimeMigration,
  requestKeyMigration,
  headerNonceMigration,
  visitMigration,
  feeLineMigration,
  settlementMigration,
  settlementFunctionsMigration,
  reviewMigration,
  mappingMigration,
  departmentMigration,
  fileMigration,
  reconciliationMigration,
  clearingMigration,
  manualClaimMigration,
  invoiceMigration,
  auditMigration,
  traceMigration,
  approvalMigration,
  settlementListMigration,
  payingMigration,
  careClearingPayment,
  selfPayMigration,
  examReportMigration,
  tradeRowMigration,
  carePrepaymentMigration,
  depositMigration,
  purchasingMigration,
  paymentOrderMigration,
  actMigration,
  counterMigration,
  bookingMigration,
  terminalMigration,
  receiptMigration,
  catalogueReleaseMigration,
  identityMigration,
];
