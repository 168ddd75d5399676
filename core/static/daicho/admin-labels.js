// Names for the admin's controls that have no label of their own: those in a table (an inline's rows, a list that is
// edited in place) are named by the head of their column and the row's number, a select2 choice by its field's label.
"use strict";

const nameCells = (table) => {
  for (const head of table.tHead.querySelectorAll("th:empty")) {
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.textContent = head.className === "original" ? "登録済みの行" : "操作";
    head.append(name);
  }
  const heads = [...table.tHead.rows[0].cells].map((head) => (head.querySelector(".text") ?? head).innerText.trim());
  [...table.tBodies[0].rows].forEach((row, index) => {
    for (const control of row.querySelectorAll("input, select, textarea")) {
      if (control.type === "hidden" || control.labels.length || control.ariaLabel) continue;
      control.ariaLabel = `${heads[control.closest("td, th").cellIndex]}（${index + 1}行目）`;
    }
  });
};

const nameChoices = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const name = select.labels[0]?.innerText.replace(/[:：]\s*$/, "") || select.ariaLabel;
    const parts = select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? [];
    for (const part of name ? parts : []) {
      part.removeAttribute("aria-labelledby");
      part.ariaLabel = `${name}：${select.selectedOptions[0]?.text || "未選択"}`;
    }
  }
};

const nameAll = () => {
  document.querySelectorAll("#result_list, .tabular table").forEach(nameCells);
  nameChoices();
};

// The admin's own jQuery calls in order, so this comes after select2 has built its choices. Again when a row is
// added and when a choice is made.
django.jQuery(nameAll);
document.addEventListener("formset:added", () => setTimeout(nameAll));
document.addEventListener("change", () => setTimeout(nameChoices));
