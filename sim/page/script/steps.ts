/** Part of the script of the page: the table of steps, of which only what is in sight is made, and the details of one. */

export const stepsScript = String.raw`
const table = need('table');
const body = need('rows');
const rowHeight = 24;
const headHeight = 26;
let isListing = false;

function listChanged() {
  body.style.height = shown.length * rowHeight + 'px';
  table.setAttribute('aria-rowcount', String(shown.length + 1));
  listSoon();
}

function listSoon() {
  if (isListing) return;
  isListing = true;
  requestAnimationFrame(() => {
    isListing = false;
    fillList();
  });
}

/** @param {Line} line @param {string} name */
function cellText(line, name) {
  if (name === 'at') return timeText(line.at);
  if (name === 'detail' && line.kind === 'entry') return model.entries[line.detail] ?? line.detail;
  const text = String(line[/** @type {keyof Line} */ (name)]);
  return name === 'prefix' || name === 'said' || name === 'prior' ? short(text) : text;
}

function fillList() {
  const first = Math.max(0, Math.floor(table.scrollTop / rowHeight) - 4);
  const last = Math.min(shown.length, first + Math.ceil(table.clientHeight / rowHeight) + 8);
  const made = shown.slice(first, last).map((at, place) => rowOf(at, first + place));
  body.replaceChildren(...made);
  const isMade = shown.slice(first, last).includes(selected);
  if (isMade) table.setAttribute('aria-activedescendant', 'line-' + selected);
  else table.removeAttribute('aria-activedescendant');
}

/** @param {number} at @param {number} place */
function rowOf(at, place) {
  const row = make('div', 'row', '');
  const line = lines[at];
  if (line === undefined) return row;
  row.id = 'line-' + at;
  row.dataset.line = String(at);
  row.setAttribute('role', 'row');
  row.setAttribute('aria-rowindex', String(place + 2));
  row.setAttribute('aria-selected', String(at === selected));
  row.style.top = place * rowHeight + 'px';
  for (const name of columns) {
    const isWord = name === 'kind' || name === 'outcome';
    const cell = make('span', name === 'step' || name === 'at' ? 'number' : isWord ? toneOf(line) : name === 'said' || name === 'prefix' || name === 'prior' ? 'mono' : '', cellText(line, name));
    cell.setAttribute('role', 'gridcell');
    row.append(cell);
  }
  return row;
}

/** The table scrolls to the selected step. */
function listFollows() {
  const place = firstNotBelow((at) => shown[at] ?? 0, shown.length, selected);
  const top = place * rowHeight;
  const sight = table.clientHeight - headHeight - 16;
  if (top < table.scrollTop || top > table.scrollTop + sight - rowHeight) table.scrollTop = Math.max(0, top - sight / 2);
  listSoon();
}

function showDetails() {
  const line = lines[selected];
  if (line === undefined) return;
  need('now').textContent = 'Step ' + line.step + ', ' + timeText(line.at) + ': ' + wordsOf(line);
  const list = need('columns');
  list.replaceChildren();
  for (const name of columns) {
    const value = String(line[/** @type {keyof Line} */ (name)]);
    const text = name === 'at' ? value + ' µs (' + timeText(line.at) + ')' : value;
    const tone = name === 'kind' || name === 'outcome' ? toneOf(line) : name === 'said' || name === 'prefix' || name === 'prior' ? 'mono' : '';
    list.append(make('dt', '', name), make('dd', tone, text === '' ? '–' : text));
  }
  const words = line.kind === 'entry' ? model.entries[line.detail] : undefined;
  if (words !== undefined) list.append(make('dt', '', 'plan'), make('dd', '', words));
  const links = need('links');
  links.replaceChildren();
  /** @param {string} words @param {() => void} act */
  const link = (words, act) => {
    const button = make('button', '', words);
    button.type = 'button';
    button.addEventListener('click', act);
    links.append(button);
  };
  for (const at of (messagesAt.get(selected) ?? []).slice(0, 6)) {
    const message = model.messages[at];
    if (message === undefined || message.from === message.to) continue;
    const other = message.from === selected ? message.to : message.from;
    link((other > selected ? 'Where it ends: ' : 'Where it began: ') + 'step ' + (lines[other]?.step ?? ''), () => select(other));
  }
  const log = model.logs.findIndex(({ prefix }) => prefix === line.prefix);
  if (log >= 0) link('Show its log', () => { showLog(log); need('logs').scrollIntoView({ block: 'nearest' }); });
}
`;
