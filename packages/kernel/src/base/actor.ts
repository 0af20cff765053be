/** What somebody may do for a relative (closed list): each business asks for its own word. */
export const ACTING_SCOPES = ['filing', 'booking', 'bills', 'credit', 'consents', 'claims'] as const;
export type ActingScope = (typeof ACTING_SCOPES)[number];

/** For whom a person acts in this request, and within what: read from the delegation when it comes. */
export type ActingFor = {
  readonly delegationId: string;
  readonly personId: string;
  readonly scopes: readonly ActingScope[];
  /** The legal guardian of a minor. */
  readonly isGuardian: boolean;
};

/** Who acts. Every service takes one; what it may do is decided in the noun's `permissions.ts`. */
export type Actor = {
  readonly id: string;
  readonly kind: 'hospital' | 'person' | 'agency' | 'system' | 'node' | 'recipient';
  /** Address of the node through which the actor came: 'hub' or a province's two digits. */
  readonly node: string;
  readonly areas: readonly string[];
  readonly roles: readonly string[];
  readonly name?: string;
  /** A person who acts for another: the actor stays the one who acts, the other one's data are meant. */
  readonly actsFor?: ActingFor;
};

/** Whether a person speaks for this one: being it, or a delegate whose scope holds the business. */
export function speaksForPerson(actor: Actor, personId: string, scope: ActingScope | 'any'): boolean {
  if (actor.kind !== 'person') return false;
  if (actor.id === personId) return true;
  const { actsFor } = actor;
  if (actsFor === undefined || actsFor.personId !== personId) return false;
  return scope === 'any' || actsFor.scopes.includes(scope);
}
