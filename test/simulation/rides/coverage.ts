import { each } from '../scenario.ts';

const capture = ['recordRide', 'recordRides'];

/** Every fault of the rides, at every place where it can strike. */
export const ridesMustMeet: readonly string[] = [
  ...each(['client: request lost', 'client: answer lost', 'client: sent twice'], capture),
  ...each(['client: gives up'], ['gate']),
  ...each(
    [
      'function: killed before sending',
      'function: killed after sending',
      'function: frozen before sending',
      'function: frozen after sending',
      'function: killed before answering',
    ],
    [...capture, 'storeRides', 'seeSkiers', 'replay'],
  ),
  ...each(
    ['send: lost', 'send: acknowledgement lost', 'send: repeated by the SDK'],
    [...capture, 'replay', 'storeRides'],
  ),
  ...each(['queue: visible late', 'queue: delivered after its deletion'], ['rides', 'dead letters']),
  ...each(['queue: out of order', 'queue: delivered twice', 'queue: poisoned'], ['rides']),
  ...each(
    ['feed: throttled', 'batch: unprocessed', 'batch: lost', 'batch: applied, answer lost', 'batch: applied late'],
    ['storeRides'],
  ),
  ...each(['function: deploy that fails'], ['deploy']),
  ...each(['function: clock wrong'], ['start']),
  ...each(['stream: batch again', 'stream: from the start', 'stream: shard split'], ['seeSkiers']),
  ...each(
    [
      'read: refused',
      'read: batch torn',
      'read: stale',
      'write: throttled',
      'write: lost',
      'write: applied, answer lost',
      'write: applied late',
      'write: sent again by the SDK',
      'write: sent again late',
      'transaction: conflict',
      'transaction: throttled',
      'transaction: torn',
    ],
    ['seeSkiers'],
  ),
  'a write landed late',
  'POST answered 201',
  'POST answered 200',
  'POST answered 502',
  'POST answered 503',
];
