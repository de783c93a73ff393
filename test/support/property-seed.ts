import fc from 'fast-check';

/**
 * Properties are tried from the same seed in every run, so that a change is judged by what it changed. Another seed
 * looks elsewhere: PROPERTY_SEED=$RANDOM npm test.
 */
fc.configureGlobal({seed: Number(process.env.PROPERTY_SEED ?? 20_261_122)});
