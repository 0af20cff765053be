/**
 * Calls from WebAssembly into JavaScript keep the wrapper they begin with, after however many calls. V8
 * 13.6 may end the whole process (`Check failed: jit_page.has_value()`) when it replaces the wrapper while
 * another thread runs WebAssembly too, as `fetch` and the reading of photos do (nodejs/node#64500). The
 * quicker wrapper saves a node nothing that can be measured.
 */
export const NO_WRAPPER_TIER_UP = '--wasm-wrapper-tiering-budget=2000000000';
