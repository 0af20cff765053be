import type { TransactionNumber } from '@zhijie/wire';
import type { HandlerOf } from '../handling.ts';
import { identifyPerson } from './1101-identify-person.ts';
import { findInstitution } from './1201-find-institution.ts';
import {
  downloadConsumables,
  downloadDrugs,
  downloadHerbs,
  downloadServices,
} from './1301-download-catalogue.ts';
import { findEthnicDrugs } from './1304-find-ethnic-drugs.ts';
import { findInsuranceItems } from './1312-find-insurance-items.ts';
import { findItemLinks } from './1316-find-item-links.ts';
import { findMappings } from './1317-find-mappings.ts';
import { findPriceLimits } from './1318-find-price-limits.ts';
import { findSelfPaidRates } from './1319-find-self-paid-rates.ts';
import { readCodeList } from './1901-read-code-list.ts';
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
import { admitInpatient } from './2401-admit-inpatient.ts';
import { dischargeInpatient } from './2402-discharge-inpatient.ts';
import { changeStay } from './2403-change-stay.ts';
import { cancelAdmission } from './2404-cancel-admission.ts';
import { cancelDischarge } from './2405-cancel-discharge.ts';
import { reverseCall } from './2601-reverse-call.ts';
import { uploadMappings } from './3301-upload-mappings.ts';
import { undoMapping } from './3302-undo-mapping.ts';
import { listVisits } from './5201-list-visits.ts';
import { readSettlement } from './5203-read-settlement.ts';
import { readSettledLines } from './5204-read-settled-lines.ts';
import { readAccumulators } from './5206-read-accumulators.ts';
import { signIn } from './9001-sign-in.ts';
import { signOut } from './9002-sign-out.ts';
import { uploadFile } from './9101-upload-file.ts';
import { downloadFile } from './9102-download-file.ts';

/** Every transaction that a hospital may call, by its official number. */
export const HANDLERS: { readonly [N in TransactionNumber]: HandlerOf<N> } = {
  '9001': signIn,
  '9002': signOut,
  '1101': identifyPerson,
  '1201': findInstitution,
  '1301': downloadDrugs,
  '1302': downloadHerbs,
  '1304': findEthnicDrugs,
  '1305': downloadServices,
  '1306': downloadConsumables,
  '1312': findInsuranceItems,
  '1316': findItemLinks,
  '1317': findMappings,
  '1318': findPriceLimits,
  '1319': findSelfPaidRates,
  '1901': readCodeList,
  '2201': registerOutpatient,
  '2202': cancelRegistration,
  '2203': recordOutpatientVisit,
  '2204': uploadOutpatientLines,
  '2205': withdrawOutpatientLines,
  '2206': quoteOutpatient,
  '2207': settleOutpatient,
  '2208': voidOutpatient,
  '2301': uploadInpatientLines,
  '2302': withdrawInpatientLines,
  '2303': quoteInpatient,
  '2304': settleInpatient,
  '2305': voidInpatient,
  '2401': admitInpatient,
  '2402': dischargeInpatient,
  '2403': changeStay,
  '2404': cancelAdmission,
  '2405': cancelDischarge,
  '2601': reverseCall,
  '3301': uploadMappings,
  '3302': undoMapping,
  '5201': listVisits,
  '5203': readSettlement,
  '5204': readSettledLines,
  '5206': readAccumulators,
  '9101': uploadFile,
  '9102': downloadFile,
};
