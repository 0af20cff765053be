// The live list: new calls come as rows of the same HTML that the server writes. Without it the page stays
// as it was read. Keys: / searches, j and k walk through the calls, Enter opens.
const rows = document.querySelector('#calls');
const live = document.querySelector('#live');
const MOST_ROWS = 200;

function add(row) {
  const holder = document.createElement('template');
  holder.innerHTML = row;
  const element = holder.content.querySelector('tr');
  if (element === null || document.getElementById(element.id) !== null) return;
  element.classList.add('new');
  rows.prepend(element);
  while (rows.rows.length > MOST_ROWS) rows.lastElementChild.remove();
  document.querySelector('#nothing').hidden = true;
}

function listen() {
  const source = new EventSource('/sandbox/events');
  source.addEventListener('open', () => {
    live.textContent = '实时更新中';
    live.classList.add('on');
  });
  source.addEventListener('error', () => {
    live.textContent = '连接断开，正在重连…';
    live.classList.remove('on');
  });
  source.addEventListener('call', (event) => add(JSON.parse(event.data).row));
}

function walk(step) {
  const links = [...rows.querySelectorAll('th a')];
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
  next?.focus();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select')) return;
  if (event.key === '/') {
    event.preventDefault();
    document.querySelector('#q').focus();
  }
  if (event.key === 'j') walk(1);
  if (event.key === 'k') walk(-1);
});

if (rows.dataset.query === '') listen();
else live.textContent = '查找结果，不自动更新';
