import type { NodeAddress, Question } from '@zhijie/exchange';
import {
  type ActingScope,
  type Actor,
  type Refusal,
  type Refused,
  refuse,
  speaksForPerson,
} from '@zhijie/kernel';

/** The care provider behind a question: known by the clear route, its node authenticated by the exchange. */
export function actorOf(question: Pick<Question, 'route' | 'from'>): Actor {
  const { careArea, providerId } = question.route;
  return { id: providerId, kind: 'hospital', node: question.from, areas: [careArea], roles: [] };
}

/** A node speaks only for care areas of its own province. */
const speaksFor = (from: NodeAddress, careArea: string): boolean => careArea.slice(0, 2) === from;

/**
 * Null when a care provider's question may be answered here: it comes from the node of its care area, names
 * the provider, and asks a node that insures the area. Otherwise `not-permitted` with the field that is
 * wrong.
 */
export function refusalOfRoute(
  node: string,
  question: Pick<Question, 'route' | 'from'>,
): Refused<Refusal<'not-permitted'>> | null {
  const { route, from } = question;
  if (!speaksFor(from, route.careArea)) return refuse('not-permitted', { field: 'careArea' });
  if (route.providerId === '') return refuse('not-permitted', { field: 'providerId' });
  if (route.insuredArea.slice(0, 2) !== node) return refuse('not-permitted', { field: 'insuredArea' });
  return null;
}

/**
 * Who may read a person's data on the insured side: the person, somebody who acts for the person within the
 * scope of this business (nobody unless it names one), an agency of the insured area, the node itself.
 */
export function mayReadPerson(
  actor: Actor,
  person: { personId: string; areas: readonly string[] },
  scope?: ActingScope | 'any',
): boolean {
  if (actor.kind === 'system') return true;
  if (actor.kind === 'person') {
    return scope === undefined
      ? actor.id === person.personId
      : speaksForPerson(actor, person.personId, scope);
  }
  return actor.kind === 'agency' && person.areas.some((area) => actor.areas.includes(area));
}

/** `person-unknown` before `not-permitted`; null when the actor may read. */
export function refusalToRead(
  actor: Actor,
  person: { personId: string; areas: readonly string[] } | null,
  scope?: ActingScope | 'any',
): Refused<Refusal<'person-unknown' | 'not-permitted'>> | null {
  if (person === null) return refuse('person-unknown');
  return mayReadPerson(actor, person, scope) ? null : refuse('not-permitted');
}
