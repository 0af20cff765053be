import { decryptField, toHex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import {
  benefitOf,
  type CareType,
  formatDateTime,
  type InsuranceType,
  ok,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { addLines } from '../fee-line/service.ts';
import { sumLines, type UploadedLine } from '../fee-line/split.ts';
import { type FeeLine, readLinesOf } from '../fee-line/store.ts';
import { accessOf, logAccess } from '../person/store.ts';
import { careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { compareDeclared, type DeclaredFees } from '../settlement/bill.ts';
import { entitledVisit } from '../visit/register.ts';
import { requireKind, requireOwn, requireUnsettled } from '../visit/rules.ts';
import {
  changeVisit,
  type Diagnosis,
  insertVisit,
  type LockedVisit,
  lockVisit,
  upsertDiagnoses,
  type Visit,
} from '../visit/store.ts';
import { checkToken, tokenOf } from './authorise.ts';
import { checkFees } from './state.ts';
import { insertOrder, type Order, orderByHospital } from './store.ts';

/** The fees of one batch, to be paid by phone (6201). */
export type OrderUpload = {
  readonly hospitalOrder: string;
  readonly personId: string;
  readonly insuranceType: InsuranceType;
  readonly careType: CareType;
  readonly holder: { readonly number: string; readonly name: string };
  readonly token: string;
  /** Null: this upload registers the visit. */
  readonly visitId: string | null;
  readonly serialNumber: string;
  readonly startedAt: Visit['startedAt'];
  readonly department: { readonly code: string | null; readonly name: string; readonly specialty: string };
  readonly doctor: { readonly code: string | null; readonly name: string | null };
  readonly complaint: string | null;
  readonly diseaseCode: string | null;
  readonly diseaseName: string | null;
  readonly batch: string;
  readonly usesAccount: boolean;
  readonly invoiceNumber: string | null;
  readonly declared: DeclaredFees;
  readonly diagnoses: readonly Diagnosis[];
  readonly lines: readonly UploadedLine[];
};

export type UploadedOrder = {
  readonly orderId: string;
  readonly token: string;
  readonly visitId: string;
  /** Where the payer pays the cash part. */
  readonly page: string;
  readonly warnings: readonly string[];
};

type Opened = { readonly visit: Visit | null; readonly warnings: readonly string[] };

/**
 * Keeps fees for a payment by phone, once per hospital order: registers the visit where it has no number yet,
 * splits the lines, opens the order. Nothing is settled. The same order again answers its first number.
 * Refusals in order: `order-channel-missing`, `order-care-unsupported`, `order-fees-mismatch`,
 * `order-exists`, those of the token, of a registration, of the visit, of the lines, of the amounts told.
 */
export async function uploadOrder(
  deps: CareDeps,
  call: Call,
  upload: OrderUpload,
  render: (made: UploadedOrder) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  if (deps.channel === undefined) return careRefusal('order-channel-missing');
  if (benefitOf(upload.careType) === 'inpatient') {
    return careRefusal('order-care-unsupported', 'orderCareType');
  }
  const amounts = upload.lines.map(({ amount }) => amount);
  const fees = checkFees({ ...upload.declared, lines: amounts });
  if (!fees.ok) return fees;
  const known = await orderByHospital(deps.db, providerId, upload.hospitalOrder);
  const digest = digestOfUpload(upload);
  if (known !== null) return repeated(deps, call, { known, digest }, render);
  const { token, personId } = upload;
  const businesses = ['settlement', 'online-settlement', 'registration'] as const;
  const shown = await checkToken(deps, call, { token, personId, businesses, usesUp: false });
  if (!shown.ok) return shown;
  const opened = upload.visitId === null ? await openVisit(deps, call, upload) : ok(NOT_OPENED);
  if (!opened.ok) return opened;
  return once(
    deps,
    call,
    async (tx) => {
      const kept = await keepVisit(deps, tx, call, { upload, opened: opened.value });
      if (!kept.ok) return kept;
      const visit = kept.value;
      const lines = await keepLines(deps, tx, call, { visit, upload });
      if (!lines.ok) return lines;
      const mismatch = compareDeclared(upload.declared, sumLines(lines.value));
      if (mismatch !== null) return { ok: false, refusal: mismatch };
      const order = await openOrder(deps, tx, call, { visit, upload });
      if (!order.ok) return order;
      await logAccess(tx, { ...accessOf(call), personId, purpose: 'upload-order' });
      const made = madeOf(deps, { orderId: order.value, visitId: visit.visitId });
      return ok({ output: { ...made, warnings: opened.value.warnings }, visitId: visit.visitId });
    },
    render,
  );
}

/** Two uploads of the same fees differ in nothing but the token that was shown. */
const digestOfUpload = ({ token: _token, ...upload }: OrderUpload): string => toHex(digestOf(upload));

const NOT_OPENED: Opened = { visit: null, warnings: [] };

const madeOf = (deps: CareDeps, { orderId, visitId }: Pick<Order, 'orderId' | 'visitId'>): UploadedOrder => ({
  orderId,
  visitId,
  token: tokenOf(deps, orderId),
  page: deps.channel!.pageOf(orderId),
  warnings: [],
});

/** The same fees under the same hospital order: the order that they have, under another message. */
function repeated(
  deps: CareDeps,
  call: Call,
  { known, digest }: { readonly known: Order; readonly digest: string },
  render: (made: UploadedOrder) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  if (known.digest !== digest) {
    const { orderId } = known;
    return Promise.resolve(careRefusal('order-exists', 'hospitalOrder', { orderId }));
  }
  const made = madeOf(deps, known);
  return once(deps, call, async () => ok({ output: made, visitId: known.visitId }), render);
}

async function openVisit(deps: CareDeps, call: Call, upload: OrderUpload): Promise<Result<Opened, Refusal>> {
  const { department, doctor } = upload;
  const entitled = await entitledVisit(deps, call, {
    kind: 'outpatient',
    personId: upload.personId,
    insuranceType: upload.insuranceType,
    careType: upload.careType,
    certificateType: 'insurance-code',
    credentialNumber: upload.token,
    certificateNumber: upload.holder.number,
    name: upload.holder.name,
    serialNumber: upload.serialNumber,
    startedAt: upload.startedAt,
    isEmergency: upload.careType === 'emergency',
    isTrauma: null,
    involvesThirdParty: null,
    diseaseCode: upload.diseaseCode,
    diseaseName: upload.diseaseName,
    details: {
      departmentCode: department.code,
      departmentName: department.name,
      specialty: department.specialty,
      doctorCode: doctor.code,
      doctorName: doctor.name,
      complaint: upload.complaint,
    },
    diagnoses: upload.diagnoses,
  });
  return entitled.ok ? ok({ visit: entitled.value.visit, warnings: entitled.value.warnings }) : entitled;
}

type Uploading = { readonly upload: OrderUpload; readonly opened: Opened };

/** The visit under lock: registered now, or the hospital's own with what this upload says of it. */
async function keepVisit(
  deps: CareDeps,
  tx: Executor,
  call: Call,
  { upload, opened }: Uploading,
): Promise<Result<LockedVisit, Refusal>> {
  const { providerId } = call.institution;
  if (opened.visit !== null) {
    if (!(await insertVisit(tx, opened.visit))) {
      return careRefusal('serial-number-taken', 'orderVisitNumber', { value: upload.serialNumber });
    }
    await upsertDiagnoses(tx, opened.visit, upload.diagnoses);
  }
  const visitId = opened.visit?.visitId ?? upload.visitId!;
  const visit = await lockVisit(tx, providerId, visitId);
  const refusal =
    requireOwn(visit, { visitId, personId: upload.personId, insuranceType: upload.insuranceType }) ??
    requireKind(visit!, 'outpatient') ??
    requireUnsettled(visit!);
  if (refusal !== null) return { ok: false, refusal };
  if (opened.visit !== null) return ok(visit!);
  return describeVisit(deps, tx, visit!, upload);
}

async function describeVisit(
  deps: CareDeps,
  tx: Executor,
  visit: LockedVisit,
  upload: OrderUpload,
): Promise<Result<LockedVisit, Refusal>> {
  const { holder, careType, diseaseCode, diseaseName } = upload;
  if (decryptField(deps.fieldKeys, visit.certificateSealed) !== holder.number.toUpperCase()) {
    return careRefusal('certificate-mismatch', 'holderNumber');
  }
  if (decryptField(deps.fieldKeys, visit.nameSealed) !== holder.name) {
    return careRefusal('name-mismatch', 'holderName');
  }
  if (visit.careType !== null && visit.careType !== careType) {
    return careRefusal('care-type-differs', 'orderCareType', { registered: visit.careType });
  }
  const change = {
    careType,
    diseaseCode: diseaseCode ?? visit.diseaseCode,
    diseaseName: diseaseName ?? visit.diseaseName,
  };
  await changeVisit(tx, visit, change);
  await upsertDiagnoses(tx, visit, upload.diagnoses);
  return ok({ ...visit, ...change });
}

/** The lines of the batch: those that the hospital uploaded before, when they are the same, or these. */
async function keepLines(
  deps: CareDeps,
  tx: Executor,
  call: Call,
  { visit, upload }: { readonly visit: LockedVisit; readonly upload: OrderUpload },
): Promise<Result<readonly FeeLine[], Refusal>> {
  const all = await readLinesOf(tx, visit, null);
  const before = all.filter((line) => line.batch === upload.batch && line.settlementId === null);
  if (before.length === 0) {
    const added = await addLines(deps, tx, call, { visit, lines: upload.lines });
    return added.ok ? ok(added.value.lines) : added;
  }
  const told = new Map(upload.lines.map((line) => [line.lineNumber, line]));
  const other = before.find((line) => {
    const same = told.get(line.lineNumber);
    return same === undefined || same.amount !== line.total || same.itemCode !== line.itemCode;
  });
  if (other === undefined && before.length === told.size) return ok(before);
  const { lineNumber } = other ?? before[0]!;
  return careRefusal('line-exists', 'orderLineId', { lineNumber, visitId: visit.visitId });
}

async function openOrder(
  deps: CareDeps,
  tx: Executor,
  call: Call,
  { visit, upload }: { readonly visit: LockedVisit; readonly upload: OrderUpload },
): Promise<Result<string, Refusal>> {
  const { providerId, area } = call.institution;
  const at = call.receivedAt;
  const random = deps.ids.next('event', area, at).slice(-10);
  const orderId = `${providerId}${formatDateTime(at).replace(/\D/g, '')}${random}`;
  const made = await insertOrder(tx, {
    providerId,
    orderId,
    hospitalOrder: upload.hospitalOrder,
    digest: digestOfUpload(upload),
    visitId: visit.visitId,
    batch: upload.batch,
    personId: upload.personId,
    opensVisit: upload.visitId === null,
    careType: upload.careType,
    insuranceType: upload.insuranceType,
    usesAccount: upload.usesAccount,
    invoiceNumber: upload.invoiceNumber,
    total: upload.declared.total,
    uploadedAt: at,
  });
  return made ? ok(orderId) : careRefusal('order-exists', 'hospitalOrder', { orderId: '' });
}
