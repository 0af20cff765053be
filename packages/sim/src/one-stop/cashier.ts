/** A cashier with one patient: a bill, who pays it, what happens then. Ends when the act has ended. */
import type { Actor, Refusal, Result } from '@zhijie/kernel';
import {
  type ActView,
  chooseMethods,
  handBackCash,
  type Method,
  openBillAct,
  type Province,
  resumeAct,
  undoAct,
} from '@zhijie/province';
import { type Client, NeverAnswered } from '../hospital/client.ts';
import { type Ready, settleBill, undo } from '../hospital/settling.ts';
import { type Story, stay, visit } from '../hospital/stories.ts';
import { HOSPITALS } from '../nodes/people.ts';
import type { Partners } from './partners.ts';
import { CARE, type OneStopPatient } from './place.ts';

/** What a patient does whom a wallet waits for. */
export type AtTheWallet = 'pays' | 'pays-late' | 'gives-up' | 'waits';

/** `undo`: the cashier takes everything back. `void`: the hospital's system does, past the act. */
export type ActEnding = 'keep' | 'undo' | 'undo-early' | 'void';

export type ActStory = Pick<Story, 'kind' | 'basket' | 'usesAccount'> & {
  /** Who pays what the funds leave, in the order in which they were named. */
  readonly methods: readonly Method[];
  readonly splits: boolean;
  /** The act settles the visit itself; otherwise the hospital has done so. */
  readonly settlesItself: boolean;
  readonly atTheWallet: AtTheWallet;
  /** Who is chosen when something is left; null: nobody, until the deadline. */
  readonly otherwise: Method | null;
  readonly ending: ActEnding;
};

export const CASH: Method = { kind: 'channel', payer: 'cash' };
export const WALLET: Method = { kind: 'channel', payer: 'wallet' };

/**
 * Everybody pays a part, then all of it goes back: two insurers, a relative's account, a line, the wallet.
 */
export const everybodyPays = ({ insurers, binding, credit }: OneStopPatient): ActStory => ({
  kind: 'inpatient',
  basket: [
    ['drug', 700],
    ['consultation', 1],
  ],
  usesAccount: true,
  methods: [
    ...insurers.map((payer) => ({ kind: 'insurer' as const, payer })),
    { kind: 'family', payer: binding },
    { kind: 'credit', payer: credit.at(-1)! },
    WALLET,
  ],
  splits: true,
  settlesItself: true,
  atTheWallet: 'pays',
  otherwise: CASH,
  ending: 'undo',
});

export function drawActStory(client: Client, patient: OneStopPatient): ActStory {
  const { random } = client;
  const kind = random.chance(1, 2) ? 'outpatient' : 'inpatient';
  const offered: readonly Method[] = [
    ...patient.insurers.map((payer) => ({ kind: 'insurer' as const, payer })),
    { kind: 'family', payer: patient.binding },
    ...patient.credit.map((payer) => ({ kind: 'credit' as const, payer })),
  ];
  const methods = offered.filter(() => random.chance(3, 5));
  const last = random.pick([[WALLET], [CASH], [WALLET], []]);
  return {
    kind,
    basket: [
      ['drug', 1 + random.below(kind === 'outpatient' ? 12 : 600)],
      ['sharedDrug', 1 + random.below(4)],
      ['consultation', 1],
    ],
    usesAccount: random.chance(1, 2),
    methods: [...methods, ...last],
    splits: random.chance(2, 3),
    settlesItself: random.chance(1, 2),
    atTheWallet: random.pick(['pays', 'pays', 'pays-late', 'gives-up', 'waits']),
    otherwise: random.chance(1, 15) ? null : random.pick([CASH, WALLET]),
    ending: random.pick(['keep', 'keep', 'undo', 'undo-early', 'void']),
  };
}

const PROVIDER = HOSPITALS[CARE];
const CASHIER: Actor = {
  id: 'op1',
  kind: 'hospital',
  node: CARE,
  areas: ['410100'],
  roles: [`operator:${PROVIDER}`],
};

const PATIENCE_MS = 60_000;
type Deps = Province['care']['deps'];
type Answer = Result<ActView, Refusal>;

/** Asks the desk of the hospital's node. Null: it is down, broke off, or something went wrong there. */
function ask(client: Client, work: (deps: Deps) => Promise<Answer>): Promise<Answer | null> {
  const { world, nodes, name } = client;
  return new Promise((resolve) => {
    let isOver = false;
    const finish = (answer: Answer | null) => {
      if (isOver) return;
      isOver = true;
      cancel();
      const told = answer === null ? 'silence' : answer.ok ? answer.value.word : answer.refusal.code;
      world.note(`${name} hears ${told}`);
      resolve(answer);
    };
    const cancel = world.loop.after(PATIENCE_MS, () => finish(null));
    const province = nodes.provinceOf(CARE);
    if (province === undefined) return finish(null);
    nodes.processOf(CARE).onCrash(() => world.loop.after(1, () => finish(null)));
    work(province.care.deps).then(finish, (error) => {
      world.note(`${name} call failed: ${error instanceof Error ? error.message : String(error)}`);
      finish(null);
    });
  });
}

const TURNS = 400;
const AGAIN = ['act-not-choosing', 'act-nothing-left', 'act-undone'];

/** What a cashier sees and does, one thing after the other. */
type Desk = {
  readonly client: Client;
  readonly partners: Partners;
  readonly story: ActStory;
  view: ActView;
  isUndone: boolean;
};

async function told(client: Client, work: (deps: Deps) => Promise<Answer>): Promise<ActView> {
  for (let turn = 1; turn <= TURNS; turn++) {
    const answer = await ask(client, work);
    if (answer?.ok === true) return answer.value;
    if (answer !== null) throw new Error(`${client.name}: the desk refuses ${answer.refusal.code}`);
    await client.process.pause(Math.min(500 * turn, 20_000));
  }
  throw new NeverAnswered(`${client.name} was never told of an act`);
}

const keyOf = ({ providerId, actId }: ActView) => ({ providerId, actId });

/** What is done now; a choice that somebody else was faster with is seen at the next look. */
async function steer(desk: Desk, work: (deps: Deps) => Promise<Answer>): Promise<void> {
  const answer = await ask(desk.client, work);
  if (answer?.ok === true) desk.view = answer.value;
  else if (answer !== null && !AGAIN.includes(answer.refusal.code))
    throw new Error(`${desk.client.name}: the desk refuses ${answer.refusal.code}`);
}

/** The patient at the page, as often as one waits there. */
async function atThePage({ client, partners, story }: Desk, legId: string): Promise<void> {
  const { process, random, world } = client;
  await process.pause(random.below(story.atTheWallet === 'pays-late' ? 90_000 : 8_000));
  if (story.atTheWallet === 'waits') return;
  world.note(`${client.name} ${story.atTheWallet} ${legId}`);
  if (story.atTheWallet === 'gives-up') partners.wallet.close(legId);
  else partners.wallet.pay(legId);
}

function shownPage({ legs }: ActView): string | undefined {
  return legs.find(({ kind, payer, state }) => kind === 'channel' && payer === 'wallet' && state === 'held')
    ?.legId;
}

const LOOK_AGAIN_MS = 4_000;
const A_LONG_WHILE_MS = 240_000;
/** A patient who gives up at so many pages is asked for cash. */
const PAGES_AT_MOST = 4;

/** Until the act has ended. */
async function follow(desk: Desk): Promise<void> {
  const { client, story } = desk;
  const seen = new Set<string>();
  for (let turn = 0; turn < TURNS; turn++) {
    const { view } = desk;
    const key = keyOf(view);
    const isEnd = view.word === 'undone' || view.word === 'failed';
    const wantsBack = story.ending === 'undo' ? view.word === 'paid' : story.ending === 'undo-early';
    if (isEnd || (view.word === 'paid' && !wantsBack)) return;
    const page = shownPage(view);
    if (page !== undefined && !seen.has(page)) {
      seen.add(page);
      await atThePage(desk, page);
    }
    if (wantsBack && !desk.isUndone) {
      await steer(desk, (deps) => undoAct(deps, CASHIER, { ...key, reason: 'staff' }));
      desk.isUndone = desk.view.undoneFor !== null;
    } else if (view.next?.is === 'hand-back') {
      await steer(desk, (deps) => handBackCash(deps, CASHIER, { ...key, legId: view.next!.legId! }));
    } else if (view.next?.is === 'choose' && story.otherwise !== null) {
      const methods = [seen.size < PAGES_AT_MOST ? story.otherwise : CASH];
      await steer(desk, (deps) => chooseMethods(deps, CASHIER, { ...key, methods, seen: view.steps }));
    } else if (page !== undefined && story.atTheWallet === 'waits' && story.otherwise !== null) {
      await steer(desk, (deps) =>
        chooseMethods(deps, CASHIER, { ...key, methods: [CASH], seen: view.steps }),
      );
    }
    const isNobodys = story.otherwise === null && (desk.view.next?.is === 'choose' || page !== undefined);
    await client.process.pause(isNobodys ? A_LONG_WHILE_MS : LOOK_AGAIN_MS);
    await steer(desk, (deps) => resumeAct(deps, CASHIER, key));
  }
  throw new NeverAnswered(`${client.name}: the act ${desk.view.actId} is ${desk.view.word} for ever`);
}

const asStory = ({ kind, basket, usesAccount }: ActStory): Story => ({
  ...{ kind, basket, usesAccount, isQuoted: false, isInterim: false },
  ...{ manner: 'patient', ending: 'keep', standsForMs: 0 },
});

/** The bill and its act, to the end. */
export async function playAct(client: Client, partners: Partners, story: ActStory): Promise<void> {
  const plain = asStory(story);
  const ready: Ready = story.kind === 'outpatient' ? await visit(client, plain) : await stay(client, plain);
  const settled = story.settlesItself ? null : await settleBill(client, ready, 'patient');
  if (!story.settlesItself && settled === null) return;
  const { methods, splits, usesAccount: usesPersonalAccount } = story;
  const about = settled === null ? { visitId: ready.visitId } : { settlementId: settled.settlementId! };
  const request = {
    ...{ providerId: PROVIDER, requestKey: `${client.name}-act`, methods, splits, usesPersonalAccount },
    ...about,
  };
  const view = await told(client, (deps) => openBillAct(deps, CASHIER, request));
  const desk: Desk = { client, partners, story, view, isUndone: false };
  await follow(desk);
  // The act takes the settlement back: the hospital must not hear of it as a contradiction.
  if (settled !== null && desk.view.word !== 'paid') settled.isReversalAsked = true;
  if (settled === null || story.ending !== 'void' || desk.view.word !== 'paid') return;
  await undo(client, settled, ready.number);
  await follow({ ...desk, story: { ...story, ending: 'undo' }, isUndone: true, view: voided(desk.view) });
}

/** As the cashier sees it before the node has followed: not over yet. */
const voided = (view: ActView): ActView => ({ ...view, word: 'undoing' });
