/** Stands in for `react-devtools-core`, which Ink imports and a shipped program never uses. */
export const initialize = (): void => {};
export const connectToDevTools = (): void => {};
