/** What identification by face goes by. Thresholds and their evidence: `docs/reference/face.md`. */

/** Which model made a descriptor; descriptors of two models are not comparable. */
export const FACE_MODEL = 'human-3.3.6/faceres';

/** What somebody does before the camera; each serves those who cannot do the other. */
export const FACE_ACTIONS = ['turn', 'closer'] as const;
export type FaceAction = (typeof FACE_ACTIONS)[number];
export const FACE_ACTION_LABELS: Readonly<Record<FaceAction, string>> = {
  turn: '请慢慢转头：先向一侧，再向另一侧',
  closer: '请慢慢靠近镜头',
};

/** 1/10 000. Error rates are not measured: there is no set of pictures here that would allow it. */
export const FACE_LIMITS = {
  /** Cosine between descriptor and template from which on it is the same face. */
  same: 6_500,
  /** What the liveness and the antispoof model say at least. */
  live: 5_000,
  real: 4_000,
  /** Life of a challenge, ms. */
  challengeMs: 120_000,
  /** Failed answers after which a face is of no use for a while, and how long that is, ms. */
  failures: 3,
  lockedMs: 1_800_000,
} as const;

/** To whom a person consents: any terminal that asks this node; a purpose of its own (K-03). */
export const FACE_RECIPIENT = { kind: 'terminal', id: 'face-terminal', name: '医保刷脸终端' } as const;

/** What a terminal says of one look into the camera. Shares in 1/10 000. */
export type FaceLook = {
  readonly model: string;
  /** 1,024 numbers of 32 bits, little-endian, base64. */
  readonly descriptor: string;
  readonly action: FaceAction | null;
  readonly live: number;
  readonly real: number;
};

/** The ways that are always open besides the face. */
export const OTHER_WAYS = [
  { way: 'insurance-code', label: '出示医保码' },
  { way: 'social-card', label: '社会保障卡' },
  { way: 'id-card', label: '居民身份证' },
  { way: 'staff-verified', label: '由两名工作人员核验' },
] as const;
