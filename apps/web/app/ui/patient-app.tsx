/** What the patient's pages start with: no component library, native controls, first load small. */
import { QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, type RouteObject, RouterProvider } from 'react-router';
import { newQueryClient } from '../api/use.ts';
import type { AudiencePages, PageEntry } from '../pages.ts';
import '../styles/base.css';
import '../styles/patient.css';
import { ElderProvider } from './elder.tsx';
import { PatientShell } from './patient-shell.tsx';
import { PersonProvider } from './person.tsx';
import { Loading } from './state.tsx';
import { ThemeProvider } from './theme.tsx';

type LazyPage = () => Promise<{ readonly Component: ComponentType }>;

function routeOf({ path }: PageEntry, lazy: LazyPage): RouteObject {
  return path === '' ? { index: true, lazy } : { path, lazy };
}

/** Starts the patient's pages by id, each loaded when it is opened. */
export function startPatientApp<const Pages extends AudiencePages>(
  pages: Pages,
  load: Readonly<Record<Pages['pages'][number]['id'], LazyPage>>,
): void {
  const routes = pages.pages.map((page) => routeOf(page, load[page.id as keyof typeof load]));
  const router = createBrowserRouter(
    [
      {
        path: '/',
        element: <PatientShell pages={pages} />,
        hydrateFallbackElement: <Loading what="页面" />,
        children: routes,
      },
    ],
    { basename: `/${pages.audience}` },
  );
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
