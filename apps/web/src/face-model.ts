/** Where the files of the face model lie: in the packages that they come in, nothing is fetched. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

const MODELS = ['antispoof', 'blazeface', 'facemesh', 'faceres', 'liveness'];
const PROGRAMS = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
];

/** Name under `/assets/face-model/` → path of the file: five models of `@vladmandic/human`, WebAssembly. */
export function faceModelFiles(): ReadonlyMap<string, string> {
  const models = join(dirname(resolve('@vladmandic/human')), '../models');
  const programs = dirname(resolve('@tensorflow/tfjs-backend-wasm'));
  return new Map([
    ...MODELS.flatMap((name) => [`${name}.json`, `${name}.bin`]).map(
      (name) => [name, join(models, name)] as const,
    ),
    ...PROGRAMS.map((name) => [name, join(programs, name)] as const),
  ]);
}
