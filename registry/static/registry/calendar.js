// The arrow keys in the week of the terminals: up and down through a day, left and right to the day beside it. With
// them the whole table is one stop of the Tab key. Without this script every stretch is a link of its own.
"use strict";

for (const table of document.querySelectorAll("[data-week]")) {
  const cells = [...table.tBodies[0].rows].map((row) =>
    [...row.cells].slice(1).map((cell) => [...cell.querySelectorAll("a")]),
  );
  const links = cells.flat(2);
  const place = new Map();
  cells.forEach((row, y) => row.forEach((cell, x) => cell.forEach((link, z) => place.set(link, [y, x, z]))));

  const moveTo = (link) => {
    if (!link) return;
    for (const other of links) other.tabIndex = other === link ? 0 : -1;
    link.focus();
  };
  // Down the column: the next stretch of the day, then the next terminal that has one.
  const along = ([y, x, z], step) => {
    if (cells[y][x][z + step]) return cells[y][x][z + step];
    for (let row = y + step; cells[row]; row += step) {
      if (cells[row][x].length) return cells[row][x].at(step > 0 ? 0 : -1);
    }
    return null;
  };
  // Across the row: the stretch at the same height, in the nearest day that has one.
  const across = ([y, x, z], step) => {
    for (let column = x + step; cells[y][column]; column += step) {
      const cell = cells[y][column];
      if (cell.length) return cell[Math.min(z, cell.length - 1)];
    }
    return null;
  };
  const moves = {
    ArrowDown: (at) => along(at, 1),
    ArrowUp: (at) => along(at, -1),
    ArrowRight: (at) => across(at, 1),
    ArrowLeft: (at) => across(at, -1),
    Home: ([y]) => cells[y].find((cell) => cell.length)?.[0],
    End: ([y]) => cells[y].findLast((cell) => cell.length)?.at(-1),
  };

  links.forEach((link, index) => {
    link.tabIndex = index === 0 ? 0 : -1;
  });
  table.addEventListener("focusin", (event) => {
    if (!place.has(event.target)) return;
    for (const other of links) other.tabIndex = other === event.target ? 0 : -1;
  });
  table.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    const at = place.get(event.target);
    if (!move || !at || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    moveTo(move(at));
  });
  if (links.length) document.querySelectorAll("[data-week-keys]").forEach((hint) => (hint.hidden = false));
}
