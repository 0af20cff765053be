export {
  type EntryResult,
  openTerminalSession,
  type TerminalSession,
  takeEntry,
  takenEntry,
  terminalSession,
} from './store.ts';
