import { describeActCrashes } from './testing/one-stop.ts';

describeActCrashes(1);
