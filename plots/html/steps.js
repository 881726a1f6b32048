// steps.js - step through a race, and try other orders of its steps
//
// The page reads fine without. The notation and the rules are those of
// lib/kit/schedule.h, so bank_steps --schedule=... does the same with real
// processes. Histories: see trace.awk, which draws the table that stands here first.
"use strict";

const section = document.getElementById("step-through");
const caught = section.dataset.schedule;
const part = (name) => section.querySelector(name);
const letter = (t) => String.fromCharCode(65 + t);
const TELLERS = 8;

let schedule = caught; // the letters
let at = 0;            // how many of them have been stepped
let limit = [];        // how many updates each teller has to make

function start() {
  return {balance: 0, history: [], reg: [], saw: [], updates: [], lost: [], text: "Nobody has moved yet."};
}

// One step; null where the rules forbid it.
function step(s, c) {
  const t = c.toUpperCase().charCodeAt(0) - 65, reads = c === c.toLowerCase();
  const reg = [...s.reg], saw = [...s.saw], updates = [...s.updates];
  if ((reg[t] === undefined) !== reads) return null;
  if (reads) {
    reg[t] = s.balance;
    saw[t] = s.history;
    return {...s, reg, saw, lost: [], teller: t, reads, text: `${letter(t)} reads ${s.balance}`};
  }
  const was = reg[t], balance = was + (t % 2 ? -1 : 1);
  updates[t] = (updates[t] || 0) + 1;
  reg[t] = undefined;
  return {balance, history: [...saw[t], letter(t) + updates[t]], reg, saw, updates,
    lost: s.history.filter((u) => !saw[t].includes(u)), teller: t, reads,
    text: `${letter(t)} writes ${was} ${t % 2 ? "−" : "+"} 1 = ${balance}`};
}

// The states after 0, 1, ... steps; or why there are none.
function run(text) {
  const states = [start()];
  for (const [i, c] of [...text].entries()) {
    if (!/[A-Za-z]/.test(c)) return `step ${i + 1} '${c}' is no letter`;
    if (c.toUpperCase().charCodeAt(0) - 65 >= TELLERS) return `step ${i + 1} '${c}': this page has ${TELLERS} tellers`;
    const next = step(states[i], c);
    if (!next) return `step ${i + 1} '${c}': ${c.toUpperCase()} ${c === c.toLowerCase() ? "reads twice and has not written" : "writes before it has read"}`;
    states.push(next);
  }
  return states;
}

const count = (text, c) => text.split(c).length - 1;
const reads = (text) => Array.from({length: TELLERS}, (_, t) => count(text, letter(t).toLowerCase()));
const tellers = () => limit.reduce((most, n, t) => (n ? t + 1 : most), 0);

function make(tag, text, parent, attributes) {
  const e = Object.assign(document.createElement(tag), attributes);
  e.textContent = text;
  if (parent) parent.append(e);
  return e;
}

// A teller's letter, if it may step at this place.
function choice(states, t) {
  if (states[at].reg[t] !== undefined) return letter(t);
  return reads(schedule.slice(0, at))[t] < limit[t] ? letter(t).toLowerCase() : null;
}

function drawBank(s) {
  const bank = part(".bank"), box = (name, value, kind) => {
    const e = make("div", "", bank, {className: "box " + kind});
    make("span", name, e);
    make("strong", value, e);
  };
  bank.replaceChildren();
  const teller = (t) => {
    const now = at && s.teller === t ? (s.reads ? " reads" : " writes") : "";
    box(`${letter(t)} ${t % 2 ? "withdraws" : "deposits"}`, s.reg[t] === undefined ? "–" : s.reg[t], "teller" + now);
  };
  teller(0);
  box("balance", s.balance, "account" + (at && !s.reads ? (s.lost.length ? " loses" : " written") : ""));
  for (let t = 1; t < tellers(); t++) teller(t);
}

function drawTable(states) {
  const table = part("table"), head = table.tHead.rows[0], body = table.tBodies[0];
  while (head.cells.length > 2) head.deleteCell(2);
  for (let t = 0; t < tellers(); t++) make("th", letter(t) + "'s register", head, {scope: "col"});
  for (const name of ["balance", "lost by this step"]) make("th", name, head, {scope: "col"});
  make("th", "ns", head, {scope: "col", className: "ns"});
  body.replaceChildren();
  states.slice(1).forEach((s, i) => {
    const row = make("tr", "", body, {className: i + 1 === at ? "now" : i + 1 > at ? "later" : ""});
    make("th", i + 1, row, {scope: "row"});
    make("td", s.text, row);
    for (let t = 0; t < tellers(); t++) make("td", s.reg[t] === undefined ? "–" : s.reg[t], row);
    make("td", s.balance, row);
    make("td", s.lost.join(" "), row, {className: "lost"});
    make("td", schedule === caught ? times[i] : "", row, {className: "ns"});
  });
}

function drawEnd(states) {
  const last = states[states.length - 1], done = reads(schedule).every((n, t) => n === limit[t]) && last.reg.every((r) => r === undefined);
  const updates = last.updates.reduce((a, n) => a + (n || 0), 0), lost = updates - last.history.length;
  const right = limit.reduce((sum, n, t) => sum + (t % 2 ? -n : n), 0);
  part(".end").textContent = done
    ? `In the end: balance ${last.balance}${last.balance === right ? "" : `, not ${right}`}; ${lost} of ${updates} updates lost${lost && last.balance === right ? ", and the balance does not show it" : ""}.`
    : "Not complete: let the tellers make the steps that are left.";
  Object.assign(part(".end").dataset, done ? {balance: last.balance, lost} : {balance: "", lost: ""});
  part(".command").textContent = done ? `build/bank_steps --schedule=${schedule}` : "…";
}

function draw() {
  const states = run(schedule), s = states[at];
  drawBank(s);
  drawTable(states);
  drawEnd(states);
  part(".now").textContent = `Step ${at} of ${states.length - 1}: ${s.text}${s.lost.length ? `; lost: ${s.lost.join(" ")}` : ""}`;
  part("caption code").textContent = schedule;
  part("caption span").textContent = schedule === caught ? asCaught : "Another order";
  const set = (b, off) => b.setAttribute("aria-disabled", off);
  for (const b of section.querySelectorAll("[data-go]")) set(b, /first|back/.test(b.dataset.go) ? at === 0 : at === states.length - 1);
  const choose = part("#step-choose");
  while (choose.querySelectorAll("button").length < tellers()) make("button", "", choose, {type: "button"});
  choose.querySelectorAll("button").forEach((b, t) => {
    const c = choice(states, t);
    b.hidden = t >= tellers();
    b.dataset.teller = t;
    b.textContent = `${letter(t)} ${c === letter(t) ? "writes" : "reads"}`;
    set(b, c === null);
  });
}

function go(where) {
  const end = schedule.length;
  at = {first: 0, back: Math.max(0, at - 1), next: Math.min(end, at + 1), last: end}[where];
  draw();
}

// This teller goes next, whoever went here before.
function choose(t) {
  const c = t < tellers() ? choice(run(schedule), t) : null;
  if (c === null) return;
  schedule = schedule.slice(0, at) + c + (schedule[at] === c ? schedule.slice(at + 1) : "");
  at++;
  draw();
}

function take(text) {
  const states = run(text), why = typeof states === "string" ? states : text ? "" : "a schedule has at least one step";
  part("#step-refused").textContent = why;
  if (why) return;
  schedule = text;
  at = 0;
  limit = reads(text);
  part("#step-schedule").value = text;
  draw();
}

const times = [...section.querySelectorAll("tbody td.ns")].map((td) => td.textContent);
const asCaught = part("caption span").textContent;

section.addEventListener("click", (event) => {
  const b = event.target.closest("button[type=button]");
  if (!b || b.getAttribute("aria-disabled") === "true") return;
  if (b.dataset.go) go(b.dataset.go);
  else if (b.dataset.order) take(b.dataset.order);
  else choose(Number(b.dataset.teller));
});
part("#step-controls").addEventListener("keydown", (event) => {
  if (event.target.id === "step-schedule" || event.ctrlKey || event.altKey || event.metaKey) return;
  const where = {ArrowLeft: "back", ArrowRight: "next", Home: "first", End: "last"}[event.key];
  if (where) go(where);
  else if (/^[a-h]$/i.test(event.key)) choose(event.key.toUpperCase().charCodeAt(0) - 65);
  else return;
  event.preventDefault();
});
part("#step-own").addEventListener("submit", (event) => {
  event.preventDefault();
  take(part("#step-schedule").value.trim());
});

for (const order of new Set([caught, "aAbB", "abAB", "abBA", "baAB", "baBA", "bBaA"]))
  make("button", order, part("#step-orders"), {type: "button"}).dataset.order = order;
part("#step-controls").hidden = false;
take(caught);
