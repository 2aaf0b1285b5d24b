/** The part of a socket that a refusal needs. */
export interface RefusedSocket {
  end(text: string): unknown;
  resume(): unknown;
}

/** Said to a client whose port another one has; the same words as other servers use, for clients that look for them. */
export const portInUse = 'Port already in use';

/** Tells why, in a line that people and programs can read, and hangs up. */
export function refuseClient(socket: RefusedSocket, why: string): void {
  socket.end(`${why}\r\n`);
  // Whatever it sends meanwhile is let through to nowhere: unread bytes would keep the socket open, or lose the line above.
  socket.resume();
}
