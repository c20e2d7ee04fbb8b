// A long job: asks for its state until it ends, then goes to the result. Survives a reload, because the state is the server's.
import { announce } from "./dom.js";

const box = document.querySelector("[data-job]");
const bar = box?.querySelector("progress");
let wait = 700;
let saidAt = 0;

function show(state) {
  if (state.total) {
    bar.max = state.total;
    bar.value = state.done;
  } else bar.removeAttribute("value");
  box.querySelector(".job-figure").textContent = state.total ? `${state.done} / ${state.total}` : "";
  box.querySelector(".job-text").textContent = state.message ?? "";
  if (Date.now() - saidAt > 5000) {
    announce(state.message ?? "");
    saidAt = Date.now();
  }
}

async function look() {
  try {
    const response = await fetch(box.dataset.job, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (response.redirected || response.status === 401) return location.reload();
    if (response.ok) {
      const state = await response.json();
      show(state);
      wait = 700;
      if (state.result_href && ["done", "failed", "cancelled"].includes(state.state)) return location.assign(state.result_href);
      if (["done", "failed", "cancelled"].includes(state.state)) return location.reload();
    } else wait = Math.min(wait * 2, 15000);
  } catch {
    wait = Math.min(wait * 2, 15000);
    box.querySelector(".job-text").textContent = box.dataset.offline;
  }
  return setTimeout(look, wait);
}

if (box) look();
