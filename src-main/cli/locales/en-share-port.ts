/** Words of `kiln share-port`. `{name}` stands for a value. */
export const enSharePort = {
  about: 'share a port over the network, so that Kiln and other programs elsewhere can use it (RFC 2217)',
  port: 'port to share: serial port, socket://host:port or sim://chip',
  listen: 'where to listen',
  allowRemote: 'let other computers in, if the address lets them',

  sharing: 'Sharing {port} at {address}.',
  howToUse: 'Use it with: kiln esptool --port {address} …',
  stopWithCtrlC: 'Ctrl-C stops it.',
  stopped: 'Stopped.',
  remoteWarning:
    'Warning: other computers can reach {address}. There is no password: whoever reaches it can read and rewrite the board.',

  clientConnected: '{client} has connected.',
  clientLeft: '{client} has left.',
  clientInUse: '{client} was refused: another client has the port.',
  clientWithoutBoard: '{client} was refused: the board is not plugged in.',
  boardLost: 'The board was unplugged. Waiting for it to come back …',
  boardBack: 'The board is back.',
  portStuck: 'The port does not finish what the last client began; it is closed and opened again.',

  notAnAddress: '“{value}” is not an address to listen at: 127.0.0.1:4000, [::1]:4000',
  remoteRefused:
    'other computers could reach {address}, and whoever reaches it can rewrite the board; say --allow-remote if that is meant',
} as const;
