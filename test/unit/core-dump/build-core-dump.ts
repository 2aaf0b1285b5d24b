import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A task of a synthetic dump. */
export interface BuiltTask {
  readonly tcb: number;
  readonly name: string;
  /** As the register set of its note has them, or as the frame on top of its stack. */
  readonly words: readonly number[];
  readonly stackAddress: number;
  readonly stackWords: readonly number[];
}

export interface BuiltDump {
  readonly chipId: number;
  readonly version: readonly [major: number, minor: number];
  readonly tasks: readonly BuiltTask[];
  readonly crashedTcb?: number;
  readonly extraRegisters?: readonly (readonly [index: number, value: number])[];
  readonly elfSha256?: string;
}

const tcbBytes = 0x154;
const machines = { xtensa: 94, riscv: 243 } as const;

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, 4 * index);
  return bytes;
}

function controlBlock({ name, stackAddress }: BuiltTask): Buffer {
  const block = Buffer.alloc(tcbBytes);
  block.writeUInt32LE(stackAddress, 0);
  block.write(name, 52, 'latin1');
  return block;
}

function note(name: string, type: number, description: Buffer): Buffer {
  const padded = Buffer.alloc(Math.ceil((name.length + 1) / 4) * 4);
  padded.write(name, 'latin1');
  const filling = Buffer.alloc((4 - (description.length % 4)) % 4);
  return Buffer.concat([words(padded.length, description.length, type), padded, description, filling]);
}

/** prstatus: the control block as process id at 24, registers from 72 on. */
function registerNote({ tcb, words: registers }: BuiltTask): Buffer {
  const status = Buffer.alloc(72);
  status.writeUInt32LE(tcb, 24);
  return note('CORE', 1, Buffer.concat([status, words(...registers), words(0)]));
}

function infoNotes({ elfSha256 = '', crashedTcb, extraRegisters = [], tasks }: BuiltDump): Buffer {
  const digest = Buffer.alloc(68);
  digest.write(elfSha256, 'latin1');
  const crashed = crashedTcb ?? tasks[0]?.tcb ?? 0;
  return Buffer.concat([
    note('ESP_CORE_DUMP_INFO', 8266, Buffer.concat([words(0x0102), digest])),
    note('ESP_EXTRA_INFO', 677, words(crashed, ...extraRegisters.flat())),
    note('ESP_PANIC_DETAILS', 679, Buffer.from('abort() was called at PC 0x4200a9c1 on core 0')),
  ]);
}

interface Segment {
  readonly type: 1 | 4;
  readonly address: number;
  readonly data: Buffer;
}

/** The ELF file within a dump: header, program headers, segments. @source ELF specification */
function buildElf(dump: BuiltDump, machine: keyof typeof machines): Buffer {
  const segments: Segment[] = [
    { type: 4, address: 0, data: Buffer.concat(dump.tasks.map(registerNote)) },
    ...dump.tasks.flatMap((task): Segment[] => [
      { type: 1, address: task.tcb, data: controlBlock(task) },
      { type: 1, address: task.stackAddress, data: words(...task.stackWords) },
    ]),
    { type: 4, address: 0, data: infoNotes(dump) },
  ];
  const header = Buffer.alloc(52);
  header.write('\u007fELF', 'latin1');
  header.set([1, 1, 1], 4);
  header.writeUInt16LE(4, 16);
  header.writeUInt16LE(machines[machine], 18);
  header.writeUInt32LE(52, 28);
  header.writeUInt16LE(52, 40);
  header.writeUInt16LE(32, 42);
  header.writeUInt16LE(segments.length, 44);
  header.writeUInt16LE(40, 46);
  let offset = 52 + 32 * segments.length;
  const programHeaders = segments.map(({ type, address, data }) => {
    const entry = words(type, offset, address, address, data.length, data.length, 6, 0);
    offset += data.length;
    return entry;
  });
  return Buffer.concat([header, ...programHeaders, ...segments.map(({ data }) => data)]);
}

function buildBinary({ tasks }: BuiltDump): Buffer {
  return Buffer.concat(
    tasks.flatMap((task) => {
      const stack = words(...task.words, ...task.stackWords);
      const top = task.stackAddress;
      return [words(task.tcb, top, top + stack.length), controlBlock(task), stack];
    }),
  );
}

const xtensaChips = [0, 2, 9];

/** A core dump with header and checksum, written from the documents. @source ESP-IDF, "Anatomy of Core Dump Image" */
export function buildCoreDump(dump: BuiltDump): Buffer {
  const [major, minor] = dump.version;
  const isElf = major === 1;
  const data = isElf
    ? buildElf(dump, xtensaChips.includes(dump.chipId) ? 'xtensa' : 'riscv')
    : buildBinary(dump);
  const hasRevision = minor >= (isElf ? 2 : 3);
  const hasSegments = isElf || minor >= 2;
  const isSha = isElf && (minor === 1 || minor === 3);
  const headerWords = 4 + (hasSegments ? 1 : 0) + (hasRevision ? 1 : 0);
  const totalBytes = 4 * headerWords + data.length + (isSha ? 32 : 4);
  const version = (dump.chipId << 16) | (major << 8) | minor;
  const header = words(totalBytes, version, dump.tasks.length, tcbBytes, 0, 4).subarray(0, 4 * headerWords);
  const summed = Buffer.concat([header, data]);
  return Buffer.concat([summed, isSha ? createHash('sha256').update(summed).digest() : words(crc32(summed))]);
}

/** As it comes over the line. */
export function coreDumpText(dump: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < dump.length; at += 48)
    lines.push(Buffer.from(dump.subarray(at, at + 48)).toString('base64'));
  return [
    '================= CORE DUMP START =================',
    ...lines,
    '================= CORE DUMP END =================',
    '',
  ].join('\r\n');
}
