/** Draws a chart as SVG text: the chart library without a browser, only the parts that reports use. */
import { BarChart, SankeyChart, type BarSeriesOption, type SankeySeriesOption } from 'echarts/charts';
import { GridComponent, type GridComponentOption } from 'echarts/components';
import { init, setPlatformAPI, use, type ComposeOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { asMarkup, html, type Markup } from '../markup';

export type ChartOption = ComposeOption<BarSeriesOption | SankeySeriesOption | GridComponentOption>;

export interface ChartSize {
  width: number;
  height: number;
}

/** Of a usual letter; where a text ends is nowhere of weight in these pictures. */
const letterWidth = 7;

use([BarChart, SankeyChart, GridComponent, SVGRenderer]);
// The reader's font is not known here: a picture is the same wherever it is made.
setPlatformAPI({ measureText: (text) => ({ width: text.length * letterWidth }) });

/**
 * @param option its texts as `plainText` made them; the library escapes texts, but not attributes: nothing of the data may
 * be a colour, a font or the like
 * @param alternative what the picture says, in a sentence
 */
export function draw(option: ChartOption, { width, height }: ChartSize, alternative: string): Markup {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit', fontSize: 12 }, ...option });
    const svg = chart.renderToSVGString({ useViewBox: true });
    return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${alternative}">${content(svg)}</svg>`;
  } finally {
    chart.dispose();
  }
}

/** What is inside the SVG element, without what the library adds for a mouse: nothing of a report answers to one. */
function content(svg: string): Markup {
  const inside = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'));
  // Brackets and quotes inside a text are escaped, so what matches is an element or an attribute.
  const still = inside.replace(/<style[^]*?<\/style>/g, '').replace(/ (?:ecmeta_\w+|class)="[^"]*"/g, '');
  return asMarkup(still.replace(/>\s+</g, '><').trim());
}
