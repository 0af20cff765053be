/** Test support: hospitals that settle while programs are killed, and remember what they were promised. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createHospital,
  type Hospital,
  openOutpatient,
  type Patient,
  settleVisit,
  uploadLines,
} from '@zhijie/counterparties';
import { knownProviders, type SeedPerson } from '@zhijie/population';
import { errorOfText, type WireErrorName } from '@zhijie/wire';
import { wallClock } from '../network/network.ts';
import { personsOf } from '../network/seed.ts';
import { amountsOf, SHORT_BILL } from './bills.ts';

/** A settlement that the hospital was told of: it must stand, and its message must get these bytes again. */
export type Promised = {
  readonly patient: Patient;
  readonly visitId: string;
  readonly settlementId: string;
  readonly amounts: ReturnType<typeof amountsOf>;
  readonly request: Uint8Array;
  readonly answer: Uint8Array;
};

/** Answers after which the same bytes are sent again: nobody knows yet, or somebody cannot be reached. */
const AGAIN: readonly WireErrorName[] = [
  'outcome-unknown',
  'message-in-progress',
  'settlement-in-progress',
  'settlement-conflict',
  'insured-place-unreachable',
  'hub-unreachable',
  'internal-error',
  'busy',
];

const PATIENCE_MS = 120_000;
const PAUSE_MS = 150;

/** The gateway's address now; it changes when the program is started again. */
export type Gateway = { url: string };

async function send(url: string, request: Uint8Array): Promise<Uint8Array> {
  const response = await fetch(`${url}/fsi/api/callService`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(request),
    signal: AbortSignal.timeout(15_000),
  });
  return new Uint8Array(await response.arrayBuffer());
}

function isUndecided(answer: Uint8Array): boolean {
  const said = /【\d{4}】/.exec(Buffer.from(answer).toString('utf8'));
  const error = said === null ? null : errorOfText(said[0]);
  return error !== null && AGAIN.includes(error);
}

/** Sends the same bytes until there is a decision, as a hospital's system does (design, "Delivery rules"). */
export async function insist(gateway: Gateway, request: Uint8Array): Promise<Uint8Array> {
  let last = 'nothing';
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(PAUSE_MS)) {
    try {
      const answer = await send(gateway.url, request);
      if (!isUndecided(answer)) return answer;
      last = Buffer.from(answer).toString('utf8');
    } catch (error) {
      last = String(error);
    }
  }
  throw new Error(`No decision in ${PATIENCE_MS} ms; the last answer was ${last}`);
}

type Worker = { readonly hospital: Hospital; latest: { request: Uint8Array; answer: Uint8Array } | null };

function worker(gateway: Gateway, providerId: string, prefix: string): Worker {
  const provider = knownProviders.find((each) => each.providerId === providerId)!;
  const made: { latest: Worker['latest'] } = { latest: null };
  const hospital = createHospital({
    providerId,
    name: provider.name,
    careRegion: provider.area,
    now: wallClock,
    prefix,
    post: async (request) => {
      const answer = await insist(gateway, request);
      made.latest = { request, answer };
      return answer;
    },
  });
  return Object.assign(made, { hospital });
}

const patientOf = (person: SeedPerson): Patient => ({
  personId: person.personId,
  name: person.name,
  certificateNumber: person.citizenNumber,
  insuranceType: person.coverages[0]!.insuranceType,
  insuredRegion: person.coverages[0]!.area,
});

/** Residents of a province for whom a bill of an outpatient visit elsewhere is paid. */
export function patientsOf(province: string): Patient[] {
  return personsOf(province)
    .filter(({ coverages: [own] }) => own?.status === 'in-force' && own.insuranceType === 'resident')
    .map(patientOf);
}

async function settleOne({ hospital }: Worker, patient: Patient) {
  const open = await openOutpatient(hospital, patient);
  const visit = await uploadLines(hospital, open, SHORT_BILL);
  const settlement = await settleVisit(hospital, visit, { usesPersonalAccount: false });
  return { visit, settlement };
}

export type Load = {
  readonly promised: readonly Promised[];
  /** Waits until so many settlements were acknowledged since the load began. */
  reached(count: number): Promise<void>;
  /** All of it acknowledged; throws what a hospital saw that was neither a settlement nor undecided. */
  readonly done: Promise<void>;
};

let loads = 0;

/**
 * Settles `count` visits of these patients, so many at a time, whatever happens to the programs meanwhile.
 */
export function startLoad(
  gateway: Gateway,
  options: {
    readonly providerId: string;
    readonly patients: readonly Patient[];
    readonly count: number;
    readonly atOnce: number;
  },
): Load {
  const promised: Promised[] = [];
  const { providerId, patients, count, atOnce } = options;
  loads += 1;
  let next = 0;
  let failure: unknown;
  const work = async (lane: number): Promise<void> => {
    const own = worker(gateway, providerId, `L${loads.toString(36)}${lane}`);
    // Each lane has patients of its own, so that nobody settles twice at the same moment.
    const mine = patients.filter((_, index) => index % atOnce === lane);
    while (next < count && failure === undefined) {
      const patient = mine[next % mine.length]!;
      next += 1;
      const { visit, settlement } = await settleOne(own, patient);
      const { settlementId } = settlement;
      promised.push({
        patient,
        visitId: visit.visitId,
        settlementId,
        amounts: amountsOf(settlement),
        ...own.latest!,
      });
    }
  };
  const lanes = Array.from({ length: atOnce }, (_, lane) =>
    work(lane).catch((error: unknown) => {
      failure ??= error;
      throw error;
    }),
  );
  const done = Promise.all(lanes).then(() => undefined);
  done.catch(() => undefined);
  return {
    promised,
    done,
    async reached(wanted) {
      while (promised.length < wanted && failure === undefined) await sleep(10);
      if (failure !== undefined) throw failure;
    },
  };
}

/**
 * Takes settlements back (2208), all at once, whatever happens to the programs meanwhile; `answered` is told
 * of each answer. Answers the refunds, in order, each with its message and the bytes of its answer.
 */
export async function refundAll(
  gateway: Gateway,
  providerId: string,
  promises: readonly Promised[],
  answered: () => void,
): Promise<Promised[]> {
  loads += 1;
  const refund = async (one: Promised, index: number): Promise<Promised> => {
    const own = worker(gateway, providerId, `R${loads.toString(36)}${index.toString(36)}`);
    const { patient, visitId, settlementId } = one;
    const input = { personId: patient.personId, visitId, settlementId };
    const reply = await own.hospital.call('2208', input, { insuredRegion: patient.insuredRegion });
    answered();
    if (!reply.ok) throw new Error(reply.refusal.message);
    const { settlement } = reply.value.output;
    const made = { patient, visitId, settlementId: settlement.settlementId };
    return { ...made, amounts: amountsOf(settlement), ...own.latest! };
  };
  return Promise.all(promises.map(refund));
}

/** What of the promises is broken: settlements that are gone, changed, or whose message gets other bytes. */
export async function brokenPromises(
  gateway: Gateway,
  providerId: string,
  promises: readonly Promised[],
): Promise<string[]> {
  const { hospital } = worker(gateway, providerId, 'Q');
  const broken: string[] = [];
  for (const { patient, visitId, settlementId, amounts, request, answer } of promises) {
    const key = { personId: patient.personId, visitId, settlementId };
    const read = await hospital.call('5203', key, { insuredRegion: patient.insuredRegion });
    if (!read.ok) {
      broken.push(`${settlementId}: ${read.refusal.message}`);
      continue;
    }
    const found = amountsOf(read.value.output.settlement);
    if (JSON.stringify(found) !== JSON.stringify(amounts)) broken.push(`${settlementId}: other amounts`);
    const again = await insist(gateway, request);
    if (!Buffer.from(again).equals(Buffer.from(answer))) broken.push(`${settlementId}: other bytes`);
  }
  return broken;
}
