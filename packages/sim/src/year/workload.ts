import {
  type BillLine,
  createHospital,
  dischargeInpatient,
  type Hospital,
  HospitalRefused,
  type OpenVisit,
  openInpatient,
  openOutpatient,
  type Patient,
  uploadLines,
} from '@zhijie/counterparties';
import {
  type Fen,
  type Instant,
  lineAmount,
  parseQuantity,
  parseUnitPrice,
  provinceOf,
  type Random,
} from '@zhijie/kernel';
import type { SeedPerson } from '@zhijie/population';
import type { Institution } from '@zhijie/province';
import type { InputOf } from '@zhijie/wire';
import { PHARMACY_AREA, type YearNetwork } from './network.ts';

/** A bill that the hospital holds as settled. */
export type SettledBill = {
  readonly number: '2102' | '2207' | '2304';
  readonly hospital: Hospital;
  readonly patient: Patient;
  readonly visitId: string;
  readonly settlementId: string;
  readonly providerId: string;
  readonly careArea: string;
  readonly insuredArea: string;
  /** What the insured area owes for it, fen. */
  readonly claim: number;
  readonly settledAt: Instant;
};

/** What a year was made of, counted as the hospitals saw it. */
export type Tally = {
  settled: number;
  /** By the number of the call and the name of its refusal. */
  readonly refusals: Map<string, number>;
  duplicates: number;
  unknown: number;
  voided: number;
  voidedAfterTheirMonth: number;
  readonly breaches: string[];
};

export const newTally = (): Tally => ({
  settled: 0,
  refusals: new Map(),
  duplicates: 0,
  unknown: 0,
  voided: 0,
  voidedAfterTheirMonth: 0,
  breaches: [],
});

const DRUGS = [
  ['XZ99ZZA001A001010100001', '98.00'],
  ['XZ99ZZA002A001010100002', '120.00'],
  ['991102000010000', '50.00'],
] as const;

/**
 * Of a hundred bills of a person: purchases, where the place pays pharmacies, and stays; the rest are
 * visits.
 */
const PURCHASES = 80;
const STAYS = 5;

/** Names of refusals that say nothing of the outcome: the same message is sent again. */
const OPEN = new Set([
  'outcome-unknown',
  'message-in-progress',
  'insured-place-unreachable',
  'settlement-in-progress',
  'internal-error',
]);
const ATTEMPTS = 12;

function count({ refusals }: Tally, refusal: string): void {
  refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
}

/** The hospitals and pharmacies of the nation, each at its counter. */
export function createCounters(network: YearNetwork, random: Random, tally: Tally) {
  const counters = network.institutions.map((institution) => counterOf(network, institution));
  const shops = counters.filter(({ institution }) => institution.kind === 'pharmacy');
  const wards = counters.filter(({ institution }) => institution.kind === 'hospital');
  return {
    /** One bill from the first question to the slip; null where it was refused. */
    async bill(): Promise<SettledBill | null> {
      const person = random.pick(network.people);
      const drawn = random.below(100);
      const isStay = drawn < STAYS;
      const isPurchase = drawn >= 100 - PURCHASES && person.coverages[0]!.area === PHARMACY_AREA;
      const counter = random.pick(isPurchase ? shops : wards);
      const lines = basket(random, isStay ? 40 : 4);
      const repeats = random.chance(1, 100);
      try {
        const ready = isPurchase
          ? purchaseOf(counter, person, lines)
          : await visitOf(counter, person, lines, isStay);
        return await settleBill(network, counter, { person, ready, repeats, tally });
      } catch (error) {
        if (!(error instanceof HospitalRefused)) throw error;
        count(tally, error.message.slice(0, 60));
        return null;
      }
    },
  };
}

type Counter = {
  readonly institution: Institution;
  readonly hospital: Hospital;
  readonly last: { bytes: Uint8Array };
};

function counterOf(network: YearNetwork, institution: Institution): Counter {
  const last: { bytes: Uint8Array } = { bytes: new Uint8Array() };
  const hospital = createHospital({
    providerId: institution.providerId,
    name: institution.name,
    careRegion: institution.area,
    now: network.clock.now,
    post: async (body) => {
      last.bytes = await network.call('/fsi', body);
      return last.bytes;
    },
  });
  return { institution, hospital, last };
}

function patientOf({ personId, name, citizenNumber, coverages }: SeedPerson): Patient {
  const { insuranceType, area } = coverages[0]!;
  return { personId, name, certificateNumber: citizenNumber, insuranceType, insuredRegion: area };
}

function basket(random: Random, most: number): BillLine[] {
  return DRUGS.slice(0, 1 + random.below(DRUGS.length)).map(([item, price]) => ({
    item,
    price,
    quantity: String(1 + random.below(most)),
  }));
}

type Ready = {
  readonly number: '2102' | '2207' | '2304';
  readonly input: object;
  readonly visit: OpenVisit | null;
};

async function visitOf(
  { hospital }: Counter,
  person: SeedPerson,
  lines: readonly BillLine[],
  isStay: boolean,
): Promise<Ready> {
  const patient = patientOf(person);
  const opened = isStay ? await openInpatient(hospital, patient) : await openOutpatient(hospital, patient);
  const visit = await uploadLines(hospital, opened, lines);
  if (isStay) await dischargeInpatient(hospital, visit);
  const input: InputOf<'2304'> = {
    personId: patient.personId,
    credentialType: 'id-card',
    credentialNumber: patient.certificateNumber,
    feeTotal: visit.total,
    settlementWay: 'by-item',
    visitId: visit.visitId,
    accountUse: 'own',
    insuranceType: patient.insuranceType,
    isInterim: false,
  };
  if (isStay) return { number: '2304', input, visit };
  const { isInterim: _no, ...rest } = input;
  return {
    number: '2207',
    input: { ...rest, careType: visit.careType, batchNumber: visit.batchNumber },
    visit,
  };
}

function purchaseOf({ hospital }: Counter, person: SeedPerson, lines: readonly BillLine[]): Ready {
  const patient = patientOf(person);
  const startedAt = hospital.options.now();
  const rows = lines.slice(0, 2).map(({ item, price, quantity }, index) => {
    const [unitPrice, pieces] = [parseUnitPrice(price), parseQuantity(quantity)];
    if (!unitPrice.ok || !pieces.ok) throw new TypeError(`${price} × ${quantity} is no line`);
    return {
      lineId: String(index + 1),
      isOutsidePrescription: false,
      occurredAt: startedAt,
      itemCode: item,
      hospitalItemCode: item,
      price: unitPrice.value,
      quantity: pieces.value,
      lineAmount: lineAmount(unitPrice.value, pieces.value),
    };
  });
  const input: InputOf<'2102'> = {
    buyer: {
      personId: patient.personId,
      credentialType: 'id-card',
      credentialNumber: patient.certificateNumber,
      startedAt,
      feeTotal: rows.reduce((sum, row) => sum + row.lineAmount, 0) as Fen,
      insuranceType: patient.insuranceType,
      accountUse: 'own',
      careType: 'pharmacy',
    },
    lines: rows,
    packs: [],
  };
  return { number: '2102', input, visit: null };
}

type Work = {
  readonly person: SeedPerson;
  readonly ready: Ready;
  readonly repeats: boolean;
  readonly tally: Tally;
};

/** The settle call until its outcome is known; sometimes once more, which must bring the same bytes. */
async function settleBill(
  network: YearNetwork,
  { hospital, last, institution }: Counter,
  { person, ready, repeats, tally }: Work,
): Promise<SettledBill | null> {
  const patient = patientOf(person);
  const context = { insuredRegion: patient.insuredRegion, messageId: hospital.nextMessageId() };
  const send = () => hospital.call(ready.number, ready.input as never, context);
  let answer = await send();
  for (let n = 1; !answer.ok && isOpen(answer.refusal) && n < ATTEMPTS; n++) {
    tally.unknown += n === 1 ? 1 : 0;
    await network.settleDown();
    answer = await send();
  }
  if (!answer.ok) {
    if (isOpen(answer.refusal)) tally.breaches.push(`${context.messageId} never came to an outcome`);
    const { refusal } = answer;
    count(
      tally,
      `${ready.number}: ${refusal.kind === 'refused' ? refusal.message.slice(0, 60) : refusal.kind}`,
    );
    return null;
  }
  if (repeats) {
    const first = last.bytes;
    await send();
    tally.duplicates += 1;
    if (Buffer.compare(first, last.bytes) !== 0)
      tally.breaches.push(`${context.messageId} was answered otherwise`);
  }
  const { settlement } = answer.value.output as { settlement: Settled };
  tally.settled += 1;
  return {
    number: ready.number,
    hospital,
    patient,
    visitId: settlement.visitId,
    settlementId: settlement.settlementId,
    claim: settlement.paidByFunds + settlement.paidByPersonalAccount,
    providerId: institution.providerId,
    careArea: institution.area,
    insuredArea: patient.insuredRegion,
    settledAt: network.clock.now(),
  };
}

type Settled = {
  readonly settlementId: string;
  readonly visitId: string;
  readonly paidByFunds: number;
  readonly paidByPersonalAccount: number;
};

const isOpen = (refusal: { readonly kind: string; readonly error?: string | null }): boolean =>
  refusal.kind === 'refused' && OPEN.has(refusal.error ?? '');

const VOID = { '2102': '2103', '2207': '2208', '2304': '2305' } as const;

/** Takes a bill back, days or months later (T-04, T-05); the same call until its outcome is known. */
export async function voidBill(network: YearNetwork, bill: SettledBill, tally: Tally): Promise<boolean> {
  const { hospital, patient, settlementId, visitId } = bill;
  const context = { insuredRegion: patient.insuredRegion, messageId: hospital.nextMessageId() };
  const input = { settlementId, visitId, personId: patient.personId };
  for (let n = 1; n < ATTEMPTS; n++) {
    const answer = await hospital.call(VOID[bill.number], input as never, context);
    if (answer.ok) {
      tally.voided += 1;
      return true;
    }
    if (!isOpen(answer.refusal)) {
      tally.breaches.push(`${settlementId} could not be taken back: ${answer.refusal.message}`);
      return false;
    }
    await network.settleDown();
  }
  tally.breaches.push(`${settlementId} never came to the outcome of its return`);
  return false;
}

export const isAcross = ({ careArea, insuredArea }: SettledBill): boolean =>
  provinceOf(careArea) !== provinceOf(insuredArea);
