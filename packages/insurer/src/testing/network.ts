/** Test support: the gateway over a real database, insured places and a nation beside it, and an insurer. */
import {
  type CoreProduct,
  createInsurerBook,
  type InsurerBook,
  type InsurerHabits,
  startInsurerCore,
} from '@zhijie/counterparties';
import { fromBase64Url, generateKeyPair, sign, toBase64Url, verify } from '@zhijie/crypto';
import { type Database, manualScheduler } from '@zhijie/database';
import { headSigner } from '@zhijie/evidence';
import {
  type CommercialFact,
  createPort,
  GATEWAY,
  HUB,
  type InsurerQuestion,
  inProcessNetwork,
  type NodeAddress,
  type Port,
  readFrame,
} from '@zhijie/exchange';
import { calendarDate, fen, instant, monthOf, ok, rate, seededIdSource, startOfDay } from '@zhijie/kernel';
import { createInsurerGateway, type InsurerGateway } from '../gateway.ts';
import type { InsurerActor } from '../operator.ts';
import type { SignedWord } from '../registry/join.ts';

export const PAIRS = new Map([HUB, GATEWAY, '99', '41'].map((address) => [address, generateKeyPair()]));
export const INSURER_KEYS = generateKeyPair();

export const at = (text: string) => {
  const [day = '', time = '00:00'] = text.split(' ');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return instant(startOfDay(calendarDate(day)) + (hours * 60 + minutes) * 60_000);
};

const P001: CoreProduct = {
  product: 'P-001',
  title: '示例医疗险（虚构）',
  deductible: fen(1_000_000),
  ratio: rate(8000),
  cap: fen(100_000_000),
};

/** Operators of two insurers. */
export const operator = (
  id: string,
  roles: InsurerActor['roles'] = ['claims', 'payment-maker', 'payment-checker'],
  insurer = 'demo-health',
): InsurerActor => ({ id, insurer, roles });

export type TestGateway = {
  readonly gateway: InsurerGateway;
  readonly insured: Port;
  readonly clock: { now: ReturnType<typeof at> };
  /** What the nation's register says of a digest. */
  readonly receipts: Map<string, string>;
};

/** The gateway on a network of its own; provinces '99' and '41' ask it through the nation. */
export async function testGateway(
  db: Database,
  own: { readonly answerWithinMs?: number } = {},
): Promise<TestGateway> {
  const network = inProcessNetwork();
  const clock = { now: at('2026-03-10 09:00') };
  const scheduler = manualScheduler(clock.now);
  const common = (address: NodeAddress) => ({
    transport: network.transport(address),
    keys: PAIRS.get(address)!,
    peers: (peer: NodeAddress) => PAIRS.get(peer),
    now: () => clock.now,
    ids: seededIdSource(address),
  });
  const gateway = createInsurerGateway({
    ...common(GATEWAY),
    db,
    signer: headSigner(PAIRS.get(GATEWAY)!.privateKey),
    scheduler,
    directoryKey: new Uint8Array(16).fill(2),
    answerWithinMs: 2700,
    ...own,
  });
  network.attach(GATEWAY, gateway.serve);
  const receipts = new Map<string, string>();
  const hub = createPort({ ...common(HUB), address: HUB });
  const atHub = hub.serve({
    'invoice.settled@1': async ({ digest }) => ok({ settlementId: receipts.get(digest) ?? null }),
  });
  network.attach(HUB, async (bytes, peer) => {
    const frame = readFrame(bytes);
    const to = frame.ok ? frame.value.header.to : HUB;
    return to === HUB ? atHub(bytes, peer) : network.transport(HUB).send(to, bytes, 10_000);
  });
  const insured = createPort({ ...common('99'), address: '99' });
  network.attach('99', insured.serve({}));
  await gateway.enter([
    {
      insurer: 'demo-health',
      name: '示例健康保险（虚构）',
      products: [
        { product: 'P-001', title: P001.title, mode: 'insurer-answers' },
        { product: 'demo-a-2026', title: '示例市惠民保（虚构）', mode: 'inside' },
      ],
    },
    { insurer: 'other-life', name: '示例人寿保险（虚构）', products: [] },
  ]);
  return { gateway, insured, clock, receipts };
}

export type TestInsurer = {
  readonly url: string;
  readonly book: InsurerBook;
  readonly habits: InsurerHabits;
  /** Whether a question has come to it. */
  isAsked(questionId: string): boolean;
  close(): Promise<void>;
};

/** An insurer's own system, listening. */
export async function testInsurer(): Promise<TestInsurer> {
  const book = createInsurerBook({
    insurer: 'demo-health',
    products: [{ ...P001, reviews: ['REVIEWED'] }],
    now: () => at('2026-03-10 09:00'),
  });
  const habits: InsurerHabits = {};
  const asked = new Set<string>();
  const gatewayKey = PAIRS.get(GATEWAY)!.publicKey;
  const core = await startInsurerCore({
    book,
    habits,
    sign: (text) => toBase64Url(sign(INSURER_KEYS.privateKey, text)),
    isOfGateway: (text, signature) => {
      const { questionId } = JSON.parse(text) as { questionId?: string };
      if (questionId !== undefined) asked.add(questionId);
      return verify(gatewayKey, text, fromBase64Url(signature) ?? new Uint8Array());
    },
    port: 0,
  });
  return { ...core, book, habits, isAsked: (questionId) => asked.has(questionId) };
}

/** The word with which the insurer joins. */
export function joinWord(endpoint: string, changed: object = {}, keys = INSURER_KEYS): SignedWord {
  const word = {
    insurer: 'demo-health',
    endpoint,
    publicKey: keys.publicKey.hex,
    at: at('2026-03-10 09:00'),
  };
  const text = JSON.stringify({ ...word, ...changed });
  return { text, signature: toBase64Url(sign(keys.privateKey, text)) };
}

let count = 0;
const nextId = (letter: string): string => `${letter}${String(++count).padStart(6, '0')}`;

/** 18 623.88 yuan left in scope: over 10 000.00 at 80 %, 6 899.10 (journey 7). */
export function question(changed: Partial<InsurerQuestion> = {}): InsurerQuestion {
  return {
    questionId: nextId('L'),
    insurer: 'demo-health',
    product: 'P-001',
    policyNumber: nextId('POL'),
    settledOn: '2026-03-10',
    careType: 'inpatient',
    referralClass: 'long-term',
    left: { inScope: 1_862_388 },
    asked: 3_162_388,
    until: at('2026-03-10 09:30'),
    ...changed,
  };
}

export function fact(changed: Partial<CommercialFact> = {}): CommercialFact {
  const moment = changed.at ?? at('2026-03-10 09:00');
  return {
    factId: nextId('F'),
    kind: 'paid',
    undoes: null,
    payee: 'hospital',
    paymentId: nextId('L'),
    insurer: 'demo-health',
    product: 'P-001',
    policyNumber: 'POL1',
    settlementId: nextId('S'),
    insuredArea: '990100',
    careArea: '110000',
    hospitalId: 'H11010500001',
    hospitalName: '示例医院',
    amount: 689_910,
    at: moment,
    month: monthOf(instant(moment)),
    layers: [],
    ...changed,
  };
}

/** What takes a fact back. */
export const undoing = (paid: CommercialFact, moment: number): CommercialFact => ({
  ...paid,
  factId: nextId('F'),
  kind: 'undone',
  undoes: paid.factId,
  at: moment,
  month: monthOf(instant(moment)),
});
