import type { FlashRegion, JobRequest } from '../../../src-shared/model/job';

const hex = (value: number): string => `0x${value.toString(16)}`;

const rangeText = ({ offset, sizeBytes }: FlashRegion): string => `${hex(offset)}–${hex(offset + sizeBytes)}`;

/** What the job is about, in the words of its data: a project, a partition, addresses. Empty where the kind says it all. */
export function jobTitle(request: JobRequest): string {
  switch (request.kind) {
    case 'flash':
      return request.title;
    case 'read':
    case 'erase':
      return request.label !== '' || request.region === null ? request.label : rangeText(request.region);
    case 'verify':
      return request.segments.map(({ name }) => name).join(', ');
    case 'partitions':
      return hex(request.offset);
    case 'read-memory':
      return rangeText({ offset: request.address, sizeBytes: request.sizeBytes });
    case 'write-memory':
      return hex(request.address);
    case 'identify':
    case 'restore':
    case 'diagnose':
      return '';
  }
}
