export { csvText } from './csv-text.js';
export { groupingBy, type GroupingBy } from './grouping.js';
export { meanOf, type MeanWithInterval } from './mean.js';
export { shareDifference, shareOf, Z, type Difference, type ShareWithInterval } from './share.js';
export { areEnough, areNamed, hiddenParts } from './suppression.js';
export { hiddenOfTable, type HiddenOfTable } from './table-suppression.js';
