import { Button, Modal } from 'antd';
import { useSession } from './session.tsx';
import { TokenForm, useProof } from './sign-in.tsx';
import { Problem } from './state.tsx';

/** Over everything; the page below shows nothing until the same person unlocks it. */
export function LockScreen() {
  const { session, unlock, signOut } = useSession();
  const { error, isBusy, give } = useProof(unlock);
  const account = session.account!;
  return (
    <Modal open closable={false} mask={{ closable: false }} keyboard={false} footer={null} title="已锁屏">
      <p>
        {account.place} · {account.postLabel} · {account.name}
      </p>
      <p>没有提交的内容没有生效；款项没有变动。</p>
      {error === null ? null : <Problem error={error} />}
      {session.signIn.asks === 'token' ? (
        <TokenForm isBusy={isBusy} give={(value) => void give({ kind: 'token', value })} />
      ) : (
        <Button
          type="primary"
          autoFocus
          loading={isBusy}
          onClick={() => void give({ kind: 'account', value: account.id })}
        >
          解锁
        </Button>
      )}
      <Button type="text" onClick={() => void signOut()}>
        换人登录
      </Button>
    </Modal>
  );
}
