/** Every transaction that this network answers, by its official number. */
import type { MessageValue, Transaction } from '../message.ts';
import * as admission from './admission.ts';
import * as catalogue from './catalogue.ts';
import * as inpatient from './inpatient-fees.ts';
import * as outpatient from './outpatient.ts';
import { identifyPerson } from './person.ts';
import * as queries from './queries.ts';
import { reverseCall } from './reversal.ts';
import { findInstitution, signIn, signOut } from './sign-in.ts';

export const TRANSACTIONS = {
  '9001': signIn,
  '9002': signOut,
  '1101': identifyPerson,
  '1201': findInstitution,
  '1301': catalogue.downloadDrugs,
  '1302': catalogue.downloadHerbs,
  '1304': catalogue.findEthnicDrugs,
  '1305': catalogue.downloadServices,
  '1306': catalogue.downloadConsumables,
  '1312': catalogue.findInsuranceItems,
  '1316': catalogue.findItemLinks,
  '1317': catalogue.findMappings,
  '1318': catalogue.findPriceLimits,
  '1319': catalogue.findSelfPaidRates,
  '1901': catalogue.readCodeList,
  '2201': outpatient.registerOutpatient,
  '2202': outpatient.cancelRegistration,
  '2203': outpatient.recordOutpatientVisit,
  '2204': outpatient.uploadOutpatientLines,
  '2205': outpatient.withdrawOutpatientLines,
  '2206': outpatient.quoteOutpatient,
  '2207': outpatient.settleOutpatient,
  '2208': outpatient.voidOutpatient,
  '2301': inpatient.uploadInpatientLines,
  '2302': inpatient.withdrawInpatientLines,
  '2303': inpatient.quoteInpatient,
  '2304': inpatient.settleInpatient,
  '2305': inpatient.voidInpatient,
  '2401': admission.admitInpatient,
  '2402': admission.dischargeInpatient,
  '2403': admission.changeStay,
  '2404': admission.cancelAdmission,
  '2405': admission.cancelDischarge,
  '2601': reverseCall,
  '3301': catalogue.uploadMappings,
  '3302': catalogue.undoMapping,
  '5201': queries.listVisits,
  '5203': queries.readSettlement,
  '5204': queries.readSettledLines,
  '5206': queries.readAccumulators,
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
