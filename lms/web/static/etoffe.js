// Étoffe : confort des leçons. Tout fonctionne sans ce fichier.
(() => {
  "use strict";

  // Menus: Escape and a tap outside close them.
  const close = (menu, focus) => {
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  };
  const openMenus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") openMenus().forEach((menu) => close(menu, true));
  });
  document.addEventListener("click", (event) => {
    openMenus().forEach((menu) => menu.contains(event.target) || close(menu, false));
  });

  // Forms: sent once. A page brought back by « Précédent » can be sent again.
  const sent = new Map();
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !button || event.target.method !== "post") return;
    if (sent.has(event.target)) return event.preventDefault();
    sent.set(event.target, [button, [...button.childNodes]]);
    if (button.classList.contains("bouton")) button.replaceChildren("Envoi…");
  });
  window.addEventListener("pageshow", () => {
    sent.forEach(([button, words]) => button.replaceChildren(...words));
    sent.clear();
  });

  // Ordering: lines move in place, and the move is said.
  const list = document.querySelector(".ordre");
  const status = list && list.closest("form").querySelector("[role=status]");
  const limits = () => {
    const lines = [...list.children];
    lines.forEach((line, rank) => {
      const [up, down] = line.querySelectorAll("button");
      up.disabled = rank === 0;
      down.disabled = rank === lines.length - 1;
    });
  };
  if (status) list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("li");
    const buttons = [...line.querySelectorAll("button")];
    const up = button === buttons[0];
    const other = up ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    list.insertBefore(line, up ? other : other.nextElementSibling);
    limits();
    (button.disabled ? buttons[up ? 1 : 0] : button).focus();
    const rank = [...list.children].indexOf(line) + 1;
    status.textContent = `${line.querySelector("span").textContent.trim()}, position ${rank} sur ${list.children.length}`;
  });

  // Listening and printing: the buttons wait in a template.
  const template = document.getElementById("outils-lecon");
  if (!template) return;
  const tools = template.content.cloneNode(true);
  const listen = tools.querySelector("[data-outil=ecouter]");
  tools.querySelector("[data-outil=imprimer]").addEventListener("click", () => window.print());
  template.previousElementSibling.append(tools);
  const synthesis = window.speechSynthesis;
  if (!listen) return;
  if (!synthesis) return listen.remove();
  const words = listen.querySelector("span");
  const voice = () => synthesis.getVoices().find((one) => one.lang.startsWith("fr"));
  const offer = () => { listen.hidden = !voice(); };
  const show = (speaking) => {
    words.textContent = speaking ? words.dataset.arreter : words.dataset.lire;
  };
  const text = () => [...document.querySelectorAll("h1, h1 ~ *")]
    .filter((part) => !part.matches(".rangee, template, form, details:not([open])"))
    .map((part) => part.innerText).join("\n").split(/(?<=[.?!…])\s+|\n+/).filter(Boolean);
  listen.addEventListener("click", () => {
    const speaking = words.textContent === words.dataset.arreter;
    synthesis.cancel();
    show(!speaking);
    if (!speaking) text().forEach((sentence, rank, all) => {
      const said = new SpeechSynthesisUtterance(sentence);
      said.lang = "fr-FR";
      said.voice = voice();
      if (rank === all.length - 1) said.onend = () => show(false);
      synthesis.speak(said);
    });
  });
  window.addEventListener("pagehide", () => synthesis.cancel());
  synthesis.addEventListener?.("voiceschanged", offer);
  offer();
})();
