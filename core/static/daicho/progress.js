// Links to files that take seconds to make, and forms that take seconds to answer (data-progress). Without
// JavaScript they are plain links and forms; with it the page says what is being made and since when, saves the
// file when it is there, and says why where it is not.
"use strict";

const region = document.createElement("div");
region.className = "file-progress";
region.setAttribute("role", "status"); // there before anything is said in it, so that it is read out
document.body.append(region);

const element = (name, text = "") => {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
};

// filename*=UTF-8''%E5%A0%B1… or filename="report.pdf"
const fileName = (disposition) => {
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(disposition);
  if (encoded) return decodeURIComponent(encoded[1]);
  const plain = /filename="([^"]+)"/i.exec(disposition);
  return plain ? plain[1] : "";
};

const save = async (response) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = fileName(response.headers.get("Content-Disposition") || "");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};

// The page that says why a file was not made has its reasons in a list.
const reasonsIn = async (response) => {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const told = [...page.querySelectorAll("main .message-error li")].map((item) => item.textContent.trim());
  return told.length ? told : ["少し待ってから、もう一度押してください。続くときは管理者に知らせてください。"];
};

const fail = (box, doing, reasons) => {
  box.classList.add("file-progress-failed");
  const list = element("ul");
  list.append(...reasons.map((reason) => element("li", reason)));
  const close = element("button", "閉じる");
  close.type = "button";
  close.className = "button button-small";
  close.addEventListener("click", () => box.remove());
  box.replaceChildren(element("p", `${doing.replace(/作っています$/, "作れませんでした")}。`), list, close);
};

// Shows 「PDFを作っています… 3秒」; answers the box, and what stops its clock.
const announce = (doing) => {
  const box = element("div");
  box.className = "file-progress-box";
  const line = element("p", `${doing}… `);
  const seconds = element("span"); // not read out: a number every second would drown the words
  seconds.setAttribute("aria-hidden", "true");
  line.append(seconds);
  const bar = element("progress");
  bar.setAttribute("aria-label", doing);
  box.append(line, bar);
  region.append(box);
  const began = Date.now();
  const clock = setInterval(() => {
    seconds.textContent = `${Math.floor((Date.now() - began) / 1000)}秒`;
  }, 250);
  return { box, stop: () => clearInterval(clock) };
};

const make = async (link) => {
  const doing = link.dataset.progress; // 「PDFを作っています」
  const { box, stop } = announce(doing);
  link.setAttribute("aria-disabled", "true");
  try {
    const response = await fetch(link.href, { credentials: "same-origin" });
    if (response.redirected) {
      location.assign(link.href); // to the log-in, and back here
    } else if (response.ok && response.headers.has("Content-Disposition")) {
      await save(response);
      box.remove();
    } else {
      fail(box, doing, await reasonsIn(response));
    }
  } catch {
    fail(box, doing, ["サーバーにつながりませんでした。ネットワークを確かめて、もう一度押してください。"]);
  } finally {
    stop();
    link.removeAttribute("aria-disabled");
  }
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-progress]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (link.getAttribute("aria-disabled") !== "true") make(link); // pressed twice, it is made once
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.progress) return;
  if (form.dataset.sent) event.preventDefault(); // pressed twice, it is sent once
  else announce(form.dataset.progress);
  form.dataset.sent = "yes";
});

// Whoever comes back with the browser's button finds the page as it was before.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  region.replaceChildren();
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
