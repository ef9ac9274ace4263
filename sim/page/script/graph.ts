/** Part of the script of the page: one key event log as a graph, as one node or all of them hold it. */

export const graphScript = String.raw`
const graph = need('graph');
const logSelect = needSelect('log');
const holderSelect = needSelect('holder');
const asOf = needInput('as-of');
const card = { width: 104, height: 44, across: 138, down: 62, margin: 16 };
const svgSpace = 'http://www.w3.org/2000/svg';
let shownLog = 0;
let focusedEvent = 0;

/** @param {string} tag @param {Record<string, string | number>} attributes */
function svg(tag, attributes) {
  const made = document.createElementNS(svgSpace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** The same fold as in sim/page/trunk.ts. @param {readonly (number | undefined)[]} parents @param {readonly number[]} accepted */
function trunkOf(parents, accepted) {
  /** @type {number[]} */
  let trunk = [];
  for (const event of accepted) {
    const known = trunk.indexOf(event);
    const parent = parents[event];
    const length = known >= 0 ? known : parent === undefined ? 0 : trunk.indexOf(parent) + 1;
    trunk = [...trunk.slice(0, length), event];
  }
  return trunk;
}

/** @typedef {{ status: string, words: string }} Standing */

/** How each event of the log stands, up to a line. @param {PageModel['logs'][number]} log @param {string} holder @param {number} until @returns {Standing[]} */
function standings(log, holder, until) {
  const parents = log.events.map(({ parent }) => parent);
  const takings = log.takings.filter(({ line, node }) => line <= until && (holder === '' || node === holder));
  const holders = [...new Set(takings.map(({ node }) => node))];
  const tally = log.events.map(() => ({ trunk: 0, accepted: 0, outcome: '' }));
  for (const { event, outcome } of takings) {
    const own = tally[event];
    if (own !== undefined) own.outcome = outcome;
  }
  for (const node of holders) {
    const accepted = takings.filter((taking) => taking.node === node && taking.outcome === 'accepted').map(({ event }) => event);
    for (const event of new Set(accepted)) { const own = tally[event]; if (own !== undefined) own.accepted += 1; }
    for (const event of trunkOf(parents, accepted)) { const own = tally[event]; if (own !== undefined) own.trunk += 1; }
  }
  /** Versions of one number that are on the trunk somewhere. @type {Map<number, number>} */
  const rivals = new Map();
  tally.forEach(({ trunk }, event) => {
    const column = log.events[event]?.column ?? 0;
    if (trunk > 0) rivals.set(column, (rivals.get(column) ?? 0) + 1);
  });
  return tally.map(({ trunk, accepted, outcome }, event) => {
    if (outcome === '') return { status: 'unseen', words: 'not seen' };
    if (accepted === 0) return { status: 'refused', words: outcome };
    const of = holder === '' ? trunk + ' of ' + accepted : '';
    const isRivalled = (rivals.get(log.events[event]?.column ?? 0) ?? 0) > 1;
    if (trunk > 0 && trunk === accepted && isRivalled) return { status: 'contested', words: 'trunk at ' + trunk };
    if (trunk === accepted) return { status: 'trunk', words: holder === '' ? 'trunk at ' + trunk : 'trunk' };
    if (trunk > 0) return { status: 'contested', words: 'trunk at ' + of };
    return { status: 'superseded', words: 'superseded' };
  });
}

/** @param {number} log */
function showLog(log) {
  shownLog = log;
  logSelect.value = String(log);
  focusedEvent = 0;
  drawGraph();
}

/** The selected step leads to its log. */
function graphFollows() {
  const line = lines[selected];
  const log = line === undefined ? -1 : model.logs.findIndex(({ prefix }) => prefix === line.prefix);
  if (log >= 0 && log !== shownLog) showLog(log);
  else if (asOf.checked) drawGraph();
  else markChosen();
}

function markChosen() {
  const said = lines[selected]?.said ?? '';
  for (const node of graph.querySelectorAll('g[data-event]')) {
    const event = model.logs[shownLog]?.events[Number(node.getAttribute('data-event'))];
    const isChosen = said !== '' && event?.said === said;
    node.classList.toggle('chosen', isChosen);
    if (isChosen) bringIntoSight(node);
  }
}

/** @param {Element} node */
function bringIntoSight(node) {
  const [inner, outer] = [node.getBoundingClientRect(), graph.getBoundingClientRect()];
  if (inner.left < outer.left || inner.right > outer.right) graph.scrollLeft += inner.left - outer.left - outer.width / 2;
  if (inner.top < outer.top || inner.bottom > outer.bottom) graph.scrollTop += inner.top - outer.top - outer.height / 2;
}

function drawGraph() {
  const log = model.logs[shownLog];
  if (log === undefined) return;
  const holder = holderSelect.value;
  const standing = standings(log, holder, asOf.checked && selected >= 0 ? selected : total);
  const wide = Math.max(...log.events.map(({ column }) => column)) * card.across + card.width + 2 * card.margin;
  const high = Math.max(...log.events.map(({ row }) => row)) * card.down + card.height + 2 * card.margin;
  const picture = svg('svg', { width: wide, height: high, viewBox: '0 0 ' + wide + ' ' + high, role: 'group' });
  picture.setAttribute('aria-label', 'Events of ' + log.prefix);
  log.events.forEach(({ parent }, event) => {
    if (parent !== undefined) picture.append(edge(log, parent, event, standing[event]?.status ?? ''));
  });
  log.events.forEach((_, event) => picture.append(cardOf(log, event, standing[event] ?? { status: 'unseen', words: '' })));
  graph.replaceChildren(picture);
  const branches = Math.max(...log.events.map(({ row }) => row));
  need('about').textContent = log.events.length + ' events in ' + (branches + 1) + (branches === 0 ? ' row' : ' rows') +
    (log.omittedCount > 0 ? '; ' + log.omittedCount + ' more that no node accepted are left out' : '');
  markChosen();
}

/** @param {{ column: number, row: number }} at */
function cornerOf({ column, row }) {
  return { x: card.margin + column * card.across, y: card.margin + row * card.down };
}

/** @param {PageModel['logs'][number]} log @param {number} parent @param {number} event @param {string} status */
function edge(log, parent, event, status) {
  const from = cornerOf(log.events[parent] ?? { column: 0, row: 0 });
  const to = cornerOf(log.events[event] ?? { column: 0, row: 0 });
  const [x1, y1, x2, y2] = [from.x + card.width, from.y + card.height / 2, to.x, to.y + card.height / 2];
  const bend = (x1 + x2) / 2;
  return svg('path', { class: status, d: 'M' + x1 + ' ' + y1 + ' C' + bend + ' ' + y1 + ' ' + bend + ' ' + y2 + ' ' + x2 + ' ' + y2 });
}

/** @param {PageModel['logs'][number]} log @param {number} event @param {Standing} standing */
function cardOf(log, event, { status, words }) {
  const own = log.events[event];
  const { x, y } = cornerOf(own ?? { column: 0, row: 0 });
  const group = svg('g', { class: status, role: 'button', tabindex: event === focusedEvent ? 0 : -1, 'data-event': event });
  const name = (own?.ilk ?? '') + ' ' + (own?.sn ?? '');
  group.setAttribute('aria-label', name + ', ' + words + ', ' + (own?.said ?? ''));
  group.append(svg('rect', { x, y, width: card.width, height: card.height, rx: 7 }));
  /** @param {string} className @param {string} text @param {number} down */
  const write = (className, text, down) => {
    const made = svg('text', { x: x + 9, y: y + down, class: className });
    made.textContent = text;
    group.append(made);
  };
  const trim = (/** @type {string} */ text) => (text.length > 15 ? text.slice(0, 14) + '…' : text);
  write('', trim(name), 14);
  write('small said', short(own?.said ?? ''), 26);
  write('small', trim(words), 38);
  return group;
}

/** The first step of the node that is looked at, or of any, that decided the event. @param {number} event */
function selectEvent(event) {
  focusedEvent = event;
  for (const node of graph.querySelectorAll('g[data-event]')) node.setAttribute('tabindex', node.getAttribute('data-event') === String(event) ? '0' : '-1');
  const holder = holderSelect.value;
  const takings = (model.logs[shownLog]?.takings ?? []).filter((taking) => taking.event === event && (holder === '' || taking.node === holder));
  const taking = takings.find(({ outcome }) => outcome === 'accepted') ?? takings[0];
  if (taking !== undefined) select(taking.line);
}

/** @param {EventTarget | null} target */
function eventOf(target) {
  const node = target instanceof Element ? target.closest('g[data-event]') : null;
  return node === null ? -1 : Number(node.getAttribute('data-event'));
}

/** @param {number} event */
function focusEvent(event) {
  const node = graph.querySelector('g[data-event="' + event + '"]');
  if (!(node instanceof SVGElement)) return;
  selectEvent(event);
  node.focus();
}

graph.addEventListener('click', (happening) => {
  const event = eventOf(happening.target);
  if (event >= 0) selectEvent(event);
});
graph.addEventListener('keydown', (happening) => {
  const event = eventOf(happening.target);
  const log = model.logs[shownLog];
  if (event < 0 || log === undefined) return;
  const own = log.events[event];
  const nearest = (/** @type {(column: number, row: number) => boolean} */ fits) => {
    const found = log.events.map((other, at) => ({ at, apart: Math.abs(other.column - (own?.column ?? 0)) + 2 * Math.abs(other.row - (own?.row ?? 0)), is: fits(other.column, other.row) }));
    return found.filter(({ is }) => is).sort((left, right) => left.apart - right.apart)[0]?.at ?? event;
  };
  const [column, row] = [own?.column ?? 0, own?.row ?? 0];
  const children = log.events.flatMap(({ parent }, at) => (parent === event ? [at] : []));
  const next =
    happening.key === 'ArrowLeft' ? (own?.parent ?? nearest((c) => c < column))
    : happening.key === 'ArrowRight' ? (children.find((at) => log.events[at]?.row === row) ?? children[0] ?? nearest((c) => c > column))
    : happening.key === 'ArrowUp' ? nearest((_, r) => r < row)
    : happening.key === 'ArrowDown' ? nearest((_, r) => r > row)
    : happening.key === 'Enter' || happening.key === ' ' ? event
    : -1;
  if (next < 0) return;
  happening.preventDefault();
  happening.stopPropagation();
  focusEvent(next);
});
`;
