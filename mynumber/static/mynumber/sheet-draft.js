// Leaving the entry sheet loses nothing: what is typed and not saved is kept in this browser, by person and sheet, and
// put back when one returns; the browser asks before it leaves. What each box said when it was typed in is kept with it,
// so that the server still sees what others have changed since. Comes after sheet.js, which reads and shows figures.
"use strict";

const draftOf = document.querySelector("[data-sheet]");
const store = `daicho-sheet:${draftOf.dataset.sheet}`;
const banner = document.querySelector("[data-sheet-draft]");
const boxes = [...draftOf.querySelectorAll("input[type='text']")];
const isCell = (box) => box.name.startsWith("cell-");
// What the register said when the page was made; after a refusal too, when the box says what was typed.
const seenOf = (box) => draftOf.elements[isCell(box) ? box.name.replace("cell-", "seen-") : `seen-${box.name}`];
const saved = new Map(boxes.map((box) => [box, seenOf(box).value])); // a hidden control forgets its default
let leaving = false;

// 「６４８台」 and 「0648」 are what is saved as 648. What is no figure, and a reason, is compared as a text.
const isSame = (box, text, other) => {
  const row = isCell(box) && byKey.get(box.name.replace("cell-", ""));
  const [one, two] = [text, other].map((each) => row && read(each, Number(row.line.dataset.places), row.line.dataset.unit));
  return row && one !== undefined && two !== undefined ? one === two : text.trim() === other.trim();
};
const isTyped = (box) => !isSame(box, box.value, seenOf(box).value);
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
  const typed = boxes.filter(isTyped).map((box) => [box.name, [box.value, seenOf(box).value]]);
  attempt(() =>
    typed.length ? localStorage.setItem(store, JSON.stringify(Object.fromEntries(typed))) : localStorage.removeItem(store),
  );
};

const putBack = () => {
  const kept = attempt(() => JSON.parse(localStorage.getItem(store))) ?? {};
  let count = 0;
  for (const [name, [text, seen]] of Object.entries(kept)) {
    const box = draftOf.elements[name];
    if (!box || isSame(box, box.value, text)) continue; // saved since, or not asked for any more
    box.value = text;
    seenOf(box).value = seen;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    count += 1;
  }
  if (!count) return;
  banner.querySelector("[data-sheet-draft-told]").textContent = `前に入力した${count}個の欄です。`;
  banner.hidden = false;
};

// What the server has sent back was typed on this page: it is newer than what was kept.
if (!draftOf.hasAttribute("data-refused")) putBack();
keep();

draftOf.addEventListener("input", keep);
draftOf.addEventListener("change", keep);
draftOf.addEventListener("submit", () => {
  keep();
  leaving = true;
});
banner.querySelector("[data-sheet-draft-discard]").addEventListener("click", () => {
  for (const box of boxes) {
    seenOf(box).value = saved.get(box);
    if (box.value === box.defaultValue) continue;
    box.value = box.defaultValue;
    box.dispatchEvent(new Event("change", { bubbles: true }));
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
