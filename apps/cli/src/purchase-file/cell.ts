/** Why a cell could not be used. */
export interface Refusal {
  readonly reason: string;
  /** It can be read in two ways, and an option would say in which. */
  readonly ambiguous?: true;
}

/** A cell as it stands in the file, short enough for one line of a terminal. */
export const quoted = (cell: string): string => JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);
