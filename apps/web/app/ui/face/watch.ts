/** Watching one person do one thing before the camera, picture by picture; pure but for what it is given. */
import { descriptorText, MODEL, type SeenFace } from './model.ts';

export type FaceAction = 'turn' | 'closer';

/** What is sent: numbers, never a picture. Shares in 1/10 000. */
export type FaceLook = {
  readonly model: string;
  readonly descriptor: string;
  readonly action: FaceAction | null;
  readonly live: number;
  readonly real: number;
};

/** What the person should do now; said aloud by screen readers. */
export type Guidance = 'no-face' | 'two-faces' | 'too-far' | 'act' | 'hold';

const NARROWEST = 90;
const SUREST = 0.6;
/** Radians between the farthest turns; how much larger a face becomes. */
const TURNED = 0.35;
const NEARER = 1.25;
const LEAST_PICTURES = 4;

type Sight = {
  readonly width: number;
  readonly yaw: number;
  readonly live: number;
  readonly real: number;
  readonly numbers: readonly number[];
};

const share = (value: number): number => Math.max(0, Math.min(10_000, Math.round(value * 10_000)));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function sightOf(face: SeenFace): Sight | null {
  const width = face.box[2] ?? 0;
  if (face.embedding === undefined || width < NARROWEST || face.boxScore < SUREST) return null;
  const yaw = face.rotation?.angle.yaw ?? 0;
  return { width, yaw, live: face.live ?? 0, real: face.real ?? 0, numbers: face.embedding };
}

export type Watch = {
  /** Takes one picture's faces; the look when the action was seen. */
  take(faces: readonly SeenFace[]): { readonly guidance: Guidance; readonly look: FaceLook | null };
  /** The best that was seen, without the action; null when nothing was. */
  give(): FaceLook | null;
};

export function watchFor(action: FaceAction): Watch {
  let sights: Sight[] = [];
  const spread = (of: (sight: Sight) => number): readonly [low: number, high: number] => {
    const values = sights.map(of);
    return [Math.min(...values), Math.max(...values)];
  };
  const hasActed = (): boolean => {
    if (sights.length < LEAST_PICTURES) return false;
    const [low, high] = spread(action === 'turn' ? ({ yaw }) => yaw : ({ width }) => width);
    return action === 'turn' ? high - low >= TURNED : high / low >= NEARER;
  };
  const give = (done: FaceAction | null): FaceLook | null => {
    // The straightest picture describes the face best.
    const [best] = [...sights].sort((a, b) => Math.abs(a.yaw) - Math.abs(b.yaw));
    if (best === undefined) return null;
    return {
      model: MODEL,
      descriptor: descriptorText(best.numbers),
      action: done,
      live: share(median(sights.map(({ live }) => live))),
      real: share(median(sights.map(({ real }) => real))),
    };
  };
  return {
    take(faces) {
      const [face] = faces;
      if (face === undefined || faces.length > 1) {
        // Somebody else may have come in between: begin anew.
        sights = [];
        return { guidance: face === undefined ? 'no-face' : 'two-faces', look: null };
      }
      const sight = sightOf(face);
      if (sight === null) return { guidance: 'too-far', look: null };
      sights.push(sight);
      if (hasActed()) return { guidance: 'hold', look: give(action) };
      return { guidance: 'act', look: null };
    },
    give: () => give(null),
  };
}
