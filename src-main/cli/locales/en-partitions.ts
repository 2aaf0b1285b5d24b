import type { PartitionProblemCode } from '../../../src-shared/model/partition-table';
import type { StartReason } from '../../../src-shared/partitions/app-slots';

const problems: Record<PartitionProblemCode, string> = {
  'no-rows': 'there are no partitions in it',
  'too-many-rows': '{count} partitions are more than the {most} that it has room for',
  'name-missing': '{name} has no name',
  'name-too-long': 'the name “{name}” is cut to “{cut}”, since a table keeps 16 bytes of it',
  'name-twice': '“{name}” is the name of more than one partition',
  'name-not-for-csv': 'the name “{name}” cannot be written to a CSV file',
  'name-misleading': '“{name}” is called like a kind of partition, but is {kind}',
  'type-reserved': '“{name}” has the type {type}, which belongs to Espressif; 0x40 to 0xfe are free to use',
  'size-missing': '“{name}” has no size',
  'size-misaligned': '“{name}” has {size} bytes, which is no multiple of {alignment}',
  'offset-misaligned': '“{name}” is at {offset}, which is no multiple of {alignment}',
  'bootloader-offset-missing':
    'where “{name}” is has to be told: --primary-bootloader-offset, such as 0x0 or 0x1000',
  'overlaps-row': '“{name}” begins at {offset}, before the end of “{other}” at {end}',
  'overlaps-table': '“{name}” at {offset} is not behind the partition table; {free} is the first free offset',
  'row-order':
    '“{name}” at {offset} comes after “{other}”, which ends at {end}: the rows have to be in rising order',
  'past-end-of-flash': '“{name}” ends at {end} bytes, which a flash of {flash} does not have',
  'no-app': 'there is no partition that a bootloader could start',
  'factory-twice': '“{name}” is one of several factory apps; the bootloader uses the last',
  'ota-slot-twice': '“{name}” is one of several partitions that are {slot}; the bootloader uses the last',
  'otadata-missing':
    'there is no OTA data partition (data/ota, 8K): updates over the air cannot switch to another slot',
  'otadata-twice': '“{name}” is one of several OTA data partitions; there can only be one',
  'otadata-size': 'the OTA data partition “{name}” has {size} bytes; it needs 0x2000',
  'read-only-not-possible': '“{name}” is always written to and cannot be read-only',
  'nvs-too-small': 'the NVS partition “{name}” has {size} bytes; to be written to it needs at least {least}',
  'ota-slots-uneven':
    '“{name}” has {size} bytes, “{other}” {largest}: an update that fits the one may not fit the other',
  'ota-slot-gap': 'there is no {slot}: OTA slots have to be numbered from 0 without a gap',
};

const reasons: Record<StartReason, string> = {
  'no-app': 'Nothing starts: there is no app partition.',
  'no-ota-data': '“{name}” starts: without OTA data the bootloader takes the first that it finds.',
  'ota-data-unknown': '“{name}” starts as long as the OTA data partition is blank.',
  'ota-data-blank': '“{name}” starts: the OTA data is blank.',
  'ota-data-refused': '“{name}” starts: no copy of the OTA data can be used.',
  'ota-data-chosen': '“{name}” starts: copy {copy} of the OTA data says so (sequence {sequence}).',
  'ota-slot-missing':
    '“{name}” starts: the OTA data asks for {asked} (sequence {sequence}), which is not there.',
};

/** Words of the commands about partition tables. `{name}` stands for a value. */
export const enPartitions = {
  about: 'partition tables: text and binary both ways, shown, checked',
  toBin: 'make a binary partition table of a CSV file',
  toCsv: 'write a partition table as CSV; a binary, or an image that has one',
  show: 'show a partition table, which app starts, and why',
  check: 'look for what is wrong with a partition table',

  csvFile: 'CSV file, as ESP-IDF projects have it',
  tableFile: 'binary table, CSV file, or merged image with a table in it',
  binFile: 'file to write',
  csvOutput: 'file to write; otherwise the CSV is printed',
  disableMd5: 'leave out the MD5, which bootloaders before ESP-IDF v3.1 do not know',
  offset: 'where the table itself lies in flash',
  flashSize: 'refuse what is larger than this flash, such as 4MB',
  secure: 'secure boot version: 1 measures apps in steps of 64K',
  primaryBootloader: 'where the chip looks for its bootloader, for rows about it',
  recoveryBootloader: 'where the recovery bootloader lies, for rows about it',
  offsetReason: 'an offset is needed, such as 0x8000',
  sizeReason: 'a flash size is needed, such as 4MB',

  warning: 'Warning: {text}.',
  problem: 'Wrong: {text}.',
  made: 'Wrote {count} partitions to “{file}”.',
  fine: 'Nothing is wrong with this table: {count} partitions, up to {end}.',

  heading: {
    withMd5: 'Partition table at {offset}, {count} partitions',
    withoutMd5: 'Partition table at {offset}, {count} partitions, without MD5',
    csv: 'Partition table for {offset}, {count} partitions',
  },
  columns: {
    name: 'Name',
    type: 'Type',
    subtype: 'Subtype',
    offset: 'Offset',
    end: 'End',
    size: 'Size',
    flags: 'Flags',
  },
  encrypted: 'encrypted',
  readOnly: 'readonly',
  free: '{size} free up to the end of a flash of {flash}.',
  start: 'What starts',
  thenTried: 'Should its app be damaged: {names}.',
  copies: 'OTA data',
  copyBlank: 'Copy {copy}: blank',
  copy: 'Copy {copy}: sequence {sequence}, {state}{crc}',
  crcWrong: ', its CRC is wrong',
  states: {
    new: 'new, not yet started',
    'pending-verify': 'started for the first time, not yet confirmed',
    valid: 'confirmed',
    invalid: 'given up by its app',
    aborted: 'given up, it did not confirm itself',
    undefined: 'nothing known of it',
  },
  problems,
  reasons,
} as const;
