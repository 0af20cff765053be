import { sm3Hex } from '@zhijie/crypto';
import type { Instant } from '@zhijie/kernel';
import {
  encodeRequest,
  type InputOf,
  type OutputOf,
  readAnswer,
  type TransactionNumber,
  type WireErrorName,
} from '@zhijie/wire';
import type { Nodes } from '../nodes/nodes.ts';
import { HOSPITALS, type ProvinceAddress } from '../nodes/people.ts';
import type { World } from '../world/world.ts';
import type { History } from './history.ts';

/** What came back over the line to the gateway. */
export type Reply<N extends TransactionNumber> =
  | { readonly kind: 'ok'; readonly output: OutputOf<N>; readonly digest: string }
  | { readonly kind: 'refused'; readonly error: WireErrorName | null; readonly message: string }
  | { readonly kind: 'silence' };

export type Message<N extends TransactionNumber> = {
  readonly client: string;
  readonly province: ProvinceAddress;
  readonly number: N;
  readonly messageId: string;
  readonly insuredArea: string;
  readonly input: InputOf<N>;
};

const PATIENCE_MS = 15_000;

/** One hospital call, once. Request and answer may be lost; a gateway that is down is silence. */
export function callOnce<N extends TransactionNumber>(
  { world, nodes, history }: { world: World; nodes: Nodes; history: History },
  message: Message<N>,
): Promise<Reply<N>> {
  const { client, number, messageId } = message;
  const record = (kind: 'invoke' | 'ok' | 'fail' | 'info', detail = '') => {
    world.note(`${client} ${kind} ${number} ${messageId} ${detail}`);
    history.events.push({ at: world.loop.now(), client, kind, number, messageId, detail });
  };
  record('invoke');
  const sentAt = world.loop.now();
  return new Promise((resolve) => {
    let isOver = false;
    const finish = (reply: Reply<N>) => {
      if (isOver) return;
      isOver = true;
      cancel();
      record(KIND[reply.kind], reply.kind === 'refused' ? (reply.error ?? reply.message) : '');
      resolve(reply);
    };
    const cancel = world.loop.after(PATIENCE_MS, () => finish({ kind: 'silence' }));
    const lost = () => world.occurs('hospitalLost', `${client} ${number}`);
    if (lost()) return;
    travel(world, () => {
      const gateway = nodes.gatewayOf(message.province);
      if (gateway === undefined) return finish({ kind: 'silence' });
      gateway.process.onCrash(() => travel(world, () => finish({ kind: 'silence' })));
      gateway.call(`/fsi/call/${number}`, requestOf(message, sentAt)).then((bytes) => {
        if (gateway.process.isAlive() && !lost()) travel(world, () => finish(replyOf(number, bytes)));
      }, world.loop.fail);
    });
  });
}

const KIND = { ok: 'ok', refused: 'fail', silence: 'info' } as const;

function travel(world: World, arrival: () => void): void {
  world.travelling++;
  world.loop.after(1 + world.timing.below(8), () => {
    world.travelling--;
    arrival();
  });
}

function requestOf<N extends TransactionNumber>(message: Message<N>, sentAt: Instant): Uint8Array {
  const { province, number, messageId, insuredArea, input } = message;
  const header = {
    messageId,
    careRegion: `${province === '41' ? '410100' : '990100'}`,
    insuredRegion: insuredArea,
    operatorId: 'op1',
    operatorName: '收费员',
    sentAt,
    providerId: HOSPITALS[province],
    providerName: '示例医院',
  };
  return encodeRequest(number, header, input);
}

function replyOf<N extends TransactionNumber>(number: N, bytes: Uint8Array): Reply<N> {
  const answer = readAnswer(number, bytes);
  if (answer.ok) return { kind: 'ok', output: answer.value.output, digest: sm3Hex(bytes) };
  const { refusal } = answer;
  if (refusal.kind === 'refused') return { kind: 'refused', error: refusal.error, message: refusal.message };
  throw new Error(`The gateway answered ${number} with ${refusal.kind}: ${refusal.message}`);
}
