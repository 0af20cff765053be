import { decryptField } from '@zhijie/crypto';
import type { Handler } from '@zhijie/exchange';
import {
  type Actor,
  type CalendarDate,
  dateOf,
  maskIdCard,
  maskName,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { personalAccountPrefix } from '../account/account.ts';
import { identifyByToken, isToken } from '../credential/service.ts';
import type { InsuredDeps } from '../deps.ts';
import { certificateDigest, normaliseCertificate } from './certificate.ts';
import { actorOf, mayReadPerson, refusalOfRoute, refusalToRead } from './permissions.ts';
import { type Identified, identified } from './record.ts';
import type { PersonRefusalCode } from './refusals.ts';
import { readByCertificate, readById, readPersonArea, readPersons } from './store.ts';

/** Names are compared without blanks and with one form of the middle dot. */
export const sameName = (a: string, b: string): boolean => plainName(a) === plainName(b);
const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[•‧∙．・.]/g, '·');

/**
 * Finds a person by certificate (V-01). Refusals in this order: `not-permitted`, `certificate-malformed`,
 * `certificate-check-digit`, `person-unknown`, `card-serial-mismatch`, `name-mismatch`; of the token of an
 * electronic credential those of `identifyByToken`. The look is logged in the statement that reads the row,
 * whether or not the answer is a refusal.
 */
export function identify(deps: InsuredDeps): Handler<'person.identify@1'> {
  return async (request, question): Promise<Result<Identified, Refusal>> => {
    const refused = refusalOfRoute(deps.node, question);
    if (refused !== null) return refused;
    const { certificateType, cardSerial, name } = request;
    if (certificateType === 'insurance-code' && isToken(request.certificateNumber)) {
      return nameChecked(name, await identifyByToken(deps, question, request));
    }
    const at = deps.now();
    const number = normaliseCertificate(certificateType, request.certificateNumber, dateOf(at));
    if (!number.ok) return number;
    const digest = certificateDigest(deps.lookupKey, certificateType, number.value);
    const key = { accountPrefix: personalAccountPrefix(), digest, kind: certificateType };
    const entry = { at, actor: actorOf(question), purpose: 'identify', subject: null } as const;
    const file = await readByCertificate(deps.db, key, entry);
    if (file === null) return refuse('person-unknown');
    if (certificateType === 'social-card' && cardSerial !== null && file.serial_digest !== null) {
      const serial = certificateDigest(deps.lookupKey, 'social-card', `serial:${cardSerial}`);
      if (serial !== file.serial_digest) return refuse('card-serial-mismatch', { field: 'cardSerial' });
    }
    return nameChecked(name, ok(identified(deps, file, request.asOf)));
  };
}

function nameChecked(name: string | null, found: Result<Identified, Refusal>): Result<Identified, Refusal> {
  if (!found.ok || name === null || sameName(name, found.value.person.name)) return found;
  return refuse('name-mismatch', { field: 'name' });
}

/** What a person sees of the own record. Refuses `person-unknown`, `not-permitted`. */
export async function personSummary(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
  asOf?: CalendarDate,
): Promise<Result<Identified, Refusal>> {
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'any');
  if (refused !== null) return refused;
  const at = deps.now();
  const key = { accountPrefix: personalAccountPrefix(), personId };
  const file = await readById(deps.db, key, { at, actor, purpose: 'own-record', subject: null });
  if (file === null) return refuse('person-unknown');
  return ok(identified(deps, file, asOf ?? dateOf(at)));
}

/**
 * Who is behind an ID card number, for an agency that feeds or reviews. Refuses `not-permitted` for anyone
 * else, `certificate-malformed`, `certificate-check-digit`, and `person-unknown` also for somebody insured
 * elsewhere. The look is logged.
 */
export async function findPerson(
  deps: InsuredDeps,
  actor: Actor,
  certificateNumber: string,
): Promise<Result<{ personId: string }, Refusal<PersonRefusalCode>>> {
  if (actor.kind !== 'agency' && actor.kind !== 'system') return refuse('not-permitted');
  const at = deps.now();
  const number = normaliseCertificate('id-card', certificateNumber, dateOf(at));
  if (!number.ok) return number;
  const digest = certificateDigest(deps.lookupKey, 'id-card', number.value);
  const key = { accountPrefix: personalAccountPrefix(), digest, kind: 'id-card' };
  const file = await readByCertificate(deps.db, key, { at, actor, purpose: 'identify', subject: null });
  const areas = file?.coverages.map((coverage) => coverage.insured_area) ?? [];
  const isOwn = file !== null && mayReadPerson(actor, { personId: file.person_id, areas });
  return isOwn ? ok({ personId: file.person_id }) : refuse('person-unknown', { field: 'certificateNumber' });
}

export type PersonLine = {
  readonly personId: string;
  readonly maskedName: string;
  readonly maskedCertificate: string;
  readonly insuredArea: string;
  readonly insuranceType: string;
  readonly status: string;
};

/**
 * Persons of the actor's areas, masked, in key order. Refuses `not-permitted` for anyone but agency and
 * node.
 */
export async function listPersons(
  deps: InsuredDeps,
  actor: Actor,
  page: {
    areas?: readonly string[];
    after?: { personId: string; insuranceType: string };
    limit?: number;
  } = {},
): Promise<Result<PersonLine[], Refusal<'not-permitted'>>> {
  const own = actor.kind === 'system' ? deps.areas : actor.areas.filter((area) => deps.areas.includes(area));
  const areas = (page.areas ?? own).filter((area) => own.includes(area));
  if (actor.kind !== 'system' && actor.kind !== 'agency') return refuse('not-permitted');
  const after = page.after ?? { personId: '', insuranceType: '' };
  const limit = Math.min(page.limit ?? 50, 500);
  const entry = { at: deps.now(), actor, purpose: 'own-record', subject: null } as const;
  const window = { areas, afterPerson: after.personId, afterType: after.insuranceType, limit };
  const rows = await readPersons(deps.db, window, entry);
  return ok(
    rows.map((row) => ({
      personId: row.person_id,
      maskedName: maskName(decryptField(deps.fieldKeys, row.name_cipher)),
      maskedCertificate: maskIdCard(decryptField(deps.fieldKeys, row.certificate_cipher)),
      insuredArea: row.insured_area,
      insuranceType: row.insurance_type,
      status: row.status,
    })),
  );
}
