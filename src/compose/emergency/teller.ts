import type {Told} from '../../core/emergency.ts';
import type {AuditLog, Teller} from '../../core/ports.ts';
import {problemOf} from '../../core/problem.ts';
import type {Settings} from '../../core/settings.ts';
import type {Sinks} from '../sinks.ts';

/** Tells every sink of the settings now: neither a pause after a failure nor another process counts. */
export const tellerOf = ({sinks: named = []}: Settings, sinks: () => Promise<Sinks>): Teller => ({
  tell: async (limit, signal) => {
    if (named.length === 0) return [];
    try {
      const {delivery, desk} = await sinks();
      const told = await delivery.deliver(signal, limit, {urgent: true});
      const left = await desk.pending();
      return told.map(({sink, problem}) => ({
        ...{sink, problem: problem?.code ?? null},
        isTold: problem === null && left.every(one => one.sink !== sink || one.waiting === 0),
      }));
    } catch (thrown) {
      return named.map(({name}): Told => ({sink: name, isTold: false, problem: problemOf(thrown).code}));
    }
  },
});

/** The record, whose lines the sinks hear of where there are any. */
export const heardBySinks = (
  {sinks: named = []}: Settings,
  record: AuditLog,
  sinks: () => Promise<Sinks>,
): AuditLog =>
  named.length === 0 ? record : {...record, append: async fact => (await sinks()).audit.append(fact)};
