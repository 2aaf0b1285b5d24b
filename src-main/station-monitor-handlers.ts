import { basename } from 'node:path';
import type { Requests } from '../src-shared/ipc/contract';
import { largestFirmwareBytes, readBounded } from './files/read-bounded';
import { offerMade, refuseForbidden, type HandlerServices } from './handler-services';

type MonitorRequestName = Extract<keyof Requests, `monitor:${string}`>;

export type MonitorHandlers = {
  readonly [N in MonitorRequestName]: (
    request: Requests[N]['request'],
  ) => Requests[N]['result'] | Promise<Requests[N]['result']>;
};

type MonitorHandlerServices = Pick<
  HandlerServices,
  'options' | 'monitors' | 'monitorLogs' | 'firmware' | 'exports'
>;

/** The part of the contract that is about monitors. */
export function monitorHandlers(services: MonitorHandlerServices): MonitorHandlers {
  const { options, monitors, monitorLogs } = services;
  const activeLogs = (): readonly string[] =>
    monitors.list().flatMap(({ log }) => (log === null ? [] : [log.fileName]));
  return {
    'monitor:open': (request) => monitors.open(request),
    'monitor:close': ({ monitor }) => nothing(monitors.close(monitor)),
    'monitor:list': () => monitors.list(),
    'monitor:configure': ({ monitor, baud, format }) => nothing(monitors.configure(monitor, baud, format)),
    'monitor:set-lines': ({ monitor, dtr, rts }) =>
      nothing(
        monitors.setLines(monitor, { ...(dtr === null ? {} : { dtr }), ...(rts === null ? {} : { rts }) }),
      ),
    'monitor:reset': ({ monitor, into }) => nothing(monitors.reset(monitor, into)),
    'monitor:send': ({ monitor, what, echo }) => nothing(monitors.send(monitor, what, echo)),
    'monitor:send-file': (request) => nothing(sendFile(services, request)),
    'monitor:stop-sending': ({ monitor }) => {
      monitors.stopSending(monitor);
      return null;
    },
    'monitor:read': ({ monitor, ...request }) => monitors.text(monitor).read(request),
    'monitor:find': ({ monitor, ...request }) => monitors.text(monitor).find(request),
    'monitor:bytes': ({ monitor, ...request }) => monitors.text(monitor).bytes(request),
    'monitor:clear': ({ monitor }) => nothing(monitors.clearText(monitor)),
    'monitor:export': ({ monitor, ...request }) =>
      offerMade(services, monitors.text(monitor).export(request)),
    'monitor:log': ({ monitor, on }) => nothing(monitors.setLog(monitor, on)),
    'monitor:logs': () => monitorLogs.list(activeLogs()),
    'monitor:log-export': async ({ name }) =>
      options.host.offerFile({ path: await monitorLogs.pathOf(name), suggestedName: name }),
    'monitor:log-delete': ({ name }) => nothing(monitorLogs.delete(name, activeLogs())),
    'monitor:found': ({ monitor }) => monitors.found(monitor),
  };
}

async function nothing(work: Promise<void>): Promise<null> {
  await work;
  return null;
}

/** A file of any kind, of the size that a board could take at all. */
async function sendFile(
  { options, monitors, firmware }: MonitorHandlerServices,
  { monitor, source, chunkBytes, pauseMs }: Requests['monitor:send-file']['request'],
): Promise<void> {
  refuseForbidden({ options }, [source]);
  const path = await firmware.locateFile(source);
  const name = source.type === 'file' ? firmware.known(source.file).name : basename(path);
  const bytes = await readBounded(path, name, largestFirmwareBytes);
  await monitors.sendFile(monitor, { name, bytes, chunkBytes, pauseMs });
}
