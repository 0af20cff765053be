import { renderPdf, type SettlementSlip, settlementSlipDocument } from '@zhijie/documents';
import {
  type Actor,
  areaNameOf,
  CARE_TYPES,
  daysBetween,
  FEE_CATEGORIES,
  fen,
  formatDateTime,
  formatPercent,
  formatYuanForPeople,
  instant,
  isWord,
  LABELS,
  maskIdCard,
  ok,
  parseCalendarDate,
  provinceOf,
  type Refusal,
  type Result,
  rate,
  totalFen,
} from '@zhijie/kernel';
import type { BillSlip, Province } from '@zhijie/province';
import { COUNTER } from '@zhijie/web';

type Services = Province['insured']['services'];
type Person = Extract<Awaited<ReturnType<Services['personSummary']>>, { ok: true }>['value']['person'];
type Parts = BillSlip['bill']['decision']['parts'];

const FUNDS = [
  'paidByPooledFund',
  'paidByCriticalIllness',
  'paidByLargeAmount',
  'paidByCivilServantFund',
  'paidByEnterpriseSupplement',
  'paidByMedicalAssistance',
  'paidByOtherFunds',
] as const satisfies readonly (keyof Parts)[];

/** The pooled fund always, the others where they paid. */
const fundLines = (parts: Parts): SettlementSlip['funds'] =>
  FUNDS.filter((name, index) => index === 0 || parts[name] !== 0).map((name) => ({
    label: LABELS.settlementPart[name],
    amount: totalFen(parts[name]),
  }));

const money = (amount: number): string => formatYuanForPeople(totalFen(amount));

const addedLines = ({ added }: BillSlip): SettlementSlip['added'] =>
  COUNTER.flatMap(([name, label, kind]) => {
    const found = added.find(({ counter }) => counter === name);
    if (found === undefined) return [];
    // The heading says that they were added: 已付 and 已用 are said once.
    return [
      {
        label: label.replace(/已[付用]$/, ''),
        text: kind === 'count' ? `${found.value} 次` : money(found.value),
      },
    ];
  });

const categoryLabel = (category: string): string =>
  isWord(FEE_CATEGORIES, category) ? LABELS.feeCategory[category] : category;

const careLabel = (careType: string): string =>
  isWord(CARE_TYPES, careType) ? LABELS.careType[careType] : '就诊';

function careOf({ bill }: BillSlip): SettlementSlip['care'] {
  const from = parseCalendarDate(bill.admittedOn);
  const to = parseCalendarDate(bill.dischargedOn);
  const isStay = bill.careType.endsWith('inpatient') && from.ok && to.ok;
  return {
    place: areaNameOf(bill.careArea),
    hospital: bill.providerName,
    kind: careLabel(bill.careType),
    visitId: bill.visitId,
    from: bill.admittedOn,
    to: bill.dischargedOn,
    // A stay that ends on its first day is one day.
    days: isStay ? Math.max(daysBetween(from.value, to.value), 1) : null,
  };
}

function noteOf({ bill, categories }: BillSlip): string {
  if (categories !== null) return '';
  return bill.careType.endsWith('inpatient')
    ? '就医地尚未上传这张账单的费用明细，暂只列合计；请稍后再打印。'
    : '门诊逐项费用见医院的收费清单，这里列合计。';
}

/** Amounts as settled, also of an undone bill: it says that they were returned. */
function slipOf(facts: BillSlip, person: Person): SettlementSlip {
  const { bill, diagnoses, categories } = facts;
  const { decision } = bill;
  const { parts } = decision;
  return {
    settlementId: bill.settlementId,
    isReversed: bill.state === 'reversed',
    reversedAt: bill.reversedAt === null ? null : formatDateTime(instant(bill.reversedAt)),
    settledAt: formatDateTime(instant(bill.settledAt)),
    // The time of the paper is that of the bill: the same bill gives the same bytes.
    issuedAt: instant(bill.reversedAt ?? bill.settledAt),
    isAcrossProvinces: provinceOf(bill.careArea) !== provinceOf(decision.insuredArea),
    patient: {
      name: person.name,
      number: maskIdCard(person.certificateNumber),
      gender: LABELS.gender[person.gender],
      group: LABELS.personGroup[decision.personGroup],
    },
    insured: {
      place: areaNameOf(decision.insuredArea),
      insurance: LABELS.insuranceType[decision.insuranceType],
    },
    care: careOf(facts),
    filing: { kind: LABELS.referralClass[decision.referralClass], number: decision.filingId },
    diagnoses: diagnoses
      .toSorted((a, b) => Number(b.isMain) - Number(a.isMain))
      .map(({ code, name }) => `${code} ${name}`),
    categories: (categories ?? []).map(({ category, fees }) => ({ label: categoryLabel(category), fees })),
    categoriesNote: noteOf(facts),
    fees: {
      total: fen(parts.feeTotal),
      excluded: fen(parts.feeExcluded),
      overLimit: fen(parts.feeOverLimit),
      selfPaidFirst: fen(parts.feeSelfPaidFirst),
      eligible: fen(parts.feeEligible),
    },
    deductible: totalFen(parts.deductibleApplied),
    poolRate: formatPercent(rate(parts.poolRate)),
    funds: fundLines(parts),
    paidByFunds: totalFen(parts.paidByFunds),
    paidByAccount: totalFen(parts.paidByPersonalAccount),
    paidByFamily: totalFen(parts.paidByFamilyAccount),
    paidByHospital: totalFen(parts.paidByHospital),
    paidInCash: totalFen(parts.paidInCash),
    accountBalance: totalFen(decision.accountBalance),
    year: decision.policyYear,
    added: bill.state === 'reversed' ? [] : addedLines(facts),
    remarks: decision.isProvisional ? ['参保地还没有发布新一期的规定，本次暂按上一期计算。'] : [],
  };
}

/**
 * The settlement slip of a person's bill as PDF; read as the person, with the number masked as on the pages.
 */
export async function settlementSlip(
  services: Services,
  actor: Actor,
  key: { readonly personId: string; readonly settlementId: string },
): Promise<Result<Uint8Array, Refusal>> {
  const facts = await services.slipOfPerson(actor, key);
  if (!facts.ok) return facts;
  const summary = await services.personSummary(actor, key.personId);
  if (!summary.ok) return summary;
  return ok(await renderPdf(settlementSlipDocument(slipOf(facts.value, summary.value.person))));
}
