import type { EventName, RequestName } from './contract';

/*
 * The contract's names at run time, for code that must not carry the schemas (the preload script).
 * A record, so that a name left out or made up does not compile.
 */
const requests: Record<RequestName, true> = {
  'app:info': true,
  'chips:list': true,
  'ports:list': true,
  'sim:add': true,
  'sim:remove': true,
  'network-port:add': true,
  'network-port:remove': true,
  'doctor:adapters': true,
  'firmware:choose': true,
  'firmware:import': true,
  'layout:save': true,
  'files:cancel': true,
  'image:inspect': true,
  'image:compare': true,
  'image:convert': true,
  'image:merge': true,
  'partitions:export': true,
  'nvs:export': true,
  'job:start': true,
  'job:cancel': true,
  'job:list': true,
  'backup:list': true,
  'backup:export': true,
  'backup:delete': true,
  'backup:import': true,
  'trace:export': true,
  'monitor:open': true,
  'monitor:close': true,
  'monitor:list': true,
  'monitor:configure': true,
  'monitor:set-lines': true,
  'monitor:reset': true,
  'monitor:send': true,
  'monitor:send-file': true,
  'monitor:stop-sending': true,
  'monitor:read': true,
  'monitor:find': true,
  'monitor:bytes': true,
  'monitor:clear': true,
  'monitor:export': true,
  'monitor:log': true,
  'monitor:logs': true,
  'monitor:log-export': true,
  'monitor:log-delete': true,
  'monitor:found': true,
  'crash:decode': true,
  'core-dump:decode': true,
  'core-dump:export': true,
  'elf:add': true,
  'elf:list': true,
  'elf:forget': true,
  'settings:get': true,
  'settings:set': true,
};

const events: Record<EventName, true> = {
  'backups:changed': true,
  'ports:changed': true,
  'job:event': true,
  'monitor:changed': true,
  'monitor:data': true,
  'monitor:found': true,
  'trace:lines': true,
};

export const requestNames = Object.keys(requests) as RequestName[];
export const eventNames = Object.keys(events) as EventName[];
