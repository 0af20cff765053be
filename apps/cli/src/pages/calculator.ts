import type { PolicyLibrary } from '@zhijie/engine';
import type { Log } from '@zhijie/exchange';
import { Failure } from '@zhijie/kernel';
import type { CalculatorPort } from '@zhijie/web';
import { answerCalculator } from '../api/calculator-answer.ts';
import { type BrowserAssets, browserAssets, readPolicyTexts } from '../browser/assets.ts';
import { type Bundle, browserBundle } from '../browser/bundle.ts';
import { knowledgeOf, productList } from '../calculator.ts';
import { POLICIES } from '../policy-files.ts';

export type PageCalculator = {
  readonly port: CalculatorPort;
  /** The files that the browser may fetch; none when its program cannot be built. */
  assets(): Promise<BrowserAssets | null>;
};

type Deps = {
  readonly policies: PolicyLibrary;
  /** Where `policies` were read from. */
  readonly folder?: string | undefined;
  readonly log: Log;
};

/** The program for the browser, or null: then (logged once) the server answers the form. */
async function bundleOr(log: Log): Promise<Bundle | null> {
  try {
    return await browserBundle();
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    log({ level: 'warn', event: cause.message, error: cause });
    return null;
  }
}

/**
 * The calculator of the pages: the function of the HTTP interface, and what lets a browser run it itself.
 * When other packs are put in force, new pages name their files; a page that is open still finds its own.
 */
export function pageCalculator({ policies, folder = POLICIES, log }: Deps): PageCalculator {
  const knowledge = knowledgeOf(policies);
  const { careAreas } = knowledge;
  let texts = readPolicyTexts(folder);
  let inForce = policies.files;
  let bundle: Promise<Bundle | null> | undefined;
  let current: BrowserAssets | undefined;
  const assets = async (): Promise<BrowserAssets | null> => {
    bundle ??= bundleOr(log);
    const program = await bundle;
    if (program === null) return null;
    if (current !== undefined && inForce === policies.files) return current;
    if (inForce !== policies.files) texts = readPolicyTexts(folder);
    inForce = policies.files;
    const made = browserAssets(program, { policies, texts, careAreas });
    current = { ...made, files: new Map([...(current?.files ?? []), ...made.files]) };
    return current;
  };
  return {
    assets,
    port: {
      answer: async (body) => answerCalculator(body, knowledge),
      products: async () => productList(knowledge.productsOf()),
      program: async () => {
        const found = await assets();
        return found === null ? null : { script: found.program, manifest: found.manifest };
      },
    },
  };
}
