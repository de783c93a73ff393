import type {AuthorizationManagementClient} from '@azure/arm-authorization';
import type {HttpClient} from '@azure/core-rest-pipeline';
import type {Page} from '../../core/ports.ts';
import {readPages} from '../pim/calls.ts';
import {atTheDoor, type Shape} from '../pim/door.ts';
import {notAgain} from '../pim/pages.ts';
import type {Reach} from '../pim/reach.ts';
import {armClient} from './client.ts';

/** The answer as it arrived; the SDK still turns refusals into errors and follows `nextLink`. */
export const asArrived = {
  shouldDeserialize: ({status}: {readonly status: number}) => status >= 300,
};

export interface WirePage<Row> {
  readonly value: readonly Row[];
  readonly nextLink?: string | null | undefined;
}

export interface Watch {
  readonly abortSignal: AbortSignal;
  readonly requestOptions: typeof asArrived;
  readonly onResponse: (answer: {readonly parsedBody?: unknown}, flat: unknown, error?: unknown) => void;
}

type ByPage = {byPage(): AsyncIterable<unknown>};

/** One list, page by page, parsed from what really arrived: the SDK takes a page without `value` for an empty one. */
export function armPages<Row>(
  reach: Reach,
  signal: AbortSignal,
  shape: Shape<WirePage<Row>>,
  open: (client: AuthorizationManagementClient, watch: Watch) => ByPage,
): AsyncGenerator<Page<Row>> {
  return readPages(reach, signal, http => pagesOf(reach, {signal, http, shape}, open));
}

interface Asked<Row> {
  readonly signal: AbortSignal;
  readonly http: HttpClient;
  readonly shape: Shape<WirePage<Row>>;
}

async function* pagesOf<Row>(
  reach: Reach,
  {signal, http, shape}: Asked<Row>,
  open: (client: AuthorizationManagementClient, watch: Watch) => ByPage,
): AsyncGenerator<Page<Row>> {
  const client = await armClient(reach, {signal}, http);
  const links = new Set<string>();
  let latest: WirePage<Row> = {value: []};
  const onResponse: Watch['onResponse'] = ({parsedBody}, _flat, error) => {
    if (error === undefined) latest = atTheDoor(reach.what, shape, parsedBody);
  };
  const list = open(client, {abortSignal: signal, requestOptions: asArrived, onResponse});
  for await (const _page of list.byPage()) {
    const {value, nextLink} = latest;
    if (nextLink) notAgain(reach, links, nextLink);
    yield {items: value, complete: !nextLink};
  }
}
