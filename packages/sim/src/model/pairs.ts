/**
 * Every pair of states in which the two sides of one settlement can be at a moment, as the search of the
 * model finds them (tested there): care side, insured side. Runs over the real nodes are held against it, so
 * that the model and the nodes cannot drift apart unnoticed.
 */
export const EXPLAINED_PAIRS: readonly string[] = [
  'pending/never-settled',
  'pending/none',
  'pending/reversed',
  'pending/settled',
  'refused/never-settled',
  'reversed/reversed',
  'settled/reversed',
  'settled/settled',
];
