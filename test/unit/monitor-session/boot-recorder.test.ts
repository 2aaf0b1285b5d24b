import { describe, expect, it } from 'vitest';
import { BootRecorder } from '../../../src-main/services/monitor/boot-recorder';

const idle = { dtr: false, rts: false };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (recorder: BootRecorder): string => Buffer.concat([...recorder.take()]).toString();

function recorder(): BootRecorder {
  const made = new BootRecorder();
  made.begin(idle);
  return made;
}

/** RTS alone, then none: through the two transistors EN goes down and up again with IO0 high. */
function resetIntoApp(to: BootRecorder, ownUsb = false): void {
  to.setLines({ dtr: false, rts: true }, ownUsb);
  to.setLines({ dtr: false, rts: false }, ownUsb);
}

describe('what is kept of a boot', () => {
  it('is what came since the release of the reset', () => {
    const boot = recorder();
    boot.received(bytes('before'));
    boot.setLines({ dtr: false, rts: true }, false);
    boot.received(bytes('still on the way'));
    boot.setLines({ rts: false }, false);
    boot.received(bytes('ESP-ROM'));
    boot.received(bytes(':esp32c3'));
    expect(textOf(boot)).toBe('ESP-ROM:esp32c3');
  });

  it('is forgotten when it is taken', () => {
    const boot = recorder();
    resetIntoApp(boot);
    boot.received(bytes('once'));
    expect(textOf(boot)).toBe('once');
    boot.received(bytes('never'));
    expect(textOf(boot)).toBe('');
  });

  it('is nothing of a loader that the host has written to', () => {
    const boot = recorder();
    boot.setLines({ dtr: false }, false);
    boot.setLines({ rts: true }, false);
    boot.setLines({ dtr: true }, false);
    boot.setLines({ rts: false }, false);
    boot.received(bytes('waiting for download'));
    boot.wrote();
    boot.received(bytes('answer'));
    expect(textOf(boot)).toBe('');
  });

  it('is only the last boot', () => {
    const boot = recorder();
    resetIntoApp(boot);
    boot.received(bytes('first'));
    resetIntoApp(boot);
    boot.received(bytes('second'));
    expect(textOf(boot)).toBe('second');
  });

  it('begins with both asserted for an adapter whose DTR stays, which lets EN rise then', () => {
    const boot = recorder();
    boot.setLines({ dtr: false, rts: true }, false);
    boot.setLines({ dtr: true, rts: true }, false);
    boot.received(bytes('ets '));
    boot.setLines({ dtr: true, rts: false }, false);
    boot.received(bytes('Jul 29'));
    expect(textOf(boot)).toBe('ets Jul 29');
  });

  it('begins with the reset itself over a chip’s own USB', () => {
    const boot = recorder();
    boot.setLines({ dtr: false, rts: true }, true);
    boot.received(bytes('ESP-ROM'));
    boot.setLines({ dtr: false, rts: false }, true);
    boot.received(bytes(':esp32c3'));
    expect(textOf(boot)).toBe('ESP-ROM:esp32c3');
  });

  it('ends with the bound, and keeps the beginning', () => {
    const boot = recorder();
    resetIntoApp(boot);
    boot.received(bytes('first'));
    for (let count = 0; count < 5; count++) boot.received(new Uint8Array(100_000));
    const kept = Buffer.concat([...boot.take()]);
    expect(kept.length).toBe(256 * 1024);
    expect(kept.subarray(0, 5).toString()).toBe('first');
  });

  it('is a copy: drivers use their buffers again', () => {
    const boot = recorder();
    resetIntoApp(boot);
    const buffer = bytes('ESP');
    boot.received(buffer);
    buffer.fill(0);
    expect(textOf(boot)).toBe('ESP');
  });

  it('is nothing once the port was opened anew', () => {
    const boot = recorder();
    resetIntoApp(boot);
    boot.received(bytes('ESP'));
    boot.begin(idle);
    expect(textOf(boot)).toBe('');
  });
});
