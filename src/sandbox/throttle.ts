import type {Call} from './http/call.ts';
import {Refusal} from './refusal.ts';
import type {Limit, Settings} from './settings.ts';

interface Bucket {
  left: number;
  at: number;
}

/** A bucket each for reads and for writes (reference azure-pim 2.6); throws a 429 that says when a drop is back. */
export function createThrottle(limits: Settings['limits'], now: () => number): (call: Call) => void {
  const buckets = new Map<string, Bucket>();
  return call => {
    const side = call.method === 'GET' ? 'reads' : 'writes';
    const limit = limits[side];
    if (limit === null) return;
    const bucket = refilled(buckets.get(side), limit, now());
    buckets.set(side, bucket);
    if (bucket.left < 1) throw tooMany(bucket, limit);
    bucket.left -= 1;
  };
}

/** One bucket for everything that asks, of a size that may change; answers whether there was a drop left. */
export function createBucket(limit: () => Limit | null, now: () => number): () => boolean {
  let bucket: Bucket | undefined;
  return () => {
    const current = limit();
    if (current === null) return true;
    bucket = refilled(bucket, current, now());
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  };
}

function refilled(bucket: Bucket | undefined, {burst, perSecond}: Limit, now: number): Bucket {
  if (bucket === undefined) return {left: burst, at: now};
  const gained = (Math.max(0, now - bucket.at) / 1000) * perSecond;
  return {left: Math.min(burst, bucket.left + gained), at: now};
}

function tooMany({left}: Bucket, {perSecond}: Limit): Refusal {
  const seconds = Math.max(1, Math.ceil((1 - left) / perSecond));
  const message = `Number of requests for the principal exceeded the limit. Please retry after ${seconds} seconds.`;
  return new Refusal(429, 'TooManyRequests', message, {'retry-after': String(seconds)});
}
