/** The token of a face on its way from the camera's page to the window, in this browser only, once. */
const KEY = 'zhijie-face-token';

export const keepForScan = (token: string): void => sessionStorage.setItem(KEY, token);

export function takeForScan(): string | null {
  const token = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return token;
}
