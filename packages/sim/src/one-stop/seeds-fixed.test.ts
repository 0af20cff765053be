import { testOneStopSeeds } from './testing/one-stop.ts';

testOneStopSeeds();
