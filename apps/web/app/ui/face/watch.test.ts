import { expect, test } from 'vitest';
import type { SeenFace } from './model.ts';
import { watchFor } from './watch.ts';

const numbers = Array.from({ length: 1024 }, (_, index) => index / 1024);
const face = (own: { yaw?: number; width?: number; live?: number } = {}): SeenFace => ({
  box: [0, 0, own.width ?? 200, 200],
  boxScore: 1,
  live: own.live ?? 0.9,
  real: 0.7,
  rotation: { angle: { yaw: own.yaw ?? 0 } },
  embedding: numbers,
});

test('Q-11 a still picture never does anything, however long it is shown', () => {
  for (const action of ['turn', 'closer'] as const) {
    const watch = watchFor(action);
    for (let each = 0; each < 200; each += 1) expect(watch.take([face()]).look).toBeNull();
    expect(watch.give()).toMatchObject({ action: null });
  }
});

test('Q-11 a turn of the head, or coming closer for who cannot turn, is seen; the straightest picture speaks', () => {
  const turn = watchFor('turn');
  for (const yaw of [0.02, -0.1, -0.2]) expect(turn.take([face({ yaw })]).guidance).toBe('act');
  const { look } = turn.take([face({ yaw: 0.2, live: 0.1 })]);
  expect(look).toMatchObject({ action: 'turn', live: 9_000, real: 7_000, model: 'human-3.3.6/faceres' });
  const bytes = Uint8Array.from(atob(look!.descriptor), (each) => each.charCodeAt(0));
  expect(new DataView(bytes.buffer).getFloat32(4, true)).toBeCloseTo(1 / 1024);
  const closer = watchFor('closer');
  for (const width of [150, 160, 180]) expect(closer.take([face({ width })]).look).toBeNull();
  expect(closer.take([face({ width: 190 })]).look).toMatchObject({ action: 'closer' });
});

test('Q-11 a second person, nobody, or somebody far away begins anew or waits, and is told so', () => {
  const watch = watchFor('turn');
  for (const yaw of [-0.3, -0.2, -0.1]) watch.take([face({ yaw })]);
  expect(watch.take([face(), face()]).guidance).toBe('two-faces');
  expect(watch.take([face({ yaw: 0.3 })]).look).toBeNull();
  expect(watch.take([]).guidance).toBe('no-face');
  expect(watch.take([face({ width: 40 })]).guidance).toBe('too-far');
  expect(watch.give()).toBeNull();
});
