import { openCreditBank } from '../../network/credit-bank.ts';
import { buildHttp } from '../../network/http.ts';
import { type Network, type NetworkOptions, startNetwork } from '../../network/network.ts';
import { openWallet } from '../../network/payment-channel.ts';
import type { Scene } from './scenes.ts';
import { areasOfStage, at, furnish, PLACES, type Place, PROVINCES, type Stage } from './stage.ts';

/** Opens the stage for these scenes in a data folder; `server` as for a network. */
export async function openStage(
  dataDir: string,
  options: Pick<NetworkOptions, 'server'> = {},
): Promise<Stage & { readonly network: Network; close(): Promise<void> }> {
  let clock = at('2025-06-01');
  const now = () => clock;
  const wallet = await openWallet(dataDir, now, { ZHIJIE_WALLET_PORT: '0' });
  const bank = await openCreditBank(dataDir, now);
  const network = await startNetwork({
    ...options,
    ...{ dataDir, now, provinces: PROVINCES, areasOf: areasOfStage, isSeeded: false, logFrom: 'error' },
    ...{ channel: wallet.channel, credit: bank.credit },
  });
  for (const place of Object.keys(PLACES) as Place[]) await furnish(network, place);
  for (const province of network.provinces.values()) while ((await province.deliver()) > 0);
  const app = await buildHttp({ ...network, areasOf: areasOfStage });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  wallet.callsBackTo(url);
  return {
    url,
    network,
    wallet,
    bank,
    goTo(moment) {
      clock = moment;
    },
    async close() {
      await app.close();
      await network.stop();
      await wallet.close();
      await bank.close();
    },
  };
}

/** A scene's lines for a terminal. */
export async function tellScene(stage: Stage, { name, title, play }: Scene) {
  const { facts, lines } = await play(stage);
  return { facts, text: [`■ ${name}　${title}`, ...lines.map((line) => `    ${line}`)].join('\n') };
}
