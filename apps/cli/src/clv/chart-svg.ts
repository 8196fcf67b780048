import type { Chart } from './chart.js';

const SIZE = { width: 960, height: 420 };
const AREA = { left: 70, right: 20, top: 50, bottom: 60 };
const LABELS = 13;

/** The chart as an SVG document: what happened as columns, what was expected as a line, the cut as a dashed one. */
export function chartSvg({ title, rows }: Chart): string {
  const [plotWidth, plotHeight] = [SIZE.width - AREA.left - AREA.right, SIZE.height - AREA.top - AREA.bottom];
  const most = Math.max(1e-9, ...rows.flatMap(({ actual, expected }) => [actual, expected]));
  const step = plotWidth / Math.max(1, rows.length);
  const x = (index: number) => AREA.left + index * step;
  const y = (value: number) => AREA.top + plotHeight * (1 - value / most);
  const floor = y(0);
  const columns = rows.map(({ actual, label }, i) => {
    const height = (floor - y(actual)).toFixed(1);
    return `<rect x="${(x(i) + step * 0.1).toFixed(1)}" y="${y(actual).toFixed(1)}" width="${(step * 0.8).toFixed(1)}" height="${height}" fill="#9aa5ad"><title>${escaped(label)}: ${actual}</title></rect>`;
  });
  const points = rows.map(({ expected }, i) => `${x(i + 0.5).toFixed(1)},${y(expected).toFixed(1)}`).join(' ');
  const every = Math.ceil(rows.length / LABELS);
  const labels = rows.flatMap(({ label }, i) =>
    i % every === 0
      ? [`<text x="${x(i + 0.5).toFixed(1)}" y="${floor + 18}" text-anchor="middle">${escaped(label)}</text>`]
      : [],
  );
  const scale = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(most * share).toFixed(1);
    return `<line x1="${AREA.left}" x2="${SIZE.width - AREA.right}" y1="${at}" y2="${at}" stroke="#e3e7ea"/><text x="${AREA.left - 8}" y="${at}" text-anchor="end" dominant-baseline="middle">${Number((most * share).toPrecision(3))}</text>`;
  });
  const cut = rows.findIndex(({ beginsHoldout }) => beginsHoldout);
  const cutLine =
    cut < 0
      ? ''
      : `<line x1="${x(cut).toFixed(1)}" x2="${x(cut).toFixed(1)}" y1="${AREA.top}" y2="${floor}" stroke="#555" stroke-dasharray="5 4"/><text x="${(x(cut) + 5).toFixed(1)}" y="${AREA.top + 10}">cut</text>`;
  const legend = `<rect x="${AREA.left}" y="${SIZE.height - 22}" width="12" height="12" fill="#9aa5ad"/><text x="${AREA.left + 18}" y="${SIZE.height - 12}">actual</text><line x1="${AREA.left + 80}" x2="${AREA.left + 104}" y1="${SIZE.height - 16}" y2="${SIZE.height - 16}" stroke="#2f7d5b" stroke-width="2.5"/><text x="${AREA.left + 110}" y="${SIZE.height - 12}">expected</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/><text x="${AREA.left}" y="26" font-size="16">${escaped(title)}</text>`,
    ...scale,
    ...columns,
    `<polyline points="${points}" fill="none" stroke="#2f7d5b" stroke-width="2.5"/>`,
    cutLine,
    ...labels,
    `${legend}</svg>\n`,
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
