import type { FileReport } from '../../../src-shared/model/file-report';

/** What contents alone tell: everything but the file's token and name. */
export type ContentReport = Omit<FileReport, 'file' | 'name'>;

/** What there is to say in one format; what is left out is the same for all. */
export type FormatReport = Pick<ContentReport, 'format'> & Partial<ContentReport>;
