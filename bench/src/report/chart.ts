import type { Report } from './report.js';

const WIDTH = 720;
const ROW = 28;
const LEFT = 160;
const RIGHT = 90;

/** Rates of all contests as bars on a logarithmic scale, as SVG. */
export function chartOf({ contests }: Report): string {
  const lines = contests.flatMap(({ title, lines: of }) => of.map((line) => ({ ...line, title })));
  const most = Math.max(10, ...lines.map(({ eventsPerSecond }) => eventsPerSecond));
  const scale = (rate: number) => (rate <= 1 ? 0 : (Math.log10(rate) / Math.log10(most)) * (WIDTH - LEFT - RIGHT));
  const rows = lines.map(({ title, name, eventsPerSecond }, index) => {
    const y = 12 + index * ROW;
    const width = scale(eventsPerSecond).toFixed(1);
    return [
      `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${escaped(`${title}: ${name}`)}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${width}" height="18" fill="${name.startsWith('perennial') ? '#2f7d5b' : '#9aa5ad'}"/>`,
      `<text x="${LEFT + Number(width) + 6}" y="${y + 13}">${Math.round(eventsPerSecond).toLocaleString('en')}/s</text>`,
    ].join('');
  });
  const height = 24 + lines.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12"><title>Events a second, logarithmic</title>${rows.join('')}</svg>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
