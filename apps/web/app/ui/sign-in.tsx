/** Signing in: invented people one click away in the demo, a token or the house's own sign-in elsewhere. */
import { Button, Card, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import type { NotDone } from '../api/call.ts';
import type { AudiencePages } from '../pages.ts';
import { type StaffAccount, useSession } from './session.tsx';
import { Problem } from './state.tsx';

type Evidence = Parameters<ReturnType<typeof useSession>['signIn']>[0];

/** Proves who somebody is; shows what went wrong. */
export function useProof(prove: (evidence: Evidence) => Promise<void>) {
  const [error, setError] = useState<NotDone | null>(null);
  const [isBusy, setBusy] = useState(false);
  const give = async (evidence: Evidence): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await prove(evidence);
    } catch (cause) {
      setError(cause as NotDone);
    } finally {
      setBusy(false);
    }
  };
  return { error, isBusy, give };
}

function Accounts({ accounts, give }: { accounts: readonly StaffAccount[]; give(id: string): void }) {
  const places = [...Map.groupBy(accounts, ({ place }) => place)];
  return (
    <div className="places">
      {places.map(([place, people]) => (
        <Card key={place} size="small" title={<h2>{place}</h2>}>
          <ul className="people">
            {people.map(({ id, name, postLabel }) => (
              <li key={id}>
                <Button block onClick={() => give(id)}>
                  {postLabel} · {name}
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      ))}
    </div>
  );
}

export function TokenForm({ isBusy, give }: { isBusy: boolean; give(token: string): void }) {
  const [token, setToken] = useState('');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    give(token.trim());
  };
  return (
    <form onSubmit={send} className="token-form">
      <label htmlFor="token">管理员发给本人的令牌</label>
      <Input.Password
        id="token"
        value={token}
        onChange={({ target }) => setToken(target.value)}
        autoComplete="current-password"
      />
      <Button type="primary" htmlType="submit" loading={isBusy} disabled={token.trim() === ''}>
        登录
      </Button>
    </form>
  );
}

export function SignInPage({ pages }: { pages: AudiencePages }) {
  const { session, signIn } = useSession();
  const { error, isBusy, give } = useProof(signIn);
  const { asks, address, accounts } = session.signIn;
  const own = accounts.filter(({ audience }) => audience === pages.audience);
  return (
    <main className="sign-in">
      <h1>{pages.title}</h1>
      {error === null ? null : <Problem error={error} />}
      {asks === 'choose' ? (
        <>
          <p>演示网络，全部为虚构人员。选择岗位登录：</p>
          <Accounts accounts={own} give={(value) => void give({ kind: 'account', value })} />
        </>
      ) : null}
      {asks === 'token' ? (
        <TokenForm isBusy={isBusy} give={(value) => void give({ kind: 'token', value })} />
      ) : null}
      {asks === 'redirect' && address !== null ? <a href={address}>用本单位账号登录</a> : null}
      <p className="elsewhere">
        <a href="/patient">参保人</a> · <a href="/counter">收费窗口</a> · <a href="/agency">经办</a> ·{' '}
        <a href="/nation">国家平台</a> · <a href="/">不用脚本的网页</a>
      </p>
    </main>
  );
}
