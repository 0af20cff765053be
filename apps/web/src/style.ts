import { readFileSync } from 'node:fs';

/** The style sheet of all pages, for faces that add parts of their own. */
export const pageStyle = (): string => readFileSync(new URL('./style.css', import.meta.url), 'utf8');
