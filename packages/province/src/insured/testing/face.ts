/** Test support: descriptors without a camera, and a person who enrols one. */
import { assert } from '@zhijie/kernel';
import { FACE_MODEL, type FaceLook } from '../face/words.ts';
import { type Harness, valueIn } from './harness.ts';

const LENGTH = 1024;

/**
 * A descriptor of person `who`; `change` 0 … 1 mixes in something of another kind: at 0.5 the cosine with
 * the plain one is about 0.71, at 1 it is 0.
 */
export function faceOf(who: number, change = 0): string {
  assert(who < 8, 'one of eight faces');
  const bytes = Buffer.alloc(LENGTH * 4);
  for (let index = 0; index < LENGTH; index += 1) {
    const own = index % 16 === who ? 1 - change : 0;
    const other = index % 16 === who + 8 ? change : 0;
    bytes.writeFloatLE(own + other, index * 4);
  }
  return bytes.toString('base64');
}

export const lookOf = (who: number, own: Partial<FaceLook> = {}): FaceLook => ({
  model: FACE_MODEL,
  descriptor: faceOf(who),
  action: 'turn',
  live: 9_000,
  real: 8_000,
  ...own,
});

export const self = (id: string) => ({ id, kind: 'person', node: '99', areas: [], roles: [] }) as const;

/** The person reads the text, ticks the one sensitive class and enrols this face. */
export async function enrolled(h: Harness, id: string, who: number) {
  const { services } = h.side;
  const form = valueIn(await services.faceForm(self(id), id));
  const agreed = { textHash: form.textHash, separately: form.sensitiveClasses, channel: 'web' } as const;
  return valueIn(await services.enrolFace(self(id), { personId: id, ...agreed, ...lookOf(who) }));
}
