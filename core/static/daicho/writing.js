// Writing a section: the preview follows the typing, a fact goes in where the cursor is, and a page that was typed on
// does not go away by accident. Without this script a button brings the preview, and facts are copied by hand.
"use strict";

const form = document.querySelector("[data-writing]");
const controls = "textarea, input:not([type='hidden'], [type='search'])";

// --- Facts -----------------------------------------------------------------------------------------

let target = form.querySelector("textarea");
form.addEventListener("focusin", (event) => {
  if (event.target.matches(controls)) target = event.target;
});

for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    target.setRangeText(button.dataset.insert, target.selectionStart, target.selectionEnd, "end");
    target.focus();
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const folded = (text) => text.normalize("NFKC").toLowerCase();
const search = document.querySelector("[data-fact-search]");
search.hidden = false;
document.querySelector("[data-fact-copy]").hidden = true;
search.querySelector("input").addEventListener("input", (event) => {
  const words = folded(event.target.value).split(/\s+/);
  let found = false;
  for (const fact of document.querySelectorAll("[data-fact]")) {
    const text = folded(fact.textContent);
    fact.hidden = !words.every((word) => text.includes(word));
    found ||= !fact.hidden;
  }
  document.querySelector("[data-fact-none]").hidden = found;
});

// --- The preview -----------------------------------------------------------------------------------

const paper = document.querySelector("[data-preview-paper]");
if (paper) {
  const failed = document.querySelector("[data-preview-failed]");
  let waiting = 0;
  let asked = new AbortController();
  const update = async () => {
    asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST",
        body: new FormData(form),
        signal: asked.signal,
      });
      // Who was logged out meanwhile is led to the log-in, which is no preview.
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      paper.replaceChildren(...page.body.childNodes);
      failed.hidden = true;
    } catch (error) {
      if (error.name !== "AbortError") failed.hidden = false;
    }
  };
  form.querySelector("[data-preview-button]").hidden = true;
  for (const happening of ["input", "change"]) {
    form.addEventListener(happening, () => {
      clearTimeout(waiting);
      waiting = setTimeout(update, 400);
    });
  }
}

// --- Nothing typed is lost ---------------------------------------------------------------------------

let typed = "unsaved" in form.dataset;
form.addEventListener("input", () => (typed = true));
form.addEventListener("submit", () => (typed = false));
window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});
