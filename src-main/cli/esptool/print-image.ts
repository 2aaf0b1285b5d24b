import { fillText, type ErrorContext } from '../../../src-shared/errors/app-error';
import { chips } from '../../engine/chips/registry';
import type { ExtendedHeader, ImageDetails } from '../../engine/image/image-details';
import type { SignatureBlock } from '../../engine/image/signature-blocks';
import { formatAddress, formatRevision } from '../format-quantities';
import { en } from '../locales/en';

const words = en.images.details;
const kibi = 1024;
const wpPinDisabled = 0xee;

/** What an image says, heading by heading. */
export function imageLines(details: ImageDetails): readonly string[] {
  const chip = imageTypeName(details);
  return [
    ...section(fillText(words.header, { chip }), headerLines(details)),
    ...(details.extended === null
      ? []
      : section(fillText(words.extended, { chip }), extendedLines(details.extended))),
    ...section(words.segments, segmentLines(details)),
    ...section(fillText(words.footer, { chip }), footerLines(details)),
    ...appSection(details),
    ...bootloaderSection(details),
    ...(details.signatures.length === 0
      ? []
      : section(words.signatures, details.signatures.map(signatureLine))),
  ];
}

export function imageTypeName({ chip }: ImageDetails): string {
  return chip === null ? words.unknownChip : chips[chip].name;
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return ['', heading, '='.repeat(heading.length), ...lines];
}

function headerLines(details: ImageDetails): readonly string[] {
  const { flashSizeFrequencyCode: code, flashModeCode } = details;
  return [
    fillText(words.version, { version: details.version }),
    fillText(words.entryPoint, { address: formatAddress(details.entryPoint) }),
    fillText(words.segmentCount, { count: details.segmentCount }),
    setting(words.flashSize, details.flashSize, code & 0xf0),
    setting(words.flashFreq, details.flashFrequency, code & 0x0f),
    setting(words.flashMode, details.flashMode?.toUpperCase() ?? null, flashModeCode),
  ];
}

function setting(text: string, name: string | null, code: number): string {
  return fillText(text, { value: name ?? fillText(words.unknownCode, { code: hex(code) }) });
}

function extendedLines(header: ExtendedHeader): readonly string[] {
  const { wpPin, drive, chipId, minRevision, maxRevision, legacyMinRevision } = header;
  const owner = Object.values(chips).find(({ imageChipId }) => imageChipId === chipId);
  const pins = (['clk', 'q', 'd', 'cs0', 'hd', 'wp'] as const).map((pin) =>
    fillText(words.drivePin, { pin, value: hex(drive[pin]) }),
  );
  return [
    fillText(words.wpPin, { pin: hex(wpPin), note: wpPin === wpPinDisabled ? words.wpPinDisabled : '' }),
    fillText(words.drive, { values: pins.join(', ') }),
    fillText(words.chipId, { id: chipId, chip: owner?.name ?? words.unknownChip }),
    fillText(words.minRevision, { revision: formatRevision(minRevision), legacy: legacyMinRevision }),
    fillText(words.maxRevision, { revision: formatRevision(maxRevision) }),
  ];
}

function segmentLines({ segments }: ImageDetails): readonly string[] {
  const rows = segments.map(({ sizeBytes, loadAddress, fileOffset, memoryTypes }, index) =>
    [
      String(index).padStart(7),
      `0x${sizeBytes.toString(16).padStart(5, '0')}`,
      formatAddress(loadAddress),
      formatAddress(fileOffset),
      memoryTypes.join(', '),
    ]
      .join('  ')
      .trimEnd(),
  );
  return [words.segmentColumns, words.segmentRule, ...rows];
}

function footerLines({ checksum, digest }: ImageDetails): readonly string[] {
  const { stored, calculated } = checksum;
  const sum = { stored: byte(stored), calculated: byte(calculated) };
  const lines = [fillText(stored === calculated ? words.checksumValid : words.checksumInvalid, sum)];
  if (digest !== null) lines.push(digestLine(digest));
  return lines;
}

function digestLine({ stored, calculated }: NonNullable<ImageDetails['digest']>): string {
  const expected = Buffer.from(calculated).toString('hex');
  if (stored === null) return fillText(words.digestMissing, { calculated: expected });
  const actual = Buffer.from(stored).toString('hex');
  const text = actual === expected ? words.digestValid : words.digestInvalid;
  return fillText(text, { stored: actual, calculated: expected });
}

function appSection({ app }: ImageDetails): readonly string[] {
  if (app === null) return [];
  const line = (text: string, value: ErrorContext[string]): string => fillText(text, { value });
  return section(words.app, [
    line(words.project, app.projectName),
    line(words.appVersion, app.version),
    line(words.compiled, app.compiled),
    ...(app.elfSha256 === '' ? [] : [line(words.elfSha256, app.elfSha256)]),
    line(words.idf, app.idfVersion),
    line(words.minEfuse, formatRevision(app.minEfuseBlockRevision)),
    line(words.maxEfuse, formatRevision(app.maxEfuseBlockRevision)),
    ...(app.mmuPageSizeBytes === null
      ? []
      : [fillText(words.pageSize, { size: app.mmuPageSizeBytes / kibi })]),
    line(words.secureVersion, app.secureVersion),
  ]);
}

function bootloaderSection({ bootloader }: ImageDetails): readonly string[] {
  if (bootloader === null) return [];
  return section(words.bootloader, [
    fillText(words.bootloaderVersion, { value: bootloader.version }),
    fillText(words.idf, { value: bootloader.idfVersion }),
    fillText(words.compiled, { value: bootloader.compiled }),
  ]);
}

function signatureLine({ scheme, fileOffset, crcValid, digestValid }: SignatureBlock, index: number): string {
  const crc = crcValid === false ? words.crcInvalid : '';
  const signs = digestValid === null ? '' : digestValid ? words.signedThis : words.signedOther;
  return fillText(words.signature, {
    index,
    offset: formatAddress(fileOffset),
    scheme: scheme.toUpperCase(),
    state: `${crc}${signs}`,
  });
}

function byte(value: number | null): string {
  return value === null ? '–' : `0x${value.toString(16).padStart(2, '0')}`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
