/** Test support: products of the repository, covers and consents of known persons, an insurer that answers. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateKeyPair, sign, toBase64Url } from '@zhijie/crypto';
import { createProductLibrary, type ProductLibrary } from '@zhijie/engine';
import {
  type CommercialFact,
  type InsurerAnswer,
  type InsurerQuestion,
  RESULT_CLASSES,
} from '@zhijie/exchange';
import { assert } from '@zhijie/kernel';
import type { CommercialDeps } from '../commercial/deps.ts';
import type { SignedAnswer } from '../commercial/line.ts';
import type { DataClass } from '../consent/words.ts';
import { type Harness, personActor, policiesWith, SYSTEM, valueIn } from './harness.ts';

const COMMERCIAL = fileURLToPath(new URL('../../../../../policies/commercial/', import.meta.url));

let library: ProductLibrary | undefined;

export const exampleProductFiles = (): { path: string; text: string }[] =>
  readdirSync(COMMERCIAL)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ path: `commercial/${name}`, text: readFileSync(COMMERCIAL + name, 'utf8') }));

export function exampleProducts(): ProductLibrary {
  if (library === undefined) {
    const built = createProductLibrary(exampleProductFiles());
    assert(built.ok, 'the repository has sound products');
    library = built.value;
  }
  return library;
}

/** Journey 7 asks for 41,300.00 and 3,200.00 from the funds: the pack's caps say so here. */
export const journeySevenPolicies = () =>
  policiesWith((path, text) =>
    path.endsWith('990100-example/resident.yaml')
      ? text
          .replace('rate: 65%', 'rate: 70%')
          .replace('limit: 20万元', 'limit: 4.13万元')
          .replace('limit: none', 'limit: 3200元')
      : text,
  );

export const JOURNEY_SEVEN_FEES = {
  total: 7_612_388,
  excluded: 1_300_000,
  overLimit: 0,
  selfPaidFirst: 0,
  eligible: 6_312_388,
};

const paying = (question: InsurerQuestion, amount: number): InsurerAnswer => ({
  questionId: question.questionId,
  insurer: question.insurer,
  product: question.product,
  decision: amount > 0 ? 'pays' : 'declines',
  paid: amount > 0 ? { inScope: amount } : {},
  reason: amount > 0 ? null : 'below-deductible',
  answeredAt: 1,
});

export type ExampleInsurer = {
  readonly asked: InsurerQuestion[];
  /** The text to be signed; null: no answer. */
  says: (question: InsurerQuestion) => string | null;
  readonly pays: typeof paying;
  signed(text: string): SignedAnswer;
  readonly deps: CommercialDeps;
};

/** An insurer with a key of its own; what it answers is the test's. */
export function exampleInsurer(): ExampleInsurer {
  const { privateKey, publicKey } = generateKeyPair();
  const insurer: ExampleInsurer = {
    asked: [],
    says: (question) => JSON.stringify(paying(question, 0)),
    pays: paying,
    signed: (text) => ({ text, signature: toBase64Url(sign(privateKey, text)) }),
    deps: {
      products: exampleProducts(),
      insurerKey: () => publicKey,
      patience: () => new AbortController().signal,
      line: {
        ask: async (question) => {
          insurer.asked.push(question);
          const text = insurer.says(question);
          return text === null ? null : insurer.signed(text);
        },
      },
    },
  };
  return insurer;
}

/** Notes every fact that leaves for the insurer gateway. */
export function overhear({ deps }: Harness, facts: CommercialFact[]): void {
  const { enqueue } = deps;
  (deps as { enqueue: typeof enqueue }).enqueue = async (tx, outgoing) => {
    if (outgoing.message === 'commercial.paid@1') facts.push(outgoing.body);
    await enqueue(tx, outgoing);
  };
}

const INSURERS: Readonly<Record<string, string>> = {
  'demo-a-2026': 'demo-life',
  'demo-b-2026': 'demo-property',
};

/** Enters a cover of the whole year by the service that insurers' lists use. */
export async function cover(
  h: Harness,
  person: { readonly name: string; readonly citizenNumber: string },
  product: string,
): Promise<void> {
  valueIn(
    await h.side.services.takeListLine(SYSTEM, {
      name: person.name,
      certificateNumber: person.citizenNumber,
      insurer: INSURERS[product]!,
      product,
      policyNumber: `${product}/${person.citizenNumber.slice(-6)}`,
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      premium: 9900,
    }),
  );
}

/** The person agrees to give the insurer these classes for claims under the product; answers the consent. */
export async function agree(
  h: Harness,
  personId: string,
  product: string,
  dataClasses: readonly DataClass[] = RESULT_CLASSES,
): Promise<string> {
  const me = personActor(personId);
  const request = {
    personId,
    recipient: { kind: 'insurer' as const, id: INSURERS[product]!, name: '示例保险' },
    purpose: 'claim-settlement' as const,
    product,
    dataClasses,
  };
  const form = valueIn(await h.side.services.consentForm(me, request));
  const agreed = { textHash: form.textHash, separately: form.sensitiveClasses, channel: 'web' } as const;
  return valueIn(await h.side.services.giveConsent(me, { ...request, startsOn: undefined, ...agreed }))
    .consentId;
}
