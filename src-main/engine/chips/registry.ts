import type { ChipId } from '../../../src-shared/model/chip';
import type { ChipSpec } from './chip-spec';
import { esp8266 } from './data/esp8266';
import { esp32 } from './data/esp32';
import { esp32s2 } from './data/esp32s2';
import { esp32s3 } from './data/esp32s3';
import { esp32c2 } from './data/esp32c2';
import { esp32c3 } from './data/esp32c3';
import { esp32c5 } from './data/esp32c5';
import { esp32c6 } from './data/esp32c6';
import { esp32c61 } from './data/esp32c61';
import { esp32e22 } from './data/esp32e22';
import { esp32h2 } from './data/esp32h2';
import { esp32h21 } from './data/esp32h21';
import { esp32h4 } from './data/esp32h4';
import { esp32p4 } from './data/esp32p4';
import { esp32s31 } from './data/esp32s31';

/** Every chip. One that is left out does not compile. */
export const chips: Readonly<Record<ChipId, ChipSpec>> = {
  esp8266,
  esp32,
  esp32s2,
  esp32s3,
  esp32c2,
  esp32c3,
  esp32c5,
  esp32c6,
  esp32c61,
  esp32e22,
  esp32h2,
  esp32h21,
  esp32h4,
  esp32p4,
  esp32s31,
};
