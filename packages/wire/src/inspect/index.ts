export {
  type CallReferences,
  type InspectedAnswer,
  type InspectedCall,
  type InspectedRow,
  inspectAnswer,
  inspectCall,
} from './inspect.ts';
export { withMessageId, withUntidyOutput } from './rewrite.ts';
export type { FieldVerdict } from './verdict.ts';
