import { sm3Hex } from '@zhijie/crypto';
import { ageOn, type CareType, dateOf, type Fen, type SettlementParts } from '@zhijie/kernel';
import {
  encodeAnswer,
  type Fund,
  type FundPart,
  fundOf,
  type OutputOf,
  type Receipt,
  referenceNumber,
} from '@zhijie/wire';
import type { FundDetail, SettlementView } from '../care/settlement/view.ts';
import { splitOutput } from './handlers/lines.ts';

type ClearingCategory = OutputOf<'2207'>['settlement']['clearingCategory'];

const CLEARING: Record<CareType, ClearingCategory> = {
  outpatient: 'outpatient',
  emergency: 'emergency',
  chronic: 'chronic',
  inpatient: 'inpatient',
  'emergency-inpatient': 'inpatient',
  'trauma-inpatient': 'inpatient',
  pharmacy: 'pharmacy',
  registration: 'registration',
};

/** The kinds of care that a category stands for. */
export const careTypesOf = (category: ClearingCategory): readonly CareType[] =>
  (Object.keys(CLEARING) as CareType[]).filter((careType) => CLEARING[careType] === category);

export const clearingCategoryOf = (careType: CareType): ClearingCategory => CLEARING[careType];

/** Every reference of one message is the same, whoever answers it and whenever. */
export function referenceOf(call: {
  careArea: string;
  messageId: string;
  at: Receipt['receivedAt'];
}): string {
  const serial = Number.parseInt(sm3Hex(call.messageId).slice(0, 8), 16);
  return referenceNumber({ careRegion: call.careArea, at: call.at, serial });
}

function receiptOf(view: SettlementView): Receipt {
  const { careArea, messageId, settledAt } = view;
  const reference = referenceOf({ careArea, messageId, at: settledAt });
  return { reference, receivedAt: settledAt, answeredAt: settledAt };
}

/** The engine's funds as parts of a settlement. */
export const FUND_PARTS: Readonly<Record<string, FundPart>> = {
  pool: 'pooled',
  civilServant: 'civil-servant',
  enterprise: 'enterprise-supplement',
  critical: 'critical-illness',
  large: 'large-amount',
  aid: 'medical-assistance',
  other: 'other',
  account: 'personal-account',
};

/** One row per fund that pays or could have paid. */
export function fundRows(view: SettlementView): OutputOf<'2207'>['funds'] {
  return view.fundDetails.map((detail) => ({
    fund: fundCodeOf(detail, view),
    feeEligible: detail.eligible as Fen,
    payableLimit: detail.amount as Fen,
    fundAmount: detail.amount as Fen,
    explanation: detail.explanation,
  }));
}

function fundCodeOf({ fund }: FundDetail, view: SettlementView): Fund {
  const part = FUND_PARTS[fund] ?? 'other';
  const isOutpatientPool = part === 'pooled' && view.kind === 'outpatient';
  return fundOf(isOutpatientPool ? 'outpatient-pooled' : part, view.insuranceType);
}

function amountsOf(parts: SettlementParts, accountBalance: Fen) {
  return { ...parts, accountBalance };
}

type Credential = 'insurance-code' | 'id-card' | 'social-card';
const CREDENTIALS: readonly string[] = ['insurance-code', 'id-card', 'social-card'] satisfies Credential[];
const credentialOf = (type: string): Credential =>
  CREDENTIALS.includes(type) ? (type as Credential) : 'id-card';

/** Who the settlement is about, as the standard's answer repeats it. */
function personOf(view: SettlementView) {
  return {
    visitId: view.visitId,
    personId: view.personId,
    personName: view.name,
    certificateType: 'id-card' as const,
    certificateNumber: view.certificateNumber,
    personGroup: view.personGroup,
    isCivilServant: view.isCivilServant,
    settledAt: view.settledAt,
    careType: view.careType,
    gender: view.gender,
    birthDate: view.birthDate,
    age: ageOn(view.birthDate, dateOf(view.settledAt)),
    insuranceType: view.insuranceType,
    credentialType: credentialOf(view.certificateType),
    clearingAgency: view.insuredArea,
    clearingMethod: 'by-item' as const,
    clearingCategory: clearingCategoryOf(view.careType),
    originalMessageId: view.messageId,
  };
}

/** The answer of a pre-settlement: the amounts without a settlement. */
export function quoteOutput(view: SettlementView): OutputOf<'2206'> {
  return {
    settlement: { ...personOf(view), ...amountsOf(view.parts, view.accountBalance) },
    funds: fundRows(view),
  };
}

function settledOutput(view: SettlementView): OutputOf<'2207'> {
  return {
    settlement: {
      ...personOf(view),
      ...amountsOf(view.parts, view.accountBalance),
      settlementId: view.settlementId!,
    },
    funds: fundRows(view),
  };
}

export const warningOf = (warnings: readonly string[]): string | undefined =>
  warnings.length === 0 ? undefined : warnings.join(' ');

/** Who pays what of an order; what the hospital bears itself is nobody's payment. */
const paymentOf = (parts: SettlementParts) => ({
  orderFeeTotal: (parts.feeTotal - parts.paidByHospital) as Fen,
  orderCash: parts.paidInCash,
  orderAccount: parts.paidByPersonalAccount,
  orderFunds: parts.paidByFunds,
});

/** Answer bytes of a settlement; made of what is stored, so that a resolver can write them later. */
export function renderSettlement(view: SettlementView): Uint8Array {
  const rest = { receipt: receiptOf(view), warning: warningOf(view.warnings) };
  if (view.lines !== undefined) {
    const output = { ...settledOutput(view), lines: splitOutput(view.lines) };
    return encodeAnswer({ interfaceNumber: '2102', output, ...rest });
  }
  if (view.orderId !== undefined) {
    const { orderId: paymentOrderId, parts } = view;
    // Settled here is the insurance part; as long as cash is open nobody may take the order for paid.
    const orderState = parts.paidInCash === 0 ? 'settled' : 'settling';
    const data = { paymentOrderId, orderState, ...paymentOf(parts) } as const;
    return encodeAnswer({ interfaceNumber: '6202', output: data, ...rest });
  }
  const interfaceNumber = view.kind === 'outpatient' ? '2207' : '2304';
  return encodeAnswer({ interfaceNumber, output: settledOutput(view), ...rest });
}

function voidedOutput(view: SettlementView) {
  return {
    settlement: {
      visitId: view.visitId,
      settlementId: view.settlementId!,
      settledAt: view.settledAt,
      originalMessageId: view.messageId,
      ...amountsOf(view.parts, view.accountBalance),
      clearingAgency: view.insuredArea,
    },
    funds: fundRows(view),
  };
}

/** Answer bytes of a reversal: the negated settlement, or nothing but success. */
export function renderReversal(
  interfaceNumber: string,
  call: { readonly messageId: string; readonly careArea: string; readonly at: Receipt['receivedAt'] },
  view: SettlementView | null,
  warnings: readonly string[] = [],
): Uint8Array {
  if (view !== null && interfaceNumber === '2208') {
    return encodeAnswer({
      interfaceNumber,
      output: { ...voidedOutput(view), settlement: { ...personOf(view), ...voidedOutput(view).settlement } },
      receipt: receiptOf(view),
    });
  }
  if (view !== null && (interfaceNumber === '2305' || interfaceNumber === '2103')) {
    return encodeAnswer({ interfaceNumber, output: voidedOutput(view), receipt: receiptOf(view) });
  }
  const receipt = { reference: referenceOf(call), receivedAt: call.at, answeredAt: call.at };
  return encodeAnswer({ interfaceNumber: '2601', output: {}, receipt, warning: warningOf(warnings) });
}
