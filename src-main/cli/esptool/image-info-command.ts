import { basename } from 'node:path';
import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { chips } from '../../engine/chips/registry';
import { readImageDetails, suspiciousSegments } from '../../engine/image/image-details';
import { plainBytes } from '../../files/images/plain-bytes';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import type { GlobalOptions } from './global-options';
import { readInputFile } from './image-files';
import { imageLines, imageTypeName } from './print-image';

const words = en.images;

export function addImageInfoCommand(parent: Command, io: () => CliIo): void {
  parent
    .command('image-info')
    .description(words.imageInfo)
    .argument('<filename>', words.imageFile)
    .action(async (path: string) => {
      const name = basename(path);
      const bytes = plainBytes(await readInputFile(path), name, null);
      printImage(bytes, name, parent.opts<GlobalOptions>().chip, io());
    });
}

function printImage(bytes: Uint8Array, name: string, chip: GlobalOptions['chip'], { out }: CliIo): void {
  const line = (text: string): void => out.write(`${text}\n`);
  const spec = chip === 'auto' ? null : chips[chip];
  line(fillText(words.details.fileSize, { size: bytes.length }));
  if (spec !== null)
    for (const { loadAddress, sizeBytes } of suspiciousSegments(bytes, spec))
      line(fillText(words.details.suspicious, { address: `0x${loadAddress.toString(16)}`, size: sizeBytes }));
  const details = readImageDetails(bytes, spec, name);
  if (spec === null) line(fillText(words.details.detected, { chip: imageTypeName(details) }));
  const actual = details.extended?.chipId;
  if (spec !== null && actual !== undefined && actual !== spec.imageChipId)
    line(fillText(words.details.otherChip, { actual, chip: spec.name, expected: spec.imageChipId ?? '–' }));
  for (const text of imageLines(details)) line(text);
}
