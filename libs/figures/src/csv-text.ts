/**
 * A text as a cell of a CSV file (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front: then it is text.
 * Numbers below 0 are no texts, and stand as they are.
 */
export function csvText(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
