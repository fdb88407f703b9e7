// Starts a burst and draws a bar for each request as the server tells that it has
// ended. Leaving the page, or Stop, ends the requests.

import { events } from "./events.js";
import { count, long, seconds } from "./format.js";

const width = 1000;
const height = 300;
const find = (id) => document.getElementById(id);
const svg = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);

export async function startBurst(form) {
  const leave = new AbortController();
  const stop = find("stop");
  const button = form.querySelector("[type=submit]");
  stop.onclick = () => leave.abort();
  stop.hidden = false;
  button.disabled = true;
  const chart = new Chart();
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      signal: leave.signal,
    });
    if (!response.ok) throw new Error(await reason(response));
    for await (const event of events(response)) {
      chart.take(event.name, JSON.parse(event.data));
    }
    if (!chart.complete) throw new Error("The stream broke off.");
  } catch (error) {
    if (leave.signal.aborted) chart.stopped();
    else chart.fail(error.message);
  } finally {
    stop.hidden = true;
    button.disabled = false;
  }
}

// reason is what an answer that is no stream says went wrong.
async function reason(response) {
  try {
    const said = await response.json();
    return said.fields?.map((f) => `${f.field} ${f.reason}`).join(", ") ?? said.detail;
  } catch {
    return `${response.status} ${response.statusText}`;
  }
}

// Chart draws one burst.
class Chart {
  complete = false;
  answered = 0;
  failed = 0;
  requests = 0;
  wait = 0; // ms that each request waits
  span = 0; // ms from the left edge to the right
  shots = [];

  constructor() {
    this.figure = find("chart");
    this.bars = find("bars");
    this.bars.replaceChildren();
    this.figure.dataset.state = "running";
    this.hint("");
    for (const id of ["answered", "elapsed", "serial"]) find(id).textContent = "–";
    this.say("", false);
  }

  take(name, data) {
    if (name === "start") this.start(data);
    if (name === "request") this.draw(data);
    if (name === "done") this.done(data);
  }

  start({ requests, wait_ms: wait }) {
    this.requests = requests;
    this.wait = wait;
    this.began = performance.now();
    this.scale(wait * 1.25);
    this.hint(`${count(requests)} under way`);
    find("serial").textContent = `${count((requests * wait) / 1000)} s`;
    find("now").removeAttribute("hidden");
    this.tick();
  }

  // tick moves the line that shows the time.
  tick() {
    if (this.figure.dataset.state !== "running") return;
    const elapsed = performance.now() - this.began;
    if (elapsed > this.span) this.scale(this.span * 1.5);
    const x = (elapsed / this.span) * width;
    find("now").setAttribute("x1", x);
    find("now").setAttribute("x2", x);
    find("waiting").setAttribute("width", x);
    find("elapsed").textContent = seconds(elapsed);
    find("answered").textContent = count(this.answered);
    requestAnimationFrame(() => this.tick());
  }

  // scale chooses how much time the chart shows, and moves what is drawn already.
  scale(span) {
    this.span = span;
    const step = [100, 200, 500, 1000, 2000, 5000, 10000].find((s) => span / s <= 7) ?? span / 5;
    const lines = [];
    const labels = [];
    for (let at = 0; at < span * 0.98; at += step) {
      const x = (at / span) * width;
      const line = svg("line");
      for (const [k, v] of Object.entries({ x1: x, x2: x, y1: 0, y2: height })) line.setAttribute(k, v);
      lines.push(line);
      const label = document.createElement("span");
      label.style.left = `${(100 * at) / span}%`;
      label.textContent = `${at / 1000} s`;
      labels.push(label);
    }
    find("grid").replaceChildren(...lines);
    find("axis").replaceChildren(...labels);
    for (const [bar, shot] of this.shots) this.place(bar, shot);
  }

  draw(shot) {
    const bar = svg("rect");
    bar.dataset.number = shot.number;
    bar.dataset.start = shot.start_ms;
    bar.dataset.end = shot.end_ms;
    bar.classList.toggle("failed", Boolean(shot.error));
    this.answered++;
    this.hint("");
    if (shot.error) this.failed++;
    if (shot.end_ms > this.span) this.scale(shot.end_ms * 1.2);
    this.shots.push([bar, shot]);
    this.place(bar, shot);
    this.bars.append(bar);
  }

  // place gives a request's bar its row and its time.
  place(bar, shot) {
    const row = height / this.requests;
    bar.setAttribute("x", (shot.start_ms / this.span) * width);
    bar.setAttribute("width", ((shot.end_ms - shot.start_ms) / this.span) * width);
    bar.setAttribute("y", (shot.number - 1) * row);
    bar.setAttribute("height", Math.min(row * 0.8, 24));
  }

  done({ elapsed_ms: elapsed }) {
    this.complete = true;
    this.settle(elapsed, "done");
    const serial = long(this.requests * this.wait);
    const what = `${count(this.requests)} request${this.requests === 1 ? "" : "s"}`;
    this.say(
      this.failed > 0
        ? `${count(this.failed)} of ${what} failed: ${this.shots.find(([, s]) => s.error)[1].error}`
        : `${what}, each waiting ${this.wait / 1000} s, were answered in ${seconds(elapsed)}. One after another that would have been ${serial}.`,
      this.failed > 0,
    );
  }

  stopped() {
    this.settle(performance.now() - this.began, "stopped");
    this.say("Stopped. The requests under way ended with the stream.", false);
  }

  fail(message) {
    this.settle(performance.now() - this.began, "failed");
    this.say(message, true);
  }

  settle(elapsed, state) {
    this.figure.dataset.state = state;
    find("now").setAttribute("hidden", "");
    find("waiting").setAttribute("width", 0);
    this.hint("");
    if (this.requests === 0) return;
    find("elapsed").textContent = seconds(elapsed);
    find("answered").textContent = count(this.answered);
  }

  hint(text) {
    find("hint").textContent = text;
  }

  say(text, failed) {
    find("verdict").textContent = text;
    find("verdict").classList.toggle("failed", failed);
  }
}
