/** Test support: a bill paid by phone, as a hospital's application makes it. */
import { assert, type Fen, formatYuan, lineAmount, parseQuantity, parseUnitPrice } from '@zhijie/kernel';
import type { InputOf, OutputOf } from '@zhijie/wire';
import { HOSPITAL, type Hospital, ITEMS, type TestLine } from './hospital.ts';
import { nextSerial, PERSON, personOf } from './journeys.ts';
import { at, type TestNetwork } from './network.ts';

export type PlacedOrder = {
  readonly paymentOrderId: string;
  readonly paymentToken: string;
  readonly visitId: string;
  readonly person: ReturnType<typeof personOf>;
};

const region = { insuredRegion: '990100' };

/** The text of the code that the person's own page would draw. */
export async function codeOfPerson(network: TestNetwork, key = PERSON): Promise<string> {
  const { personId } = personOf(key);
  const actor = { id: personId, kind: 'person', node: '99', areas: [], roles: [] } as const;
  const issued = await network.insured.insured.services.issueCredential(actor, personId);
  assert(issued.ok, 'a person gets a code');
  return issued.value.code;
}

/** What the application shows after the person has agreed in it. */
export async function tokenOfPerson(network: TestNetwork, from: Hospital, key = PERSON): Promise<string> {
  const decoded = await from.must('6101', {
    credentialInstitution: HOSPITAL,
    credentialBusiness: 'online-settlement',
    credentialOperatorId: 'app',
    credentialOperatorName: '小程序',
    credentialDepartmentId: '01',
    credentialDepartmentName: '内科',
    credentialCode: await codeOfPerson(network, key),
  });
  return decoded.credentialToken;
}

export const ORDER_LINES: readonly TestLine[] = [
  [ITEMS.drugA, '98.00', '2'],
  [ITEMS.drugB, '120.00', '1'],
  [ITEMS.consultation, '50.00', '1'],
];
export const ORDER_TOTAL = 36_600 as Fen;

export function orderLines(lines: readonly TestLine[] = ORDER_LINES): NonNullable<InputOf<'6201'>['lines']> {
  return lines.map(([itemCode, unit, count], index) => {
    const price = parseUnitPrice(unit);
    const quantity = parseQuantity(count);
    assert(price.ok && quantity.ok, `${unit} × ${count} is a line`);
    return {
      orderLineId: `L${index + 1}`,
      isCirculatedPrescription: false,
      orderLineOccurredAt: at('2026-03-10 08:30:00'),
      orderItemCode: itemCode,
      orderHospitalItemCode: 'HIS-1',
      orderLineAmount: lineAmount(price.value, quantity.value),
      quantity: quantity.value,
      price: price.value,
      orderingDepartmentCodeInOrder: '01',
      orderingDepartmentNameInOrder: '内科',
      orderingDoctorCodeInOrder: 'D110000000001',
      orderingDoctorNameInOrder: '示医生',
      hospitalApprovalInOrder: 'not-needed',
    };
  });
}

/** Fees to upload; what `own` says stands in the place of the story's. */
export async function orderUpload(
  network: TestNetwork,
  from: Hospital,
  own: Partial<InputOf<'6201'>> & { readonly key?: string } = {},
): Promise<InputOf<'6201'>> {
  const { key = PERSON, ...rest } = own;
  const person = personOf(key);
  const serial = nextSerial();
  return {
    orderInstitution: HOSPITAL,
    orderPersonId: person.personId,
    insuranceType: 'resident',
    hospitalOrder: `ORD-${serial}`,
    startedAt: at('2026-03-10 08:00:00'),
    holderNumber: person.certificate,
    holderName: person.name,
    holderNumberKind: 'id-card',
    credentialToken: rest.credentialToken ?? (await tokenOfPerson(network, from, key)),
    orderVisitNumber: serial,
    orderDepartmentName: '内科',
    specialty: 'A03',
    orderCareType: 'outpatient',
    orderFeeKind: 'outpatient',
    orderTotal: ORDER_TOTAL,
    orderAccountUse: 'none',
    orderSettlementWay: 'by-item',
    orderBatch: 'B1',
    diagnoses: [],
    lines: orderLines(),
    ...rest,
  };
}

export const visitIdOf = ({ orderExtension }: Pick<OutputOf<'6201'>, 'orderExtension'>): string =>
  JSON.parse(orderExtension ?? '{}').mdtrtId;

/** 6201: an order with fees. */
export async function uploadedOrder(
  network: TestNetwork,
  from: Hospital,
  own: Parameters<typeof orderUpload>[2] = {},
): Promise<PlacedOrder> {
  const input = await orderUpload(network, from, own);
  const made = await from.must('6201', input, region);
  const { paymentOrderId, paymentToken } = made;
  return { paymentOrderId, paymentToken, visitId: visitIdOf(made), person: personOf(own.key ?? PERSON) };
}

/** What 6202 says of an order. */
export async function placement(
  network: TestNetwork,
  from: Hospital,
  order: PlacedOrder,
  key = PERSON,
): Promise<InputOf<'6202'>> {
  return {
    paymentOrderId: order.paymentOrderId,
    paymentToken: order.paymentToken,
    orderInstitution: HOSPITAL,
    orderSerial: nextSerial(),
    orderVisitId: order.visitId,
    paymentAuthorisation: await tokenOfPerson(network, from, key),
  };
}

/** 6201 and 6202: settled with the insurance, cash open. */
export async function placedOrder(
  network: TestNetwork,
  from: Hospital,
  own: Parameters<typeof orderUpload>[2] = {},
): Promise<PlacedOrder & { readonly placed: OutputOf<'6202'> }> {
  const order = await uploadedOrder(network, from, own);
  const placed = await from.must('6202', await placement(network, from, order, own.key), region);
  return { ...order, placed };
}

/** 6301. */
export function queried(from: Hospital, order: PlacedOrder): Promise<OutputOf<'6301'>> {
  const { paymentOrderId, paymentToken, person } = order;
  return from.must('6301', {
    paymentOrderId,
    paymentToken,
    orderInstitution: HOSPITAL,
    holderNumber: person.certificate,
    holderName: person.name,
    holderNumberKind: 'id-card',
  });
}

type Amounts = Pick<OutputOf<'6301'>, 'orderFeeTotal' | 'orderCash' | 'orderAccount' | 'orderFunds'>;

/** 6203 of an order, with the amounts that its part asks for. */
export function refundOf(
  { paymentOrderId }: PlacedOrder,
  { orderFeeTotal, orderCash, orderAccount, orderFunds }: Amounts,
  own: Partial<InputOf<'6203'>> = {},
): InputOf<'6203'> {
  const part = own.refundPart ?? 'all';
  const zero = 0 as Fen;
  return {
    paymentOrderId,
    refundSerial: nextSerial(),
    refundAskedAt: '20260310100000',
    refundTotal: orderFeeTotal,
    refundAccount: part === 'cash' ? zero : orderAccount,
    refundFunds: part === 'cash' ? zero : orderFunds,
    refundCash: part === 'insurance' ? zero : orderCash,
    refundPart: part,
    ...own,
  };
}

export const yuan = formatYuan;
