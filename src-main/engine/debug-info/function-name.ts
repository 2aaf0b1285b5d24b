import { attribute, tag } from './dwarf-numbers';
import type { DwarfUnit, EntryRecord } from './dwarf-unit';
import { scopeAround, type Scope } from './unit-functions';

export interface FunctionName {
  /** `net::Client::connect`; empty where no entry names it. */
  readonly qualified: string;
  /** Without its scopes: `connect`. */
  readonly plain: string;
  /** As the linker knows it; null where the entries do not say. */
  readonly linkage: string | null;
}

/** Finds the unit that an offset of .debug_info lies in; null where it cannot be read. */
export type UnitLookup = (offset: number) => DwarfUnit | null;

const wanted: ReadonlySet<number> = new Set([
  attribute.name,
  attribute.linkageName,
  attribute.mipsLinkageName,
  attribute.specification,
  attribute.abstractOrigin,
]);
/** A definition leads to its abstract instance, that to its declaration: chains are short, circles have no end. */
const longestChain = 16;
/** Deeper nesting would only fill the screen. */
const mostScopes = 32;

export const noName: FunctionName = { qualified: '', plain: '', linkage: null };

/** Follows an entry to where its name stands, and names the scopes around that place. Throws `elf-invalid`. */
export function functionName(unitAt: UnitLookup, offset: number): FunctionName {
  return nameOf(unitAt, offset, mostScopes);
}

function nameOf(unitAt: UnitLookup, offset: number, scopesLeft: number): FunctionName {
  let linkage: string | null = null;
  let at = offset;
  for (let step = 0; step < longestChain; step++) {
    const unit = unitAt(at);
    if (unit === null) return { ...noName, linkage };
    const entry = unit.entryAt(at, wanted);
    linkage ??= unit.isPlain ? null : linkageName(unit, entry);
    const name = unit.text(entry.values.get(attribute.name));
    const origin = entry.values.get(attribute.abstractOrigin) ?? entry.values.get(attribute.specification);
    if (name !== null) {
      // A definition outside its class repeats nothing but may have a name: the scopes are the declaration's.
      const scopes = unit.isPlain ? '' : scopesOf(unitAt, unit, at, name, scopesLeft);
      return { qualified: scopes + name, plain: name, linkage };
    }
    if (origin?.kind !== 'reference') break;
    at = origin.value;
  }
  return { ...noName, linkage };
}

function linkageName(unit: DwarfUnit, { values }: EntryRecord): string | null {
  return unit.text(values.get(attribute.linkageName) ?? values.get(attribute.mipsLinkageName));
}

/** `net::Client::` for an entry within both, which is called `name`. */
function scopesOf(
  unitAt: UnitLookup,
  unit: DwarfUnit,
  offset: number,
  name: string,
  scopesLeft: number,
): string {
  const names: string[] = [];
  let scope: Scope | null = scopeAround(unit.entries().scopes, offset);
  for (let left = scopesLeft; scope !== null && left > 0; left--) {
    const { abbreviation, values } = unit.entryAt(scope.offset, wanted);
    if (abbreviation.tag === tag.subprogram) {
      // A function names its own scopes, which a definition outside its class does not lie in.
      const outer = nameOf(unitAt, scope.offset, left - 1).qualified;
      return [outer === '' ? '{function}' : outer, ...names, ''].join('::');
    }
    const scopeName = unit.text(values.get(attribute.name)) ?? '';
    names.unshift(scopeName === '' ? nameless(abbreviation.tag, names[0] ?? name) : scopeName);
    scope = scope.outer;
  }
  return [...names, ''].join('::');
}

/** What stands for a scope without a name, by what is called within it. */
function nameless(scopeTag: number, inner: string): string {
  if (scopeTag === tag.namespace) return '(anonymous namespace)';
  return inner === 'operator()' ? '{lambda}' : '{unnamed type}';
}
