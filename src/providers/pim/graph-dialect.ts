import type {Grant} from '../../core/grant.ts';
import type {Intent} from '../../core/intent.ts';
import type {Shape} from './door.ts';
import type {GraphPage} from './graph.ts';
import type {Reach} from './reach.ts';
import type {EligibleRow, HeldRow, RequestRow, RoleRow} from './rows.ts';
import type {Addressed} from './wire-port.ts';

export interface GraphList<Row> {
  readonly path: string;
  /** Parses a page and turns its rows into ours. */
  readonly shape: Shape<GraphPage<Row>>;
}

/** What Entra roles and PIM groups differ in on Graph: paths, names and bodies (reference azure-pim 3, 4). */
export interface GraphDialect {
  readonly eligible: GraphList<EligibleRow>;
  readonly held: GraphList<HeldRow>;
  readonly requests: GraphList<RequestRow>;
  /** Where requests are sent; one of them lies below it by its id. */
  readonly requestsPath: string;
  readonly request: Shape<RequestRow>;
  readonly policyFilter: (role: Addressed) => string;
  readonly activation: (intent: Intent) => object;
  readonly deactivation: (grant: Grant, oid: string) => object;
  /** The rows with the names that the list itself does not tell, as far as they can be looked up. */
  readonly named: <Row extends RoleRow>(
    reach: Reach,
    rows: readonly Row[],
    known: Map<string, string>,
    signal: AbortSignal,
  ) => Promise<readonly Row[]>;
}

/** A text inside an OData literal. */
export const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** A list of my own rows (reference azure-pim 3, 4). */
export const myOwn = (path: string, expand: readonly string[] = []): string =>
  `${path}/filterByCurrentUser(on='principal')${expand.length === 0 ? '' : `?$expand=${expand.join(',')}`}`;
