/** The installation of the one-stop story: patients with covers, a credit line and a relative's account. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CreditEvent, createCreditBook } from '@zhijie/counterparties';
import { generateKeyPair, sign, toBase64Url } from '@zhijie/crypto';
import { createProductLibrary, type ProductLibrary } from '@zhijie/engine';
import { RESULT_CLASSES } from '@zhijie/exchange';
import type { CallCore, InsurerGateway } from '@zhijie/insurer';
import { type Actor, assert, fen, type Result } from '@zhijie/kernel';
import { knownPersonOf, type SeedPerson } from '@zhijie/population';
import {
  type CommercialDeps,
  type CreditBank,
  type CreditProduct,
  type Province,
  type ProvinceDeps,
  readCreditProducts,
} from '@zhijie/province';
import { createInstallation, INSTALLED_AT, type Installation } from '../nodes/installation.ts';
import { filedFor, PEOPLE } from '../nodes/people.ts';
import { donorBalance } from './donor.ts';

const POLICIES = fileURLToPath(new URL('../../../../policies/', import.meta.url));
export const INSURED = '99';
export const CARE = '41';

/** Whose covers the platform computes, and who answers by themselves. */
export const INSURERS = [
  { insurer: 'demo-life', product: 'demo-a-2026', mode: 'inside' },
  { insurer: 'demo-property', product: 'demo-b-2026', mode: 'insurer-answers' },
] as const;

const filesOf = (folder: string, wanted: (name: string) => boolean) =>
  readdirSync(`${POLICIES}${folder}`)
    .filter(wanted)
    .sort()
    .map((name) => ({
      path: `${folder}/${name}`,
      text: readFileSync(`${POLICIES}${folder}/${name}`, 'utf8'),
    }));

let library: { readonly products: ProductLibrary; readonly credit: readonly CreditProduct[] } | undefined;

function products() {
  if (library !== undefined) return library;
  const commercial = createProductLibrary(filesOf('commercial', (name) => name.startsWith('demo-')));
  const credit = readCreditProducts(filesOf('credit', (name) => name.startsWith('example-')));
  assert(commercial.ok && credit.ok, 'The example products load');
  library = { products: commercial.value, credit: credit.value };
  return library;
}

/** The key with which every simulated insurer signs. */
export const INSURER_KEYS = generateKeyPair();

/** What the insured place stands on besides; a line to insurers is made by the node itself. */
export const commercialDeps = (): CommercialDeps => ({
  products: products().products,
  insurerKey: () => INSURER_KEYS.publicKey,
  // The virtual clock of the line ends the waiting.
  patience: () => new AbortController().signal,
});

export const creditDeps = (bank: CreditBank): NonNullable<ProvinceDeps['credit']> => ({
  products: products().credit,
  bankOf: () => bank,
});

/** A patient of the story, and who may pay for them besides the funds. */
export type OneStopPatient = {
  readonly person: SeedPerson;
  readonly insurers: readonly string[];
  readonly binding: string;
  readonly credit: readonly string[];
};

export type OneStopInstallation = Installation & {
  readonly patients: readonly OneStopPatient[];
  /** What the bank's book says before the story begins. */
  readonly bankEvents: readonly CreditEvent[];
  /** What the relative's account holds before the story begins, fen. */
  readonly donorBefore: number;
};

const first = filedFor('journey-1', '410100', 4560);
const second = filedFor('journey-long-term', '410100', 30_000);
const DONOR = knownPersonOf('a1');
/** Less than two bills cost, so that the last one finds it empty. */
const DONOR_BALANCE = fen(30_000);

const person = (id: string): Actor => ({ id, kind: 'person', node: INSURED, areas: [], roles: [] });
const AGENCY: Actor = { id: 'a', kind: 'agency', node: INSURED, areas: ['990100', '990101'], roles: [] };
const SYSTEM: Actor = { id: 'node', kind: 'system', node: INSURED, areas: [], roles: [] };

function granted<T>(result: Result<T, unknown>): T {
  assert(result.ok, `The story is furnished: ${JSON.stringify(result)}`);
  return result.value;
}

type Terms = Parameters<Province['insured']['services']['giveConsent']>[1];

async function agree(
  { insured }: Province,
  terms: Pick<Terms, 'recipient' | 'purpose' | 'product' | 'dataClasses' | 'personId'>,
) {
  const actor = person(terms.personId);
  const form = granted(await insured.services.consentForm(actor, terms as Terms));
  const { textHash, sensitiveClasses: separately } = form;
  granted(
    await insured.services.giveConsent(actor, { ...terms, textHash, separately, channel: 'web' } as Terms),
  );
}

async function insure(province: Province, { personId, name, citizenNumber }: SeedPerson): Promise<void> {
  for (const { insurer, product } of INSURERS) {
    granted(
      await province.insured.services.takeListLine(SYSTEM, {
        name,
        certificateNumber: citizenNumber,
        insurer,
        product,
        policyNumber: `${product}/${personId.slice(-6)}`,
        startsOn: '2026-01-01',
        endsOn: '2026-12-31',
        premium: 9900,
      }),
    );
    const recipient = { kind: 'insurer' as const, id: insurer, name: '示例保险' };
    const purpose = 'claim-settlement' as const;
    await agree(province, { personId, recipient, purpose, product, dataClasses: RESULT_CLASSES });
  }
}

async function lend(province: Province, personId: string, product: string): Promise<string> {
  const recipient = { kind: 'bank' as const, id: 'demo-bank', name: '示例银行' };
  const dataClasses = ['identity', 'cashPart'] as const;
  await agree(province, { personId, recipient, purpose: 'credit', product, dataClasses });
  const asked = { personId, product, requestKey: `sim-${product}` };
  return granted(await province.insured.services.signCredit(person(personId), asked)).lineId;
}

async function bind(province: Province, relative: SeedPerson): Promise<string> {
  const bound = await province.insured.services.bindRelative(person(DONOR.personId), {
    donorId: DONOR.personId,
    relativeCertificate: relative.citizenNumber,
    relativeName: relative.name,
    relation: 'sibling',
    byCommitment: true,
    scopes: ['outpatient', 'inpatient'],
    limitPerYear: null,
    endsOn: null,
  });
  return granted(bound).bindingId;
}

/** An insurer's system shows that the key is its own. */
const proves: CallCore = async (_endpoint, _path, body) => {
  const { nonce } = body as { readonly nonce: string };
  const signature = signed(`zhijie insurer check ${nonce}`);
  return JSON.stringify({ signature });
};

const signed = (text: string): string => toBase64Url(sign(INSURER_KEYS.privateKey, text));

async function joinAs(gateway: InsurerGateway, insurer: string): Promise<void> {
  const endpoint = `http://127.0.0.1/${insurer}`;
  const publicKey = INSURER_KEYS.publicKey.hex;
  const text = JSON.stringify({ insurer, endpoint, publicKey, at: INSTALLED_AT });
  granted(await gateway.join({ text, signature: signed(text) }, 'sim'));
}

/** Databases of the four nodes with two patients, made once and reset between runs. */
export async function createOneStopInstallation(): Promise<OneStopInstallation> {
  const bankEvents: CreditEvent[] = [];
  const now = () => INSTALLED_AT;
  const book = createCreditBook({ name: 'B', now, append: (event) => void bankEvents.push(event) });
  const bank = {
    open: async (opening: Parameters<typeof book.open>[0]) => book.open(opening),
  } as unknown as CreditBank;
  const patients: OneStopPatient[] = [];
  const installation = await createInstallation({
    people: { ...PEOPLE, '99': [first, second, DONOR] },
    insurers: proves,
    province: (address) =>
      address === INSURED ? { commercial: commercialDeps(), credit: creditDeps(bank) } : {},
    async furnish({ provinces, gateway }) {
      const province = provinces[INSURED];
      const entries = INSURERS.map(({ insurer, product, mode }) => ({
        insurer,
        name: insurer,
        products: [{ product, title: product, mode }],
      }));
      await gateway!.enter(entries);
      for (const { insurer } of INSURERS) await joinAs(gateway!, insurer);
      const credited = { personId: DONOR.personId, insuranceType: 'employee', eventId: 'sim' } as const;
      granted(await province.insured.services.fundAccount(AGENCY, { ...credited, amount: DONOR_BALANCE }));
      for (const one of [first, second]) {
        await insure(province, one);
        const binding = await bind(province, one);
        const credit = [await lend(province, one.personId, 'example-59')];
        if (one === first) credit.push(await lend(province, one.personId, 'example-split'));
        patients.push({ person: one, insurers: INSURERS.map(({ product }) => product), binding, credit });
      }
    },
  });
  const donorBefore = await donorBalance(installation.databases);
  return { ...installation, patients, bankEvents, donorBefore };
}
