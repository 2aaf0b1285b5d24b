import type { OpenSocket } from './socket-client';

/** Opens the browser host's socket: the page's own origin, `/station`. */
export function webSocketOpener(location: Location, token: string): OpenSocket {
  const address = new URL('/station', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = new URLSearchParams({ token }).toString();
  return (handlers) => {
    const socket = new WebSocket(address);
    socket.addEventListener('open', handlers.onOpen);
    socket.addEventListener('close', handlers.onClose);
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (typeof event.data === 'string') handlers.onMessage(event.data);
    });
    return socket;
  };
}
