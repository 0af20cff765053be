import type { Handlers } from '@zhijie/exchange';
import { addMonths, dateOf, monthOf, ok } from '@zhijie/kernel';
import { bookPrepayment } from '../prepayment/entries.ts';
import { driveActs, followReversals } from './act/drive.ts';
import { followReleases } from './catalogue-release/index.ts';
import { deferUnconfirmed } from './clearing/deferral.ts';
import type { CareDeps } from './deps.ts';
import { findInstitutions, type Institution, saveInstitution } from './institution/store.ts';
import { reportInvoices } from './invoice/service.ts';
import { deliverClaims } from './manual-claim/service.ts';
import { driveOrders } from './payment-order/drive.ts';
import { tellHospitals } from './payment-order/notice.ts';
import { redUndone } from './receipt/issue.ts';
import { repairTrade, reverseTrade } from './reconciliation/provinces.ts';
import { prepareMonth } from './request-key/store.ts';
import { deliverDetails } from './settlement/details.ts';
import { resolveIntents } from './settlement/resolve.ts';

export * from './act/index.ts';
export {
  type Application,
  type ApprovalDecision,
  applyForApproval,
  decideApproval,
  demandApproval,
  waitingApprovals,
} from './approval/service.ts';
export type { Approval, ApprovalItem } from './approval/store.ts';
export { auditStoredVisit } from './audit/stored.ts';
export * from './catalogue-release/index.ts';
export { type CareCount, countCareDay } from './day-count/count.ts';
export { type CreditVisit, flagCreditVisit } from './deposit/credit-visit.ts';
export { DEPOSIT_LEVELS, type DepositLevel } from './deposit/levels.ts';
export { DEPOSIT_REFUSAL_TEXTS, type DepositRefusalCode } from './deposit/refusals.ts';
export {
  applyDeposit,
  type DepositView,
  type Moved,
  payDeposit,
  payDifference,
  pledgeCredit,
  readDeposit,
  restoreDeposit,
  returnDeposit,
} from './deposit/service.ts';
export { DEPOSIT_CHANNELS, type DepositChannel } from './deposit/store.ts';
export type { Call, CareCatalogue, CareDeps, CareLimits, ClassifiedLine, LineToClassify } from './deps.ts';
export { DEFAULT_LIMITS } from './deps.ts';
export { type CareFigure, careFigures } from './doctor/figures.ts';
export { type CareBreach, careInvariants } from './doctor/invariants.ts';
export {
  callOffDowntime,
  comingDowntimes,
  type Downtime,
  type DowntimeRefusal,
  declareDowntime,
} from './downtime/service.ts';
export { type NonceMemory, nonceMemory } from './header-nonce/service.ts';
export {
  type InstitutionFile,
  type ListedInstitution,
  listInstitutions,
  readInstitution,
} from './institution/reading.ts';
export { type AgreementOutcome, type AgreementRequest, setAgreement } from './institution/service.ts';
export type { AgreementState, Institution } from './institution/store.ts';
export { type InvoiceConflict, invoiceConflicts } from './invoice/service.ts';
export { type ClaimRequest, closeForManualClaim, type ManualClaim } from './manual-claim/service.ts';
export { CARE_LEDGER, careMigrations } from './migrations.ts';
export {
  type ChannelAmounts,
  type ChannelOrder,
  type ChannelRefund,
  ChannelSilent,
  type ChannelState,
  type PaymentChannel,
} from './payment-order/channel.ts';
export { lookNow as lookAtOrder } from './payment-order/drive.ts';
export type { OrderNotice, TellHospital } from './payment-order/notice.ts';
export { PAY_WITHIN_MS } from './payment-order/state.ts';
export {
  type BankFact,
  type Entered,
  enterInvoice,
  type InvoiceRequest,
  type InvoiceView,
  listInvoices,
  paySupplier,
  type ReturnRequest,
  returnGoods,
  takeRefund,
} from './purchasing/invoices.ts';
export {
  type AcceptanceRequest,
  acceptGoods,
  noteAward,
  type OrderRequest,
  placeOrder,
} from './purchasing/orders.ts';
export { PURCHASE_REFUSAL_TEXTS, type PurchaseRefusalCode } from './purchasing/refusals.ts';
export type { Award } from './purchasing/store.ts';
export * from './queues/index.ts';
export * from './receipt/index.ts';
export { careTradeRows } from './reconciliation/provinces.ts';
export type { CareRefusal, CareRefusalCode } from './refusals.ts';
export { recordTraumaReview, traumaBills } from './review/service.ts';
export type { TraumaBill, TraumaReview } from './review/store.ts';
export type { SettlementView } from './settlement/view.ts';
export { type PractitionerEntry, registerPractitioner } from './staff/practitioner.ts';
export type { Practitioner } from './staff/practitioner-store.ts';
export { decideStaff, type StaffDecision } from './staff/service.ts';
export type { StaffEligibility } from './staff/store.ts';

export type CareSide = {
  readonly deps: CareDeps;
  /** Messages that this side answers. */
  readonly handlers: Handlers;
  /** Brings institutions in, or up to date, in bulk. */
  seedInstitutions(institutions: readonly Institution[]): Promise<void>;
  institutions(): Promise<readonly Institution[]>;
  /** Asks for the outcome of what is open; answers how much it looked at. The scheduler does it by itself. */
  resolve(): Promise<number>;
  /** Makes the partitions of this month and the next. */
  prepareMonths(): Promise<void>;
  /** Brings orders and their refunds further, tells hospitals what is paid; answers how many. */
  driveOrders(): Promise<number>;
  /** Brings acts of bills further, forward and back (Q-09, K-07); answers how many. */
  driveActs(): Promise<number>;
  /** Undoes what hangs on settlements that were taken back past their act; answers how many. */
  followReversals(): Promise<number>;
  /**
   * Defers what hospitals did not confirm by the 20th; answers how much the nation took (procedures R-03).
   */
  deferUnconfirmed(): Promise<number>;
  /** Sends details and packets of manual claims that are due (procedures V-04, V-12). */
  deliver(): Promise<number>;
  /** Tells the nation's register the invoices of settlements; answers how many were looked at. */
  reportInvoices(): Promise<number>;
  /**
   * Takes releases of the catalogue that were published into the lists of this process; answers how many.
   * Whoever serves calls it before the first one.
   */
  followCatalogues(): Promise<number>;
  /** Takes back receipts of settlements that were undone; answers how many (procedures A-03). */
  redReceipts(): Promise<number>;
};

/**
 * The care side (就医地) of a provincial node: institutions, visits, fee lines and the act of settling, with
 * the claim on the insured area and the debt to the hospital. Its tables are `careMigrations`, over those
 * of evidence.
 */
export function createCareSide(deps: CareDeps): CareSide {
  return {
    deps,
    handlers: {
      // The insured side decides with its own filing; here the hospital learns of it at its next question.
      'filing.changed@1': async ({ eventId }) => ok({ eventId }),
      'reconciliation.repair@1': async ({ reference }) => ok({ outcome: await repairTrade(deps, reference) }),
      'reconciliation.reverse@1': async (order, { route: { insuredArea } }) =>
        ok({ outcome: await reverseTrade(deps, { ...order, insuredArea }) }),
      'prepayment.held@1': bookPrepayment('care', deps),
    },
    async seedInstitutions(institutions) {
      await deps.db.transaction(async (tx) => {
        for (const institution of institutions) await saveInstitution(tx, institution);
      });
    },
    institutions: () => findInstitutions(deps.db, { providerId: null, name: null, kind: null }),
    async resolve() {
      const { settlements, reversals } = await resolveIntents(deps);
      return settlements + reversals;
    },
    async prepareMonths() {
      const today = dateOf(deps.now());
      await prepareMonth(deps.db, monthOf(today));
      await prepareMonth(deps.db, monthOf(addMonths(today, 1)));
    },
    driveOrders: async () => (await driveOrders(deps)) + (await tellHospitals(deps)),
    driveActs: () => driveActs(deps),
    followReversals: () => followReversals(deps),
    deferUnconfirmed: () => deferUnconfirmed(deps),
    reportInvoices: () => reportInvoices(deps),
    redReceipts: () => redUndone(deps),
    followCatalogues: () => followReleases(deps),
    deliver: async () => (await deliverDetails(deps)) + (await deliverClaims(deps)),
  };
}
