import { formatDateTime, type Instant } from '@zhijie/kernel';
import { FACE_ACTION_LABELS, FACE_ACTIONS, type FaceAction, OTHER_WAYS } from '@zhijie/province';

/** What a page needs to ask for a look: what to do, until when, and what else there is. */
export const challengeView = (asked: {
  readonly challengeId: string;
  readonly action: FaceAction;
  readonly expiresAt: number;
}) => ({
  challengeId: asked.challengeId,
  action: asked.action,
  actions: FACE_ACTIONS.map((action) => ({ action, label: FACE_ACTION_LABELS[action] })),
  expiresAt: formatDateTime(asked.expiresAt as Instant),
  ways: OTHER_WAYS,
});
