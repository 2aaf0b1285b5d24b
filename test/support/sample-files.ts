import type { FilePart, FileReport, ImageReport } from '../../src-shared/model/file-report';

const segment = (address: number, sizeBytes: number, memoryTypes: readonly string[]): FilePart => ({
  name: '',
  kind: 'segment',
  address,
  sizeBytes,
  memoryTypes,
});

export const imageSegments: readonly FilePart[] = [
  segment(0x3c09_0020, 141_312, ['DROM']),
  segment(0x3fc9_0000, 11_904, ['DRAM', 'BYTE_ACCESSIBLE']),
  segment(0x4038_0000, 63_214, ['IRAM']),
  segment(0x4200_0020, 588_146, ['IROM']),
  segment(0x4039_0000, 26_000, ['IRAM']),
  segment(0x5000_0000, 16, ['RTC_IRAM']),
];

/** An application whose checksum and digest are right. */
export const sampleImageReport: ImageReport = {
  chip: 'esp32c3',
  role: 'app',
  version: 1,
  entryPoint: 0x4038_00e4,
  flashMode: 'dio',
  flashFrequency: '80m',
  flashSize: '4MB',
  minRevision: 3,
  maxRevision: 199,
  segments: imageSegments,
  checksum: { stored: 0x5a, calculated: 0x5a },
  digest: { stored: 'b7'.repeat(32), calculated: 'b7'.repeat(32) },
  app: {
    projectName: 'greenhouse',
    version: '1.4.2',
    idfVersion: 'v5.4',
    compiled: 'Nov  3 2026 09:12:44',
    secureVersion: 0,
    elfSha256: '1f'.repeat(32),
    mmuPageSizeBytes: 65_536,
  },
  bootloader: null,
  signatures: [],
  sizeBytes: 831_488,
  truncated: false,
};

/** The beginning of an image, and then what looks like anything. */
const head = `e905022000003840${'0102030405060708090a0b0c0d0e0f10'.repeat(8)}${'4b696c6e206669726d77617265000000'.repeat(7)}ffffffffffffffff`;

/** What the station says of a file: an application, unless something else is told. */
export function reportOf(change: Partial<FileReport>): FileReport {
  const name = change.name ?? 'greenhouse.bin';
  const image = change.image === undefined ? sampleImageReport : change.image;
  return {
    file: `token-${name}`,
    name,
    sizeBytes: 831_488,
    sha256: '4be0f3a1c2d5e6978890a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6',
    format: 'firmware-image',
    chip: 'esp32c3',
    flashOffset: null,
    image,
    images: image ? [{ name: '', address: 0, image }] : [],
    parts: [],
    table: null,
    nvs: null,
    otaData: null,
    elf: null,
    head,
    ...change,
  };
}
