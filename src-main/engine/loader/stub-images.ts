import esp32 from 'esptool-js/lib/targets/stub_flasher/esp32.json';
import esp32c2 from 'esptool-js/lib/targets/stub_flasher/esp32c2.json';
import esp32c3 from 'esptool-js/lib/targets/stub_flasher/esp32c3.json';
import esp32c5 from 'esptool-js/lib/targets/stub_flasher/esp32c5.json';
import esp32c6 from 'esptool-js/lib/targets/stub_flasher/esp32c6.json';
import esp32c61 from 'esptool-js/lib/targets/stub_flasher/esp32c61.json';
import esp32h2 from 'esptool-js/lib/targets/stub_flasher/esp32h2.json';
import esp32h4 from 'esptool-js/lib/targets/stub_flasher/esp32h4.json';
import esp32p4Rev1 from 'esptool-js/lib/targets/stub_flasher/esp32p4-rev1.json';
import esp32p4 from 'esptool-js/lib/targets/stub_flasher/esp32p4.json';
import esp32s2 from 'esptool-js/lib/targets/stub_flasher/esp32s2.json';
import esp32s3 from 'esptool-js/lib/targets/stub_flasher/esp32s3.json';
import esp32s31 from 'esptool-js/lib/targets/stub_flasher/esp32s31.json';
import esp8266 from 'esptool-js/lib/targets/stub_flasher/esp8266.json';

/** As published: code and data in base64, addresses as numbers. */
interface StubJson {
  readonly entry: number;
  readonly text: string;
  readonly text_start: number;
  readonly data: string;
  readonly data_start: number;
}

export interface StubSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface StubImage {
  readonly entryPoint: number;
  /** In the order in which they are uploaded: code, then data. */
  readonly segments: readonly StubSegment[];
}

/** Espressif's stub flashers (esp-flasher-stub, Apache-2.0 OR MIT) under the names that `ChipSpec.stub` has. */
const published = {
  esp32,
  esp32c2,
  esp32c3,
  esp32c5,
  esp32c6,
  esp32c61,
  esp32h2,
  esp32h4,
  esp32p4,
  'esp32p4-rev1': esp32p4Rev1,
  esp32s2,
  esp32s3,
  esp32s31,
  esp8266,
} as const satisfies Record<string, StubJson>;

export type StubName = keyof typeof published;

function isStubName(name: string): name is StubName {
  return Object.hasOwn(published, name);
}

/** Null where there is no stub of that name. */
export function stubImage(name: string): StubImage | null {
  if (!isStubName(name)) return null;
  const stub: StubJson = published[name];
  return {
    entryPoint: stub.entry,
    segments: [
      { address: stub.text_start, bytes: Buffer.from(stub.text, 'base64') },
      { address: stub.data_start, bytes: Buffer.from(stub.data, 'base64') },
    ],
  };
}
