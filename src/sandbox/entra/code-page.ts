import type {Answer} from '../http/call.ts';
import type {Authority, TenantCall} from './authority.ts';
import type {SignIns} from './sign-ins.ts';

const html = {'content-type': 'text/html; charset=utf-8'};

export function page(text: string): Answer {
  const head =
    '<!doctype html><meta charset="utf-8"><title>Practice sign-in</title><h1>Practice sign-in</h1>';
  return {status: 200, headers: html, body: `${head}<p>${text}</p>`};
}

/** Where a person types the code. It says that this is practice, and asks for nothing else. */
export function codePage(): Answer {
  return page(
    'No real account is asked for here.<form method="post"><input name="code"><button>Sign in</button></form>',
  );
}

/** The typed code; case, spaces and dashes do not matter. What was typed is never shown again. */
export function enterCode({signIns}: Pick<Authority, 'signIns'>, {form}: Pick<TenantCall, 'form'>): Answer {
  return entered(signIns, form.get('code') ?? '');
}

/** Each authority's page knows its own codes only. */
export function entered(signIns: SignIns, typed: string, authority?: 'aws'): Answer {
  const letters = (code: string) => code.toUpperCase().replace(/[^A-Z]/g, '');
  const meant = signIns.pending.find(
    one => one.authority === authority && one.userCode !== null && letters(one.userCode) === letters(typed),
  );
  const approved = meant?.userCode != null && signIns.settle('approved', meant.userCode) > 0;
  return page(
    approved ? 'You are signed in. Go back to the terminal.' : 'That code is not known, or its time is over.',
  );
}
