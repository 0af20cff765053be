/** The stage of the one-stop scenes: a network on this machine with wallet and bank, driven over HTTP. */
import {
  createHospital,
  dischargeInpatient,
  type Hospital,
  type OpenVisit,
  openInpatient,
  openOutpatient,
  uploadLines,
} from '@zhijie/counterparties';
import { type AreaCode, calendarDate, Failure, type Instant, instant, startOfDay } from '@zhijie/kernel';
import { type SeedPerson, syntheticPersons } from '@zhijie/population';
import type { Institution } from '@zhijie/province';
import type { OwnCreditBank } from '../../network/credit-bank.ts';
import type { Network } from '../../network/network.ts';
import type { OwnWallet } from '../../network/payment-channel.ts';
import { httpPost } from '../run-stories.ts';
import { browserOf, type Json, type Visitor } from './browser.ts';

/** Areas of the scenes, and the name of the example hospital there. */
export const PLACES = {
  永州: '431100',
  淄博: '370300',
  大连: '210200',
  郴州: '431000',
  长沙: '430100',
  烟台: '370600',
  上海: '310000',
} as const;
export type Place = keyof typeof PLACES;

export const PROVINCES = ['21', '31', '37', '43'] as const;
export const areasOfStage = (address: string): readonly string[] =>
  Object.values(PLACES).filter((area) => area.startsWith(address));

export const at = (day: string, hour = 9): Instant =>
  instant(startOfDay(calendarDate(day)) + hour * 3_600_000);

export type Stage = {
  readonly url: string;
  readonly network: Network;
  readonly wallet: OwnWallet;
  readonly bank: OwnCreditBank;
  /** Moves the clock of every node. */
  goTo(moment: Instant): void;
};

/** Employees of the place who are insured there and filed for nowhere else. */
export function peopleOf(place: Place): readonly SeedPerson[] {
  const isPlain = ({ coverages: [cover], filings }: SeedPerson) =>
    cover!.status === 'in-force' &&
    cover!.group === 'active' &&
    !cover!.isCivilServant &&
    filings.length === 0;
  return syntheticPersons('zhijie demo', PLACES[place] as AreaCode, 30).filter(isPlain);
}

const providerOf = (place: Place): string => `H${PLACES[place].slice(0, 4)}0100009`;

/** An example hospital of the third level where the project's network has none, and its people. */
export async function furnish({ provinces }: Network, place: Place): Promise<void> {
  const area = PLACES[place];
  const province = provinces.get(area.slice(0, 2))!;
  const institution: Institution = {
    providerId: providerOf(place),
    name: `${place}示例中心医院`,
    creditCode: `12${area}XX00000009`,
    kind: 'hospital',
    level: 'level3',
    area,
    agreement: 'active',
    isInpatientOpen: true,
    isOutpatientOpen: true,
    isChronicOpen: false,
    chronicDiseases: [],
  };
  await province.care.seedInstitutions([institution]);
  await province.insured.seed(peopleOf(place));
}

/** One counter of the place's hospital. */
export type Counter = {
  readonly providerId: string;
  readonly hospital: Hospital;
  /** A bill of these items that waits to be settled. */
  stay(person: SeedPerson, lines: Lines): Promise<OpenVisit>;
  /** The same before its discharge. */
  admit(person: SeedPerson, lines: Lines): Promise<OpenVisit>;
  visit(person: SeedPerson, lines: Lines): Promise<OpenVisit>;
  desk(path: string, body?: Json): Promise<Json>;
  act(path: string, body?: Json): Promise<Act>;
};

export type Lines = readonly { readonly item: string; readonly price: string; readonly quantity: string }[];
export type Act = Json & {
  readonly actId: string;
  readonly word: string;
  readonly total: string;
  readonly rest: string;
  readonly left: string;
  readonly steps: number;
  readonly statuses: Record<'insurance' | 'own' | 'whole', string>;
  readonly legs: readonly (Json & {
    readonly kind: string;
    readonly amount: string;
    readonly state: string;
  })[];
};

/** Drugs that are paid from the first fen on, and a laboratory test that nobody's funds pay. */
export const drugs = (boxes: number) => ({
  item: 'XZ99ZZA001A001010100001',
  price: '98.00',
  quantity: String(boxes),
});
export const consultation = { item: '991102000010000', price: '50.00', quantity: '1' } as const;
export const ownExpense = (price: string) => ({ item: '991102000020000', price, quantity: '1' });

export function counterOf({ url, network }: Stage, place: Place): Counter {
  const area = PLACES[place];
  const providerId = providerOf(place);
  const hospital = createHospital({
    providerId,
    name: `${place}示例中心医院`,
    careRegion: area,
    now: network.now,
    prefix: `D${area.slice(1, 4)}`,
    post: httpPost(url),
  });
  const desk = async (path: string, body?: Json): Promise<Json> => {
    const response = await fetch(`${url}/api/agency/${path}`, {
      headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': '0001' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return (await response.json()) as Json;
  };
  const patientOf = (person: SeedPerson) => hospital.identify(person.citizenNumber, area);
  const admit = async (person: SeedPerson, lines: Lines): Promise<OpenVisit> =>
    uploadLines(hospital, await openInpatient(hospital, await patientOf(person)), lines);
  return {
    providerId,
    hospital,
    desk,
    admit,
    async stay(person, lines) {
      const stay = await admit(person, lines);
      await dischargeInpatient(hospital, stay);
      return stay;
    },
    visit: async (person, lines) =>
      uploadLines(hospital, await openOutpatient(hospital, await patientOf(person)), lines),
    async act(path, body) {
      const answer = await desk(`acts${path}`, body);
      if (answer.act === undefined) throw new Failure(`账单：${JSON.stringify(answer)}`);
      return answer.act as Act;
    },
  };
}

export type Citizen = Visitor & { agree(terms: Json): Promise<void> };

/** A browser of one person, who may also agree to something. */
export async function citizenOf({ url }: Stage, person: SeedPerson): Promise<Citizen> {
  const own = await browserOf(url, person.citizenNumber);
  return {
    ...own,
    async agree(terms) {
      const { textHash, sensitiveClasses } = await own.must('person/consents/form', terms);
      await own.must('person/consents', { ...terms, textHash, separately: sensitiveClasses });
    },
  };
}
