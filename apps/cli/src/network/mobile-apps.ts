import { readFileSync } from 'node:fs';
import { type Clock, Failure, formatDateTime } from '@zhijie/kernel';
import type { MobileApps, OrderNotice, TellHospital } from '@zhijie/province';
import {
  encodeMobileNotice,
  exampleMobileApp,
  type InputOf,
  isNoticeTaken,
  type KnownMobileApp,
  mobilePrivateKey,
  mobilePublicKey,
} from '@zhijie/wire';

const FORM =
  '{"appId": {"secret": "密钥", "publicKey": "应用公钥", "platformPrivateKey": "平台私钥", "providers": ["H…"]}, …}';

/** An application, and where its hospital takes notices of paid orders. */
type ListedApp = KnownMobileApp & { readonly noticeUrl?: string | undefined };

function appOf(path: string, appId: string, value: unknown): ListedApp {
  const told = (value ?? {}) as Record<string, unknown>;
  const text = (name: string): string => {
    const found = told[name];
    if (typeof found !== 'string' || found === '')
      throw new Failure(`${path}：应用 ${appId} 缺少 ${name}；应为 ${FORM}`);
    return found;
  };
  if (Buffer.byteLength(appId) < 16) throw new Failure(`${path}：appId ${appId} 不足 16 个字符`);
  const { providers } = told;
  if (!Array.isArray(providers) || !providers.every((each) => /^[HP]\d{11}$/.test(String(each))))
    throw new Failure(`${path}：应用 ${appId} 没有写明所属机构 providers；应为 ${FORM}`);
  return {
    appId,
    appSecret: text('secret'),
    publicKey: mobilePublicKey(text('publicKey')),
    privateKey: mobilePrivateKey(text('platformPrivateKey')),
    providers: providers as string[],
    ...(typeof told.noticeUrl === 'string' ? { noticeUrl: told.noticeUrl } : {}),
  };
}

/** The application of `spec/vectors`: for networks of this machine only, its keys are public. */
function exampleApp(environment: NodeJS.ProcessEnv): ListedApp {
  const { appId, appSecret, publicKey, platformPrivateKey } = exampleMobileApp;
  return {
    appId,
    appSecret,
    publicKey: mobilePublicKey(publicKey),
    privateKey: mobilePrivateKey(platformPrivateKey),
    noticeUrl: environment.ZHIJIE_NOTICE_URL || undefined,
  };
}

/**
 * Who may speak in the encrypted envelope of mobile payment: the JSON file of `ZHIJIE_MOBILE_APPS`; beside
 * it, where `withExample`, the published application of the examples. Throws `Failure` for a file that is no
 * such list, and for an application that belongs to no institution.
 */
export function mobileApps(withExample: boolean, environment: NodeJS.ProcessEnv = process.env): MobileApps {
  const known = listedApps(withExample, environment);
  return (appId) => known.get(appId);
}

function listedApps(withExample: boolean, environment: NodeJS.ProcessEnv): ReadonlyMap<string, ListedApp> {
  const known = new Map<string, ListedApp>();
  if (withExample) known.set(exampleMobileApp.appId, exampleApp(environment));
  const path = environment.ZHIJIE_MOBILE_APPS ?? '';
  if (path === '') return known;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Failure(`ZHIJIE_MOBILE_APPS 指向的 ${path} 不是可读的 JSON 文件`, { cause });
  }
  for (const [appId, value] of Object.entries((json ?? {}) as Record<string, unknown>))
    known.set(appId, appOf(path, appId, value));
  return known;
}

const PATIENCE_MS = 5000;

function noticeOf(notice: OrderNotice): InputOf<'6302'> {
  const { order, part, total, cash, account, funds, doneAt, reversalToken, providerName } = notice;
  return {
    paymentOrderId: order.orderId,
    noticeKind: 'paid',
    hospitalOrder: order.hospitalOrder,
    orderDoneAt: formatDateTime(doneAt).replace(/\D/g, ''),
    orderFeeTotal: total,
    orderCashInNotice: cash,
    orderAccount: account,
    orderFunds: funds,
    insuranceTime: formatDateTime(order.settledAt!).slice(11).replaceAll(':', ''),
    insuranceSerial: order.settlementId!,
    insuranceVisit: order.visitId,
    orderInstitutionName: providerName,
    orderPart: part,
    reversalToken: reversalToken ?? '-',
  };
}

/**
 * Tells hospitals of paid orders (6302) where their application names a `noticeUrl` (of the published one:
 * `ZHIJIE_NOTICE_URL`). Undefined when none does.
 */
export function hospitalNotices(
  withExample: boolean,
  now: Clock,
  environment: NodeJS.ProcessEnv = process.env,
): TellHospital | undefined {
  const listening = [...listedApps(withExample, environment).values()].filter((app) => app.noticeUrl);
  if (listening.length === 0) return undefined;
  return async (notice) => {
    const { providerId } = notice.order;
    const app = listening.find(({ providers }) => providers?.includes(providerId) ?? true);
    if (app === undefined) return true;
    const body = Buffer.from(encodeMobileNotice(app, noticeOf(notice), now()));
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const reply = await fetch(app.noticeUrl!, { method: 'POST', headers, body, signal });
    return reply.ok && isNoticeTaken(app, new Uint8Array(await reply.arrayBuffer()));
  };
}
