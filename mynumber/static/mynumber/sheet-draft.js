// Leaving the entry sheet loses nothing: what is typed and not saved is kept in this browser, by person and sheet, and
// put back when one returns; the browser asks before it leaves. What each figure said when it was typed is kept with
// it, so that the server still sees what others have changed since.
"use strict";

const draftOf = document.querySelector("[data-sheet]");
const store = `daicho-sheet:${draftOf.dataset.sheet}`;
const banner = document.querySelector("[data-sheet-draft]");
const boxes = [...draftOf.querySelectorAll("input[type='text']")];
const seenOf = (box) => draftOf.elements[box.name.replace("cell-", "seen-")];
const isCell = (box) => box.name.startsWith("cell-");
let leaving = false;

// 「６４８件」 is what is saved as 648: the unit behind a figure is none of it.
const bare = (text) =>
  text
    .normalize("NFKC")
    .replace(/[,、\s]/g, "")
    .replace(/(?<=\d)(?:件|通|枚|人|[かカケヵヶ箇]所|%)$/, "");
const shown = (box) => (isCell(box) ? seenOf(box).value : box.dataset.saved);
const isTyped = (box) => (isCell(box) ? bare(box.value) !== bare(shown(box)) : box.value !== shown(box));
const hasTyped = () => boxes.some(isTyped);

// Where the store is full or forbidden, the browser's question before leaving remains.
const attempt = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};

const keep = () => {
  const typed = boxes.filter(isTyped).map((box) => [box.name, [box.value, isCell(box) ? shown(box) : ""]]);
  attempt(() =>
    typed.length ? localStorage.setItem(store, JSON.stringify(Object.fromEntries(typed))) : localStorage.removeItem(store),
  );
};

const putBack = () => {
  const kept = attempt(() => JSON.parse(localStorage.getItem(store))) ?? {};
  let count = 0;
  for (const [name, [text, seen]] of Object.entries(kept)) {
    const box = draftOf.elements[name];
    if (!box || bare(box.value) === bare(text)) continue; // saved since, or not asked for any more
    box.value = text;
    if (isCell(box)) seenOf(box).value = seen;
    count += 1;
  }
  if (!count) return;
  banner.querySelector("[data-sheet-draft-told]").textContent = `前に入力した${count}個の欄です。`;
  banner.hidden = false;
};

for (const box of boxes) if (!isCell(box)) box.dataset.saved = box.defaultValue;
// What the server has sent back was typed on this page: it is newer than what was kept.
if (!draftOf.hasAttribute("data-refused")) putBack();
keep();

draftOf.addEventListener("input", keep);
draftOf.addEventListener("change", keep);
draftOf.addEventListener("submit", () => (leaving = true));
banner.querySelector("[data-sheet-draft-discard]").addEventListener("click", () => {
  for (const box of boxes) {
    box.value = box.defaultValue;
    if (isCell(box)) seenOf(box).value = seenOf(box).defaultValue;
  }
  attempt(() => localStorage.removeItem(store));
  banner.hidden = true;
  draftOf.dispatchEvent(new Event("input", { bubbles: true }));
  boxes.find(isCell)?.focus();
});

window.addEventListener("beforeunload", (event) => {
  if (!leaving && hasTyped()) event.preventDefault();
});
// A page that comes back from the browser's memory is on screen once more.
window.addEventListener("pageshow", () => (leaving = false));

// A step is taken of what is saved.
document.querySelectorAll(".decisions form").forEach((form) =>
  form.addEventListener("submit", (event) => {
    if (!hasTyped()) return;
    event.preventDefault();
    const status = document.querySelector("[data-sheet-status]");
    status.textContent = "保存していない入力があります。先に「保存する」を押してください。";
    document.querySelector("[data-sheet-save]").focus();
  }),
);
