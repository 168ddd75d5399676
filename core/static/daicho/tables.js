// The head of a long table stays in sight. A table that fits does so while the page scrolls; a wider one gets a box
// of its own that scrolls both ways, so that its scroll bar is at hand. Without this the box scrolls sideways alone.
"use strict";

const fit = new ResizeObserver((entries) => {
  for (const { target: region } of entries) {
    const tooWide = region.firstElementChild.scrollWidth > region.clientWidth + 1;
    region.classList.toggle("table-region-wide", tooWide);
    region.classList.toggle("table-region-fits", !tooWide);
  }
});

document.querySelectorAll(".table-region").forEach((region) => fit.observe(region));
