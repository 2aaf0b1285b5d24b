/** Whether the station answers. In Electron it always does; a browser may lose it. */
export type ConnectionState = 'connecting' | 'ready' | 'unreachable';

export interface StationConnection {
  readonly state: ConnectionState;
  /** Called at every change; returns what ends the subscription. */
  onState(listener: (state: ConnectionState) => void): () => void;
}
