/** What the window tells the patient's screen: another window of this browser, nothing over the network. */

/** Nothing that a bystander should not read: a masked name, amounts, who pays. */
export type Shown = {
  readonly maskedName: string | null;
  readonly title: string;
  readonly amountLabel: string;
  readonly amount: string | null;
  readonly parts: readonly {
    readonly id: string;
    readonly name: string;
    readonly amount: string;
    readonly text: string;
  }[];
  readonly page: string | null;
  readonly isUnknown: boolean;
};

export const NOBODY: Shown = {
  maskedName: null,
  title: '请出示医保码、社保卡或身份证',
  amountLabel: '',
  amount: null,
  parts: [],
  page: null,
  isUnknown: false,
};

const NAME = 'zhijie-patient-screen';

/** Tells the screen now, and whenever one is opened. Returns how to stop. */
export function tellScreen(shown: Shown): () => void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => {
    if (data === 'hello') channel.postMessage(shown);
  };
  channel.postMessage(shown);
  return () => channel.close();
}

export function listenToWindow(show: (shown: Shown) => void): () => void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => {
    if (data !== 'hello') show(data as Shown);
  };
  channel.postMessage('hello');
  return () => channel.close();
}
