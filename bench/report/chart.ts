export interface Series {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** The y axis goes by powers of ten; otherwise it starts at zero. */
  readonly logarithmic?: boolean | undefined;
}

const width = 640;
const height = 320;
const left = 70;
const right = 170;
const top = 40;
const bottom = 50;
// Distinguishable without red and green beside each other; every series also has a shape of dash.
const colours = ['#0b5fa5', '#d1660f', '#6b3fa0', '#4d4d4d'];
const dashes = ['', '6 3', '2 3', '8 3 2 3'];

/** Charts below each other, as one SVG. The x axis is logarithmic. */
export function svgCharts(charts: readonly Chart[]): string {
  const whole = height * charts.length;
  const parts = charts.map((chart, index) => `<g transform="translate(0 ${index * height})">${draw(chart)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${whole}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${whole}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function draw({ title, xLabel, yLabel, series, logarithmic = false }: Chart): string {
  const points = series.flatMap((one) => one.points);
  const logs = points.map(({ x }) => Math.log(x));
  const low = Math.min(...logs);
  const span = Math.max(...logs) - low || 1;
  const heights = points.map(({ y }) => y);
  const highest = logarithmic ? 10 ** Math.ceil(Math.log10(Math.max(...heights))) : niceCeiling(Math.max(...heights));
  const lowest = logarithmic ? 10 ** Math.floor(Math.log10(Math.min(...heights))) : 0;
  const share = (y: number) => (logarithmic ? Math.log(y / lowest) / Math.log(highest / lowest) : y / highest);
  const atX = (x: number) => left + ((Math.log(x) - low) / span) * (width - left - right);
  const atY = (y: number) => height - bottom - share(y) * (height - top - bottom);
  const place = (value: number) => value.toFixed(1);
  const marks = logarithmic ? powersOfTen(lowest, highest) : [0, 0.25, 0.5, 0.75, 1].map((part) => part * highest);
  const grid = marks.map((mark) => {
    const y = place(atY(mark));
    return `<line x1="${left}" x2="${width - right}" y1="${y}" y2="${y}" stroke="#ddd"/><text x="${left - 8}" y="${y}" dy="4" text-anchor="end">${short(mark)}</text>`;
  });
  const ticks = [...new Set(points.map(({ x }) => x))].map(
    (x) =>
      `<text x="${place(atX(x))}" y="${height - bottom + 18}" text-anchor="middle">${x >= 1000 ? short(x) : x}</text>`,
  );
  const lines = series.map((one, index) => {
    const colour = colours[index % colours.length]!;
    const stroke = `stroke="${colour}" stroke-dasharray="${dashes[index % dashes.length]!}"`;
    const path = one.points.map(({ x, y }) => `${place(atX(x))},${place(atY(y))}`).join(' ');
    const y = top + 10 + index * 20;
    const start = width - right + 14;
    return `<polyline points="${path}" fill="none" stroke-width="2" ${stroke}/><line x1="${start}" x2="${start + 24}" y1="${y}" y2="${y}" stroke-width="2" ${stroke}/><text x="${start + 30}" y="${y}" dy="4">${one.label}</text>`;
  });
  return [
    `<text x="${left}" y="22" font-size="14" font-weight="bold">${title}</text>`,
    ...grid,
    ...ticks,
    ...lines,
    `<text x="${(left + width - right) / 2}" y="${height - 10}" text-anchor="middle">${xLabel}</text>`,
    `<text transform="translate(16 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${yLabel}</text>`,
  ].join('\n');
}

function powersOfTen(from: number, to: number): readonly number[] {
  const count = Math.round(Math.log10(to / from));
  return Array.from({ length: count + 1 }, (_, index) => from * 10 ** index);
}

function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 8, 10].map((step) => step * power).find((candidate) => candidate >= value) ?? value;
}

function short(value: number): string {
  if (value >= 1_000_000) return `${Number((value / 1_000_000).toFixed(2))} M`;
  if (value >= 1000) return `${Number((value / 1000).toFixed(2))} k`;
  return String(Number(value.toFixed(2)));
}
