import type { Extension } from '@zhijie/wire';

/** Whether the out-of-area flags say that the visit is an emergency (procedures F-03). */
export function isUrgent(flags: Extension | undefined): boolean {
  const urgency = flags?.outpatientUrgency;
  return urgency === 'emergency' || urgency === 'emergency-referral' || flags?.admissionKind === 'emergency';
}
