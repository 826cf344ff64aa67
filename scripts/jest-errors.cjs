// Jest runs tests in a context of their own, in which errors that Node's modules make are no instances of Error
// (issue 2549 of Jest). Outside Jest they are, and the product relies on it: this makes it so in tests, too.
const { types } = require('node:util');

const ordinary = Function.prototype[Symbol.hasInstance];

Object.defineProperty(Error, Symbol.hasInstance, {
  value(candidate) {
    const isForeign =
      this === Error && (types.isNativeError(candidate) || candidate instanceof globalThis.DOMException);
    return isForeign || ordinary.call(this, candidate);
  },
});
