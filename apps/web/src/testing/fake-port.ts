/** The port over invented persons, in memory: for tests and for looking at the pages. */
import { isCitizenNumber, maskIdCard, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { FilingRequest, FilingView, PagePort, PersonKey } from '../port.ts';
import { fakeCalculator } from './fake-calculator.ts';
import { fakeOpenData } from './fake-open-data.ts';
import { type FakePerson, fakePersons } from './fake-persons.ts';
import { FAKE_PLACES, fakeInstitutions } from './fake-places.ts';

type Method = Exclude<keyof PagePort, 'refusalText' | 'calculator' | 'openData'>;

export type FakeOptions = {
  /** Methods that fail, as if the node did not answer. */
  readonly failing?: readonly Method[];
};

const PAPER: Readonly<Record<string, readonly string[]>> = {
  'retiree-resettled': ['household-register'],
  'long-term-resident': ['residence-proof'],
  'stationed-worker': ['dispatch-letter', 'employer-letter', 'contract'],
  referral: ['referral-certificate'],
};
const isLongTerm = (category: string): boolean => category in PAPER && category !== 'referral';

/** The rules of the insured side that a page has to show, in their order. */
function refusalOf(person: FakePerson, filing: FilingRequest): Refusal | null {
  if (filing.destination === person.area)
    return refuse('destination-is-home', { field: 'destination' }).refusal;
  if (filing.startsOn < '2026-11-21') return refuse('start-too-early', { field: 'startsOn' }).refusal;
  if (filing.commitment && !isLongTerm(filing.category)) return refuse('commitment-not-allowed').refusal;
  const needed = PAPER[filing.category];
  const hasPaper = needed?.some((paper) => (filing.documents as readonly string[]).includes(paper)) ?? true;
  if (!hasPaper && !filing.commitment) return refuse('document-missing', { field: 'documents' }).refusal;
  const same = person.filings.some(
    (one) =>
      one.state === 'in-force' && one.category === filing.category && one.careAreas[0] === filing.destination,
  );
  return same ? refuse('filing-exists').refusal : null;
}

function filingsPart(find: (who: PersonKey) => FakePerson | undefined) {
  let count = 0;
  return {
    filings: async (who: PersonKey) => {
      const person = find(who);
      return person === undefined ? refuse('person-unknown') : ok(person.filings);
    },
    submitFiling: async (who: PersonKey, filing: FilingRequest): Promise<Result<FilingView, Refusal>> => {
      const person = find(who);
      if (person === undefined) return refuse('person-unknown');
      const refusal = refusalOf(person, filing);
      if (refusal !== null) return { ok: false, refusal };
      const { insuranceType, category, startsOn, documents, commitment } = filing;
      const hasPaper =
        PAPER[category]?.some((paper) => (documents as readonly string[]).includes(paper)) ?? true;
      count += 1;
      const made: FilingView = {
        filingId: `F${person.area}202611${String(count).padStart(6, '0')}`,
        insuredArea: person.area,
        insuranceType,
        category,
        careAreas: [filing.destination],
        startsOn,
        endsOn: isLongTerm(category) ? null : '2027-05-20',
        state: isLongTerm(category) && !commitment ? 'submitted' : 'in-force',
        byCommitment: commitment && !hasPaper,
      };
      person.filings.unshift(made);
      return ok(made);
    },
    cancelFiling: async (who: PersonKey, filingId: string): Promise<Result<FilingView, Refusal>> => {
      const filings = find(who)?.filings ?? [];
      const index = filings.findIndex((one) => one.filingId === filingId);
      const filing = filings[index];
      if (filing === undefined) return refuse('filing-unknown');
      if (filing.state === 'cancelled') return refuse('filing-not-in-force');
      if (filing.startsOn >= '2026-11-22')
        return refuse('filing-locked', { detail: { until: '2027-05-22' } });
      const cancelled: FilingView = { ...filing, state: 'cancelled' };
      filings[index] = cancelled;
      return ok(cancelled);
    },
  };
}

function recordsPart(find: (who: PersonKey) => FakePerson | undefined) {
  const from = async <T>(who: PersonKey, read: (person: FakePerson) => T): Promise<Result<T, Refusal>> => {
    const person = find(who);
    return person === undefined ? refuse('person-unknown') : ok(read(person));
  };
  return {
    summary: (who: PersonKey) => from(who, (person) => person.summary),
    years: (who: PersonKey) => from(who, (person) => person.years),
    staleCases: (who: PersonKey) => from(who, () => []),
    bills: ((who, { before, limit }) =>
      from(who, ({ bills }) =>
        bills.filter((bill) => before === undefined || bill.settledAt < before.settledAt).slice(0, limit),
      )) satisfies PagePort['bills'],
    bill: (async (who, settlementId) => {
      const bill = find(who)?.bills.find((one) => one.settlementId === settlementId);
      return bill === undefined ? refuse('settlement-unknown') : ok(bill);
    }) satisfies PagePort['bill'],
    slip: (async (who, settlementId) => {
      const bill = find(who)?.bills.find((one) => one.settlementId === settlementId);
      return bill === undefined ? refuse('settlement-unknown') : ok(new TextEncoder().encode('%PDF-1.7'));
    }) satisfies PagePort['slip'],
    accessLog: ((who, { before, limit }) =>
      from(who, ({ entries }) =>
        entries.filter((entry) => before === undefined || entry.at < before.at).slice(0, limit),
      )) satisfies PagePort['accessLog'],
  };
}

/** A port whose `failing` methods throw. */
export function fakePort({ failing = [] }: FakeOptions = {}): PagePort {
  const persons = fakePersons();
  const find = ({ personId }: PersonKey) => persons.find((one) => one.summary.person.personId === personId);
  const keyOf = ({ summary, area }: FakePerson): PersonKey => ({ personId: summary.person.personId, area });
  const port: PagePort = {
    knownPersons: async () =>
      persons.map(({ key, purpose, area, summary: { person } }) => {
        const maskedNumber = maskIdCard(person.certificateNumber);
        return { key, purpose, area, name: person.name, maskedNumber };
      }),
    enterKnown: async (key) => {
      const person = persons.find((one) => one.key === key);
      return person === undefined ? refuse('person-unknown') : ok(keyOf(person));
    },
    enterByNumber: async (number) => {
      if (!/^\d{17}[\dX]$/.test(number)) return refuse('certificate-malformed');
      if (!isCitizenNumber(number)) return refuse('certificate-check-digit');
      const person = persons.find((one) => one.summary.person.certificateNumber === number);
      return person === undefined ? refuse('person-unknown') : ok(keyOf(person));
    },
    ...recordsPart(find),
    ...filingsPart(find),
    openData: fakeOpenData,
    calculator: fakeCalculator(),
    places: async () => FAKE_PLACES,
    institutions: async (area) =>
      fakeInstitutions(area, FAKE_PLACES.find((place) => place.area === area)?.name ?? ''),
  };
  const broken = failing.map((name) => [
    name,
    async () => {
      throw new Error(`The fake node does not answer ${name}`);
    },
  ]);
  return { ...port, ...(Object.fromEntries(broken) as Partial<PagePort>) };
}
