import { ok, type Refusal, type Result } from '@zhijie/kernel';
import type { InputOf } from '@zhijie/wire';
import type { UploadedLine } from '../../care/fee-line/split.ts';
import { type OrderUpload, uploadOrder as upload } from '../../care/payment-order/upload.ts';
import { careRefusal } from '../../care/refusals.ts';
import type { Diagnosis } from '../../care/visit/store.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { detailsOfFields } from './lines.ts';
import { extensionOf } from './order-extension.ts';
import { refusalOfWay } from './settlement-request.ts';

type Input = InputOf<'6201'>;
type Row = NonNullable<Input['lines']>[number];

const KEPT = {
  orderingDepartmentCode: 'orderingDepartmentCodeInOrder',
  orderingDepartmentName: 'orderingDepartmentNameInOrder',
  orderingDoctorCode: 'orderingDoctorCodeInOrder',
  orderingDoctorName: 'orderingDoctorNameInOrder',
  doseDescription: 'orderDose',
  frequencyDescription: 'frequencyInOrder',
  courseDays: 'orderCourseDays',
  routeDescription: 'orderRoute',
  isOutsidePrescription: 'isCirculatedPrescription',
  isOutsideExamination: 'isOutsideExaminationInOrder',
  outsideHospitalCode: 'outsideHospitalInOrder',
  diseaseCode: 'orderDiseaseCode',
} as const satisfies Readonly<Record<string, keyof Row>>;

const lineOf = (row: Row, batch: string): UploadedLine => ({
  lineNumber: row.orderLineId,
  batch,
  originalLineNumber: null,
  prescriptionNumber: orNull(row.prescriptionNumber),
  itemCode: row.orderItemCode,
  hospitalItemCode: row.orderHospitalItemCode,
  unitPrice: row.price,
  quantity: row.quantity,
  amount: row.orderLineAmount,
  approval: row.hospitalApprovalInOrder,
  occurredAt: row.orderLineOccurredAt,
  details: detailsOfFields(row, KEPT),
});

const diagnosesOf = (rows: Input['diagnoses']): Diagnosis[] =>
  (rows ?? []).map((row) => ({
    kind: row.orderDiagnosisKind,
    orderNumber: row.orderDiagnosisRank,
    code: row.orderDiagnosisCode,
    name: row.orderDiagnosisName,
    isMain: row.orderDiagnosisRank === 1,
    department: row.orderDiagnosisDepartment,
    doctorId: row.orderDiagnosingDoctorCode,
    doctorName: row.orderDiagnosingDoctorName,
    diagnosedAt: row.orderDiagnosedAt,
    isVoided: row.isOrderDiagnosisValid === false,
  }));

/** Rows may repeat visit, person and batch; they must be those that stand above them. */
function strayRow(input: Input, rows: readonly Row[]): number {
  const isOther = (sent: string | undefined, own: string | undefined) => sent !== undefined && sent !== own;
  return rows.findIndex(
    (row) =>
      isOther(row.orderVisitId, input.orderVisitId) ||
      isOther(row.orderPersonId, input.orderPersonId) ||
      isOther(row.orderBatch, input.orderBatch),
  );
}

function uploadOf(input: Input): Result<OrderUpload, Refusal> {
  const refusal = refusalOfWay({
    accountUse: input.orderAccountUse,
    settlementWay: input.orderSettlementWay,
  });
  if (refusal !== null) return { ok: false, refusal };
  const rows = input.lines ?? [];
  const stray = strayRow(input, rows);
  if (stray >= 0) return careRefusal('visits-mixed', `lines[${stray}].orderVisitId`);
  return ok({
    hospitalOrder: input.hospitalOrder,
    personId: input.orderPersonId,
    insuranceType: input.insuranceType,
    careType: input.orderCareType,
    holder: { number: input.holderNumber, name: input.holderName },
    token: input.credentialToken,
    visitId: orNull(input.orderVisitId),
    serialNumber: input.orderVisitNumber,
    startedAt: input.startedAt,
    department: {
      code: orNull(input.orderDepartmentCode),
      name: input.orderDepartmentName,
      specialty: input.specialty,
    },
    doctor: { code: orNull(input.orderDoctorCode), name: orNull(input.orderDoctorName) },
    complaint: orNull(input.orderComplaint),
    diseaseCode: orNull(input.orderDiseaseCode),
    diseaseName: orNull(input.orderDiseaseName),
    batch: input.orderBatch,
    usesAccount: input.orderAccountUse === 'own',
    invoiceNumber: orNull(input.invoiceNumber),
    declared: {
      total: input.orderTotal,
      excluded: orNull(input.orderFeeExcluded),
      overLimit: orNull(input.orderFeeOverLimit),
      selfPaidFirst: orNull(input.orderFeeSelfPaidFirst),
      eligible: orNull(input.orderFeeEligible),
    },
    diagnoses: diagnosesOf(input.diagnoses),
    lines: rows.map((row) => lineOf(row, input.orderBatch)),
  });
}

/** Fees to be paid by phone; the visit's number is told in the extension, because 6202 asks for it. */
export const uploadOrder: HandlerOf<'6201'> = async ({ deps, call, input, answer }) => {
  const wanted = uploadOf(input);
  if (!wanted.ok) return wanted;
  return upload(deps, call, wanted.value, ({ orderId, token, visitId, page, warnings }) =>
    answer(
      {
        paymentOrderId: orderId,
        paymentToken: token,
        cashierPage: page,
        orderExtension: extensionOf({ visitId }),
      },
      warnings,
    ),
  );
};
