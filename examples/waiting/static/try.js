// Sends an entry's form and shows the answer, as it comes, and the time it took.

import { seconds } from "./format.js";

export async function tryForm(form) {
  const answer = form.parentElement.querySelector(".answer");
  const text = answer.querySelector(".text");
  const status = answer.querySelector(".status");
  const took = answer.querySelector(".took");
  const button = form.querySelector("button");

  const began = performance.now();
  let running = true;
  const tick = () => {
    took.textContent = seconds(performance.now() - began);
    if (running) requestAnimationFrame(tick);
  };

  answer.hidden = false;
  answer.classList.remove("failed");
  answer.dataset.state = "waiting";
  status.textContent = "waiting";
  text.textContent = "";
  button.disabled = true;
  tick();
  try {
    const response = await fetch(form.action, {
      method: form.method,
      body: form.method === "post" ? new FormData(form) : undefined,
      headers: { Accept: "application/json, text/plain, */*;q=0.5" },
    });
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      text.textContent += piece;
    }
    status.textContent = `${response.status} ${response.statusText}`.trim();
    answer.classList.toggle("failed", !response.ok);
  } catch (error) {
    status.textContent = "no answer";
    text.textContent += String(error);
    answer.classList.add("failed");
  } finally {
    running = false;
    took.textContent = seconds(performance.now() - began);
    answer.dataset.state = "done";
    button.disabled = false;
  }
}
