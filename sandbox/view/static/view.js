// Writing on a page: every action goes to the tenant at once, and what is shown afterwards is what it stored.
"use strict";

function startPage(sheet) {
  const canvas = sheet.querySelector(".canvas");
  const title = sheet.querySelector(".pagetitle");
  const state = sheet.querySelector(".state");
  const address = `/view/api/pages/${encodeURIComponent(sheet.dataset.page)}/edit`;
  const titleRoom = Number(sheet.dataset.titleRoom);
  let by = chosen();
  let current = null; // handle of the line that the toolbar works on
  let work = Promise.resolve(); // actions go one after the other
  const unsaved = new Set();
  let pause = 0; // timer: what is typed is saved after a moment without a key

  const lineOf = (handle) => canvas.querySelector(`[data-line="${CSS.escape(String(handle))}"]`);
  const textOf = (node) => {
    let text = "";
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) text += child.data;
      else if (child.nodeName === "BR") text += "\n";
      else text += textOf(child);
    }
    return text;
  };
  const typed = (node) => textOf(node).replace(/\r/g, "").replace(/\n$/, "");

  function say(words, bad = false) {
    state.textContent = words;
    state.classList.toggle("bad", bad);
  }

  function chosen() {
    const kept = localStorage.getItem("you");
    const buttons = [...sheet.querySelectorAll("[data-by]")];
    const button = buttons.find((one) => one.dataset.by === kept) || buttons[0];
    for (const one of buttons) one.setAttribute("aria-checked", String(one === button));
    return button ? button.dataset.by : "";
  }

  async function send(action) {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ by, ...action }),
      keepalive: true,
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error);
    return told;
  }

  // Does an action after those before it; `caret` says where the cursor goes: "end", "start", or nowhere.
  function act(action, caret) {
    work = work.then(async () => {
      try {
        say("Saving…");
        const told = await send(typeof action === "function" ? action() : action);
        draw(told, caret);
        say("Saved");
      } catch (error) {
        say(String(error.message).split("\n")[0], true);
      }
    });
    return work;
  }

  function draw(told, caret) {
    const active = document.activeElement;
    const here = active && canvas.contains(active) ? active.dataset.line : undefined;
    if (here !== undefined && unsaved.has(here) && caret === undefined) return; // somebody is typing: drawn after that is saved
    const offset = here !== undefined ? caretOffset(active) : 0;
    canvas.querySelectorAll(".newbox").forEach((box) => box !== active && box.remove());
    const open = canvas.querySelector(".newbox");
    canvas.innerHTML = told.canvas;
    if (open) canvas.append(open), open.focus();
    title.textContent = told.title;
    document.title = told.title;
    const target = caret !== undefined ? told.line : here;
    if (target === undefined || open) return;
    const line = lineOf(target);
    if (line) putCaret(line, caret === "end" ? Infinity : caret === "start" ? 0 : offset);
  }

  function caretOffset(line) {
    const selection = getSelection();
    if (!selection.rangeCount) return 0;
    const range = selection.getRangeAt(0).cloneRange();
    range.setStart(line, 0);
    return textOf(range.cloneContents()).length;
  }

  function putCaret(line, offset) {
    line.focus();
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let left = offset;
    let last = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (left <= node.length) return getSelection().collapse(node, left);
      left -= node.length;
      last = node;
    }
    getSelection().collapse(last || line, last ? last.length : 0);
  }

  function save(line) {
    const handle = line.dataset.line;
    if (!unsaved.delete(handle)) return;
    const value = typed(line);
    act({ op: "change", line: handle, value });
  }

  function enter(line) {
    const handle = line.dataset.line;
    const todo = Boolean(line.parentElement.querySelector(".box"));
    const text = typed(line);
    const at = Math.min(caretOffset(line), text.length);
    if (todo && !text.trim()) return act({ op: "todo", line: handle }, "end"); // Enter in an empty to-do ends the list
    unsaved.delete(handle);
    if (text.slice(0, at) !== line.dataset.before || at < text.length) act({ op: "change", line: handle, value: text.slice(0, at) });
    return act({ op: "enter", line: handle, value: text.slice(at), todo }, "start");
  }

  const keys = {
    todo: (line) => act({ op: "todo", line }, "end"),
    strike: (line) => act(() => ({ op: lineOf(line).parentElement.classList.contains("struck") ? "unstrike" : "strike", line }), "end"),
    delete: (line) => act({ op: "delete", line }, "end"),
    enter: (line) => act({ op: "enter", line }, "start"),
  };

  function press(name) {
    const line = current && lineOf(current);
    if (!line) return say("Click a line first");
    save(line);
    return keys[name](current);
  }

  canvas.addEventListener("focusin", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line) return;
    current = line.dataset.line;
    line.dataset.before = typed(line);
  });
  canvas.addEventListener("input", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line) return;
    unsaved.add(line.dataset.line);
    clearTimeout(pause);
    if (!event.isComposing) pause = setTimeout(() => line.isConnected && save(line), 900);
  });
  addEventListener("pagehide", () => {
    for (const handle of [...unsaved]) lineOf(handle) && save(lineOf(handle));
  });
  canvas.addEventListener("focusout", (event) => {
    const line = event.target.closest("[data-line]");
    if (line) save(line);
    else if (event.target.classList.contains("newbox")) keepBox(event.target);
  });
  canvas.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line || event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && !event.shiftKey) event.preventDefault(), enter(line);
    else if (command && event.key === "1") event.preventDefault(), press("todo");
    else if (command && event.key === "-") event.preventDefault(), press("strike");
    else if (event.key === "Backspace" && !typed(line).trim()) event.preventDefault(), unsaved.delete(current), press("delete");
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") step(event, line);
  });

  function step(event, line) {
    const lines = [...canvas.querySelectorAll("[data-line]")];
    const text = typed(line);
    const at = caretOffset(line);
    const leaves = event.key === "ArrowUp" ? at === 0 : at >= text.length;
    const next = lines[lines.indexOf(line) + (event.key === "ArrowUp" ? -1 : 1)];
    if (leaves && next) event.preventDefault(), putCaret(next, event.key === "ArrowUp" ? Infinity : 0);
  }

  canvas.addEventListener("click", (event) => {
    const box = event.target.closest("[data-box]");
    if (box) {
      const done = box.getAttribute("aria-checked") === "true";
      box.setAttribute("aria-checked", String(!done));
      act({ op: done ? "untick" : "tick", line: box.dataset.box });
      return;
    }
    const link = event.target.closest("a[href]");
    if (link && !link.target) location.href = link.href; // links inside text that can be edited do not open by themselves
    else if (link) open(link.href, "_blank", "noreferrer");
  });

  // A click beside the text boxes starts a new one there.
  sheet.querySelector(".paper").addEventListener("click", (event) => {
    if (event.target !== canvas && !event.target.classList.contains("paper")) return;
    if (canvas.querySelector(".newbox") || getSelection().toString()) return;
    const place = canvas.getBoundingClientRect();
    const left = Math.max(24, Math.round(event.clientX - place.left));
    const top = Math.max(0, Math.round(event.clientY - place.top) - 14);
    const box = document.createElement("div");
    box.className = "newbox";
    box.contentEditable = "plaintext-only";
    box.dataset.left = left;
    box.dataset.top = top + titleRoom;
    box.style.setProperty("--left", `${left}px`);
    box.style.setProperty("--top", `${top}px`);
    canvas.append(box);
    box.focus();
  });

  function keepBox(box) {
    const lines = typed(box).split("\n").filter((text) => text.trim());
    const action = { op: "box", left: Number(box.dataset.left), top: Number(box.dataset.top), lines };
    if (!lines.length) box.remove();
    else act(action);
  }

  title.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(), title.blur();
  });
  title.addEventListener("blur", () => {
    const value = typed(title).trim();
    if (value !== document.title) act({ op: "rename", value });
  });

  for (const button of sheet.querySelectorAll(".tools button")) {
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the line keeps the cursor
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (button.dataset.do) return press(button.dataset.do);
      localStorage.setItem("you", button.dataset.by);
      by = chosen();
    });
  }
}

function startInvite(frame) {
  const fit = () => {
    const shown = frame.contentDocument;
    if (!shown || !shown.body) return;
    shown.body.style.margin = "0";
    frame.style.height = "0"; // else the page is never less high than its frame
    frame.style.height = `${shown.documentElement.scrollHeight + 8}px`;
  };
  frame.addEventListener("load", fit);
  addEventListener("resize", fit);
  fit();
}

document.querySelectorAll("[data-page]").forEach(startPage);
document.querySelectorAll("iframe.body").forEach(startInvite);
