/**
 * The model that makes a descriptor of a face, in this browser: loaded when a camera page asks, its weights
 * from our own server. Pictures go from the camera into the model and nowhere else.
 */

/** What the model says of one face; only what is used here. */
export type SeenFace = {
  readonly box: readonly number[];
  readonly boxScore: number;
  readonly live?: number;
  readonly real?: number;
  readonly rotation?: { readonly angle: { readonly yaw: number } } | null;
  readonly embedding?: readonly number[];
};

type Model = {
  load(): Promise<void>;
  detect(input: HTMLVideoElement): Promise<{ readonly face: readonly SeenFace[] }>;
};

/** The same word as at the insured side: descriptors of two models are not comparable. */
export const MODEL = 'human-3.3.6/faceres';
const FILES = '/assets/face-model/';

/** Nothing is skipped or kept from one picture to the next: each is judged by itself. */
const FRESH = { skipFrames: 0, skipTime: 0 };
const OFF = { enabled: false };

const CONFIG = {
  backend: 'wasm',
  wasmPath: FILES,
  modelBasePath: FILES,
  cacheSensitivity: 0,
  debug: false,
  async: false,
  filter: OFF,
  face: {
    enabled: true,
    detector: { rotation: false, maxDetected: 2, minConfidence: 0.3, return: false, ...FRESH },
    mesh: { enabled: true },
    iris: OFF,
    emotion: OFF,
    description: { enabled: true, ...FRESH },
    antispoof: { enabled: true, ...FRESH },
    liveness: { enabled: true, ...FRESH },
  },
  body: OFF,
  hand: OFF,
  object: OFF,
  gesture: OFF,
  segmentation: OFF,
} as const;

let loaded: Promise<Model> | undefined;

/** Loads the model once; about 11 MB the first time, then from the browser's cache. */
export function loadModel(): Promise<Model> {
  loaded ??= (async () => {
    const { Human } = await import('@vladmandic/human');
    const model = new Human(CONFIG as never) as unknown as Model;
    await model.load();
    return model;
  })();
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
}

/** The smallest program there is: whether this document's policy lets any run. */
const EMPTY_PROGRAM = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const RELOADED = 'zhijie-face-reloaded';

/**
 * Whether the model may run here. The policy belongs to the document, and only the camera pages' allows it:
 * who came from another page loads this one anew, once.
 */
export function mayRunModel(): boolean {
  try {
    new WebAssembly.Module(EMPTY_PROGRAM);
    sessionStorage.removeItem(RELOADED);
    return true;
  } catch {
    if (sessionStorage.getItem(RELOADED) === null) {
      sessionStorage.setItem(RELOADED, '1');
      location.reload();
    }
    return false;
  }
}

/** Base64 of the numbers as 32 bits each, little-endian. */
export function descriptorText(numbers: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(numbers.length * 4));
  for (const [index, value] of numbers.entries()) view.setFloat32(index * 4, value, true);
  return btoa(Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join(''));
}
