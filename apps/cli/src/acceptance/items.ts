/** Test support: items of the invented catalogue, one of each kind. */
export const ITEM = {
  drugA: 'XZ99ZZA001A001010100001',
  drugB: 'XZ99ZZA002A001010100002',
  drugC: 'XZ99ZZA003A001010100003',
  drugSmall: 'XZ99ZZA004A001010100004',
  consultation: '991102000010000',
  test: '991102000020000',
  bed: '991109000010000',
  stent: 'C9900000000000000001',
} as const;
