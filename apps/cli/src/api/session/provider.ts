/** How somebody proves who they are. The session asks a port; an OIDC provider is another one behind it. */
import { ok, type Result } from '@zhijie/kernel';
import { asksCallers } from '../../network/header-style.ts';
import type { Identify, Told } from '../agency/index.ts';
import { accountOfActor, demoAccounts, type StaffAccount } from './accounts.ts';

/** What a page sends to sign in: whatever the provider asked for, one text. */
export type Evidence = { readonly kind: 'account' | 'token' | 'code'; readonly value: string };

export type IdentityProvider = {
  /**
   * How the sign-in page asks: `choose` shows the accounts, `token` a field, `redirect` sends the browser to
   * `address` and brings a code back.
   */
  readonly asks: 'choose' | 'token' | 'redirect';
  readonly address?: string;
  /** Accounts to choose from; empty unless it asks so. */
  offered(): readonly StaffAccount[];
  prove(evidence: Evidence): Promise<Result<StaffAccount, Told>>;
  /** The account of a running session as it is now; undefined when it was taken away. */
  current(id: string): StaffAccount | undefined;
};

const refused = (text: string, fix: string): { ok: false; refusal: Told } => ({
  ok: false,
  refusal: { code: 'identity-missing', field: 'value', text, fix },
});

/** One click for each invented person: only where nobody is asked for anything. */
export function demoProvider(provinces: readonly string[]): IdentityProvider {
  const accounts = demoAccounts(provinces);
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return {
    asks: 'choose',
    offered: () => accounts,
    async prove({ value }) {
      const account = byId.get(value);
      return account === undefined ? refused('没有这个账号', '请从列表中选择') : ok(account);
    },
    current: (id) => byId.get(id),
  };
}

/** By the token of `ZHIJIE_AGENCY_ACCOUNTS`. Who signed in is remembered until this program ends. */
export function tokenProvider(identify: Identify): IdentityProvider {
  const known = new Map<string, StaffAccount>();
  return {
    asks: 'token',
    offered: () => [],
    async prove({ value }) {
      const actor = identify({ authorization: `Bearer ${value}` });
      if (!actor.ok) return refused('令牌不对', '请核对管理员发给本人的令牌');
      const account = accountOfActor(actor.value);
      known.set(account.id, account);
      return ok(account);
    },
    current: (id) => known.get(id),
  };
}

/** The demo's people where nobody is asked for anything; tokens everywhere else. */
export function providerOf(
  identify: Identify,
  provinces: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): IdentityProvider {
  const hasAccounts = (environment.ZHIJIE_AGENCY_ACCOUNTS ?? '') !== '';
  return hasAccounts || asksCallers(environment) ? tokenProvider(identify) : demoProvider(provinces);
}
