import type {Answer} from '../http/call.ts';
import type {Authority, TenantCall} from './authority.ts';

const html = {'content-type': 'text/html; charset=utf-8'};

function page(text: string): Answer {
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
export function enterCode({signIns}: Authority, {form}: TenantCall): Answer {
  const code = (form.get('code') ?? '').toUpperCase().replace(/[^A-Z]/g, '');
  const approved = signIns.settle('approved', code) > 0;
  return page(
    approved ? 'You are signed in. Go back to the terminal.' : 'That code is not known, or its time is over.',
  );
}
