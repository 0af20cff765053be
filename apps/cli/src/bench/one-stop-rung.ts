import {
  createHospital,
  createWalletBook,
  dischargeInpatient,
  type Hospital,
  type OpenVisit,
  openInpatient,
  settleVisit,
  uploadLines,
  type WalletBook,
} from '@zhijie/counterparties';
import type { Database, Executor } from '@zhijie/database';
import { inProcessNetwork, RESULT_CLASSES } from '@zhijie/exchange';
import { type Actor, assert, fen, type Result } from '@zhijie/kernel';
import type { SeedPerson } from '@zhijie/population';
import {
  type ActView,
  answerHospital,
  openBillAct,
  type PaymentChannel,
  type Province,
  resumeAct,
} from '@zhijie/province';
import { wallClock } from '../network/network.ts';
import { hubOver, provinceOver } from '../network/nodes.ts';
import { seedProvince } from '../network/seed.ts';
import { benchPersons } from './material.ts';
import { median } from './measure.ts';
import type { RungResult } from './rung.ts';
import { type Bench, OWN_PROVINCE } from './surroundings.ts';

const AREA = '990100';
const PROVIDER = 'H99010100001';
const PRODUCT = 'demo-a-2026';
/** Less than the bill leaves, so that the account pays a part and the act has the rest. */
const ON_ACCOUNT = fen(20_000);
/** Far above the product's yearly deductible. */
const BILL = [
  { item: 'XZ99ZZA001A001010100001', price: '98.00', quantity: '900' },
  { item: '991102000010000', price: '50.00', quantity: '1' },
] as const;

/** What callers waited for the database: statements by name, beginnings and ends of transactions. */
type Spent = { ms: number; readonly by: Map<string, { calls: number; ms: number }> };
/** Where the waiting is entered; nowhere while the bench furnishes itself. */
type Meter = { into: Spent | null };

const ENDS = 'begin, commit';

function enter({ into }: Meter, name: string, ms: number): void {
  if (into === null) return;
  const known = into.by.get(name) ?? { calls: 0, ms: 0 };
  into.by.set(name, { calls: known.calls + 1, ms: known.ms + ms });
  into.ms += ms;
}

const statementsOf = ({ by }: Spent): number =>
  [...by].reduce((sum, [name, { calls }]) => sum + (name === ENDS ? 0 : calls), 0);

/** The database with the time that its callers wait for it: statements, begin and end of transactions. */
function timed(db: Database, meter: Meter): Database {
  const over = (executor: Executor): Executor => ({
    async query(statement, values) {
      const start = performance.now();
      try {
        return await executor.query(statement, values);
      } finally {
        enter(meter, statement.name, performance.now() - start);
      }
    },
  });
  return {
    ...db,
    ...over(db),
    async transaction(work, options) {
      let inside = 0;
      const start = performance.now();
      const value = await db.transaction(async (tx) => {
        const begun = performance.now();
        const result = await work(over(tx));
        inside = performance.now() - begun;
        return result;
      }, options);
      enter(meter, ENDS, performance.now() - start - inside);
      return value;
    },
  };
}

/** A wallet in this process: its own books cost the node's database nothing. */
const channelOver = (book: WalletBook): PaymentChannel => ({
  pageOf: (reference) => reference,
  open: async (order) => book.open(order),
  query: async (reference) => book.entry(reference).state,
  close: async (reference) => book.close(reference),
  refund: async (refund) => book.refund(refund),
});

function granted<T>(result: Result<T, unknown>): T {
  assert(result.ok, `The bench is furnished: ${JSON.stringify(result)}`);
  return result.value;
}

/** A cover of the year, and the person's consent to it. */
async function insure({ insured }: Province, person: SeedPerson): Promise<void> {
  const { personId, name, citizenNumber: certificateNumber } = person;
  const system: Actor = { id: 'bench', kind: 'system', node: OWN_PROVINCE, areas: [], roles: [] };
  const own: Actor = { ...system, id: personId, kind: 'person' };
  const cover = { insurer: 'demo-life', product: PRODUCT, policyNumber: `B-${personId}` };
  const period = { startsOn: '2026-01-01', endsOn: '2026-12-31', premium: 9900 };
  granted(await insured.services.takeListLine(system, { name, certificateNumber, ...cover, ...period }));
  const recipient = { kind: 'insurer', id: 'demo-life', name: '示例人寿保险' } as const;
  const terms = { personId, recipient, product: PRODUCT, dataClasses: RESULT_CLASSES };
  const asked = { ...terms, purpose: 'claim-settlement' } as const;
  const { textHash, sensitiveClasses: separately } = granted(await insured.services.consentForm(own, asked));
  granted(await insured.services.giveConsent(own, { ...asked, textHash, separately, channel: 'web' }));
}

type Window = { readonly hospital: Hospital; readonly province: Province; readonly wallet: WalletBook };

async function stay({ hospital }: Window, person: SeedPerson): Promise<OpenVisit> {
  const open = await openInpatient(hospital, await hospital.identify(person.citizenNumber, AREA));
  const visit = await uploadLines(hospital, open, BILL);
  await dischargeInpatient(hospital, visit);
  return visit;
}

const settled = (window: Window, visit: OpenVisit) =>
  settleVisit(window.hospital, visit, { usesPersonalAccount: true });

const CASHIER: Actor = {
  id: '0001',
  kind: 'hospital',
  node: OWN_PROVINCE,
  areas: [AREA],
  roles: [`operator:${PROVIDER}`],
};

/** Funds and account by the settlement, then the insurer and the patient's wallet in its act. */
async function act(window: Window, visit: OpenVisit): Promise<ActView> {
  const { settlementId } = await settled(window, visit);
  const { deps } = window.province.care;
  const methods = [
    { kind: 'insurer', payer: PRODUCT },
    { kind: 'channel', payer: 'wallet' },
  ] as const;
  const asked = { providerId: PROVIDER, requestKey: settlementId, settlementId, methods };
  const opened = granted(await openBillAct(deps, CASHIER, asked));
  window.wallet.pay(opened.legs.find(({ kind }) => kind === 'channel')!.legId);
  return granted(await resumeAct(deps, CASHIER, opened));
}

async function openWindow(bench: Bench, meter: Meter, persons: readonly SeedPerson[]): Promise<Window> {
  const wallet = createWalletBook({ now: wallClock });
  const wires = inProcessNetwork();
  const hub = hubOver(bench.around, await bench.openNode('hub'), wires.transport('hub'));
  wires.attach('hub', hub.serve);
  const db = timed(await bench.openNode(OWN_PROVINCE), meter);
  const around = { ...bench.around, channel: channelOver(wallet) };
  const carriers = { transport: wires.transport(OWN_PROVINCE) };
  const province = provinceOver(around, OWN_PROVINCE, db, carriers);
  wires.attach(OWN_PROVINCE, province.serve);
  await seedProvince(province);
  await province.insured.seed(persons);
  for (const person of persons) await insure(province, person);
  while ((await province.deliver()) > 0);
  const gateway = { careOf: () => province.care.deps, now: wallClock, log: bench.around.log };
  const hospital = createHospital({
    ...{ providerId: PROVIDER, name: '示例市示例医院', careRegion: AREA, now: wallClock, prefix: 'OS' },
    post: (body) => answerHospital(gateway, { body, path: '/fsi/bench', headers: {} }),
  });
  return { hospital, province, wallet };
}

const WARM_UP = 3;

/**
 * S1, S2: the time that a plain settlement, and one with its whole act, wait for the node's database; one
 * after the other in turns. The node does nothing else meanwhile.
 */
export async function oneStopRungs(bench: Bench, pairs: number): Promise<RungResult[]> {
  const meter: Meter = { into: null };
  const persons = benchPersons(bench.seed, AREA, 2 * pairs).map((person) => ({
    ...person,
    filings: [],
    coverages: person.coverages.map((coverage) => ({ ...coverage, accountBalance: ON_ACCOUNT })),
  }));
  const window = await openWindow(bench, meter, persons);
  const plain: Spent[] = [];
  const whole: Spent[] = [];
  const words = new Set<string>();
  const measured = async (into: Spent[], work: () => Promise<unknown>): Promise<void> => {
    const spent: Spent = { ms: 0, by: new Map() };
    meter.into = spent;
    await work();
    meter.into = null;
    into.push(spent);
  };
  for (let pair = 0; pair < pairs; pair++) {
    const [first, second] = [
      await stay(window, persons[2 * pair]!),
      await stay(window, persons[2 * pair + 1]!),
    ];
    await measured(plain, () => settled(window, first));
    await measured(whole, async () => {
      const { word, legs } = await act(window, second);
      const paid = legs.filter(({ amount }) => amount > 0).map(({ kind, state }) => `${kind} ${state}`);
      words.add([word, ...paid].join(', '));
    });
  }
  const { breaches: found } = await window.province.figures();
  const breaches = found.map(({ invariant, subject }) => `${invariant}: ${subject}`);
  const expected = 'paid, funds confirmed, insurer confirmed, channel confirmed';
  if (words.size !== 1 || !words.has(expected)) breaches.push(`acts ended as ${[...words].join(' | ')}`);
  return resultsOf({ plain: plain.slice(WARM_UP), whole: whole.slice(WARM_UP) }, breaches);
}

type Measured = { readonly plain: readonly Spent[]; readonly whole: readonly Spent[] };

/** Every statement with its calls and its share of the time in one of these, the dearest first. */
function listing(of: readonly Spent[]): string {
  const sums = new Map<string, { calls: number; ms: number }>();
  for (const { by } of of) {
    for (const [name, { calls, ms }] of by) {
      const known = sums.get(name) ?? { calls: 0, ms: 0 };
      sums.set(name, { calls: known.calls + calls, ms: known.ms + ms });
    }
  }
  const each = (figure: number): string => (figure / of.length).toFixed(2);
  return [...sums]
    .toSorted(([, a], [, b]) => b.ms - a.ms)
    .map(([name, { calls, ms }]) => `\n  ${each(ms).padStart(7)} ms ${each(calls).padStart(6)} 次  ${name}`)
    .join('');
}

function resultsOf({ plain, whole }: Measured, breaches: readonly string[]): RungResult[] {
  const times = (of: readonly Spent[]): number[] => of.map(({ ms }) => ms);
  const statements = (of: readonly Spent[]): string =>
    `${median(of.map(statementsOf))} 条语句，每条每次的平均等待：${listing(of)}`;
  const common = { clients: 1, perSecond: null, p99: null, latencyFrom: null, cpu: null } as const;
  return [
    {
      ...{ id: 'S1', title: '一次普通结算等待数据库的时间', ...common, done: plain.length, ratio: null },
      ...{ p50: median(times(plain)), note: statements(plain), breaches: [] },
    },
    {
      ...{ id: 'S2', title: '同样的账单加上全部支付：基金、账户、商业保险、钱包、票据', ...common },
      done: whole.length,
      ratio: median(whole.map(({ ms }, index) => ms / plain[index]!.ms)),
      p50: median(times(whole)),
      note: `比例是对 S1 的倍数；${statements(whole)}`,
      breaches,
    },
  ];
}
