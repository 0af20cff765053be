import type { TransactionNumber } from '@zhijie/wire';
import type { HandlerOf } from '../handling.ts';
import { identifyPerson } from './1101-identify-person.ts';
import { readCard } from './1161-read-card.ts';
import { decodeCredential } from './1162-decode-credential.ts';
import { findInstitution } from './1201-find-institution.ts';
import {
  downloadChronicDiseases,
  downloadConsumables,
  downloadDaySurgeries,
  downloadDiagnoses,
  downloadDiseasePayments,
  downloadDrugs,
  downloadGranules,
  downloadHerbs,
  downloadMorphologies,
  downloadNewServices,
  downloadOperations,
  downloadPreparations,
  downloadServices,
  downloadTcmDiseases,
  downloadTcmSyndromes,
} from './1301-download-catalogue.ts';
import { findEthnicDrugs } from './1304-find-ethnic-drugs.ts';
import { findInsuranceItems } from './1312-find-insurance-items.ts';
import { findItemLinks } from './1316-find-item-links.ts';
import { findMappings } from './1317-find-mappings.ts';
import { findPriceLimits } from './1318-find-price-limits.ts';
import { findSelfPaidRates } from './1319-find-self-paid-rates.ts';
import { readCodeList } from './1901-read-code-list.ts';
import { checkBenefits } from './2001-check-benefits.ts';
import { quotePurchase } from './2101-quote-purchase.ts';
import { settlePurchase } from './2102-settle-purchase.ts';
import { voidPurchase } from './2103-void-purchase.ts';
import { registerOutpatient } from './2201-register-outpatient.ts';
import { cancelRegistration } from './2202-cancel-registration.ts';
import { recordOutpatientVisit } from './2203-record-outpatient-visit.ts';
import { uploadOutpatientLines } from './2204-upload-outpatient-lines.ts';
import { withdrawOutpatientLines } from './2205-withdraw-outpatient-lines.ts';
import { quoteOutpatient } from './2206-quote-outpatient.ts';
import { settleOutpatient } from './2207-settle-outpatient.ts';
import { voidOutpatient } from './2208-void-outpatient.ts';
import { uploadInpatientLines } from './2301-upload-inpatient-lines.ts';
import { withdrawInpatientLines } from './2302-withdraw-inpatient-lines.ts';
import { quoteInpatient } from './2303-quote-inpatient.ts';
import { settleInpatient } from './2304-settle-inpatient.ts';
import { voidInpatient } from './2305-void-inpatient.ts';
import { changeRemarks } from './2306-change-remarks.ts';
import { admitInpatient } from './2401-admit-inpatient.ts';
import { dischargeInpatient } from './2402-discharge-inpatient.ts';
import { changeStay } from './2403-change-stay.ts';
import { cancelAdmission } from './2404-cancel-admission.ts';
import { cancelDischarge } from './2405-cancel-discharge.ts';
import { fileTransfer, withdrawTransfer } from './2501-file-transfer.ts';
import { fileChronic, withdrawChronic } from './2503-file-chronic.ts';
import { fileDesignated, withdrawDesignated } from './2505-file-designated.ts';
import { fileAccident } from './2507-file-accident.ts';
import { reverseCall } from './2601-reverse-call.ts';
import { auditBefore, auditDuring } from './3101-audit-orders.ts';
import { answerFindings } from './3103-answer-findings.ts';
import { reconcileTotals } from './3201-reconcile-totals.ts';
import { reconcileRows } from './3202-reconcile-rows.ts';
import { applyForClearing, applyForClearingA } from './3203-apply-for-clearing.ts';
import { withdrawApplication, withdrawApplicationA } from './3204-withdraw-application.ts';
import { listApplications } from './3205-list-applications.ts';
import { findClearingAgency } from './3206-find-clearing-agency.ts';
import { listUnreconciled } from './3209-list-unreconciled.ts';
import { readDays, submitDays } from './3211-reconcile-days.ts';
import { listClearingRows } from './3260-list-clearing-rows.ts';
import { confirmClearingRows } from './3261-confirm-clearing-rows.ts';
import { takeBackConfirmation } from './3262-take-back-confirmation.ts';
import { uploadMappings } from './3301-upload-mappings.ts';
import { undoMapping } from './3302-undo-mapping.ts';
import {
  addDepartment,
  addDepartments,
  changeDepartment,
  listDepartments,
  withdrawDepartment,
} from './3401-save-departments.ts';
import { reportSale, reportSaleReturn } from './3505-report-goods.ts';
import { uploadSettlementList, uploadShortList } from './4101-upload-settlement-list.ts';
import { changeListState } from './4102-change-list-state.ts';
import { readSettlementList } from './4103-read-settlement-list.ts';
import { readListFaults } from './4104-read-list-faults.ts';
import { countSettlementLists } from './4105-count-settlement-lists.ts';
import { listUploads } from './4160-list-uploads.ts';
import { uploadOwnFees } from './4201-report-own-fees.ts';
import { compareOwnFees, uploadOwnVisit } from './4261-report-own-visit.ts';
import { uploadExamReport, uploadLabReport } from './4501-upload-report.ts';
import { listPractitioners } from './5102-list-practitioners.ts';
import { listVisits } from './5201-list-visits.ts';
import { listDiagnoses } from './5202-list-diagnoses.ts';
import { readSettlement } from './5203-read-settlement.ts';
import { readSettledLines } from './5204-read-settled-lines.ts';
import { listChronicDrugs } from './5205-list-chronic-drugs.ts';
import { readAccumulators } from './5206-read-accumulators.ts';
import { listChronic, listChronicOn, listDesignated, listTransfers } from './5301-list-registrations.ts';
import { listInpatients } from './5303-list-inpatients.ts';
import { listReports, readReport } from './5401-list-reports.ts';
import { decodeOnTerminal } from './6101-decode-on-terminal.ts';
import { uploadOrder } from './6201-upload-order.ts';
import { placeOrder } from './6202-place-order.ts';
import { refundOrder } from './6203-refund-order.ts';
import { reportOrder } from './6204-report-order.ts';
import { checkOrderNotice, queryOrder, revokeOrder } from './6301-query-order.ts';
import { signIn } from './9001-sign-in.ts';
import { signOut } from './9002-sign-out.ts';
import { uploadFile } from './9101-upload-file.ts';
import { downloadFile } from './9102-download-file.ts';
import { tellChanges } from './90100-tell-changes.ts';

/** Every transaction that a hospital may call, by its official number. */
export const HANDLERS: { readonly [N in TransactionNumber]: HandlerOf<N> } = {
  '9001': signIn,
  '9002': signOut,
  '1101': identifyPerson,
  '1161': readCard,
  '1162': decodeCredential,
  '1201': findInstitution,
  '1301': downloadDrugs,
  '1302': downloadHerbs,
  '1303': downloadPreparations,
  '1304': findEthnicDrugs,
  '1305': downloadServices,
  '1306': downloadConsumables,
  '1306A': downloadConsumables,
  '1307': downloadDiagnoses,
  '1308': downloadOperations,
  '1309': downloadChronicDiseases,
  '1310': downloadDiseasePayments,
  '1311': downloadDaySurgeries,
  '1312': findInsuranceItems,
  '1313': downloadMorphologies,
  '1314': downloadTcmDiseases,
  '1315': downloadTcmSyndromes,
  '1316': findItemLinks,
  '1317': findMappings,
  '1318': findPriceLimits,
  '1319': findSelfPaidRates,
  '1320': downloadGranules,
  '1321': downloadNewServices,
  '1901': readCodeList,
  '2001': checkBenefits,
  '2101': quotePurchase,
  '2101A': quotePurchase,
  '2102': settlePurchase,
  '2102A': settlePurchase,
  '2103': voidPurchase,
  '2201': registerOutpatient,
  '2202': cancelRegistration,
  '2203': recordOutpatientVisit,
  '2203A': recordOutpatientVisit,
  '2204': uploadOutpatientLines,
  '2205': withdrawOutpatientLines,
  '2206': quoteOutpatient,
  '2206A': quoteOutpatient,
  '2207': settleOutpatient,
  '2207A': settleOutpatient,
  '2208': voidOutpatient,
  '2301': uploadInpatientLines,
  '2302': withdrawInpatientLines,
  '2303': quoteInpatient,
  '2303A': quoteInpatient,
  '2304': settleInpatient,
  '2304A': settleInpatient,
  '2305': voidInpatient,
  '2306': changeRemarks,
  '2401': admitInpatient,
  '2402': dischargeInpatient,
  '2403': changeStay,
  '2404': cancelAdmission,
  '2405': cancelDischarge,
  '2501': fileTransfer,
  '2501A': fileTransfer,
  '2502': withdrawTransfer,
  '2503': fileChronic,
  '2504': withdrawChronic,
  '2505': fileDesignated,
  '2506': withdrawDesignated,
  '2507': fileAccident,
  '2601': reverseCall,
  '3101': auditBefore,
  '3102': auditDuring,
  '3103': answerFindings,
  '3201': reconcileTotals,
  '3202': reconcileRows,
  '3203': applyForClearing,
  '3204': withdrawApplication,
  '3203A': applyForClearingA,
  '3204A': withdrawApplicationA,
  '3205A': listApplications,
  '3206A': findClearingAgency,
  '3209A': listUnreconciled,
  '3211': submitDays,
  '3212': readDays,
  '3260': listClearingRows,
  '3261': confirmClearingRows,
  '3262': takeBackConfirmation,
  '3301': uploadMappings,
  '3302': undoMapping,
  '3505': reportSale,
  '3506': reportSaleReturn,
  '4101': uploadSettlementList,
  '4101A': uploadShortList,
  '4102': changeListState,
  '4103': readSettlementList,
  '4104': readListFaults,
  '4105': countSettlementLists,
  '4160': listUploads,
  '4201': uploadOwnFees,
  '4261': uploadOwnVisit,
  '4262': compareOwnFees,
  '4501': uploadExamReport,
  '4502': uploadLabReport,
  '3401': addDepartment,
  '3401A': addDepartments,
  '3402': changeDepartment,
  '3403': withdrawDepartment,
  '5101': listDepartments,
  '5102': listPractitioners,
  '5201': listVisits,
  '5202': listDiagnoses,
  '5203': readSettlement,
  '5204': readSettledLines,
  '5205': listChronicDrugs,
  '5206': readAccumulators,
  '5301': listChronic,
  '5302': listDesignated,
  '5303': listInpatients,
  '5304': listTransfers,
  '5360': listChronicOn,
  '5401': listReports,
  '5402': readReport,
  '6101': decodeOnTerminal,
  '6201': uploadOrder,
  '6202': placeOrder,
  '6203': refundOrder,
  '6204': reportOrder,
  '6301': queryOrder,
  '6302': checkOrderNotice,
  '6401': revokeOrder,
  '90100': tellChanges,
  '9101': uploadFile,
  '9102': downloadFile,
};
