module.exports = () => globalThis.__REPRISE_STOP__();
