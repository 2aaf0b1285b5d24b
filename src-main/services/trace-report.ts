import type { BoardInfo } from '../../src-shared/model/board';
import type { JobRecord } from '../../src-shared/model/job';
import type { PortInfo } from '../../src-shared/model/port';

export interface TraceReport {
  readonly version: string;
  readonly platform: string;
  /** Ms since 1970. */
  readonly atMs: number;
  readonly jobs: readonly JobRecord[];
  /** Those that the jobs ran on, as far as they are still known. */
  readonly ports: readonly PortInfo[];
  /** As `traceText` makes them. */
  readonly lines: readonly string[];
}

/** What somebody needs who was not there: the program, the ports, the jobs, then every frame. For people, in English. */
export function traceReport({ version, platform, atMs, jobs, ports, lines }: TraceReport): string {
  const parts = [
    [`Kiln ${version} on ${platform}, ${isoTime(atMs)}`],
    ...ports.map(portLines),
    ...jobs.map(jobLines),
    lines.length === 0 ? ['Nothing was traced.'] : lines,
  ];
  return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`;
}

function portLines(port: PortInfo): readonly string[] {
  const usb =
    port.usbVendorId === null || port.usbProductId === null
      ? null
      : `USB ${hex(port.usbVendorId, 4)}:${hex(port.usbProductId, 4)}`;
  const about = [port.kind, port.label, port.adapter, usb, port.serialNumber && `s/n ${port.serialNumber}`];
  return [`Port ${port.id}`, `  ${about.filter((one) => one !== null && one !== '').join(' · ')}`];
}

function jobLines(job: JobRecord): readonly string[] {
  const lines = [
    `Job ${job.kind}${job.title === '' ? '' : ` “${job.title}”`} on ${job.port}: ${job.state}`,
    `  created ${isoTime(job.createdAtMs)}, started ${isoTime(job.startedAtMs)}, finished ${isoTime(job.finishedAtMs)}`,
  ];
  if (job.error !== null) lines.push(`  error ${job.error.code}: ${job.error.message}`);
  const { board = null, segments = [], verified = false, boot = null } = job.result ?? {};
  if (board !== null) lines.push(`  ${boardLine(board)}`);
  for (const { name, offset, sizeBytes, outcome, md5 } of segments)
    lines.push(`  ${name} at 0x${hex(offset)}, ${sizeBytes} bytes: ${outcome}, MD5 ${md5 ?? 'not compared'}`);
  if (job.result !== null) lines.push(`  verified: ${verified ? 'yes' : 'no'}`);
  if (boot !== null) lines.push(`  boot: ${boot.verdict}`);
  return lines;
}

function boardLine({ description, chip, revision, mac, crystalMhz, flash, loader }: BoardInfo): string {
  const about = [
    `board ${description} (${chip})`,
    revision === null ? null : `revision ${Math.floor(revision / 100)}.${revision % 100}`,
    mac,
    crystalMhz === null ? null : `${crystalMhz} MHz`,
    flash === null
      ? 'no flash'
      : `flash ${hex(flash.manufacturerId, 2)} ${hex(flash.deviceId, 4)}, ${flash.sizeBytes ?? '?'} bytes`,
    loader,
  ];
  return about.filter((one) => one !== null).join(' · ');
}

function isoTime(atMs: number | null): string {
  return atMs === null ? '–' : new Date(atMs).toISOString();
}

function hex(value: number, digits = 1): string {
  return value.toString(16).padStart(digits, '0');
}
