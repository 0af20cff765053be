/** Builds the programs for the browser when their sources changed: `node build-when-stale.ts`. */
import { facesBuild } from '../faces/build.ts';
import { browserBundle } from './bundle.ts';

const { plain, brotli } = await browserBundle();
console.log(`calculator: ${plain.length} bytes, ${brotli.length} compressed`);
console.log(`faces: ${await facesBuild()}`);
