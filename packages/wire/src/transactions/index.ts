/** Every transaction that this network answers, by its official number. */
import type { MessageValue, Transaction } from '../message.ts';
import * as admission from './admission.ts';
import * as audit from './audit.ts';
import * as catalogue from './catalogue.ts';
import * as credential from './credential.ts';
import * as department from './department.ts';
import * as report from './exam-report.ts';
import * as filing from './filing.ts';
import * as goods from './goods.ts';
import * as inpatient from './inpatient-fees.ts';
import * as mobile from './mobile.ts';
import * as outpatient from './outpatient.ts';
import { identifyPerson } from './person.ts';
import * as pharmacy from './pharmacy.ts';
import * as queries from './queries.ts';
import * as reconciliation from './reconciliation.ts';
import { reverseCall } from './reversal.ts';
import * as selfPay from './self-pay.ts';
import * as lists from './settlement-list.ts';
import { findInstitution, signIn, signOut } from './sign-in.ts';

export const TRANSACTIONS = {
  '9001': signIn,
  '9002': signOut,
  '1101': identifyPerson,
  '1161': credential.readCard,
  '1162': credential.decodeCredential,
  '1201': findInstitution,
  '1301': catalogue.downloadDrugs,
  '1302': catalogue.downloadHerbs,
  '1303': catalogue.downloadPreparations,
  '1304': catalogue.findEthnicDrugs,
  '1305': catalogue.downloadServices,
  '1306': catalogue.downloadConsumables,
  '1306A': catalogue.downloadConsumablesA,
  '1307': catalogue.downloadDiagnoses,
  '1308': catalogue.downloadOperations,
  '1309': catalogue.downloadChronicDiseases,
  '1310': catalogue.downloadDiseasePayments,
  '1311': catalogue.downloadDaySurgeries,
  '1312': catalogue.findInsuranceItems,
  '1313': catalogue.downloadMorphologies,
  '1314': catalogue.downloadTcmDiseases,
  '1315': catalogue.downloadTcmSyndromes,
  '1316': catalogue.findItemLinks,
  '1317': catalogue.findMappings,
  '1318': catalogue.findPriceLimits,
  '1319': catalogue.findSelfPaidRates,
  '1320': catalogue.downloadGranules,
  '1321': catalogue.downloadNewServices,
  '1901': catalogue.readCodeList,
  '2001': credential.checkBenefits,
  '2101': pharmacy.quotePurchase,
  '2101A': pharmacy.quotePurchaseA,
  '2102': pharmacy.settlePurchase,
  '2102A': pharmacy.settlePurchaseA,
  '2103': pharmacy.voidPurchase,
  '2201': outpatient.registerOutpatient,
  '2202': outpatient.cancelRegistration,
  '2203': outpatient.recordOutpatientVisit,
  '2203A': outpatient.recordOutpatientVisitA,
  '2204': outpatient.uploadOutpatientLines,
  '2205': outpatient.withdrawOutpatientLines,
  '2206': outpatient.quoteOutpatient,
  '2206A': outpatient.quoteOutpatientA,
  '2207': outpatient.settleOutpatient,
  '2207A': outpatient.settleOutpatientA,
  '2208': outpatient.voidOutpatient,
  '2301': inpatient.uploadInpatientLines,
  '2302': inpatient.withdrawInpatientLines,
  '2303': inpatient.quoteInpatient,
  '2303A': inpatient.quoteInpatientA,
  '2304': inpatient.settleInpatient,
  '2304A': inpatient.settleInpatientA,
  '2305': inpatient.voidInpatient,
  '2306': inpatient.changeRemarks,
  '2401': admission.admitInpatient,
  '2402': admission.dischargeInpatient,
  '2403': admission.changeStay,
  '2404': admission.cancelAdmission,
  '2405': admission.cancelDischarge,
  '2501': filing.fileTransfer,
  '2501A': filing.fileTransferA,
  '2502': filing.withdrawTransfer,
  '2503': filing.fileChronic,
  '2504': filing.withdrawChronic,
  '2505': filing.fileDesignated,
  '2506': filing.withdrawDesignated,
  '2507': filing.fileAccident,
  '2601': reverseCall,
  '3201': reconciliation.reconcileTotals,
  '3202': reconciliation.reconcileRows,
  '3203': reconciliation.applyForClearing,
  '3204': reconciliation.withdrawApplication,
  '3203A': reconciliation.applyForClearingA,
  '3204A': reconciliation.withdrawApplicationA,
  '3205A': reconciliation.listApplications,
  '3206A': reconciliation.findClearingAgency,
  '3209A': reconciliation.listUnreconciled,
  '3211': reconciliation.submitDays,
  '3212': reconciliation.readDays,
  '3260': reconciliation.listClearingRows,
  '3261': reconciliation.confirmClearingRows,
  '3262': reconciliation.takeBackConfirmation,
  '3101': audit.auditBefore,
  '3102': audit.auditDuring,
  '3103': audit.answerFindings,
  '3301': catalogue.uploadMappings,
  '3302': catalogue.undoMapping,
  '3505': goods.reportSale,
  '3506': goods.reportSaleReturn,
  '4101': lists.uploadSettlementList,
  '4101A': lists.uploadShortList,
  '4102': lists.changeListState,
  '4103': lists.readSettlementList,
  '4104': lists.readListFaults,
  '4105': lists.countSettlementLists,
  '4160': lists.listUploads,
  '4201': selfPay.uploadOwnFees,
  '4261': selfPay.uploadOwnVisit,
  '4262': selfPay.compareOwnFees,
  '4501': report.uploadExamReport,
  '4502': report.uploadLabReport,
  '3401': department.addDepartment,
  '3401A': department.addDepartments,
  '3402': department.changeDepartment,
  '3403': department.withdrawDepartment,
  '5101': department.listDepartments,
  '5102': department.listPractitioners,
  '5201': queries.listVisits,
  '5202': queries.listDiagnoses,
  '5203': queries.readSettlement,
  '5204': queries.readSettledLines,
  '5205': queries.listChronicDrugs,
  '5206': queries.readAccumulators,
  '5301': filing.listChronic,
  '5302': filing.listDesignated,
  '5303': filing.listInpatients,
  '5304': filing.listTransfers,
  '5360': filing.listChronicOn,
  '5401': report.listReports,
  '5402': report.readReport,
  '6101': mobile.decodeOnTerminal,
  '6201': mobile.uploadOrder,
  '6202': mobile.placeOrder,
  '6203': mobile.refundOrder,
  '6204': mobile.reportOrder,
  '6301': mobile.queryOrder,
  '6302': mobile.orderNotice,
  '6401': mobile.revokeOrder,
  '90100': mobile.askForChanges,
  '9101': catalogue.uploadFile,
  '9102': catalogue.downloadFile,
} as const;

export type TransactionNumber = keyof typeof TRANSACTIONS;
export type InputOf<N extends TransactionNumber> = MessageValue<(typeof TRANSACTIONS)[N]['input']>;
export type OutputOf<N extends TransactionNumber> = MessageValue<(typeof TRANSACTIONS)[N]['output']>;

export const TRANSACTION_NUMBERS = Object.keys(TRANSACTIONS) as readonly TransactionNumber[];

export function isSupported(number: string): number is TransactionNumber {
  return Object.hasOwn(TRANSACTIONS, number);
}

/** The definition without the inferred types, for code that walks any message. */
export function transactionOf(number: TransactionNumber): Transaction {
  return TRANSACTIONS[number] as unknown as Transaction;
}
