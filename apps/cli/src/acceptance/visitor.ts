/** Test support: a browser of one person, with the cookie and the token of the session. */
export {
  browserOf as visitorOf,
  type Json,
  type Reply,
  type Visitor,
} from '../demo/one-stop/browser.ts';
