import {
  describeRefusal,
  ENGINE_REFUSAL_TEXTS,
  type EngineRefusal,
  type PolicyLibrary,
} from '@zhijie/engine';
import {
  type Actor,
  maskIdCard,
  ok,
  parseCalendarDate,
  parseCitizenNumber,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { knownPersons, knownProviders, type SeedPerson } from '@zhijie/population';
import { INSURED_REFUSAL_TEXTS, type Province } from '@zhijie/province';
import type { FilingRequest, PagePort, PersonKey } from '@zhijie/web';
import { verifyAt } from '../api/receipts/api.ts';
import { personsOf } from '../network/seed.ts';
import { placesOf } from './places.ts';
import { settlementSlip } from './slip.ts';

type Served = {
  readonly provinces: ReadonlyMap<string, Province>;
  readonly policies: PolicyLibrary;
  /** The areas whose generated persons may enter; those that the packs serve unless told. */
  readonly areasOf?: ((address: string) => readonly string[]) | undefined;
};
type Services = Province['insured']['services'];

const mapped = <T, U>(result: Result<readonly T[], Refusal>, change: (row: T) => U): Result<U[], Refusal> =>
  result.ok ? ok(result.value.map(change)) : result;
const unknown = () => refuse('person-unknown');
const keyOf = (person: SeedPerson): PersonKey => ({
  personId: person.personId,
  area: person.coverages[0]!.area,
});

/** What a person does on the pages, as the services of the person's own node see it. */
function asPerson(provinces: Served['provinces']) {
  return async <T>(
    who: PersonKey,
    work: (services: Services, actor: Actor) => Promise<Result<T, Refusal>>,
  ): Promise<Result<T, Refusal>> => {
    const address = who.area.slice(0, 2);
    const services = provinces.get(address)?.insured.services;
    if (services === undefined) return unknown();
    const self = who.by ?? who;
    const { personId: id, area } = self;
    const actor: Actor = { id, kind: 'person', node: area.slice(0, 2), areas: [area], roles: [] };
    if (who.by === undefined) return work(services, actor);
    const acting = await services.actAs(actor, who.personId);
    return acting.ok ? work(services, acting.value) : acting;
  };
}

function signIn(
  persons: readonly SeedPerson[],
): Pick<PagePort, 'knownPersons' | 'enterKnown' | 'enterByNumber'> {
  const byNumber = new Map(persons.map((person) => [String(person.citizenNumber), person]));
  return {
    async knownPersons() {
      return knownPersons.map((person) => ({
        key: person.key,
        name: person.name,
        maskedNumber: maskIdCard(person.citizenNumber),
        purpose: person.purpose,
        area: person.coverages[0]!.area,
      }));
    },
    async enterKnown(key) {
      const person = knownPersons.find((one) => one.key === key);
      return person === undefined ? unknown() : ok(keyOf(person));
    },
    async enterByNumber(text) {
      const number = parseCitizenNumber(text.trim().toUpperCase());
      if (!number.ok) {
        const isCheck = number.refusal.code.includes('check');
        return refuse(isCheck ? 'certificate-check-digit' : 'certificate-malformed');
      }
      const person = byNumber.get(number.value);
      return person === undefined ? unknown() : ok(keyOf(person));
    },
  };
}

function submission(who: PersonKey, filing: FilingRequest) {
  const startsOn = parseCalendarDate(filing.startsOn);
  if (!startsOn.ok) return refuse('date-malformed', { field: 'startsOn' });
  return ok({
    ...filing,
    startsOn: startsOn.value,
    personId: who.personId,
    channel: 'national-app' as const,
  });
}

function textOf(refusal: Refusal): string | null {
  if (refusal.code in ENGINE_REFUSAL_TEXTS) return describeRefusal(refusal as EngineRefusal);
  const texts: Readonly<Record<string, string>> = INSURED_REFUSAL_TEXTS;
  return texts[refusal.code] ?? null;
}

type As = ReturnType<typeof asPerson>;

/** A person who is not the one looked at acts for that one (ID4): the page must not call both the same. */
export const whoLooked = (
  row: { readonly actor_kind: string; readonly actor_id: string },
  personId: string,
): string => (row.actor_kind === 'person' && row.actor_id !== personId ? 'delegate' : row.actor_kind);

/** What a person looks back on; rows get the pages' names. */
function lookBack(as: As): Pick<PagePort, 'staleCases' | 'accessLog'> {
  return {
    staleCases: (who) =>
      as(who, async (services, actor) =>
        mapped(await services.staleCasesOf(actor, who.personId), (row) => ({
          settlementId: row.settlement_id,
          causedBy: row.caused_by,
          fundsDifference: row.funds_difference,
          personDifference: row.person_difference,
          closedAt: row.closed_at,
        })),
      ),
    accessLog: (who, page) =>
      as(who, async (services, actor) =>
        mapped(await services.accessLog(actor, { personId: who.personId, ...page }), (row) => ({
          at: row.at,
          entry: row.entry,
          actorId: row.actor_id,
          actorKind: whoLooked(row, who.personId),
          actorNode: row.actor_node,
          actorName: knownProviders.find((one) => one.providerId === row.actor_id)?.name ?? null,
          purpose: row.purpose,
          subject: row.subject,
        })),
      ),
  };
}

/**
 * The pages' port over the nodes of this process. Demo identities: whoever knows a synthetic number enters.
 */
export function pagePort({
  provinces,
  policies,
  areasOf,
}: Served): Omit<PagePort, 'calculator' | 'openData'> {
  const as = asPerson(provinces);
  const everybody = [...provinces.keys()].flatMap((address) => personsOf(address, areasOf?.(address)));
  return {
    ...signIn(everybody),
    summary: (who) => as(who, (services, actor) => services.personSummary(actor, who.personId)),
    years: (who) => as(who, (services, actor) => services.yearsOf(actor, who.personId)),
    filings: (who) => as(who, (services, actor) => services.filingsOf(actor, who.personId)),
    submitFiling: (who, filing) =>
      as(who, async (services, actor) => {
        const read = submission(who, filing);
        return read.ok ? services.submitFiling(actor, read.value) : read;
      }),
    cancelFiling: (who, filingId) =>
      as(who, (services, actor) => services.cancelFiling(actor, { personId: who.personId, filingId })),
    bills: (who, page) =>
      as(who, (services, actor) => services.billsOf(actor, { personId: who.personId, ...page })),
    bill: (who, settlementId) =>
      as(who, (services, actor) => services.billOfPerson(actor, { personId: who.personId, settlementId })),
    slip: (who, settlementId) =>
      as(who, (services, actor) => settlementSlip(services, actor, { personId: who.personId, settlementId })),
    verifyReceipt: (asked) => verifyAt(provinces, asked),
    ...lookBack(as),
    places: async () => placesOf(policies),
    async institutions(area) {
      const found = await provinces.get(area.slice(0, 2))?.care.institutions();
      return (found ?? [])
        .filter((institution) => institution.area === area)
        .map(
          ({
            isInpatientOpen: inpatient,
            isOutpatientOpen: outpatient,
            isChronicOpen: chronic,
            ...rest
          }) => ({
            ...rest,
            flags: { inpatient, outpatient, chronic },
          }),
        );
    },
    refusalText: textOf,
  };
}
