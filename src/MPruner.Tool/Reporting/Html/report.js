// Reads the cell out that is pointed at or chosen with the arrow keys.
// Neither ampersands nor less-than signs: the page is also well-formed XML.
for (const map of document.querySelectorAll('.map')) {
  const cells = [...map.querySelectorAll('.cells g')];
  const size = Math.round(Math.sqrt(cells.length));
  const cursor = map.querySelector('.cursor');
  const readout = document.getElementById(map.getAttribute('aria-describedby'));
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const within = value => Math.min(Math.max(value, 0), size - 1);
  let row = 0;
  let column = 0;
  const show = () => {
    const cell = cells[row * size + column];
    const box = cell.querySelector('rect');
    cursor.setAttribute('x', box.getAttribute('x'));
    cursor.setAttribute('y', box.getAttribute('y'));
    cursor.setAttribute('visibility', 'visible');
    readout.textContent = cell.querySelector('title').textContent;
  };
  readout.hidden = false;
  map.tabIndex = 0;
  map.addEventListener('pointerover', event => {
    const index = cells.indexOf(event.target.closest('g'));
    if (index >= 0) {
      row = Math.floor(index / size);
      column = index % size;
      show();
    }
  });
  map.addEventListener('keydown', event => {
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      row = within(row + move[0]);
      column = within(column + move[1]);
      show();
    }
  });
}
