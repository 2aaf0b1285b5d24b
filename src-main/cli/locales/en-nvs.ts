import type { NvsPage, NvsProblem } from '../../../src-shared/model/nvs';

const states: Record<NvsPage['state'], string> = {
  blank: 'blank',
  active: 'active',
  full: 'full',
  freeing: 'freeing',
  corrupt: 'corrupt',
  invalid: 'invalid',
};

const problems: Record<NvsProblem['code'], string> = {
  'page-header-damaged': 'its header is damaged, nothing in it can be read',
  'entry-damaged': 'the entry is damaged',
  'data-damaged': 'the data of the entry is damaged',
  'namespace-missing': 'the entry belongs to a namespace that has no name',
  'blob-incomplete': 'parts of the blob are missing',
};

/** Words of `kiln nvs`. `{name}` stands for a value. */
export const enNvs = {
  about: 'read and make the contents of NVS partitions',
  show: 'show what an NVS partition holds',
  build: 'make the contents of an NVS partition of a CSV file',
  toCsv: 'write what an NVS partition holds as a CSV file',

  image: 'contents of an NVS partition',
  csv: 'CSV file with key,type,encoding,value; files that it names are looked for in its folder',
  output: 'file to write',
  size: 'size of the partition, such as 0x6000 or 24k',
  csvOutput: 'file to write; without it the CSV is printed',
  namespace: 'show this namespace alone',
  json: 'print it as JSON',
  version: 'version of the format: 1 for ESP-IDF before 3.2, 2 since then',

  noNamespace: 'there is no namespace “{namespace}”; there are {choices}',
  noNamespaceAtAll: 'there is no namespace “{namespace}”, nor any other',
  outside: 'a file must lie in the folder of the CSV file, “{file}” does not',
  notUtf8: 'it is not UTF-8',

  summary: '{size} bytes in {count} pages, format version {version}',
  summaryBlank: '{size} bytes in {count} pages, all of them blank',
  pageColumns: 'Page  State    Sequence  Written  Erased  Free',
  noSequence: '–',
  encrypted: 'The contents are encrypted (NVS encryption): they cannot be read without the key.',
  empty: 'It holds no values.',
  entry: '  {key}  {type}  {value}',
  blob: '{hex} ({size} bytes)',
  problem: 'Page {page}: {problem}.',
  entryProblem: 'Page {page}, entry {entry}: {problem}.',
  made: 'Wrote {count} values ({size} bytes) to “{file}”.',
  madeCsv: 'Wrote {count} values to “{file}”.',

  states,
  problems,
} as const;
