/** Builds the program for the browser when its sources changed: `node build-when-stale.ts`. */
import { browserBundle } from './bundle.ts';

const { plain, brotli } = await browserBundle();
console.log(`program for the browser: ${plain.length} bytes, ${brotli.length} compressed`);
