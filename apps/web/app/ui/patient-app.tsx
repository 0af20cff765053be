/** What the patient's pages start with: no component library, native controls, first load small. */
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { newQueryClient } from '../api/use.ts';
import type { AudiencePages } from '../pages.ts';
import '../styles/base.css';
import '../styles/patient.css';
import { ElderProvider } from './elder.tsx';
import { PatientShell } from './patient-shell.tsx';
import { PersonProvider } from './person.tsx';
import { type PagesOf, routerOf } from './router.tsx';
import { ThemeProvider } from './theme.tsx';

/** Starts the patient's pages by id, each loaded when it is opened. */
export function startPatientApp<const Pages extends AudiencePages>(pages: Pages, load: PagesOf<Pages>): void {
  const router = routerOf(pages, load, <PatientShell pages={pages} />);
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <QueryClientProvider client={newQueryClient()}>
        <ThemeProvider>
          <ElderProvider>
            <PersonProvider>
              <RouterProvider router={router} />
            </PersonProvider>
          </ElderProvider>
        </ThemeProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
