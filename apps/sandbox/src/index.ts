/** The sandbox for hospital developers: live log, replay, forced outcomes, people, signature lab, runs. */
export { createSandboxClock, type SandboxClock } from './clock.ts';
export { conformancePaper } from './conformance/paper.ts';
export { createConformance, type ReportSigner, type SignedReport, verifyReport } from './conformance/run.ts';
export { createCoverage } from './coverage/coverage.ts';
export { createOutcomes, type Outcomes } from './outcome/outcomes.ts';
export type { PeoplePort } from './people/people.ts';
export type { CallSummary, RecordedCall, Step } from './record/call.ts';
export { createRecorder, type Recorder, type RecorderDeps } from './record/recorder.ts';
export { type CallView, viewOf } from './record/view.ts';
export { registerSandbox } from './routes/register.ts';
export type { Control, Sandbox } from './routes/site.ts';
export {
  explainPasted,
  type MarkedText,
  type PastedQuestion,
  REFUSALS as SIGN_REFUSALS,
  type SignAnswer,
} from './signature/explain.ts';
export { createViewers, type Unmasking, type Viewers } from './viewers.ts';
