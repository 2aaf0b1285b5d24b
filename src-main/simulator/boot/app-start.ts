import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { FlashView } from '../flash/flash-view';
import type { BootEnd } from './boot-script';
import type { FlashImage } from './flash-image';
import { cString } from './partition-entries';
import type { FirmwareLog } from './firmware-log';

const descriptionMagic = 0xabcd_5432;

/** esp_app_desc_t at the start of the first segment. Text fields are zero-padded. @source ESP-IDF, "App Image Format" */
interface AppDescription {
  readonly version: string;
  readonly projectName: string;
  readonly compiled: string;
  readonly idfVersion: string;
  /** First 9 hex digits. */
  readonly elfDigest: string;
}

function readDescription(nor: FlashView, image: FlashImage): AppDescription | null {
  const [first] = image.segments;
  if (!first || first.sizeBytes < 256) return null;
  const raw = nor.read(first.offset, 256);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  if (view.getUint32(0, true) !== descriptionMagic) return null;
  const text = (at: number, sizeBytes: number): string => cString(raw.subarray(at, at + sizeBytes));
  return {
    version: text(16, 32),
    projectName: text(48, 32),
    compiled: `${text(96, 16)} ${text(80, 16)}`,
    idfVersion: text(112, 32),
    elfDigest: Buffer.from(raw.subarray(144, 176)).toString('hex').slice(0, 9),
  };
}

/** What the second stage knows, and hands on. */
export interface SecondStage {
  readonly chip: ChipSpec;
  readonly nor: FlashView;
  /** Its header says how large the flash is taken to be, whatever the app's says. @source ESP-IDF, esp_flash_init */
  readonly bootloader: FlashImage;
  readonly log: FirmwareLog;
}

/** The first lines of an ESP-IDF app; where the bootloader was built for more flash than there is, they are its last. */
export function appStart({ chip, nor, bootloader, log }: SecondStage, image: FlashImage): BootEnd {
  const description = readDescription(nor, image);
  if (description) {
    log.add('I', 'app_init', 'Application information:');
    log.add('I', 'app_init', `Project name:     ${description.projectName}`);
    log.add('I', 'app_init', `App version:      ${description.version}`);
    log.add('I', 'app_init', `Compile time:     ${description.compiled}`);
    log.add('I', 'app_init', `ELF file SHA256:  ${description.elfDigest}...`);
    log.add('I', 'app_init', `ESP-IDF:          ${description.idfVersion}`);
  }
  const headerSize = headerFlashBytes(chip, bootloader);
  if (headerSize > nor.sizeBytes) {
    log.add(
      'E',
      'spi_flash',
      `Detected size(${nor.sizeBytes >> 10}k) smaller than the size in the binary image header(${headerSize >> 10}k). Probe failed.`,
    );
    log.plain('assert failed: do_core_init startup.c:328 (flash_ret == ESP_OK)');
    log.plain('Rebooting...');
    return { type: 'reset', reason: 'software', afterMs: 500 };
  }
  if (headerSize > 0 && headerSize < nor.sizeBytes)
    log.add(
      'W',
      'spi_flash',
      `Detected size(${nor.sizeBytes >> 10}k) larger than the size in the binary image header(${headerSize >> 10}k). Using the size in the binary image header.`,
    );
  log.add('I', 'main_task', 'Calling app_main()');
  return { type: 'running' };
}

/** 0 where the header's code is none of this chip's. */
function headerFlashBytes(chip: ChipSpec, { sizeAndFrequency }: FlashImage): number {
  const found = Object.entries(chip.flash.sizes).find(([, code]) => code === (sizeAndFrequency & 0xf0));
  const megabytes = /^(\d+)MB/.exec(found?.[0] ?? '')?.[1];
  return Number(megabytes ?? 0) * 0x10_0000;
}
