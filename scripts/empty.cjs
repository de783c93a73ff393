// Stands in for `react-devtools-core`, which Ink imports and a shipped program never uses.
module.exports = {};
