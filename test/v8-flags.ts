/**
 * What processes of tests are started with. The source's threads strip types by WebAssembly (amaro), and V8 keeps the compiled wrappers of
 * its imports in one cache for all threads; a process crashes now and then when one thread makes such a wrapper while another is
 * ended (in Runtime_TierUpWasmToJSWrapper; nodejs/node#64500). No import is called so often that a wrapper is compiled.
 */
export const V8_FLAGS = ['--wasm-wrapper-tiering-budget=1000000000'];
