import type { ChipSummary } from '../../src-shared/model/chip';

/** Three chips that differ: the newest kind, the first of the family, and the one without a chip id. */
export const sampleChips: readonly ChipSummary[] = [
  {
    id: 'esp8266',
    name: 'ESP8266',
    imageChipId: null,
    bootloaderOffset: 0,
    flashModes: ['qio', 'qout', 'dio', 'dout'],
    flashFrequencies: ['80m', '40m', '26m', '20m'],
    flashSizes: ['256KB', '512KB', '1MB', '2MB', '2MB-c1', '4MB', '4MB-c1', '8MB', '16MB'],
    hasStub: true,
  },
  {
    id: 'esp32',
    name: 'ESP32',
    imageChipId: 0,
    bootloaderOffset: 0x1000,
    flashModes: ['qio', 'qout', 'dio', 'dout'],
    flashFrequencies: ['80m', '40m', '26m', '20m'],
    flashSizes: ['1MB', '2MB', '4MB', '8MB', '16MB', '32MB', '64MB', '128MB'],
    hasStub: true,
  },
  {
    id: 'esp32c3',
    name: 'ESP32-C3',
    imageChipId: 5,
    bootloaderOffset: 0,
    flashModes: ['qio', 'qout', 'dio', 'dout'],
    flashFrequencies: ['80m', '40m', '26m', '20m'],
    flashSizes: ['1MB', '2MB', '4MB', '8MB', '16MB', '32MB', '64MB', '128MB'],
    hasStub: true,
  },
];
