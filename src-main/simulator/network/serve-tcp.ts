import type { Socket } from 'node:net';
import { listen, type ListenAt, type NetworkServer } from '../../telnet/listen';
import type { BoardLink } from '../line/board-link';
import type { SimulatedBoard } from '../simulated-board';

/**
 * A board behind a plain TCP socket. There are no lines and no baud rate: at each connection the board is in download mode,
 * as if BOOT had been held while it was reset, and bytes always pass at the chip's rate. Resets that the host asks the chip
 * for lead to the firmware in flash. One connection at a time; another one is closed at once.
 */
export function serveTcp(board: SimulatedBoard, at: ListenAt): Promise<NetworkServer> {
  return listen(at, (socket) => {
    const link = attach(board, socket);
    if (!link) return;
    link.onData((bytes) => socket.write(bytes));
    socket.on('data', (bytes) => link.write(bytes));
  });
}

function attach(board: SimulatedBoard, socket: Socket): BoardLink | null {
  return attachSocket(socket, () =>
    board.attach({ label: board.name, baud: 115_200, lines: false, ownBaud: false }),
  );
}

/** Ties a link's life to its socket's. Null, and the socket refused, where the board cannot be opened now. */
export function attachSocket(
  socket: Socket,
  open: () => BoardLink,
  refuse: (error: unknown) => void = () => socket.destroy(),
): BoardLink | null {
  let link: BoardLink;
  try {
    link = open();
  } catch (error) {
    refuse(error);
    return null;
  }
  link.onLost(() => socket.destroy());
  // The host has gone: its next connection may come before this socket has closed for good.
  socket.on('end', () => {
    link.close();
    socket.end();
  });
  socket.on('close', () => link.close());
  return link;
}
