/** Every chip family member that Kiln names, spelled as on esptool's command line. */
export const chipIds = [
  'esp8266',
  'esp32',
  'esp32s2',
  'esp32s3',
  'esp32c2',
  'esp32c3',
  'esp32c5',
  'esp32c6',
  'esp32c61',
  'esp32e22',
  'esp32h2',
  'esp32h21',
  'esp32h4',
  'esp32p4',
  'esp32s31',
] as const;

export type ChipId = (typeof chipIds)[number];

export const flashModes = ['qio', 'qout', 'dio', 'dout'] as const;
export type FlashMode = (typeof flashModes)[number];

/** What the station's pickers need to know about a chip; derived from the engine's chip data. */
export interface ChipSummary {
  readonly id: ChipId;
  /** The maker's spelling, for people: `ESP32-C3`. */
  readonly name: string;
  /** `chip_id` of the extended image header; null on the ESP8266, whose images have none. */
  readonly imageChipId: number | null;
  /** Flash offset at which the ROM looks for the second-stage bootloader, in bytes. */
  readonly bootloaderOffset: number;
  readonly flashModes: readonly FlashMode[];
  /** Header spelling, fastest first: `80m`, `40m` … */
  readonly flashFrequencies: readonly string[];
  /** Header spelling, smallest first: `1MB`, `2MB` … */
  readonly flashSizes: readonly string[];
  /** False where no stub flasher exists and the ROM loader does everything. */
  readonly hasStub: boolean;
}
