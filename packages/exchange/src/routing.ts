import type { MessageName, RequestOf, Route } from './messages.ts';
import { GATEWAY, HUB, type NodeAddress } from './transport.ts';

/** The side of a node that speaks: care and insured sides are provinces, hub and gateway are themselves. */
export type Side = 'care' | 'insured' | 'hub' | 'gateway';

type Facts = Partial<Record<keyof Route, string>>;
type MessageRule<N extends MessageName> = {
  readonly asks: readonly Side[];
  readonly answers: readonly Side[];
  /** What the body says of its own route; the clear header must say the same. */
  readonly facts: (body: RequestOf<N>) => Facts;
};

const nothing = (): Facts => ({});
const billFacts = ({ bill }: Pick<RequestOf<'settlement.quote@1'>, 'bill'>): Facts => ({
  careArea: bill.careArea,
  providerId: bill.providerId,
  personId: bill.personId,
});
const personFacts = (body: { personId: string }): Facts => ({ personId: body.personId });

/** A province's agency asks the nation, in the name of its province: the care area of the route. */
const ofAgency = { asks: ['care'], answers: ['hub'], facts: nothing } as const;

/** The hub asks both provinces of a pair; which side, the body says. */
const ofHub = { asks: ['hub'], answers: ['care', 'insured'], facts: nothing } as const;
const referenceFacts = ({ reference }: { reference: { personId: string; careArea: string } }): Facts => ({
  personId: reference.personId,
  careArea: reference.careArea,
});

/** Who may ask whom (procedures P-02: each tier and place speaks for itself), by message. */
export const MESSAGE_RULES: { readonly [N in MessageName]: MessageRule<N> } = {
  'person.identify@1': { asks: ['care'], answers: ['insured'], facts: nothing },
  'credential.decode@1': { asks: ['care'], answers: ['insured'], facts: nothing },
  'face.challenge@1': { asks: ['care'], answers: ['insured'], facts: nothing },
  'face.match@1': { asks: ['care'], answers: ['insured'], facts: nothing },
  'benefits.check@1': {
    asks: ['care'],
    answers: ['insured'],
    facts: (body) => ({ personId: body.personId, careArea: body.careArea, providerId: body.providerId }),
  },
  'registration.file@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'registration.withdraw@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'registration.list@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'entitlement.check@1': {
    asks: ['care'],
    answers: ['insured'],
    facts: (body) => ({ personId: body.personId, careArea: body.careArea, providerId: body.providerId }),
  },
  'settlement.quote@1': { asks: ['care'], answers: ['insured'], facts: billFacts },
  'settlement.settle@1': { asks: ['care'], answers: ['insured'], facts: billFacts },
  'settlement.reverse@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'settlement.outcome@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'settlement.details@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'claim.deliver@1': { asks: ['care'], answers: ['insured'], facts: billFacts },
  'accumulators.read@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'filing.changed@1': {
    asks: ['insured', 'hub'],
    answers: ['hub', 'care'],
    facts: ({ filing }) => ({ insuredArea: filing.insuredArea, personId: filing.personId }),
  },
  'directory.register@1': { asks: ['insured', 'care'], answers: ['hub'], facts: nothing },
  'directory.find@1': { asks: ['insured', 'care'], answers: ['hub'], facts: nothing },
  'clearing.read@1': ofAgency,
  'clearing.items@1': ofAgency,
  'clearing.proof@2': ofAgency,
  'clearing.step@1': ofAgency,
  'clearing.defer@1': ofAgency,
  'clearing.deduct@1': ofAgency,
  'clearing.account@1': ofAgency,
  'clearing.payments@1': ofAgency,
  'clearing.deductions@1': ofAgency,
  'deduction.take@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'prepayment.read@1': ofAgency,
  'prepayment.step@1': ofAgency,
  'prepayment.request@1': ofAgency,
  'prepayment.held@1': { asks: ['hub'], answers: ['care'], facts: nothing },
  'prepayment.paid@1': { asks: ['hub'], answers: ['insured'], facts: nothing },
  'reconciliation.digests@1': ofHub,
  'reconciliation.rows@1': ofHub,
  'reconciliation.known@1': ofHub,
  'reconciliation.repair@1': { asks: ['hub'], answers: ['care'], facts: referenceFacts },
  'reconciliation.reverse@1': { asks: ['hub'], answers: ['care'], facts: referenceFacts },
  'reconciliation.month@1': ofAgency,
  'reconciliation.day@1': ofAgency,
  'reconciliation.act@1': ofAgency,
  'reconciliation.sheet@1': ofAgency,
  'reconciliation.errors@1': ofAgency,
  'nation.day@1': ofAgency,
  'ticket.open@1': ofAgency,
  'ticket.step@1': ofAgency,
  'ticket.read@1': ofAgency,
  'ticket.list@1': ofAgency,
  'cooperation.note@1': { asks: ['insured', 'care'], answers: ['care', 'insured'], facts: nothing },
  'invoice.use@1': { asks: ['insured', 'care'], answers: ['hub'], facts: nothing },
  'invoice.release@1': { asks: ['insured', 'care'], answers: ['hub'], facts: nothing },
  'leg.quote@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'leg.hold@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'leg.confirm@1': { asks: ['care'], answers: ['insured'], facts: nothing },
  'leg.void@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'booking.tell@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'credit.flag@1': { asks: ['care'], answers: ['insured'], facts: personFacts },
  'leg.outcome@1': { asks: ['care'], answers: ['insured'], facts: nothing },
  'commercial.paid@1': { asks: ['insured'], answers: ['gateway'], facts: nothing },
  'insurer.ask@1': { asks: ['insured'], answers: ['gateway'], facts: nothing },
  'insurer.list@1': { asks: ['insured'], answers: ['gateway'], facts: nothing },
  'invoice.settled@1': { asks: ['gateway'], answers: ['hub'], facts: nothing },
  'quota.transfer@1': {
    asks: ['insured'],
    answers: ['hub'],
    facts: (body) => ({ insuredArea: body.donorArea, personId: body.donorId }),
  },
  'quota.read@1': { asks: ['insured'], answers: ['hub'], facts: personFacts },
  'quota.hold@1': { asks: ['insured'], answers: ['hub'], facts: personFacts },
  'quota.confirm@1': { asks: ['insured'], answers: ['hub'], facts: personFacts },
  'quota.void@1': { asks: ['insured'], answers: ['hub'], facts: personFacts },
  'quota.outcome@1': { asks: ['insured'], answers: ['hub'], facts: personFacts },
  'quota.holder@1': { asks: ['hub'], answers: ['insured'], facts: personFacts },
  'quota.spent@1': {
    asks: ['hub'],
    answers: ['insured'],
    facts: (body) => ({ insuredArea: body.donorArea, personId: body.donorId }),
  },
  'mutual-aid.month@1': ofAgency,
  // The old area asks for its person, in the place of a care area; the new one answers.
  'relation.apply@1': {
    asks: ['care'],
    answers: ['insured'],
    facts: (body) => ({ careArea: body.fromArea, insuredArea: body.toArea }),
  },
  // The new area asks, in the place of a care area; the old one answers.
  'relation.request@1': {
    asks: ['care'],
    answers: ['insured'],
    facts: (body) => ({ careArea: body.toArea, insuredArea: body.fromArea }),
  },
  'relation.joined@1': { asks: ['care'], answers: ['insured'], facts: nothing },
  'node.ping@1': { asks: ['insured', 'care', 'hub'], answers: ['hub', 'insured', 'care'], facts: nothing },
};

/** The node of an area: a province is named by the first two digits of its areas' codes. */
export function addressOf(area: string): NodeAddress {
  return area.slice(0, 2);
}

/** Where a message goes when the caller names no node: its first answering side. */
export function destinationOf(message: MessageName, route: Route): NodeAddress {
  const side = MESSAGE_RULES[message].answers[0];
  if (side === 'hub') return HUB;
  if (side === 'gateway') return GATEWAY;
  return addressOf(side === 'care' ? route.careArea : route.insuredArea);
}

/** The neighbour that a frame for `to` is handed to: a node's own frames skip the hub, all others pass it. */
export function routeTo(to: NodeAddress, own: NodeAddress): NodeAddress {
  return to === own || own === HUB ? to : HUB;
}

function isSide(side: Side, address: NodeAddress, route: Route): boolean {
  if (side === 'hub') return address === HUB;
  if (side === 'gateway') return address === GATEWAY;
  return address !== HUB && address === addressOf(side === 'care' ? route.careArea : route.insuredArea);
}

/** A node may only speak, and may only be asked, for its own areas, in the roles that the message allows. */
export function mayAsk(question: {
  message: MessageName;
  from: NodeAddress;
  to: NodeAddress;
  route: Route;
}): boolean {
  const { message, from, to, route } = question;
  const rule = MESSAGE_RULES[message];
  if (message === 'node.ping@1') return true;
  return rule.asks.some((s) => isSide(s, from, route)) && rule.answers.some((s) => isSide(s, to, route));
}

/** The first route field that contradicts the body, or null. */
export function routeConflict<N extends MessageName>(
  message: N,
  body: RequestOf<N>,
  route: Route,
): keyof Route | null {
  const facts = MESSAGE_RULES[message].facts(body);
  const fields = Object.keys(facts) as (keyof Route)[];
  return fields.find((field) => facts[field] !== route[field]) ?? null;
}

/** A route with nothing known but what is given; unknown parts are empty texts. */
export function routeOf(known: Partial<Route>): Route {
  return { careArea: '', insuredArea: '', providerId: '', personId: '', month: '', ...known };
}
