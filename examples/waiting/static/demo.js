// The page works without this file too: every form then opens its answer in the
// browser. With it the answers appear in place.

import { startBurst } from "./burst.js";
import { tryForm } from "./try.js";

for (const form of document.querySelectorAll("form.try")) {
  form.addEventListener("submit", (submit) => {
    submit.preventDefault();
    tryForm(form);
  });
}

const burst = document.querySelector("#burst");
burst?.addEventListener("submit", (submit) => {
  submit.preventDefault();
  startBurst(burst);
});
