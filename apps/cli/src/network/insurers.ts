/** Insurers of an installation: who stands behind which product, and the sandbox insurers beside a demo. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CoreEvent,
  type CoreProduct,
  createInsurerBook,
  type InsurerBook,
  startInsurerCore,
} from '@zhijie/counterparties';
import {
  fromBase64Url,
  generateKeyPair,
  importPrivate,
  type Sm2PrivateKey,
  type Sm2PublicKey,
  sign,
  toBase64Url,
  verify,
} from '@zhijie/crypto';
import type { ProductLibrary } from '@zhijie/engine';
import type { InsurerEntry, InsurerGateway } from '@zhijie/insurer';
import { type Clock, Failure, parseRate, parseYuan } from '@zhijie/kernel';
import { REPOSITORY } from '../policy-files.ts';
import { bookFile } from './book-file.ts';

type SandboxFile = {
  readonly insurer: string;
  readonly name: string;
  readonly products: readonly {
    readonly product: string;
    readonly title: string;
    readonly deductible: string;
    readonly ratio: string;
    readonly cap: string;
    readonly reviews?: readonly string[];
  }[];
};

export type SandboxInsurer = {
  readonly file: string;
  readonly entry: InsurerEntry;
  readonly rules: CoreProduct[];
};

/** The files of sandbox insurers. Throws `Failure` for one that cannot be read, naming the file. */
export function sandboxInsurers(folder: string = join(REPOSITORY, 'policies', 'insurers')): SandboxInsurer[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return files.sort().map((file) => {
    try {
      return sandboxInsurer(file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as SandboxFile);
    } catch (cause) {
      throw new Failure(`${join(folder, file)} 不能读取；写法见该文件夹的 README.md`, { cause });
    }
  });
}

function sandboxInsurer(file: string, { insurer, name, products }: SandboxFile): SandboxInsurer {
  const rules = products.map(({ product, title, deductible, ratio, cap, reviews = [] }) => {
    const [free, share, most] = [parseYuan(deductible), parsePercent(ratio), parseYuan(cap)];
    if (!free.ok || !share.ok || !most.ok) throw new Failure(`${product}：金额写元，比例写百分数`);
    return { product, title, deductible: free.value, ratio: share.value, cap: most.value, reviews };
  });
  const entered = products.map(({ product, title }) => ({
    product,
    title,
    mode: 'insurer-answers' as const,
  }));
  return { file, entry: { insurer, name, products: entered }, rules };
}

function parsePercent(text: string) {
  const whole = /^(\d{1,3})%$/.exec(text)?.[1];
  return parseRate(whole === undefined ? text : String(Number(whole) / 100));
}

/** Who insures what, as the product files say; sandbox insurers add products of their own. */
export function insurerEntries(
  { products }: ProductLibrary,
  sandboxes: readonly SandboxInsurer[],
): InsurerEntry[] {
  const insured = products.flatMap((product) => {
    if (product.insurer === null) return [];
    const { id: insurer, name } = product.insurer;
    return [{ insurer, name, products: [{ product: product.id, title: product.title, mode: product.mode }] }];
  });
  return [...sandboxes.map(({ entry }) => entry), ...insured];
}

export type OwnInsurers = { readonly books: ReadonlyMap<string, InsurerBook>; close(): Promise<void> };

type Surroundings = {
  readonly dataDir: string;
  readonly gateway: InsurerGateway;
  readonly gatewayKey: Sm2PublicKey;
  readonly now: Clock;
};

/** Starts the sandbox insurers on this machine, each with a key and books of its own, and joins them. */
export async function openInsurers(
  sandboxes: readonly SandboxInsurer[],
  around: Surroundings,
): Promise<OwnInsurers> {
  const opened = await Promise.all(sandboxes.map((sandbox) => openOne(sandbox, around)));
  return {
    books: new Map(opened.map(({ insurer, book }) => [insurer, book])),
    close: async () => void (await Promise.all(opened.map(({ close }) => close()))),
  };
}

async function openOne({ entry, rules }: SandboxInsurer, around: Surroundings) {
  const { dataDir, gateway, gatewayKey, now } = around;
  const { insurer } = entry;
  const folder = join(dataDir, 'insurers', insurer);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = keyIn(join(folder, 'sm2-private.pem'));
  const signed = (text: string): string => toBase64Url(sign(key, text));
  const kept = bookFile<CoreEvent>(join(folder, 'book.jsonl'));
  const book = createInsurerBook({ insurer, products: rules, now, ...kept });
  const core = await startInsurerCore({
    book,
    sign: signed,
    isOfGateway: (text, signature) => verify(gatewayKey, text, fromBase64Url(signature) ?? new Uint8Array()),
    port: 0,
  });
  const text = JSON.stringify({ insurer, endpoint: core.url, publicKey: key.publicKey.hex, at: now() });
  const joined = await gateway.join({ text, signature: signed(text) }, 'installation');
  if (!joined.ok) throw new Failure(`沙箱保险公司 ${insurer} 没有接入网关：${joined.refusal.code}`);
  return { insurer, book, close: core.close };
}

function keyIn(path: string): Sm2PrivateKey {
  if (existsSync(path)) return importPrivate(readFileSync(path, 'utf8'));
  const { privateKey } = generateKeyPair();
  writeFileSync(path, privateKey.toPem(), { mode: 0o600 });
  return privateKey;
}
