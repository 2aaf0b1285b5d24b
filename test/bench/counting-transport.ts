import type { Transport } from '../../src-main/engine/transport/transport';

export interface ByteCounts {
  sent: number;
  received: number;
}

/** The transport as it is, its bytes counted. */
export function countBytes(transport: Transport, counts: ByteCounts): Transport {
  transport.onData((bytes) => (counts.received += bytes.length));
  return new Proxy(transport, {
    get(target, name) {
      if (name === 'write') {
        return (bytes: Uint8Array) => {
          counts.sent += bytes.length;
          return target.write(bytes);
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
