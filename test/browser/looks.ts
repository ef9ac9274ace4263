/** What can be measured of how a page looks: boxes, contrast, names, and the colours of a picture. */
import type { Browser, Page } from 'playwright-core';

/** Pairs of neighbours that lie over each other, and parts that stick out of the page. */
export function collisionsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const name = (element: Element): string =>
      element.id === '' ? `${element.tagName.toLowerCase()}.${element.className}` : `#${element.id}`;
    const groups = [
      'body',
      'main',
      'section',
      'header',
      '.facts',
      '.bar',
      '.lanes',
      '#stage',
      '#names',
      '.pair',
      '#legend',
      '#rows .row',
      '.details',
      '.verdict',
    ];
    const found: string[] = [];
    for (const parent of groups.flatMap((group) => [...document.querySelectorAll(group)])) {
      const children = [...parent.children].filter((child) => {
        const { width, height } = child.getBoundingClientRect();
        return width > 0 && height > 0 && getComputedStyle(child).position !== 'absolute';
      });
      const boxes = children.map((child) => child.getBoundingClientRect());
      boxes.forEach((box, at) => {
        boxes.slice(at + 1).forEach((other, after) => {
          const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
          const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
          const [one, two] = [children[at], children[at + 1 + after]];
          if (across > 1 && down > 1 && one && two) found.push(`${name(one)} lies over ${name(two)}`);
        });
        const child = children[at];
        if (child && !parent.closest('#rows') && box.right > document.documentElement.clientWidth + 1) {
          found.push(`${name(child)} sticks out`);
        }
      });
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth - clientWidth} too wide`);
    return found;
  });
}

/** Texts that stand out from their ground by less than 4.5 to 1. WCAG 2.2, 1.4.3. */
export function paleTextsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (pen === null) return ['there is nothing to measure with'];
    /** Colours laid over each other, as light. */
    const lightOf = (layers: readonly string[]): number => {
      pen.clearRect(0, 0, 1, 1);
      for (const layer of layers) {
        pen.fillStyle = layer;
        pen.fillRect(0, 0, 1, 1);
      }
      const [red = 0, green = 0, blue = 0] = [...pen.getImageData(0, 0, 1, 1).data].map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundsOf = (element: Element | null): string[] =>
      element === null
        ? []
        : [...groundsOf(element.parentElement), getComputedStyle(element).backgroundColor];
    const pale: string[] = [];
    for (const element of document.querySelectorAll('body *')) {
      const own = [...element.childNodes].some(
        (node) => node.nodeType === 3 && node.nodeValue?.trim() !== '',
      );
      if (!own || ['SCRIPT', 'STYLE', 'OPTION'].includes(element.tagName)) continue;
      const style = getComputedStyle(element);
      const card = element.closest('g[data-event]')?.querySelector('rect');
      const grounds = [...groundsOf(element), ...(card ? [getComputedStyle(card).fill] : [])];
      const ink = element instanceof SVGElement ? style.fill : style.color;
      const [text, ground] = [lightOf([...grounds, ink]), lightOf(grounds)];
      const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
      if (contrast < 4.5)
        pale.push(`${element.tagName} "${element.textContent.slice(0, 20)}" ${contrast.toFixed(2)}`);
    }
    return [...new Set(pale)];
  });
}

/** Colours of marks that stand out from the card by less than 3 to 1. WCAG 2.2, 1.4.11. */
export function paleMarksOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    const light = (name: string): number => {
      const hex = style.getPropertyValue(name).trim();
      const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
        const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    return ['good', 'wait', 'bad', 'people', 'adversary', 'fault', 'message', 'accent', 'soft'].flatMap(
      (name) => {
        const [mark, card] = [light(`--${name}`), light('--card')];
        const contrast = (Math.max(mark, card) + 0.05) / (Math.min(mark, card) + 0.05);
        return contrast < 3 ? [`${name} ${contrast.toFixed(2)}`] : [];
      },
    );
  });
}

/** How many points of the lanes have each colour of the marks. */
export function inkOf(page: Page): Promise<{ readonly [name: string]: number }> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('#lanes');
    const pen = canvas?.getContext('2d');
    if (!canvas || !pen) return {};
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map<number, number>();
    for (let at = 0; at < data.length; at += 4) {
      const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
      if (data[at + 3] === 255) counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(
      ['good', 'wait', 'bad', 'people', 'fault'].map((name) => {
        const hex = style.getPropertyValue(`--${name}`).trim().slice(1);
        return [name, counts.get(Number.parseInt(hex, 16)) ?? 0];
      }),
    );
  });
}

/** Controls that say nothing to who cannot see them. */
export function namelessOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'button, select, input, canvas, [role=grid], [role=group], section, g[role=button]',
      ),
    ]
      .filter((element) => {
        const labelled = element.getAttribute('aria-labelledby');
        const named =
          element.getAttribute('aria-label') ??
          (labelled === null ? null : document.getElementById(labelled)?.textContent) ??
          element.closest('label')?.textContent ??
          (element.tagName === 'BUTTON' ? element.textContent : '');
        return named.trim() === '' && element.getAttribute('aria-hidden') !== 'true';
      })
      .map((element) => `${element.tagName}#${element.id}`),
  );
}

/** A picture in numbers: its colours (four bits a channel), and the share of its tiles that are of one colour. */
export type Picture = { readonly colours: number; readonly blankTiles: number; readonly isDark: boolean };

/** Looks at a picture, by the browser's own reader. */
export async function lookAt(browser: Browser, png: Buffer): Promise<Picture> {
  const page = await browser.newPage();
  const picture = await page.evaluate(async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const pen = new OffscreenCanvas(image.width, image.height).getContext('2d');
    if (pen === null) throw new Error('there is nothing to read with');
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    const across = 24;
    const down = Math.round((across * image.height) / image.width);
    const tiles = new Map<number, Set<number>>();
    const colours = new Set<number>();
    let light = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]];
      const colour = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
      const [x, y] = [(at / 4) % image.width, Math.floor(at / 4 / image.width)];
      const tile = Math.floor((y * down) / image.height) * across + Math.floor((x * across) / image.width);
      const known = tiles.get(tile) ?? new Set<number>();
      tiles.set(tile, known.add(colour));
      colours.add(colour);
      light += red + green + blue;
    }
    const blank = [...tiles.values()].filter(({ size }) => size < 2).length;
    return {
      colours: colours.size,
      blankTiles: blank / tiles.size,
      isDark: light / (data.length / 4) / 3 < 128,
    };
  }, png.toString('base64'));
  await page.close();
  return picture;
}
