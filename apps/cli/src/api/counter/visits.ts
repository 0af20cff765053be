import {
  addFen,
  type CareType,
  type Fen,
  formatDateTime,
  formatQuantity,
  formatUnitPrice,
  formatYuan,
  instant,
  LABELS,
  lineAmount,
  ok,
  parseQuantity,
  parseUnitPrice,
  type Refusal,
  type Result,
  refuse,
  ZERO_FEN,
} from '@zhijie/kernel';
import { type CounterVisit, counterBills, counterVisit } from '@zhijie/province';
import type { OutputOf } from '@zhijie/wire';
import { isStay } from './patients.ts';
import type { DischargeBody, LinesBody, VisitBody } from './schema.ts';
import { calls, type Window } from './window.ts';

type Answer = Promise<Result<object, Refusal>>;

/** Registers or admits, with the diagnosis. The same request again finds the visit that it made. */
export async function openVisit(window: Window, body: VisitBody): Answer {
  const made = isStay(body.careType) ? await admit(window, body) : await register(window, body);
  return made.ok ? ok({ visitId: made.value }) : made;
}

const diagnosisOf = (
  body: Pick<
    VisitBody,
    'at' | 'diagnosisCode' | 'diagnosisName' | 'departmentName' | 'doctorCode' | 'doctorName'
  >,
) => ({
  diagnosisKind: 'western' as const,
  diagnosisRank: 1,
  diagnosisCode: body.diagnosisCode,
  diagnosisName: body.diagnosisName,
  diagnosisDepartment: body.departmentName,
  diagnosingDoctorCode: body.doctorCode,
  diagnosingDoctorName: body.doctorName,
  diagnosedAt: instant(body.at),
});

async function register(window: Window, body: VisitBody): Promise<Result<string, Refusal>> {
  const { personId, insuranceType, insuredArea, credential, number, requestKey, careType } = body;
  const startedAt = instant(body.at);
  const registered = await calls(window, {
    number: '2201',
    key: requestKey,
    insuredArea,
    input: {
      personId,
      insuranceType,
      startedAt,
      credentialType: credential,
      credentialNumber: number,
      hospitalVisitNumber: numberOf(requestKey),
      departmentCode: body.departmentCode,
      departmentName: body.departmentName,
      specialty: 'A03',
      certificateNumber: body.certificateNumber,
      personName: body.name,
    },
  });
  if (!registered.ok) return registered;
  const { visitId } = registered.value;
  const recorded = await calls(window, {
    number: '2203',
    key: requestKey,
    insuredArea,
    input: {
      visit: { visitId, personId, careType, startedAt },
      diagnoses: [{ ...diagnosisOf(body), isValid: true }],
    },
  });
  return recorded.ok ? ok(visitId) : recorded;
}

async function admit(window: Window, body: VisitBody): Promise<Result<string, Refusal>> {
  const { personId, insuranceType, insuredArea, credential, number, requestKey, careType } = body;
  const admitted = await calls(window, {
    number: '2401',
    key: requestKey,
    insuredArea,
    input: {
      stay: {
        personId,
        insuranceType,
        startedAt: instant(body.at),
        credentialType: credential,
        credentialNumber: number,
        certificateNumber: body.certificateNumber,
        personName: body.name,
        careType,
        hospitalAdmissionNumber: numberOf(requestKey),
        doctorCode: body.doctorCode,
        attendingDoctorName: body.doctorName,
        admissionDiagnosis: body.diagnosisName,
        admissionDepartmentCode: body.departmentCode,
        admissionDepartmentName: body.departmentName,
        admissionBed: body.bed ?? '未排',
        mainDiagnosisCode: body.diagnosisCode,
        mainDiagnosisName: body.diagnosisName,
      },
      diagnoses: [{ ...diagnosisOf(body), isMainDiagnosis: true }],
    },
  });
  return admitted.ok ? ok(admitted.value.visitId) : admitted;
}

/**
 * The hospital's own number of a visit: what the window made for it, within the interface's thirty
 * characters.
 */
const numberOf = (requestKey: string): string => requestKey.slice(-30);

const inVisit = async (
  window: Window,
  of: { readonly visitId: string; readonly settlementId?: string | null },
  work: (found: CounterVisit) => Promise<Result<object, Refusal>>,
): Answer => {
  const found = await counterVisit(window.deps, window.actor, {
    providerId: window.place.providerId,
    ...of,
  });
  return found.ok ? await work(found.value) : found;
};

/** A visit with its lines as the care place's catalogue splits them; amounts in yuan. */
export function readVisit(window: Window, visitId: string, settlementId: string | null = null): Answer {
  return inVisit(window, { visitId, settlementId }, async (found) => ok(shownVisit(found)));
}

/** The last ten bills of this institution's windows; amounts in yuan. */
export async function readBills({ deps, actor, place }: Window): Answer {
  const found = await counterBills(deps, actor, place.providerId);
  if (!found.ok) return found;
  const bills = found.value.map(({ openedAt, total, ...bill }) => ({
    ...bill,
    openedAt: formatDateTime(openedAt),
    total: total === null ? null : formatYuan(total),
  }));
  return ok({ bills });
}

const totalOf = ({ lines }: CounterVisit): Fen => addFen(ZERO_FEN, ...lines.map(({ total }) => total));

function shownVisit(found: CounterVisit): object {
  const { visit, name, certificateNumber, diagnoses, lines } = found;
  return {
    visit: {
      visitId: visit.visitId,
      kind: visit.kind,
      state: visit.state,
      careType: visit.careType,
      careTypeLabel: visit.careType === null ? null : LABELS.careType[visit.careType],
      personId: visit.personId,
      insuredArea: visit.insuredArea,
      insuranceType: visit.insuranceType,
      gender: visit.gender,
      birthDate: visit.birthDate,
      name,
      certificateNumber,
      startedAt: formatDateTime(visit.startedAt),
      diagnoses: diagnoses.map(({ code, name: text, isMain }) => ({ code, name: text, isMain })),
      lines: lines.map((line) => ({
        lineId: line.lineNumber,
        category: LABELS.feeCategory[line.category],
        itemCode: line.itemCode,
        itemName: line.itemName,
        paymentClass: line.paymentClass,
        price: formatUnitPrice(line.unitPrice),
        quantity: formatQuantity(line.quantity),
        total: formatYuan(line.total),
        excluded: formatYuan(line.excluded),
        overLimit: formatYuan(line.overLimit),
        selfPaidFirst: formatYuan(line.selfPaidFirst),
        eligible: formatYuan(line.eligible),
      })),
      total: formatYuan(totalOf(found)),
    },
  };
}

/**
 * Adds lines; each batch is one call and has its effect once. Refusals name the line by the platform's
 * words.
 */
export function addLines(window: Window, visitId: string, body: LinesBody): Answer {
  return inVisit(window, { visitId }, async ({ visit, lastLine, lines: open }) => {
    const rows = [];
    for (const [index, line] of body.lines.entries()) {
      const [price, quantity] = [parseUnitPrice(line.price), parseQuantity(line.quantity)];
      if (!price.ok || !quantity.ok)
        return refuse('line-malformed', { field: `lines.${index}.${price.ok ? 'quantity' : 'price'}` });
      rows.push({
        lineId: String(lastLine + index + 1),
        visitId,
        personId: visit.personId,
        occurredAt: instant(body.at),
        itemCode: line.itemCode,
        hospitalItemCode: line.itemCode,
        lineAmount: lineAmount(price.value, quantity.value),
        quantity: quantity.value,
        price: price.value,
        orderingDepartmentCode: body.departmentCode,
        orderingDepartmentName: body.departmentName,
        orderingDoctorCode: body.doctorCode,
        orderingDoctorName: body.doctorName,
      });
    }
    const call = { key: body.requestKey, insuredArea: visit.insuredArea };
    // What the hospital's system began is one batch with what the window adds.
    const batchNumber = open.at(-1)?.batch ?? visitId;
    const sent =
      visit.kind === 'inpatient'
        ? await calls(window, {
            ...call,
            number: '2301',
            input: rows.map((row) => ({ ...row, careType: visit.careType ?? 'inpatient' })),
          })
        : await calls(window, {
            ...call,
            number: '2204',
            input: rows.map((row) => ({
              ...row,
              batchNumber,
              isOutsidePrescription: false,
              hospitalApproval: 'not-needed' as const,
            })),
          });
    return sent.ok ? await readVisit(window, visitId) : sent;
  });
}

type Quoted = OutputOf<'2206'>['settlement'] | OutputOf<'2303'>['settlement'];

/** What the settlement would be; no effect. Amounts in yuan. */
export function quoteVisit(
  window: Window,
  visitId: string,
  { requestKey, usesPersonalAccount }: { readonly requestKey: string; readonly usesPersonalAccount: boolean },
): Answer {
  return inVisit(window, { visitId }, async (found) => {
    const { visit, certificateNumber } = found;
    const careType: CareType = visit.careType ?? 'outpatient';
    const batches = new Set(found.lines.map(({ batch }) => batch));
    const [batchNumber = null] = batches;
    if (visit.kind === 'outpatient' && batches.size > 1)
      return refuse('batches-differ', { field: 'visitId' });
    const input = {
      personId: visit.personId,
      credentialType: 'id-card' as const,
      credentialNumber: certificateNumber,
      feeTotal: totalOf(found),
      settlementWay: 'by-item' as const,
      visitId,
      accountUse: usesPersonalAccount ? ('own' as const) : ('none' as const),
      insuranceType: visit.insuranceType,
    };
    // A quote has no effect and its bill may have changed meanwhile: each one is a message of its own.
    const call = { key: `${requestKey} ${visit.revision}`, insuredArea: visit.insuredArea };
    const quoted =
      visit.kind === 'inpatient'
        ? await calls(window, { ...call, number: '2303', input: { ...input, isInterim: false } })
        : await calls(window, {
            ...call,
            number: '2206',
            input: { ...input, careType, batchNumber: batchNumber ?? visitId },
          });
    return quoted.ok ? ok({ quote: shownQuote(quoted.value.settlement) }) : quoted;
  });
}

function shownQuote(settlement: Quoted): object {
  const { feeTotal, paidByFunds, paidByPersonalAccount, paidInCash } = settlement;
  return {
    total: formatYuan(feeTotal),
    funds: formatYuan(paidByFunds),
    account: formatYuan(paidByPersonalAccount),
    cash: formatYuan(paidInCash),
    deductible: formatYuan(settlement.deductibleApplied),
    excluded: formatYuan(settlement.feeExcluded),
    selfPaidFirst: formatYuan(settlement.feeSelfPaidFirst),
    eligible: formatYuan(settlement.feeEligible),
  };
}

/** Ends a stay, so that it can settle. */
export function dischargeVisit(window: Window, visitId: string, body: DischargeBody): Answer {
  return inVisit(window, { visitId }, async ({ visit }) => {
    const ended = await calls(window, {
      number: '2402',
      key: body.requestKey,
      insuredArea: visit.insuredArea,
      input: {
        discharge: {
          visitId,
          personId: visit.personId,
          insuranceType: visit.insuranceType,
          endedAt: instant(body.at),
          dischargeDepartmentCode: body.departmentCode,
          dischargeDepartmentName: body.departmentName,
          dischargeWay: body.way,
        },
        diagnoses: [{ ...diagnosisOf(body), isMainDiagnosis: true }],
      },
    });
    return ended.ok ? await readVisit(window, visitId) : ended;
  });
}
