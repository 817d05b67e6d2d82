// Browsers are found by path (test/browsers.ts): npm must never download one.
module.exports = { skipDownload: true };
