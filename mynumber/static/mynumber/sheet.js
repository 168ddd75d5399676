// The entry sheet as a spreadsheet: Enter and the arrow keys move, a block copied from Excel pastes, and sums follow
// while one types. What a figure is, is judged by the server; this marks what it will not read. Without it the sheet
// is a form with a button.
"use strict";

const sheet = document.querySelector("[data-sheet]");
const rows = [...sheet.querySelectorAll(".sheet-row")].map((line) => ({
  line,
  title: line.cells[0].textContent.trim(),
  input: line.querySelector("[name^='cell-']"),
  value: line.querySelector(".sheet-value"),
  reasons: [...(line.nextElementSibling?.querySelectorAll(".sheet-reason [name^='reason-']") ?? [])],
}));
const status = document.querySelector("[data-sheet-status]");
const byKey = new Map(rows.filter((row) => row.input).map((row) => [row.input.name.replace("cell-", ""), row]));

// --- Figures: hundredths as whole numbers, so that nothing is rounded by the way. null is blank. ----------------------

const FIGURE = /^(\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d+))?(?:\s*(?:件|通|枚|人|[かカケヵヶ箇]所|%))?$/;

const read = (text, places, unit) => {
  let written = text.trim();
  if (unit && written.length > unit.length && written.endsWith(unit)) written = written.slice(0, -unit.length);
  written = written
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[，、]/g, ",")
    .replace(/．/g, ".")
    .replace(/％/g, "%")
    .trim();
  if (!written) return null;
  const match = FIGURE.exec(written);
  const whole = match?.[1].replaceAll(",", "");
  const fraction = match?.[2] ?? "";
  if (!match || whole.length > 9 || fraction.length > places || (!places && written.includes("%"))) return undefined;
  return BigInt(whole + fraction.padEnd(2, "0"));
};

const show = (hundredths, places) => {
  const sign = hundredths < 0n ? "−" : "";
  const digits = String(hundredths < 0n ? -hundredths : hundredths).padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return sign + whole + (places ? `.${digits.slice(-2).slice(0, places)}` : "");
};

const given = (text) => (text === undefined || text === "" ? null : read(text, 2, ""));
const typed = (row) => read(row.input.value, Number(row.line.dataset.places), row.line.dataset.unit);
const plus = (...numbers) => (numbers.includes(null) ? null : numbers.reduce((sum, each) => sum + each, 0n));

// What typed figures of this sheet and the known ones of others add up to.
const made = (row, name) => {
  const { [name]: keys, [`${name}Plus`]: others } = row.line.dataset;
  const here = keys.split(" ").filter(Boolean).map((key) => typed(byKey.get(key)) ?? null);
  return plus(given(others), ...here);
};

const share = (row) => {
  const [above, below] = [made(row, "above"), made(row, "below")];
  if (above === null || !below) return null;
  const { places, rounding } = row.line.dataset;
  const scale = 100n * 10n ** BigInt(places);
  const rounded = rounding === "down" ? (above * scale) / below : (2n * above * scale + below) / (2n * below);
  return rounded * 10n ** BigInt(2 - places);
};

const valueOf = (row) => {
  const { parts, above } = row.line.dataset;
  if (parts !== undefined) return made(row, "parts");
  return (above === undefined ? null : share(row)) ?? (row.input ? (typed(row) ?? null) : null);
};

// --- What follows from what is typed ------------------------------------------------------------------------------

const put = (row, name, text) => {
  const cell = row.line.querySelector(`.sheet-${name}`);
  if (cell.textContent !== text) cell.textContent = text;
};

const putChange = (row, value) => {
  const { base, percent, least, against } = row.line.dataset;
  const before = given(base);
  const cell = row.line.querySelector(".sheet-change");
  cell.replaceChildren();
  if (before === null || value === null || before === 0n) return;
  const apart = value < before ? before - value : value - before;
  const rounded = (200n * apart + before) / (2n * before);
  // What has not vanished is not told as −100％.
  const change = show((value && value < before && rounded > 99n ? 99n : rounded) * 100n, 0);
  const sign = change === "0" ? "±" : value < before ? "−" : "+";
  const text = `${against === "前の四半期" ? "前期比" : ""}${sign}${change}％`;
  const swings = percent && apart * 100n > BigInt(percent) * before && apart >= BigInt(least) * 100n;
  const told = document.createElement("span");
  if (swings) told.className = "badge badge-warning";
  told.textContent = text;
  cell.append(told);
};

const compute = () => {
  for (const row of rows) {
    const { places, soFar, balance, records, above } = row.line.dataset;
    if (places === undefined) continue;
    const value = valueOf(row);
    const text = (number) => (number === null ? "" : show(number, Number(places)));
    if (row.value) row.value.textContent = text(value);
    if (row.input && above !== undefined) {
      const was = row.input.readOnly;
      row.input.readOnly = share(row) !== null;
      if (row.input.readOnly) mark(row, `分母が入ったので計算します：${text(value)}`);
      else if (was) mark(row, "");
    }
    if (soFar !== undefined) put(row, "so-far", text(plus(given(soFar), value)));
    if (balance !== undefined) put(row, "cumulative", text(plus(given(balance), value)));
    if (records !== undefined) {
      const apart = value === null ? null : given(records) - value;
      put(row, "difference", apart === null ? "" : (apart > 0n ? "+" : "") + show(apart, 0));
    }
    putChange(row, value);
  }
};

// --- Marks ------------------------------------------------------------------------------------------------------------

const mark = (row, sentence) => {
  let told = row.line.querySelector(".sheet-live");
  if (!told && sentence) {
    told = document.createElement("span");
    told.className = "sheet-live";
    told.id = `live-${row.input.id}`;
    row.input.parentElement.append(told);
    row.input.setAttribute("aria-describedby", `${row.input.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
  }
  if (told) told.textContent = sentence;
};

// Whether the text is a figure or blank. What is none stays as it is, and is marked.
const judge = (row) => {
  const number = typed(row);
  const isNone = number === undefined;
  row.input.toggleAttribute("aria-invalid", false);
  if (isNone) row.input.setAttribute("aria-invalid", "true");
  mark(row, isNone ? "数として読めません" : "");
  if (number !== null && !isNone) row.input.value = show(number, Number(row.line.dataset.places));
  return !isNone;
};

sheet.addEventListener("input", compute);
sheet.addEventListener("change", (event) => {
  const row = rows.find((each) => each.input === event.target);
  if (!row) return;
  judge(row);
  compute();
});

// --- Keys ------------------------------------------------------------------------------------------------------------

const grid = rows.map((row) => [row.input, ...row.reasons]);
const placeOf = (input) => {
  const y = grid.findIndex((line) => line.includes(input));
  return y < 0 ? null : [y, grid[y].indexOf(input)];
};
const goTo = (input) => {
  if (!input) return false;
  input.focus();
  input.select();
  return true;
};
const along = ([y, x], step) => {
  for (let row = y + step; grid[row]; row += step) if (grid[row][x]) return grid[row][x];
  return null;
};

sheet.addEventListener("keydown", (event) => {
  // While an input method is composing, its keys are its own.
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
  const { target: input, key, shiftKey } = event;
  const place = placeOf(input);
  if (!place) return;
  const [y, x] = place;
  let gone = false;
  if (key === "Enter") {
    gone = true; // the form is sent by its button alone
    if (!goTo(along(place, shiftKey ? -1 : 1)) && !shiftKey) document.querySelector("[data-sheet-save]").focus();
  } else if (key === "ArrowDown" || key === "ArrowUp") {
    gone = !shiftKey;
    if (gone) goTo(along(place, key === "ArrowDown" ? 1 : -1));
  } else if (key === "ArrowRight" && !shiftKey && input.selectionEnd === input.value.length) {
    gone = goTo(grid[y][x + 1]);
  } else if (key === "ArrowLeft" && !shiftKey && input.selectionStart === 0 && x > 0) {
    gone = goTo(grid[y][x - 1]);
  }
  if (gone) event.preventDefault();
});

// --- A block from a spreadsheet ------------------------------------------------------------------------------------------

// Rows of cells: a cell with a line end, a tab or a quotation mark in it stands in quotation marks.
const blockOf = (text) => {
  const block = [[]];
  const cells = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/y;
  while (cells.lastIndex < text.length) {
    const match = cells.exec(text);
    if (!match) return text.split(/\r\n|\r|\n/).map((line) => line.split("\t"));
    block.at(-1).push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
    if (match[3] === "\t" && cells.lastIndex === text.length) block.at(-1).push("");
    if (match[3] !== "\t" && cells.lastIndex < text.length) block.push([]);
  }
  return block;
};

const paste = ([top, left], block) => {
  const told = { put: 0, none: 0, computed: [], outside: [] };
  block.forEach((line, down) =>
    line.forEach((text, right) => {
      const row = rows[top + down];
      const input = grid[top + down]?.[left + right];
      if (input && !input.readOnly) {
        input.value = text.trim();
        told.put += 1;
        if (input === row.input && !judge(row)) told.none += 1;
      } else if (text.trim() && row && left + right === 0) {
        const number = read(text, Number(row.line.dataset.places ?? 0), row.line.dataset.unit);
        if (number !== valueOf(row)) told.computed.push(`${row.title} ${text.trim()}`);
      } else if (text.trim()) {
        told.outside.push(text.trim());
      }
    }),
  );
  return told;
};

const some = (texts) => texts.slice(0, 3).join("、") + (texts.length > 3 ? `ほか${texts.length - 3}個` : "");

sheet.addEventListener("paste", (event) => {
  const place = placeOf(event.target);
  const block = blockOf(event.clipboardData.getData("text/plain"));
  if (!place || (block.length === 1 && block[0].length === 1)) return;
  event.preventDefault();
  const told = paste(place, block);
  sheet.dispatchEvent(new Event("input", { bubbles: true }));
  const sentences = [`${told.put}個の欄に貼り付けました。`];
  if (told.none) sentences.push(`数として読めないものが${told.none}個あります。赤い枠の欄を直してください。`);
  if (told.computed.length) {
    sentences.push(`計算する行や入力できない行の数は入れていません（${some(told.computed)}）。`);
  }
  if (told.outside.length) sentences.push(`入れる欄のないものは捨てました（${some(told.outside)}）。`);
  status.textContent = sentences.join("");
});

// --- The beginning -------------------------------------------------------------------------------------------------------

document.querySelector("[data-sheet-hint]").hidden = false;
// What the server has refused it has told beside the figure.
rows.filter((row) => row.input && !row.input.matches("[aria-invalid]")).forEach(judge);
compute();
const refused = document.querySelector(".sheet-refusal") && sheet.querySelector("[aria-invalid='true']");
goTo(refused);
