// Global names of Node scripts, so that lint can tell a typing error from a global.
const names =
  'AbortController AbortSignal Buffer URL URLSearchParams __dirname __filename clearInterval clearTimeout console ' +
  'exports fetch global globalThis module performance process queueMicrotask require setImmediate setInterval ' +
  'setTimeout structuredClone TextDecoder TextEncoder';

export default Object.fromEntries(names.split(' ').map((name) => [name, 'readonly']));
