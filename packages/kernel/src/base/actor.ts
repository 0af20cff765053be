/** Who acts. Every service takes one; what it may do is decided in the noun's `permissions.ts`. */
export type Actor = {
  readonly id: string;
  readonly kind: 'hospital' | 'person' | 'agency' | 'system' | 'node';
  /** Address of the node through which the actor came: 'hub' or a province's two digits. */
  readonly node: string;
  readonly areas: readonly string[];
  readonly roles: readonly string[];
  readonly name?: string;
};
