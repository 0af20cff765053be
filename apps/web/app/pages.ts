/** The table of all pages: what the navigation shows, what `npm run shots` photographs, what axe looks at. */

export type PageEntry = {
  readonly id: string;
  /** Below the audience, as React Router writes it; '' is the first page. */
  readonly path: string;
  readonly title: string;
  /** The group of the navigation; null: reached from another page. */
  readonly group: string | null;
  /** Any of these roles sees it; left out: everybody of the audience. */
  readonly roles?: readonly string[];
  /** An address to look at, where the path has parameters. */
  readonly example?: string;
  /** Without the frame: a screen of its own. */
  readonly isBare?: boolean;
};

export type AudiencePages = {
  readonly audience: 'patient' | 'counter' | 'agency' | 'nation';
  readonly title: string;
  readonly pages: readonly PageEntry[];
};

export { AGENCY_PAGES } from './agency/pages.ts';
export { COUNTER_PAGES } from './counter/pages.ts';
export { NATION_PAGES } from './nation/pages.ts';
export { PATIENT_PAGES } from './patient/pages.ts';
