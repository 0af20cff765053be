/** One thing that is wrong: where, which check, which row, and what it means for the operator. */
export type DoctorFinding = {
  /** 'installation', 'hub' or a province's two digits; 'network' for what two nodes say differently. */
  readonly where: string;
  readonly check: string;
  /** The row, by its key; empty when the finding concerns the whole. */
  readonly row: string;
  readonly detail: string;
};
