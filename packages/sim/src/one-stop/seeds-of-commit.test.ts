import { saltOf } from '../run/batches.ts';
import { testOneStopSeeds } from './testing/one-stop.ts';

testOneStopSeeds(saltOf(process.env));
