// The print button of a page made for paper. Without JavaScript the button stays hidden and Ctrl+P does it.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
