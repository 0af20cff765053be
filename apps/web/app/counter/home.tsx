import { Button, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import '../styles/counter.css';
import { useAccount } from '../ui/session.tsx';
import { Problem } from '../ui/state.tsx';
import { ActPanel, PayPicture, payPageOf } from './bill/act.tsx';
import { Amount } from './bill/amount.tsx';
import { LatestBills } from './bill/latest.tsx';
import { Lines, LinesFromFile, NewLine } from './bill/lines.tsx';
import { PayersPanel } from './bill/payers.tsx';
import { PrintSheet } from './bill/print.tsx';
import { RegisterForm, Waiting } from './bill/register.tsx';
import { ScanBar } from './bill/scan-bar.tsx';
import { shownOf } from './bill/shown.ts';
import { UnknownBanner, unknownOf } from './bill/unknown.tsx';
import { useWindow, type Window } from './bill/use-window.ts';
import { Who } from './bill/who.tsx';
import { takeForScan } from './face/token.ts';
import { IdentityPanel } from './identity/panel.tsx';
import { type Shown, tellScreen } from './screen/channel.ts';

function usePatientScreen(shown: Shown): void {
  const text = JSON.stringify(shown);
  useEffect(() => tellScreen(JSON.parse(text) as Shown), [text]);
}

/** A token that the camera's page left for this window counts as scanned. */
function useFaceToken(scan: (text: string) => void): void {
  const [isTaken, setTaken] = useState(false);
  useEffect(() => {
    if (isTaken) return;
    setTaken(true);
    const token = takeForScan();
    if (token !== null) scan(token);
  }, [isTaken, scan]);
}

/** What went wrong, or must be known before anything else. */
function Notices({ at }: { at: Window }) {
  const { error, unknown, act } = at.bill.state;
  const banner = unknownOf(unknown, act?.word === 'settling');
  if (banner !== null) return <UnknownBanner {...banner} />;
  return (
    <>
      {at.note === null ? null : (
        <p className="state state-wait" role="alert">
          {at.note}
        </p>
      )}
      {error === null ? null : <Problem error={error} />}
      {at.isArmed ? (
        <p className="state state-stop" role="alert">
          将把每一部分依次退回：商保、医保、患者的钱、电子票据冲红。再按一次 F10 确认；按 Esc 放弃，款项不变。
        </p>
      ) : null}
    </>
  );
}

/** Registering, or the lines of a visit, or the act that pays. */
function Work({ at }: { at: Window }) {
  const { bill, standing, entry, setEntry, defaults, focus } = at;
  const { read, visit, act } = bill.state;
  if (act !== null) return <ActPanel act={act} />;
  if (visit !== null)
    return (
      <>
        {entry === null ? null : (
          <NewLine
            key={entry.item.itemCode}
            item={entry.item}
            others={entry.others}
            onTake={(line) => {
              setEntry(null);
              bill.addLines([line], defaults);
              focus();
            }}
            onOther={(item) => setEntry({ item, others: entry.others })}
            onCancel={() => {
              setEntry(null);
              focus();
            }}
          />
        )}
        <Lines visit={visit} />
        {standing.isEntering ? <LinesFromFile onTake={(lines) => bill.addLines(lines, defaults)} /> : null}
      </>
    );
  if (read === null)
    return (
      <section className="state state-empty">
        <p className="state-title">请读码或读卡。</p>
        <p>扫码枪或读卡器会自动填入，并以回车结束；医院系统已录入的费用会直接出现。</p>
      </section>
    );
  return (
    <>
      <Waiting waiting={read.waiting} onOpen={bill.openVisit} />
      <RegisterForm wish={defaults} onChange={at.change} onRegister={at.press(at.actions.next)} />
    </>
  );
}

function Keys({ at }: { at: Window }) {
  const { actions, press, isArmed } = at;
  const keys = [
    ['F4', '预结算', actions.quote],
    ['F8', '结算', actions.next],
    ['F9', '打印', actions.print],
    ['F10', '退费', actions.undo],
    ['Esc', '返回', actions.back],
  ] as const;
  return (
    <div className="keys" role="toolbar" aria-label="功能键">
      {keys.map(([key, label, action]) => (
        <Button
          key={key}
          block
          size="large"
          type={key === 'F8' && action !== null ? 'primary' : 'default'}
          danger={key === 'F10' && isArmed}
          disabled={action === null}
          onClick={press(action)}
        >
          <kbd>{key}</kbd> {action?.label ?? label}
        </Button>
      ))}
      <p className="quiet">数字键盘：＋ 下一步，－ 返回。</p>
    </div>
  );
}

function labelOf({ payers, standing }: Window): string {
  if (payers.isOpen) return '选支付方式的数字（F2）';
  if (standing.hasLines) return '项目编码、名称或拼音首字母；或扫患者的医保码付款（F2）';
  return standing.isEntering ? '项目编码、名称或拼音首字母（F2）' : '医保码、社保卡或身份证号（F2）';
}

export function Component() {
  const account = useAccount();
  const box = useRef<InputRef>(null);
  const at = useWindow(account, box);
  const { bill, known, standing, actions, press } = at;
  const { read, visit, act, quote, usesAccount } = bill.state;
  usePatientScreen(shownOf(bill, known));
  useFaceToken(at.scan);
  const page = act === null ? null : payPageOf(act);
  return (
    <div className="counter">
      <div className="counter-screen">
        <div className="counter-main">
          <h1 className="unseen">收费</h1>
          <ScanBar
            inputRef={box}
            label={labelOf(at)}
            patient={standing.isEntering && at.entry === null ? known : null}
            onScan={at.scan}
            onItem={(item, others) => at.setEntry({ item, others })}
            onNext={press(actions.next)}
            onBack={press(actions.back)}
          />
          <Notices at={at} />
          {known === null ? null : <Who known={known} read={read} />}
          <Work at={at} />
          {visit === null ? null : <IdentityPanel visitId={visit.visitId} isSettled={act !== null} />}
        </div>
        <div className="counter-side">
          <Amount visit={visit} act={act} quote={quote} />
          {standing.hasLines ? (
            <label className="uses-account">
              <input
                type="checkbox"
                checked={usesAccount}
                onChange={({ target }) => bill.setUsesAccount(target.checked)}
              />{' '}
              使用个人账户
            </label>
          ) : null}
          {at.payers.isOpen ? <PayersPanel payers={at.payers} /> : null}
          {page === null ? null : <PayPicture page={page} />}
          <Keys at={at} />
          <LatestBills onOpen={bill.openAct} />
          <Button block href="/counter/face">
            刷脸
          </Button>
          <Button block onClick={() => window.open('/counter/patient-screen', 'zhijie-patient-screen')}>
            打开患者屏
          </Button>
        </div>
      </div>
      <PrintSheet sheet={at.printing.sheet} place={account.place} known={known} />
    </div>
  );
}
