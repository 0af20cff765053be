/** Posts at an insurer. Whoever made a payment never approves it. */
export const INSURER_ROLES = ['claims', 'payment-maker', 'payment-checker'] as const;
export type InsurerRole = (typeof INSURER_ROLES)[number];

/** An operator of an insurer: sees and does what is that insurer's, nothing else. */
export type InsurerActor = {
  readonly id: string;
  readonly insurer: string;
  readonly roles: readonly InsurerRole[];
  readonly name?: string;
};

export const hasRole = ({ roles }: InsurerActor, ...wanted: readonly InsurerRole[]): boolean =>
  wanted.some((role) => roles.includes(role));

/** As it is kept with a step. */
export const keptActor = ({ id, insurer, name }: InsurerActor) => ({
  id,
  insurer,
  ...(name === undefined ? {} : { name }),
});
