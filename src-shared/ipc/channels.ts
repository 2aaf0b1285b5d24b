import type { EventName, RequestName } from './contract';
import { eventNames, requestNames } from './names';

/** Electron's channel of a request. Throws for a name that the contract does not have, whatever the types promised. */
export function requestChannel(name: RequestName): string {
  if (!requestNames.includes(name)) throw new TypeError('no such request');
  return `kiln:request:${name}`;
}

/** Electron's channel for saying that a batch of a monitor's lines was taken: what tells a page that keeps up from one that does not. */
export const takenChannel = 'kiln:taken:monitor:data';

/** Electron's channel of an event. Throws like `requestChannel`. */
export function eventChannel(name: EventName): string {
  if (!eventNames.includes(name)) throw new TypeError('no such event');
  return `kiln:event:${name}`;
}
