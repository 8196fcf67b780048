import { isMap, isNode, isScalar, type Document, type LineCounter, type YAMLMap } from 'yaml';

/** Where something stands in a text; both count from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A path of keys and list positions in a document. */
export type DocumentPath = readonly PropertyKey[];

export function placeOf(offset: number, lines: LineCounter): TextPlace {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** Start of what the path names; when it is missing, of the nearest group that is there. In characters from 0. */
export function offsetOf(document: Document, path: DocumentPath, key?: string): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const start = path.slice(0, depth);
    const last = start.at(-1);
    const parent = depth === 0 ? undefined : nodeAt(document, start.slice(0, -1));
    const node = depth === 0 ? document.contents : nodeAt(document, start);
    if (depth === path.length && key !== undefined && isMap(node)) return keyOffset(node, key) ?? 0;
    if (isMap(parent)) {
      const offset = keyOffset(parent, String(last));
      if (offset !== undefined) return offset;
    } else if (isNode(node) && node.range) {
      return node.range[0];
    }
  }
  return 0;
}

/**
 * Where a character of a text value stands in the document. Exact when the line it is on stands there as it is, which
 * leaves out lines that were folded or have escapes: for these, the start of the value.
 *
 * @param source the whole document
 * @param offset which character of the value, from 0
 */
export function offsetInValue(source: string, document: Document, path: DocumentPath, offset: number): number {
  const node = nodeAt(document, path);
  if (!isScalar(node) || !node.range || typeof node.value !== 'string') return offsetOf(document, path);
  const before = node.value.slice(0, offset).split('\n');
  const inLine = before.at(-1)?.length ?? 0;
  const [start, end] = node.range;
  let from = start;
  let found = start;
  for (const line of node.value.split('\n').slice(0, before.length)) {
    found = source.indexOf(line, from);
    if (found < 0 || found + line.length > end) return start;
    from = found + line.length;
  }
  return found + inLine;
}

export function valueAt(document: Document, path: DocumentPath): unknown {
  return path.length === 0 ? document.contents : document.getIn([...path]);
}

function nodeAt(document: Document, path: DocumentPath): unknown {
  return path.length === 0 ? document.contents : document.getIn([...path], true);
}

function keyOffset(map: YAMLMap, key: string): number | undefined {
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}
