import type { Migration } from '@zhijie/database';
import { insuredClearingPaymentTables } from '../clearing/money-entries.ts';
import { insuredPrepaymentTables } from '../prepayment/bank-entries.ts';
import { accessLogTables } from './access-log/tables.ts';
import { accumulatorTables } from './accumulator/tables.ts';
import { agencyRequestTables } from './agency-request/tables.ts';
import { claimTables } from './claim/tables.ts';
import { commercialTables, commitCommercial } from './commercial/tables.ts';
import { consentTables } from './consent/tables.ts';
import { coverageTables } from './coverage/tables.ts';
import { credentialTables } from './credential/tables.ts';
import { creditTables } from './credit/tables.ts';
import { deductionTables } from './deduction/tables.ts';
import { delegationTables } from './delegation/tables.ts';
import { enrolmentTables } from './enrolment/tables.ts';
import { faceTables } from './face/tables.ts';
import { familyTables } from './family/tables.ts';
import { filingTables } from './filing/tables.ts';
import { legTables } from './leg/tables.ts';
import { manualClaimTables } from './manual-claim/tables.ts';
import { messageTables } from './message/tables.ts';
import { personTables } from './person/tables.ts';
import { policyDraftTables } from './policy-draft/tables.ts';
import { policyVersionTables } from './policy-version/tables.ts';
import { tradeRowView } from './reconciliation/tables.ts';
import { registrationTables } from './registration/tables.ts';
import { commitReversal, commitSettlement, settlementTables } from './settlement/tables.ts';
import { yearEndFunctions, yearEndTables } from './settlement/year-end-tables.ts';
import { transferTables } from './transfer/tables.ts';

/**
 * Schema `insured`. The functions call `evidence.append` and `insured_ledger.post`, which come with the
 * migrations of their packages (`evidenceMigrations`, `ledgerMigrations('insured_ledger')`); the node runs
 * those as well.
 */
export const insuredMigrations: readonly Migration[] = [
  {
    id: 'insured-001-tables',
    sql: [
      'create schema insured;',
      personTables,
      coverageTables,
      filingTables,
      accessLogTables,
      accumulatorTables,
      settlementTables,
      agencyRequestTables,
    ].join('\n'),
  },
  { id: 'insured-002-commit', sql: `${commitSettlement}\n${commitReversal}` },
  { id: 'insured-003-policy-version', sql: policyVersionTables },
  { id: 'insured-004-year-end', sql: `${yearEndTables}\n${yearEndFunctions}` },
  { id: 'insured-020-credential', sql: credentialTables },
  { id: 'insured-021-registration', sql: registrationTables },
  { id: 'insured-022-manual-claim', sql: manualClaimTables },
  { id: 'insured-045-clearing-payment', sql: insuredClearingPaymentTables },
  { id: 'insured-046-deduction', sql: deductionTables },
  { id: 'insured-023-claim', sql: claimTables },
  { id: 'insured-030-trade-row', sql: tradeRowView },
  { id: 'insured-040-prepayment', sql: insuredPrepaymentTables },
  { id: 'insured-050-consent', sql: consentTables },
  { id: 'insured-051-delegation', sql: delegationTables },
  { id: 'insured-060-leg', sql: legTables },
  { id: 'insured-063-credit', sql: creditTables },
  { id: 'insured-060-message', sql: messageTables },
  { id: 'insured-062-family', sql: familyTables },
  { id: 'insured-063-transfer', sql: transferTables },
  { id: 'insured-061-commercial', sql: `${commercialTables}\n${commitCommercial}` },
  { id: 'insured-070-enrolment', sql: enrolmentTables },
  { id: 'insured-071-face', sql: faceTables },
  { id: 'insured-072-policy-draft', sql: policyDraftTables },
];
