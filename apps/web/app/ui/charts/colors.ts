import type { Theme } from '../theme.tsx';

/** Told apart by those who do not tell red from green; lines differ in their strokes too. */
export const SERIES: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#1d4f91', '#b35c00', '#6b4fa0', '#0a6652', '#7a4a00'],
  dark: ['#8fbcf5', '#f3b25e', '#c3aef0', '#6fd3b8', '#d9c79a'],
};
export const STROKES = ['solid', 'dashed', 'dotted'] as const;

type Ink = { readonly ink: string; readonly quiet: string; readonly line: string; readonly surface: string };
export const INK: Readonly<Record<Theme, Ink>> = {
  light: { ink: '#16211e', quiet: '#4b5a55', line: '#c9d4cf', surface: '#ffffff' },
  dark: { ink: '#e9f0ed', quiet: '#aebdb7', line: '#36433e', surface: '#18211e' },
};

/** From little to much, of the matrix's hue. */
export const DEPTHS: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#eef3fa', '#d4e1f2', '#a9c3e3', '#6f97cb', '#2f64a8'],
  dark: ['#1d2a38', '#27415f', '#355d8a', '#4f80b8', '#8fbcf5'],
};
