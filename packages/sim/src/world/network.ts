import { NoAnswer, type NodeAddress, NotDelivered, type Serve, type Transport } from '@zhijie/exchange';
import type { Process } from './process.ts';
import type { World } from './world.ts';

type Attached = { readonly process: Process; readonly serve: Serve };

/**
 * The lines between the nodes: each frame and each answer may be lost, doubled, late, overtaken or
 * damaged.
 */
export type SimNetwork = {
  attach(address: NodeAddress, process: Process, serve: Serve): void;
  transport(own: Process): Transport;
};

type Journey = {
  readonly from: Process;
  readonly to: NodeAddress;
  readonly frame: Uint8Array;
  /** The first word about this request decides; later ones find nobody waiting. */
  readonly answer: (bytes: Uint8Array) => void;
  readonly fail: (error: Error) => void;
};

export function createNetwork(world: World): SimNetwork {
  const nodes = new Map<NodeAddress, Attached>();
  return {
    attach: (address, process, serve) => void nodes.set(address, { process, serve }),
    transport: (own) => ({
      send(to, frame, deadlineMs) {
        return new Promise<Uint8Array>((resolve, reject) => {
          let isOver = false;
          const once = (work: () => void) => {
            if (isOver || !own.isAlive()) return;
            isOver = true;
            cancel();
            work();
          };
          const late = () => once(() => reject(new NoAnswer(`No answer of ${to} in ${deadlineMs} ms`)));
          const cancel = world.loop.after(deadlineMs, late);
          const journey: Journey = {
            from: own,
            to,
            frame,
            answer: (bytes) => once(() => resolve(bytes)),
            fail: (error) => once(() => reject(error)),
          };
          dispatch(world, nodes, journey);
        });
      },
    }),
  };
}

function travelMs(world: World): number {
  const { timing, plan } = world;
  const ordinary = 1 + timing.below(20);
  return world.occurs('delayed') ? ordinary + timing.below(plan.longestDelayMs) : ordinary;
}

function dispatch(world: World, nodes: Map<NodeAddress, Attached>, journey: Journey): void {
  const { plan } = world;
  const link = `${journey.from.name}>${journey.to}`;
  const isLost = world.occurs('requestLost', link);
  const isDoubled = world.occurs('duplicated', link);
  if (isLost) world.note(`${link} request lost`);
  else travel(world, () => arrive(world, nodes, journey, true));
  if (isDoubled) {
    world.note(`${link} request doubled`);
    travel(world, () => arrive(world, nodes, journey, false), plan.longestDelayMs);
  }
}

function travel(world: World, arrival: () => void, extraMs = 0): void {
  world.travelling++;
  const ms = travelMs(world) + (extraMs > 0 ? world.timing.below(extraMs) : 0);
  world.loop.after(ms, () => {
    world.travelling--;
    arrival();
  });
}

/** `isFirst`: the copy whose answer the sender reads. */
function arrive(world: World, nodes: Map<NodeAddress, Attached>, journey: Journey, isFirst: boolean): void {
  const { from, to } = journey;
  const node = nodes.get(to);
  const link = `${from.name}>${to}`;
  if (node === undefined || !node.process.isAlive()) {
    world.note(`${link} finds nobody`);
    if (isFirst) travel(world, () => journey.fail(new NotDelivered(`Node ${to} is down`)));
    return;
  }
  world.note(`${link} arrives${isFirst ? '' : ' again'}`);
  const frame = world.occurs('corrupted', link) ? damaged(world, journey.frame) : journey.frame;
  const broken = () => {
    if (isFirst) travel(world, () => journey.fail(new NoAnswer(`Node ${to} broke off`)));
  };
  node.process.onCrash(broken);
  node.serve(frame, from.name).then(
    (bytes) => {
      if (isFirst && node.process.isAlive()) goBack(world, journey, bytes);
    },
    (error) => {
      world.note(`${link} fails: ${error instanceof Error ? error.name : 'error'}`);
      broken();
    },
  );
}

function goBack(world: World, journey: Journey, bytes: Uint8Array): void {
  const { from, to } = journey;
  if (world.occurs('replyLost', `${from.name}<${to}`)) {
    world.note(`${from.name}<${to} answer lost`);
    return;
  }
  const reply = world.occurs('corrupted', `${from.name}<${to}`) ? damaged(world, bytes) : bytes;
  travel(world, () => {
    world.note(`${from.name}<${to} answer arrives`);
    journey.answer(reply);
  });
}

/** One bit of the seal differs: the header still leads the frame to its end, where nobody can open it. */
function damaged(world: World, bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = copy.length - 1 - world.faults.below(16);
  copy[at] = copy[at]! ^ 0x20;
  return copy;
}
