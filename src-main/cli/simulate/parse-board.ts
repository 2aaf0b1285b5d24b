import { chipIds, type ChipId } from '../../../src-shared/model/chip';
import { parseFlashSize } from '../../../src-shared/model/flash-size';
import { chips } from '../../engine/chips/registry';
import {
  boardParameters,
  parseBoardParameters,
  repeatableParameters,
} from '../../simulator/board-parameters';
import type { BoardSpec } from '../../simulator/board-spec';
import { en } from '../locales/en';
import { usageError } from '../usage-error';

const words = en.simulate;

/** `real`: as long as the chip and its line take; `fast`: as fast as this computer can. */
export const speeds = ['real', 'fast'] as const;
export type Speed = (typeof speeds)[number];

/** A board as the command line asks for it. */
export interface BoardRequest {
  readonly chip: ChipId;
  /** Header spelling: `4MB`. */
  readonly flash: string;
  readonly flashSizeBytes: number;
  /** `tcp://…` or `rfc2217://…`. */
  readonly listen: string;
  readonly flashFile: string | null;
  readonly mac: string | null;
  readonly speed: Speed;
  readonly faults: readonly string[];
  /** Everything else that was said about it. */
  readonly board?: Partial<BoardSpec> | undefined;
}

/** What the options say, nothing looked at yet. */
export interface BoardFields {
  readonly chip?: string | undefined;
  readonly flash?: string | undefined;
  readonly listen?: string | undefined;
  readonly flashFile?: string | undefined;
  readonly mac?: string | undefined;
  readonly speed?: string | undefined;
  readonly faults: readonly string[];
  /** `name=value` of what has no option of its own. */
  readonly others?: readonly string[] | undefined;
}

const defaultFlash = '4MB';
const fieldNames = ['chip', 'flash', 'listen', 'flash-file', 'mac', 'speed', 'fault'] as const;
type FieldName = (typeof fieldNames)[number];

/** What a board can be besides, see simulator/board-parameters.ts. */
export const otherFields = boardParameters.filter((name) => !fieldNames.some((known) => known === name));

/** `chip=esp32,flash=4MB,listen=tcp://127.0.0.1:5556,fault=…`. Throws `usage`. */
export function parseBoardOption(text: string): BoardRequest {
  const fields = new Map<FieldName, string>();
  const faults: string[] = [];
  const others: string[] = [];
  for (const part of text.split(',')) {
    const separator = part.indexOf('=');
    const field = part.slice(0, Math.max(0, separator));
    if (otherFields.includes(field)) {
      others.push(part);
      continue;
    }
    const name = fieldNames.find((known) => known === field);
    if (name === undefined)
      throw usageError(words.boardField, {
        field: part,
        fields: [...fieldNames, ...otherFields].join(', '),
      });
    const value = part.slice(separator + 1);
    if (name === 'fault') faults.push(value);
    else if (fields.has(name)) throw usageError(words.boardFieldTwice, { field: name });
    else fields.set(name, value);
  }
  return checkBoard({
    chip: fields.get('chip'),
    flash: fields.get('flash'),
    listen: fields.get('listen'),
    flashFile: fields.get('flash-file'),
    mac: fields.get('mac'),
    speed: fields.get('speed'),
    faults,
    others,
  });
}

/** Throws `usage` for what is missing and for what this chip does not have. */
export function checkBoard(fields: BoardFields): BoardRequest {
  const chip = chipIds.find((id) => id === fields.chip?.toLowerCase().replaceAll(/[-_]/g, ''));
  if (chip === undefined)
    throw usageError(words.unknownChip, { chip: fields.chip ?? '', choices: chipIds.join(', ') });
  const flash = fields.flash ?? defaultFlash;
  const flashSizeBytes = parseFlashSize(flash);
  if (flashSizeBytes === null || !Object.hasOwn(chips[chip].flash.sizes, flash))
    throw usageError(words.unknownSize, {
      size: flash,
      chip: chips[chip].name,
      choices: Object.keys(chips[chip].flash.sizes).join(', '),
    });
  const speed = speeds.find((known) => known === (fields.speed ?? 'real'));
  if (speed === undefined)
    throw usageError(words.unknownSpeed, { speed: fields.speed ?? '', choices: speeds.join(', ') });
  if (fields.listen === undefined) throw usageError(words.listenMissing);
  return {
    chip,
    flash,
    flashSizeBytes,
    listen: fields.listen,
    flashFile: fields.flashFile ?? null,
    mac: fields.mac ?? null,
    speed,
    faults: fields.faults,
    board: readOthers(fields.others ?? []),
  };
}

/** Throws `usage` for a name that is none and for a value that its field cannot have. */
function readOthers(others: readonly string[]): Partial<BoardSpec> | undefined {
  if (others.length === 0) return undefined;
  const query = new URLSearchParams();
  for (const text of others) {
    const [name = '', ...value] = text.split('=');
    if (!otherFields.includes(name))
      throw usageError(words.boardField, { field: text, fields: otherFields.join(', ') });
    if (query.has(name) && !repeatableParameters.includes(name))
      throw usageError(words.boardFieldTwice, { field: name });
    query.append(name, value.join('='));
  }
  const parsed = parseBoardParameters(query);
  if (!parsed.ok)
    throw usageError(words.boardValue, { value: query.get(parsed.name) ?? '', field: parsed.name });
  return parsed.spec;
}
