import type {Grant} from '../../core/grant.ts';
import type {Page} from '../../core/ports.ts';
import {type ProblemCode, Trouble} from '../../core/problem.ts';
import {isNotFound, read, readPages} from '../pim/calls.ts';
import {atTheDoor} from '../pim/door.ts';
import {whole} from '../pim/merge.ts';
import {notAgain} from '../pim/pages.ts';
import type {Reach} from '../pim/reach.ts';
import {armClient, scopePath} from './client.ts';
import {asArrived} from './pages.ts';
import {allows, coversAll} from './permissions.ts';
import {pageShape, WirePermission, WireRoleDefinition} from './wire.ts';

/** What reading the own permissions takes; most roles have it, those over stored things alone have not. */
const READING = 'Microsoft.Authorization/permissions/read';

/**
 * Whether Azure lets the grant's role be used by now: the caller's permissions at its scope hold all that the role's
 * definition does. They come from the caches that requests are judged by, minutes after the list at worst (reference
 * azure-pim 2.6). Where it cannot be told, because a role's definition or the own permissions may not be read, nothing
 * speaks against it either, and the answer is true: nobody waits for what cannot be seen.
 */
export async function isUsable(reach: Reach, {address, scope}: Grant, signal: AbortSignal): Promise<boolean> {
  const wanted = await unlessRefused(definition(reach, address.roleDefinitionId ?? '', signal));
  if (wanted === undefined) return true;
  const held = await unlessRefused(whole(effective(reach, address.scope ?? scope.id, signal)));
  if (held === undefined) return !allows(wanted, READING);
  return coversAll(held, wanted);
}

const REFUSED: readonly ProblemCode[] = ['denied', 'not-eligible'];

async function unlessRefused<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (thrown) {
    if (thrown instanceof Trouble && REFUSED.includes(thrown.problem.code)) return undefined;
    throw thrown;
  }
}

/** What the role lets its holder do; `undefined` where nobody tells. */
function definition(
  reach: Reach,
  id: string,
  signal: AbortSignal,
): Promise<readonly WirePermission[] | undefined> {
  return read(reach, signal, async http => {
    const client = await armClient(reach, {signal}, http);
    let body: unknown;
    try {
      await client.roleDefinitions.getById(scopePath(id), {
        abortSignal: signal,
        requestOptions: asArrived,
        onResponse: answer => {
          body = answer.parsedBody;
        },
      });
    } catch (thrown) {
      if (isNotFound(thrown)) return undefined;
      throw thrown;
    }
    return atTheDoor(reach.what, WireRoleDefinition, body).properties.permissions ?? undefined;
  });
}

/** The caller's own, at the scope, whatever role they come from. */
function effective(reach: Reach, scope: string, signal: AbortSignal): AsyncGenerator<Page<WirePermission>> {
  return readPages(reach, signal, async function* (http) {
    const {createPipelineRequest, RestError} = await import('@azure/core-rest-pipeline');
    const client = await armClient(reach, {signal}, http);
    const links = new Set<string>();
    for (let url: string | null | undefined = firstPage(reach, scope); url; ) {
      notAgain(reach, links, url);
      const request = createPipelineRequest({url, abortSignal: signal});
      const answer = await client.sendRequest(request);
      const {status: statusCode, bodyAsText} = answer;
      if (statusCode !== 200) throw new RestError('refused', {statusCode, request, response: answer});
      const page = atTheDoor(reach.what, pageShape(WirePermission), json(bodyAsText));
      url = page.nextLink;
      yield {items: page.value, complete: !url};
    }
  });
}

/** The SDK knows the call for resource groups and what is in them only; Azure takes it at every scope. */
const firstPage = ({access}: Reach, scope: string): string =>
  `${access.endpoints.armEndpoint}/${scopePath(scope)}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;

/** `undefined`, which is no page, for what is no JSON. */
function json(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
