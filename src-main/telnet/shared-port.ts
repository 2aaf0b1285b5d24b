import type { LineChange } from './com-port-option';
import type { PortSignature } from './port-signature';

/** A port that is given to others over the network: the part of a transport that this takes. */
export interface SharedPort {
  readonly features: PortSignature & {
    /** DTR and RTS reach the board. */
    readonly lines: boolean;
  };
  write(bytes: Uint8Array): Promise<void>;
  /** Fails with `baud-unsupported` where the rate stays as it is. */
  setBaud(baud: number): Promise<void>;
  setLines(change: LineChange): Promise<void>;
  discardInput(): Promise<void>;
  /** Returns what ends the subscription. */
  onData(listener: (bytes: Uint8Array) => void): () => void;
}

/** The rate of a port before a client asks for another, and again after each client. */
export const sharedPortBaud = 115_200;
