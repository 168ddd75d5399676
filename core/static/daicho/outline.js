// The outline of a report by the keyboard: ↑ and ↓ go from section to section, and with Shift an arrow presses the
// button of that arrow. Without this script every button is reached by the Tab key.
"use strict";

const DIRECTIONS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" };

for (const outline of document.querySelectorAll("[data-outline]")) {
  const rows = [...outline.querySelectorAll("[data-row]")];
  outline.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]");
    const direction = DIRECTIONS[event.key];
    if (!row || !direction || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest(".menu[open]")) return;
    if (event.shiftKey) {
      event.preventDefault();
      row.querySelector(`[data-move="${direction}"]`)?.click();
    } else if (direction === "up" || direction === "down") {
      event.preventDefault();
      rows[rows.indexOf(row) + (direction === "up" ? -1 : 1)]?.querySelector("a").focus();
    }
  });
}
document.querySelectorAll("[data-outline-keys]").forEach((hint) => (hint.hidden = false));
