import { extractText, getDocumentProxy } from 'unpdf';

/** The text of every page as a reader of PDF files finds it, blanks and line ends taken out. */
export async function pagesOf(bytes: Uint8Array): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(Uint8Array.from(bytes)), { mergePages: false });
  return text.map((page) => page.replace(/\s+/g, ''));
}

/** The files that travel inside the paper, by name. */
export async function enclosedIn(bytes: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const proxy = await getDocumentProxy(Uint8Array.from(bytes));
  const found = new Map<string, string>();
  for (const name of (await proxy.getAttachments())?.keys() ?? [])
    found.set(name, new TextDecoder().decode((await proxy.getAttachmentContent(name)) ?? undefined));
  return found;
}
