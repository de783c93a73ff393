export {createProber, type ProberParts} from './prober.ts';
export {awsProbeTargets, type EntraProbes, probeTargets, stsProbeTarget} from './targets.ts';
